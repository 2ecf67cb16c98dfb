import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../room.ts'
import { APPROVE_MINUTES } from '../approve-minutes.ts'
import type { BoardView } from '../board-view.ts'
import { dayOf, type Meeting } from '../item.ts'
import { draftMinutes, type Minutes, minutesMarkdown } from '../minutes.ts'
import { BASES, doHref, meetingHref, noSuch, viewFor } from './links.ts'
import { numbered } from './paper-text.tsx'

/** The minutes as Markdown, for whoever takes them on elsewhere. */
export function registerMinutes(app: FastifyInstance, place: Place): void {
  for (const { base, config } of BASES) {
    app.get(`${base}/meetings/:meeting/minutes.md`, config, async (request, reply) => {
      const view = await viewFor(place, base, request, reply)
      if (view === undefined) return reply
      const { meeting: id } = request.params as { meeting: string }
      const meeting = view.board.meetings.get(id)
      const body = meeting && view.body(meeting.body)
      if (body === undefined || meeting === undefined || meeting.events.length === 0) {
        return noSuch(request, reply, 'meeting with minutes', base)
      }
      const minutes = draftMinutes({ ...view, body }, meeting, view.now)
      return reply
        .type('text/markdown; charset=utf-8')
        .header('content-disposition', `attachment; filename="minutes-${dayOf(meeting)}.md"`)
        .send(minutesMarkdown(minutes, meeting.where))
    })
  }
}

/** The minutes on the page of their meeting, with who has approved them. */
export function MinutesText(props: {
  view: BoardView
  meeting: Meeting
  minutes: Minutes
}): ReactNode {
  const { view, meeting, minutes } = props
  const seat = view.seat(meeting.body)
  const waits = view.sides.filter((side) => !meeting.approved.has(side)).map(view.sideName)
  const later =
    meeting.state === 'approved' && ![...meeting.approved.values()].includes(minutes.sha256)
  const mine = meeting.state === 'ended' && seat?.chair && !meeting.approved.has(seat.member!.side)
  return (
    <section>
      <h2>Minutes</h2>
      <p>
        {meeting.state === 'approved'
          ? 'Both chairs have approved them.'
          : `A draft. It waits for ${waits.join(' and ')}.`}{' '}
        {later && 'What was private then and has opened since, or was said since, stands in them. '}
        <a href={`${meetingHref(view, meeting.id)}/minutes.md`}>Download them as text</a>{' '}
        {mine && view.may(APPROVE_MINUTES) && (
          <a href={doHref(APPROVE_MINUTES, { meeting: meeting.id }, meetingHref(view, meeting.id))}>
            Approve them for your side
          </a>
        )}
      </p>
      {numbered(minutes.lines).map(({ at, one }) =>
        one.kind === 'heading' ? <h3 key={at}>{one.text}</h3> : <p key={at}>{one.text}</p>,
      )}
    </section>
  )
}

import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../room.ts'
import {
  BackLink,
  EmptyState,
  formatDate,
  formatDateTime,
  formatFullDate,
  plural,
  sendPage,
  Table,
  Tag,
} from '../../shell/index.ts'
import type { BoardView } from '../board-view.ts'
import { lastDayToPublish } from '../clear-days.ts'
import { dayOf, type Meeting } from '../item.ts'
import { itemCycle } from '../item-cycle.ts'
import { meetingCycle } from '../meeting-cycle.ts'
import { MINUTE } from '../minute.ts'
import { draftMinutes } from '../minutes.ts'
import { PROPOSE_ITEM } from '../propose-item.ts'
import type { ShownItem } from '../shown.ts'
import { OUTCOMES } from '../tally.ts'
import { BASES, doHref, itemHref, meetingHref, meetingsHref, noSuch, viewFor } from './links.ts'
import { MinutesText } from './minutes-text.tsx'
import { VerbLine } from './verb-line.tsx'

/** A meeting: its agenda with papers and votes, and its minutes. */
export function registerMeeting(app: FastifyInstance, place: Place): void {
  for (const { base, config } of BASES) {
    app.get(`${base}/meetings/:meeting`, config, async (request, reply) => {
      const view = await viewFor(place, base, request, reply)
      if (view === undefined) return reply
      const { meeting: id } = request.params as { meeting: string }
      const meeting = view.board.meetings.get(id)
      if (meeting === undefined) return noSuch(request, reply, 'meeting', base)
      const title = `${view.bodyName(meeting.body)}, ${formatDate(meeting.on, view.now)}`
      const body = <MeetingPage view={view} meeting={meeting} />
      return sendPage(request, reply, { title, nav: 'board', purposeBar: false, body })
    })
  }
}

function MeetingPage({ view, meeting }: { view: BoardView; meeting: Meeting }): ReactNode {
  const agenda = view.agenda(meeting)
  const body = view.body(meeting.body)
  const kept = agenda.filter((one) => one.kept)
  return (
    <>
      <BackLink href={meetingsHref(view)}>Meetings</BackLink>
      <h1>{view.bodyName(meeting.body)}</h1>
      <p className="cc-lead">
        {formatDateTime(meeting.on, view.now)}, {meeting.where}. It{' '}
        {meetingCycle.states[meeting.state]}, with {plural(agenda.length, 'item')} on its agenda.
      </p>
      {meeting.broughtIn !== undefined && (
        <p>
          Brought in on {formatFullDate(meeting.broughtIn)} from before its papers were kept here.
        </p>
      )}
      {body !== undefined && meeting.state === 'called' && (
        <p>
          Items and papers stand open by{' '}
          {formatDate(lastDayToPublish(dayOf(meeting), body.clearDays, body.counts), view.now)} (
          {plural(body.clearDays, 'clear day')}).
        </p>
      )}
      <Verbs view={view} meeting={meeting} />
      <Agenda view={view} agenda={agenda} />
      {kept.length > 0 && (
        <p className="cc-small">
          {plural(kept.length, 'item')} private for a time, under the paragraph that stands beside
          it.
        </p>
      )}
      {body !== undefined && meeting.events.length > 0 && (
        <MinutesText
          view={view}
          meeting={meeting}
          minutes={draftMinutes(
            { board: view.board, body, sideName: view.sideName },
            meeting,
            view.now,
          )}
        />
      )}
    </>
  )
}

function Verbs({ view, meeting }: { view: BoardView; meeting: Meeting }): ReactNode {
  const seat = view.seat(meeting.body)
  const here = meetingHref(view, meeting.id)
  const isOver = ['ended', 'approved'].includes(meeting.state)
  const may = meeting.state === 'called' && seat?.speaks && view.may(PROPOSE_ITEM)
  const keeps = !isOver && (seat?.clerk || seat?.chair) && view.may(MINUTE)
  const propose = doHref(PROPOSE_ITEM, { body: meeting.body, meeting: meeting.id }, here)
  const verbs = [
    { label: 'All papers in one pack', href: `${here}/pack` },
    ...(may ? [{ label: 'Propose an item', href: propose }] : []),
    ...(keeps ? [{ label: 'Minute it as it happens', href: `${here}/live` }] : []),
  ]
  return <VerbLine verbs={verbs} />
}

function Agenda({ view, agenda }: { view: BoardView; agenda: readonly ShownItem[] }): ReactNode {
  return (
    <Table
      caption="Agenda"
      rows={agenda}
      rowKey={({ id }) => id}
      empty={<EmptyState title="Nothing is on the agenda yet." />}
      columns={[
        {
          head: 'Item',
          cell: (one) => (
            <>
              <a href={itemHref(view, one.id)}>{one.title}</a>
              {one.kept && (
                <>
                  {' '}
                  <Tag tone="grey">Private</Tag>
                </>
              )}
              {one.byItself !== undefined && <span className="cc-learnt">{one.byItself}</span>}
            </>
          ),
        },
        { head: 'Asked of the meeting', cell: ({ kind }) => KIND_WORDS[kind] },
        {
          head: 'Papers',
          cell: ({ papers, kept }) =>
            kept ? 'private' : papers.length === 0 ? 'none' : plural(papers.length, 'paper'),
        },
        {
          head: 'How it stands',
          cell: ({ decision, state }) =>
            decision === undefined ? itemCycle.states[state] : OUTCOMES[decision.outcome],
        },
      ]}
    />
  )
}

export const KIND_WORDS = {
  decision: 'to decide',
  discussion: 'to talk about it',
  'to-note': 'to note it',
}

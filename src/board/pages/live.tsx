import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  Button,
  EmptyState,
  formatTime,
  PostForm,
  sendPage,
  Table,
  Tag,
} from '../../shell/index.ts'
import type { BoardView } from '../board-view.ts'
import { DECIDE } from '../decide.ts'
import { dayOf, type Meeting } from '../item.ts'
import { itemCycle } from '../item-cycle.ts'
import { meetingCycle } from '../meeting-cycle.ts'
import { membersOn } from '../member.ts'
import { MINUTE } from '../minute.ts'
import { eventWords } from '../minutes.ts'
import { OPEN_VOTE } from '../open-vote.ts'
import type { ShownItem } from '../shown.ts'
import { quorumMet } from '../tally.ts'
import { VOTE } from '../vote.ts'
import { Room } from './in-the-room.tsx'
import { doHref, itemHref, meetingHref, noSuch, viewFor } from './links.ts'

const PATH = '/board/meetings/:meeting/live'

/** For the clerk, while a meeting goes on: who is in the room, what is put to the vote, and how it stands. */
export function registerLive(app: FastifyInstance, place: Place): void {
  app.get(PATH, action(MINUTE), async (request, reply) => {
    const view = await viewFor(place, '/board', request, reply)
    if (view === undefined) return reply
    const { meeting: id } = request.params as { meeting: string }
    const meeting = view.board.meetings.get(id)
    if (meeting === undefined) return noSuch(request, reply, 'meeting', '/board')
    const body = <Live view={view} meeting={meeting} />
    return sendPage(request, reply, {
      title: 'The meeting now',
      nav: 'board',
      purposeBar: false,
      body,
    })
  })
  app.post(PATH, action(MINUTE), async (request, reply) => {
    const { meeting: id } = request.params as { meeting: string }
    const { event, member } = (request.body ?? {}) as { event?: string; member?: string }
    const here = `${meetingHref({ base: '/board' }, id)}/live`
    const input = { meeting: id, event, ...(member ? { member } : {}) }
    const answer = await place.call(MINUTE, { viewer: request.viewer!, input })
    // What is refused is said by the form of the command, with what was asked.
    const form = { meeting: id, event: event ?? '', ...(member ? { member } : {}) }
    return reply.redirect(answer.ok ? here : doHref(MINUTE, form, here), 303)
  })
}

const STEPS = ['begin', 'adjourn', 'resume', 'end'] as const

function Live({ view, meeting }: { view: BoardView; meeting: Meeting }): ReactNode {
  const here = `${meetingHref(view, meeting.id)}/live`
  const body = view.body(meeting.body)
  const day = dayOf(meeting)
  const steps = STEPS.filter(
    (one) => meetingCycle.moves[one].from[meeting.state as 'open'] !== undefined,
  )
  const members = body === undefined ? [] : membersOn(body, day)
  const where = body && { body, day, present: meeting.present, interests: new Map() }
  const short = where ? view.sides.filter((side) => !quorumMet(where, side)) : []
  return (
    <>
      <BackLink href={meetingHref(view, meeting.id)}>The meeting</BackLink>
      <h1>Who is here, and what is put to the vote?</h1>
      <p className="cc-lead">
        The meeting {meetingCycle.states[meeting.state]}.{' '}
        {short.length === 0
          ? 'Both sides have their quorum.'
          : `No quorum for ${short.map(view.sideName).join(' and ')}.`}
      </p>
      <PostForm action={here} label="How the meeting goes" className="cc-panel">
        {steps.map((one) => (
          <span key={one}>
            <Button name="event" value={one} kind={one === 'begin' ? 'primary' : 'secondary'} small>
              {meetingCycle.moves[one].label}
            </Button>{' '}
          </span>
        ))}
      </PostForm>
      <Room view={view} meeting={meeting} members={members} here={here} />
      <Items view={view} meeting={meeting} here={here} />
      <Words view={view} meeting={meeting} here={here} />
    </>
  )
}

function Items({
  view,
  meeting,
  here,
}: {
  view: BoardView
  meeting: Meeting
  here: string
}): ReactNode {
  const out = (item: ShownItem) =>
    [...item.out.keys()].map((id) => view.nameOf(meeting.body, id)).join(', ')
  const open = meeting.state === 'open'
  return (
    <Table
      caption="Items"
      rows={view.agenda(meeting)}
      rowKey={({ id }) => id}
      empty={<EmptyState title="Nothing is on the agenda." />}
      columns={[
        { head: 'Item', cell: ({ id, title }) => <a href={itemHref(view, id)}>{title}</a> },
        { head: 'Leaves for it', cell: (item) => out(item) || 'nobody' },
        {
          head: 'State',
          cell: ({ state }) => (
            <Tag tone={state === 'voting' ? 'blue' : 'grey'}>{itemCycle.states[state]}</Tag>
          ),
        },
        {
          head: 'Next',
          hideHead: true,
          cell: ({ id, state, kept }) => {
            if (!open || kept) return null
            if (state === 'agenda')
              return <a href={doHref(OPEN_VOTE, { item: id }, here)}>Put it to the vote</a>
            if (state !== 'voting') return null
            return (
              <>
                <a href={doHref(VOTE, { item: id }, here)}>Write down a vote</a> ·{' '}
                <a href={doHref(DECIDE, { item: id }, here)}>Close the vote</a>
              </>
            )
          },
        },
      ]}
    />
  )
}

function Words(props: { view: BoardView; meeting: Meeting; here: string }): ReactNode {
  const { view, meeting, here } = props
  const told = view.events(meeting).slice(-12).reverse()
  return (
    <section>
      <h2>What was written down last</h2>
      <p>
        <a href={doHref(MINUTE, { meeting: meeting.id, event: 'note' }, here)}>
          Write something down
        </a>
      </p>
      <ul className="cc-items">
        {told.map((one) => (
          <li key={`${one.at}${one.event}${one.member ?? ''}`}>
            {formatTime(one.at)}{' '}
            {eventWords(one.event, one.member && view.nameOf(meeting.body, one.member))}
            {one.text !== undefined && `: ${one.text}`}
          </li>
        ))}
      </ul>
    </section>
  )
}

import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { PUBLIC } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  EmptyState,
  formatAgo,
  formatDate,
  formatDateTime,
  formatWait,
  plural,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { READ } from '../actions.ts'
import { waitingIn } from '../board.ts'
import type { BoardView } from '../board-view.ts'
import { CALL_MEETING } from '../call-meeting.ts'
import { DECLARE_INTEREST } from '../declare-interest.ts'
import type { Meeting } from '../item.ts'
import { meetingCycle } from '../meeting-cycle.ts'
import { PROPOSE_ITEM } from '../propose-item.ts'
import { doHref, meetingHref, viewFor } from './links.ts'
import { Questions } from './questions.tsx'
import { VerbLine } from './verb-line.tsx'
import { WaitingList } from './waiting-list.tsx'

const SHOWN_BEHIND = 12

/** When bodies meet and on what, and what waits for a chair: the same for both sides and for everybody. */
export function registerMeetings(app: FastifyInstance, place: Place): void {
  const pages = [
    { path: '/board', base: '/board', config: action(READ) },
    { path: '/public/meetings', base: '/public', config: action(PUBLIC) },
  ] as const
  for (const { path, base, config } of pages) {
    app.get(path, config, async (request, reply) => {
      const view = await viewFor(place, base, request, reply)
      if (view === undefined) return reply
      const title = base === '/public' ? 'Meetings of the partnership' : 'Board'
      const body = <Meetings view={view} />
      return sendPage(request, reply, { title, nav: 'board', purposeBar: false, body })
    })
  }
}

function Meetings({ view }: { view: BoardView }): ReactNode {
  const all = [...view.board.meetings.values()].sort((a, b) => (a.on < b.on ? -1 : 1))
  const coming = all.filter(({ state }) => ['called', 'open', 'adjourned'].includes(state))
  const behind = all.filter((one) => !coming.includes(one)).reverse()
  return (
    <>
      <h1>What does the board talk about next?</h1>
      <p className="cc-lead">{leadOf(view, coming)}</p>
      <Verbs view={view} />
      <MeetingTable
        view={view}
        rows={coming}
        caption="Meetings to come"
        empty="No meeting is called."
      />
      <WaitingList view={view} waiting={waitingIn(view.board)} />
      <Questions view={view} />
      <MeetingTable
        view={view}
        rows={behind.slice(0, SHOWN_BEHIND)}
        caption="Meetings that were held"
        empty="No meeting was held yet."
      />
      <VerbLine verbs={further(view)} />
    </>
  )
}

function further({ base, viewer }: BoardView) {
  const own =
    viewer === undefined
      ? [{ label: 'Meetings for your calendar', href: '/public/meetings.ics' }]
      : [{ label: 'What is to be done', href: '/board/actions' }]
  return [
    { label: 'What was decided, and what came of it', href: `${base}/decisions` },
    { label: 'The plan', href: `${base}/plan` },
    { label: 'Interests', href: `${base}/interests` },
    { label: 'Responses that are owed', href: `${base}/responses` },
    ...own,
  ]
}

function leadOf(view: BoardView, coming: readonly Meeting[]): string {
  const [next] = coming
  if (next === undefined) return 'No meeting is called.'
  const items = view.agenda(next).length
  const name = view.bodyName(next.body)
  if (next.state !== 'called') return `${name} ${meetingCycle.states[next.state]} now.`
  const wait = formatWait(Date.parse(next.on) - view.now.getTime())
  return `${name} meets on ${formatDateTime(next.on, view.now)}, in ${wait}, with ${plural(items, 'item')}.`
}

function Verbs({ view }: { view: BoardView }): ReactNode {
  const verbs = [
    { name: PROPOSE_ITEM, label: 'Propose an item' },
    { name: CALL_MEETING, label: 'Call a meeting' },
    { name: DECLARE_INTEREST, label: 'Declare an interest' },
  ].filter(({ name }) => view.may(name))
  return (
    <VerbLine
      verbs={verbs.map(({ name, label }) => ({ label, href: doHref(name, {}, '/board') }))}
    />
  )
}

function MeetingTable(props: {
  view: BoardView
  rows: readonly Meeting[]
  caption: string
  empty: string
}): ReactNode {
  const { view, rows, caption, empty } = props
  const decided = ({ id }: Meeting) => {
    return view.agenda({ id, body: '' }).filter(({ decision }) => decision !== undefined).length
  }
  return (
    <Table
      caption={caption}
      rows={rows}
      rowKey={({ id }) => id}
      empty={<EmptyState title={empty} />}
      columns={[
        {
          head: 'When',
          nowrap: true,
          cell: ({ id, on }) => <a href={meetingHref(view, id)}>{formatDateTime(on, view.now)}</a>,
        },
        { head: 'Body', cell: ({ body }) => view.bodyName(body) },
        { head: 'Where', cell: ({ where }) => where },
        { head: 'Items', align: 'right', cell: (one) => view.agenda(one).length },
        { head: 'Decided', align: 'right', cell: decided },
        {
          head: 'How it stands',
          cell: (one) => standsWords(one, view.now),
        },
      ]}
    />
  )
}

function standsWords({ state, broughtIn, calledAt }: Meeting, now: Date): string {
  if (state === 'called') return `called ${formatAgo(calledAt, now)}`
  const brought = broughtIn === undefined ? '' : `, brought in on ${formatDate(broughtIn, now)}`
  return `${meetingCycle.states[state]}${brought}`
}

import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Refusal, Viewer } from '../../kernel/index.ts'
import type { Disputed, WhereTo } from '../../room.ts'
import {
  action,
  byCount,
  ClauseLink,
  capital,
  EmptyState,
  formatCount,
  formatDate,
  formatWait,
  type ListAddress,
  ListChoice,
  ListPaging,
  listAddress,
  pageOf,
  plural,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { type DisputeTold, listDisputes } from '../disputes.ts'
import { ladderOf } from '../may-act.ts'
import { waitsFor } from '../waiting-disputes.ts'
import type { AgreementPlace } from './agreement.tsx'
import { registerDispute } from './dispute.tsx'
import { columns } from './dispute-columns.tsx'

export type DisputePlace = AgreementPlace &
  Parameters<typeof listDisputes>[0] & {
    whyNot(viewer: Viewer, action: string): Refusal | undefined
    roomWords(room: string): string
    disputedAt(viewer: Viewer, about: Disputed): WhereTo | undefined
  }

/** What can be chosen of the list, beside the room; without any, what is open stands there, due first. */
const CHOICES = { show: ['mine', 'ended'], order: ['oldest', 'newest'] } as const
const HOUR = 3_600_000

/** Where the two sides differ: what is due first, what waits for whoever looks. */
export function registerDisputes(app: FastifyInstance, place: DisputePlace): void {
  registerDispute(app, place)
  app.get('/disputes', action('agreement.disputes'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const all = await listDisputes(place)
    const rooms = [...new Set(all.map(({ room }) => room))].sort()
    const address = listAddress('/disputes', { ...CHOICES, room: rooms }, request.query)
    const body = <Disputes {...{ place, viewer, all, rooms, address }} />
    return sendPage(request, reply, { title: 'Where we differ', nav: 'disputes', body })
  })
}

type Props = {
  place: DisputePlace
  viewer: Viewer
  all: readonly DisputeTold[]
  /** the rooms whose things any of them is about */
  rooms: readonly string[]
  address: ListAddress
}

function Disputes({ place, viewer, all, rooms, address }: Props): ReactNode {
  const ladder = ladderOf(place.agreement.current())
  const open = all.filter(({ standing }) => standing.endedAt === undefined)
  const ended = all.filter(({ standing }) => standing.endedAt !== undefined)
  const mine = open.filter((one) => waitsFor(one, viewer))
  const show = address.chosen('show')
  const room = address.chosen('room')
  const of = { open, mine, ended }
  const shown = show === 'ended' ? ended : show === 'mine' ? mine : open
  const asked = inOrder(
    shown.filter((one) => room === undefined || one.room === room),
    address.chosen('order'),
  )
  const { rows, page } = pageOf(asked, address.page)
  return (
    <>
      <h1>Where do we differ?</h1>
      <p className="cc-lead">{leadOf(open, mine, place.clock.now())}</p>
      {ladder !== undefined && (
        <p>
          Until something is settled, {ladder.interim} (<ClauseLink number={ladder.clause} />
          ).
        </p>
      )}
      <Choices of={of} place={place} rooms={rooms} address={address} />
      <Table
        caption="What the two sides differ about, what is due first at the top"
        hideCaption
        columns={columns(place, viewer, show === 'ended')}
        rows={rows}
        rowKey={({ id }) => id}
        tone={({ standing }) => (standing.late ? 'alert' : undefined)}
        empty={<Nothing show={show} ever={all.length > 0} />}
      />
      <ListPaging label="What we differ about" address={address} page={page} />
    </>
  )
}

function leadOf(open: readonly DisputeTold[], mine: readonly DisputeTold[], now: Date): string {
  const [first] = open
  if (first === undefined) return 'Nowhere: nothing is open between the two sides.'
  const waits = byCount(mine.length, 'waits', 'wait')
  const yours = mine.length === 0 ? 'none waits' : `${formatCount(mine.length)} ${waits}`
  const oldest = formatWait(Math.max(...open.map(({ standing }) => standing.ageHours)) * HOUR)
  const { due } = first.standing
  const next = due === undefined ? '' : ` The next step is due on ${formatDate(due, now)}.`
  return `${plural(open.length, 'thing')} not settled, ${yours} for you.${next} The oldest is open for ${oldest}.`
}

function Choices(props: {
  of: Readonly<Record<'open' | 'mine' | 'ended', readonly DisputeTold[]>>
  place: DisputePlace
  rooms: readonly string[]
  address: ListAddress
}): ReactNode {
  const { of, place, rooms, address } = props
  return (
    <>
      <ListChoice
        label="Which ones"
        address={address}
        name="show"
        options={[
          { label: 'Open', count: of.open.length },
          { value: 'mine', label: 'Wait for me', count: of.mine.length },
          { value: 'ended', label: 'Ended', count: of.ended.length },
        ]}
      />
      {rooms.length > 1 && (
        <ListChoice
          label="About"
          address={address}
          name="room"
          options={[
            { label: 'Everything' },
            ...rooms.map((room) => ({ value: room, label: capital(place.roomWords(room)) })),
          ]}
        />
      )}
      {of.open.length + of.ended.length > 1 && (
        <ListChoice
          label="Order"
          address={address}
          name="order"
          options={[
            { label: 'Due first' },
            { value: 'oldest', label: 'Open longest' },
            { value: 'newest', label: 'Newest' },
          ]}
        />
      )}
    </>
  )
}

/** As they come, what is due first; or by the day on which they were opened. */
function inOrder(all: readonly DisputeTold[], order: string | undefined): readonly DisputeTold[] {
  if (order === undefined) return all
  const sign = order === 'oldest' ? 1 : -1
  return [...all].sort((a, b) => sign * (a.openedAt.getTime() - b.openedAt.getTime()))
}

function Nothing(props: { show?: string; ever: boolean }): ReactNode {
  if (props.show === 'mine') return <EmptyState title="Nothing waits for you" />
  if (props.show === 'ended') return <EmptyState title="Nothing has been settled yet" />
  return (
    <EmptyState
      title={props.ever ? 'Everything is settled' : 'The two sides have not differed yet'}
    >
      <p>
        A dispute is opened where the thing is: on a clause of the{' '}
        <a href="/agreement">agreement</a>, and on pages of what is done together.
      </p>
    </EmptyState>
  )
}

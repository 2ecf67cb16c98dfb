import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Refusal, Viewer } from '../../kernel/index.ts'
import {
  action,
  ClauseLink,
  EmptyState,
  formatCount,
  formatDate,
  formatWait,
  Paging,
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
  }

const PAGE = 100
const HOUR = 3_600_000

/** Where the two sides differ: what is due first, what waits for whoever looks. */
export function registerDisputes(app: FastifyInstance, place: DisputePlace): void {
  registerDispute(app, place)
  app.get('/disputes', action('agreement.disputes'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const query = request.query as { show?: string; from?: string }
    const all = await listDisputes(place)
    const from = /^\d{1,6}$/.test(query.from ?? '') ? Number(query.from) : 0
    const body = <Disputes place={place} viewer={viewer} all={all} show={query.show} from={from} />
    return sendPage(request, reply, { title: 'Where we differ', nav: 'disputes', body })
  })
}

type Props = {
  place: DisputePlace
  viewer: Viewer
  all: readonly DisputeTold[]
  show?: string
  from: number
}

function Disputes({ place, viewer, all, show, from }: Props): ReactNode {
  const ladder = ladderOf(place.agreement.current())
  const open = all.filter(({ standing }) => standing.endedAt === undefined)
  const ended = all.filter(({ standing }) => standing.endedAt !== undefined)
  const mine = open.filter((one) => waitsFor(one, viewer))
  const shown = show === 'ended' ? ended : show === 'mine' ? mine : open
  const rows = shown.slice(from, from + PAGE)
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
      <Filters show={show} counts={[open.length, mine.length, ended.length]} />
      <Table
        caption="What the two sides differ about, what is due first at the top"
        hideCaption
        columns={columns(place, viewer, show === 'ended')}
        rows={rows}
        rowKey={({ id }) => id}
        tone={({ standing }) => (standing.late ? 'alert' : undefined)}
        empty={<Nothing show={show} ever={all.length > 0} />}
      />
      <Paging
        label="What we differ about"
        position={`${formatCount(from + 1)} to ${formatCount(from + rows.length)} of ${formatCount(shown.length)}`}
        previous={from === 0 ? undefined : pageOf(show, Math.max(0, from - PAGE))}
        next={from + PAGE < shown.length ? pageOf(show, from + PAGE) : undefined}
      />
    </>
  )
}

function leadOf(open: readonly DisputeTold[], mine: readonly DisputeTold[], now: Date): string {
  const [first] = open
  if (first === undefined) return 'Nowhere: nothing is open between the two sides.'
  const waits = mine.length === 1 ? '1 waits' : `${formatCount(mine.length)} wait`
  const yours = mine.length === 0 ? 'none waits' : waits
  const oldest = formatWait(Math.max(...open.map(({ standing }) => standing.ageHours)) * HOUR)
  const { due } = first.standing
  const next = due === undefined ? '' : ` The next step is due on ${formatDate(due, now)}.`
  return `${plural(open.length, 'thing')} not settled, ${yours} for you.${next} The oldest is open for ${oldest}.`
}

function Filters(props: { show?: string; counts: readonly [number, number, number] }): ReactNode {
  const { show } = props
  const links = [
    { label: 'Open', show: undefined, href: '/disputes' },
    { label: 'Wait for me', show: 'mine', href: '/disputes?show=mine' },
    { label: 'Ended', show: 'ended', href: '/disputes?show=ended' },
  ]
  const chosen = show === 'mine' || show === 'ended' ? show : undefined
  return (
    <ul className="cc-toolbar" aria-label="Which ones">
      {links.map((link, at) => (
        <li key={link.label}>
          <a href={link.href} aria-current={link.show === chosen ? 'true' : undefined}>
            {link.label} ({formatCount(props.counts[at]!)})
          </a>
        </li>
      ))}
    </ul>
  )
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

function pageOf(show: string | undefined, from: number): string {
  return `/disputes?${show === undefined ? '' : `show=${show}&`}from=${from}`
}

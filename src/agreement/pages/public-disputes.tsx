import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { PUBLIC } from '../../kernel/index.ts'
import {
  action,
  type Column,
  capital,
  clauseHref,
  EmptyState,
  formatDate,
  formatDateTime,
  formatFullDate,
  formatWait,
  type ListAddress,
  ListPaging,
  listAddress,
  pageOf,
  plural,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { type DisputeTold, listDisputes } from '../disputes.ts'
import { ladderOf } from '../may-act.ts'
import type { DisputePlace } from './disputes.tsx'

const HOUR = 3_600_000

/** For everybody: that the two sides differ, on which step and for how long; never what they say or about whom. */
export function registerPublicDisputes(app: FastifyInstance, place: DisputePlace): void {
  app.get('/public/disputes', action(PUBLIC), async (request, reply) => {
    const address = listAddress('/public/disputes', {}, request.query)
    const all = await listDisputes(place)
    const body = <PublicDisputes place={place} all={all} address={address} />
    const title = 'Where the partners differ'
    return sendPage(request, reply, { title, nav: 'disputes', purposeBar: false, body })
  })
}

function PublicDisputes(props: {
  place: DisputePlace
  all: readonly DisputeTold[]
  address: ListAddress
}): ReactNode {
  const { place, all, address } = props
  const now = place.clock.now()
  const ladder = ladderOf(place.agreement.current())
  const open = all.filter(({ standing }) => standing.endedAt === undefined).length
  const { rows, page } = pageOf(all, address.page)
  return (
    <>
      <h1>Where do the partners differ?</h1>
      <p className="cc-lead">
        {open === 0
          ? 'Nowhere: nothing is open between the two sides.'
          : `${plural(open, 'thing')} between the two sides not settled yet.`}
      </p>
      {ladder !== undefined && (
        <p>
          Until something is settled, {ladder.interim}: clause{' '}
          <a href={clauseHref(ladder.clause, '/public')}>{ladder.clause}</a> of the agreement. This
          page names nobody.
        </p>
      )}
      <Table
        caption="What is open first, then what has ended"
        hideCaption
        columns={columns(place, now)}
        rows={rows}
        rowKey={({ id }) => id}
        empty={<EmptyState title="The two sides have not differed yet" />}
      />
      <ListPaging label="Where the partners differ" address={address} page={page} />
      <p className="cc-learnt">Made {formatDateTime(now, now)}.</p>
    </>
  )
}

function columns(place: DisputePlace, now: Date): Column<DisputeTold>[] {
  return [
    { head: 'A matter of', cell: ({ room }) => capital(place.roomWords(room)) },
    { head: 'Opened', nowrap: true, cell: ({ openedAt }) => formatFullDate(openedAt) },
    {
      head: 'Open for',
      nowrap: true,
      cell: ({ standing }) => formatWait(standing.ageHours * HOUR),
    },
    { head: 'Step', cell: stepWords },
    { head: 'Who can settle it', cell: ({ standing, holder }) => (standing.endedAt ? '' : holder) },
    { head: 'Until', nowrap: true, cell: (one) => untilWords(one, now) },
  ]
}

function stepWords({ standing: { state, on } }: DisputeTold): string {
  if (state === 'settled') return 'Settled'
  return state === 'withdrawn' ? 'Withdrawn' : capital(on.name)
}

function untilWords({ standing: { due, endedAt } }: DisputeTold, now: Date): string {
  if (endedAt !== undefined) return `ended ${formatDate(endedAt, now)}`
  return due === undefined ? 'no date' : formatDate(due, now)
}

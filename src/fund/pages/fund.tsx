import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import type { Viewer } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  AsideNote,
  AskTime,
  action,
  ClauseLink,
  drawLyingBars,
  EmptyState,
  FigureStrip,
  formatDateTime,
  formatFullDate,
  listAddress,
  requireViewer,
  sendPage,
  sendProblem,
} from '../../shell/index.ts'
import { READ } from '../actions.ts'
import { type FundView, viewFund } from '../fund-view.ts'
import { Contributions, Minimums, Schemes } from './fund-tables.tsx'
import { fundHref, pounds } from './money.tsx'
import { Months } from './months.tsx'
import { Proposals } from './proposals.tsx'
import { Verbs } from './verbs.tsx'

/** The fund in one screen: what we have, have promised and have spent, by scheme, against the ring-fences. */
export function registerFund(app: FastifyInstance, place: Place): void {
  app.get('/fund', action(READ), (request, reply) => sendFund(request, reply, place))
  app.get('/fund/:fund', action(READ), (request, reply) => {
    const { fund } = request.params as { fund: string }
    return sendFund(request, reply, place, fund)
  })
}

async function sendFund(
  request: FastifyRequest,
  reply: FastifyReply,
  place: Place,
  fund?: string,
): Promise<FastifyReply> {
  const viewer = requireViewer(request, reply)
  if (viewer === undefined) return reply
  const address = listAddress(fund === undefined ? '/fund' : fundHref(fund), {}, request.query)
  const { knownAt } = address
  const view = await viewFund(place, { ...(fund === undefined ? {} : { fund }), knownAt })
  if (view === undefined && fund !== undefined) return noSuchFund(request, reply)
  if (view === undefined) {
    return sendPage(request, reply, { title: 'Money', nav: 'fund', body: <NoFund /> })
  }
  const picture = await pictureOf(view, request.nonce)
  const body = <FundPage {...{ place, viewer, view, picture, knownAt, asNow: address.asNow }} />
  return sendPage(request, reply, { title: 'Money', nav: 'fund', body })
}

function NoFund(): ReactNode {
  return (
    <>
      <h1>Where is the money?</h1>
      <EmptyState title="No clause of the agreement makes a fund." />
    </>
  )
}

export function noSuchFund(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return sendProblem(request, reply, {
    status: 404,
    title: 'There is no such fund',
    sentences: ['No clause of the agreement in effect makes it.'],
    next: { href: '/fund', label: 'See the fund of this year' },
  })
}

/** Of each scheme what it has, and in front what is spent of it; thousands of pounds. */
function pictureOf({ schemes }: FundView, nonce: string): Promise<string> {
  const bar = (label: string, pence: bigint) => ({ label, value: Number(pence / 100_000n) })
  return drawLyingBars({
    bars: schemes.map(({ scheme, has }) => bar(scheme.name, has)),
    front: schemes.map(({ scheme, spent }) => bar(scheme.name, spent)),
    unit: 'thousand pounds',
    nonce,
  })
}

type Props = {
  place: Place
  viewer: Viewer
  view: FundView
  picture: string
  knownAt: Date | undefined
  asNow: string
}

function FundPage({ place, viewer, view, picture, knownAt, asNow }: Props): ReactNode {
  const { fund, all, schemes } = view
  const now = place.clock.now()
  const may = (name: string) => place.whyNot(viewer, name) === undefined
  return (
    <>
      <h1>Where is the money?</h1>
      <p className="cc-lead">
        Of {pounds(all.has)} for the year, {pounds(all.spent)} is spent and {pounds(all.committed)}{' '}
        is promised to whoever is still to be paid.
      </p>
      {knownAt !== undefined && (
        <AsideNote>
          <strong>As it was known on {formatDateTime(knownAt.toISOString(), now)}.</strong>{' '}
          <a href={asNow}>See it as it is known now</a>
        </AsideNote>
      )}
      <Years view={view} />
      <InShort view={view} />
      <Verbs fund={fund} may={may} now={now} />
      <Proposals view={view} viewer={viewer} may={may} now={now} />
      <h2>What each scheme has</h2>
      {schemes.length === 0 ? (
        <EmptyState title="No plan has been set for this year yet." />
      ) : (
        <Schemes view={view} picture={picture} />
      )}
      <h2>What was promised about it</h2>
      <Minimums view={view} />
      <h2>Where it comes from</h2>
      <Contributions view={view} />
      <h2>Months</h2>
      <Months view={view} viewer={viewer} may={may} now={now} />
      <AskTime
        words="See it as it was known before"
        path={fundHref(fund.id)}
        present={now}
        at={knownAt}
      />
      <p className="cc-small">
        {fund.name}, {formatFullDate(fund.from)} to {formatFullDate(fund.until)}, is made by{' '}
        <ClauseLink number={fund.clause} />. Every sum here opens to the transfers that make it.
      </p>
    </>
  )
}

function InShort({ view: { fund, all } }: { view: FundView }): ReactNode {
  return (
    <FigureStrip
      label={fund.name}
      figures={[
        { label: 'for the year', value: pounds(all.has), note: `${pounds(all.came)} has come` },
        { label: 'spent', value: pounds(all.spent) },
        { label: 'likely to be spent by the end', value: pounds(all.likely) },
        { label: 'set apart and not paid', value: pounds(all.committed) },
        { label: 'left in schemes', value: pounds(all.left) },
        { label: 'that no scheme has', value: pounds(all.held) },
      ]}
    />
  )
}

function Years({ view: { fund, funds } }: { view: FundView }): ReactNode {
  if (funds.length < 2) return null
  return (
    <nav aria-label="Years" className="cc-toolbar">
      {funds.map(({ id, name }) => (
        <a key={id} href={fundHref(id)} aria-current={id === fund.id ? 'page' : undefined}>
          {id === fund.id ? <strong>{name}</strong> : name}
        </a>
      ))}
    </nav>
  )
}

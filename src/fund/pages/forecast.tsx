import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  ClauseLink,
  EmptyState,
  plural,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { READ } from '../actions.ts'
import { forecastFund, type SchemeForecast } from '../forecast-fund.ts'
import { type FundRule, rulesOf } from '../rules.ts'
import { noSuchFund } from './fund.tsx'
import { Against, fundHref, pounds, schemeHref } from './money.tsx'

/** What each scheme is likely to have spent by the end of its year, with the reasons. */
export function registerForecast(app: FastifyInstance, place: Place): void {
  app.get('/fund/:fund/forecast', action(READ), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { fund: id } = request.params as { fund: string }
    const fund = rulesOf(place.agreement.current()).funds.get(id)
    if (fund === undefined) return noSuchFund(request, reply)
    const rows = await forecastFund(place, { fund })
    const body = <ForecastPage fund={fund} rows={rows} />
    return sendPage(request, reply, { title: 'How the year will end', nav: 'fund', body })
  })
}

function ForecastPage({
  fund,
  rows,
}: {
  fund: FundRule
  rows: readonly SchemeForecast[]
}): ReactNode {
  const sum = (of: (row: SchemeForecast) => bigint) => rows.reduce((all, row) => all + of(row), 0n)
  const outside = rows.filter((row) => row.outside !== undefined)
  // What waits to be looked at stands first: the furthest from its plan.
  const sorted = [...rows].sort((a, b) => size(b) - size(a))
  return (
    <>
      <BackLink href={fundHref(fund.id)}>{fund.name}</BackLink>
      <h1>How will the year end?</h1>
      <p className="cc-lead">
        Of {pounds(sum(({ has }) => has))} that schemes have, {pounds(sum(({ p50 }) => p50))} is
        likely to be spent.{' '}
        {fund.outturn !== undefined && (
          <>
            {plural(outside.length, 'scheme is', 'schemes are')} likely to end more than{' '}
            {String(fund.outturn.within)} in 100 from the plan,{' '}
            <ClauseLink number={fund.outturn.clause} />.
          </>
        )}
      </p>
      <Table
        caption="Schemes, the furthest from their plan first"
        hideCaption
        columns={[
          {
            head: 'Scheme',
            cell: ({ scheme }) => <a href={schemeHref(fund.id, scheme.id)}>{scheme.name}</a>,
          },
          { head: 'Has', align: 'right', cell: ({ has }) => pounds(has) },
          { head: 'Spent', align: 'right', cell: ({ spent }) => pounds(spent) },
          {
            head: 'Likely by the end',
            align: 'right',
            cell: ({ p50 }) => <strong>{pounds(p50)}</strong>,
          },
          {
            head: 'Eight years in ten between',
            align: 'right',
            cell: ({ p10, p90 }) => `${pounds(p10)} and ${pounds(p90)}`,
          },
          { head: 'Against the plan', cell: (row) => <Against row={row} /> },
          { head: 'Why', cell: ({ why }) => why.join(' ') },
        ]}
        rows={sorted}
        rowKey={({ scheme }) => scheme.id}
        empty={<EmptyState title="No plan has been set for this year yet." />}
      />
      <p className="cc-small">
        Each month to come is taken to be like those that are over. What is spent and set apart is
        the least that it can be. It is an estimate, and nothing is booked by it.
      </p>
    </>
  )
}

function size({ has, p50, outside }: SchemeForecast): number {
  const apart = Math.abs(Number(p50 - has)) / Math.max(1, Number(has))
  return outside === undefined ? apart : apart + 1_000
}

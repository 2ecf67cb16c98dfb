import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { dayInLondon, PUBLIC } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  clauseHref,
  EmptyState,
  FigureStrip,
  formatDateTime,
  formatFullDate,
  formatMonth,
  type ListAddress,
  ListChoice,
  listAddress,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { minimumsNow } from '../clause-faults.ts'
import { figureOf } from '../figure.ts'
import { lastDayOf, monthsOf } from '../period.ts'
import { periodsClosed } from '../queries-closing.ts'
import { balancesAt } from '../queries-read.ts'
import { type FundRule, rulesOf } from '../rules.ts'
import { readFlow } from './flow.tsx'
import { FlowPicture, FlowTable } from './flow-picture.tsx'
import { MINIMUM_COLUMNS } from './fund-tables.tsx'
import { pounds } from './money.tsx'

/**
 * For everybody: where the pooled money comes from and goes, up to the last month that both sides have sealed. No
 * supplier and nobody is named.
 */
export function registerPublicFund(app: FastifyInstance, place: Place): void {
  app.get('/public/fund', action(PUBLIC), async (request, reply) => {
    const today = dayInLondon(place.clock.now())
    const begun = [...rulesOf(place.agreement.current()).funds.values()]
      .filter(({ from }) => from <= today)
      .sort((a, b) => (a.from < b.from ? 1 : -1))
    const years = begun.map(({ id }) => id)
    const address = listAddress('/public/fund', { fund: years }, request.query)
    const fund = begun.find(({ id }) => id === address.chosen('fund')) ?? begun[0]
    const shown = fund === undefined ? undefined : await showFund(place, fund)
    const body = <PublicPage {...{ shown, begun, address }} now={place.clock.now()} />
    const title = 'Where the pooled money goes'
    return sendPage(request, reply, { title, nav: 'fund', purposeBar: false, body })
  })
}

type Props = {
  shown: Shown | undefined
  begun: readonly FundRule[]
  address: ListAddress
  now: Date
}

function PublicPage({ shown, begun, address, now }: Props): ReactNode {
  const options = begun.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <>
      <h1>Where does the pooled money go?</h1>
      {shown === undefined ? (
        <EmptyState title="No clause of the agreement makes a fund." />
      ) : (
        <PublicFund shown={shown}>
          {options.length > 1 && (
            <ListChoice label="Year" address={address} name="fund" options={options} />
          )}
        </PublicFund>
      )}
      <p className="cc-learnt">Made {formatDateTime(now, now)}.</p>
    </>
  )
}

async function showFund(place: Place, fund: FundRule) {
  const db = place.databases.care.short
  const closed = new Set((await periodsClosed(db, fund.id)).map(({ period }) => period))
  // Months are sealed in their order: what is after the first that is not is not told yet.
  const months = monthsOf(fund)
  const open = months.findIndex((month) => !closed.has(month))
  const month = months[open === -1 ? months.length - 1 : open - 1]
  const at = month === undefined ? fund.from : lastDayOf(month)
  const balances = await balancesAt(db, { fund: fund.id, at })
  const { flow, names } = await readFlow(place, fund, at)
  const minimums = minimumsNow(names.rules, fund.id, balances)
  const figure = (name: 'promised' | 'came' | 'has' | 'spent') =>
    pounds(figureOf({ figure: name }, balances))
  return { fund, month, at, flow, names, minimums, figure }
}

type Shown = Awaited<ReturnType<typeof showFund>>

function PublicFund({ shown, children }: { shown: Shown; children: ReactNode }): ReactNode {
  const { fund, month, at, flow, names, minimums, figure } = shown
  return (
    <>
      <p className="cc-lead">
        {month === undefined
          ? `No month of ${fund.name} has been sealed by both sides yet: this is what was promised.`
          : `${fund.name}, up to the end of ${formatMonth(month)}, which both sides have sealed.`}
      </p>
      {children}
      <FigureStrip
        label={fund.name}
        figures={[
          { label: 'promised for the year', value: figure('promised') },
          { label: 'has come', value: figure('came') },
          { label: 'given to schemes', value: figure('has') },
          { label: 'spent', value: figure('spent') },
        ]}
      />
      <h2>The way of the money</h2>
      <FlowPicture flow={flow} names={names} />
      <FlowTable flow={flow} names={names} />
      <h2>What was promised about it</h2>
      <Promised minimums={minimums} />
      <p className="cc-small">
        Booked up to {formatFullDate(at)}. The fund is made by{' '}
        <a href={clauseHref(fund.clause, '/public')}>clause {fund.clause}</a>, and what it may pay
        for stands in the agreement. No supplier and nobody is named here.
      </p>
    </>
  )
}

function Promised({ minimums }: Pick<Shown, 'minimums'>): ReactNode {
  return (
    <Table
      caption="Minimums"
      hideCaption
      columns={[
        ...MINIMUM_COLUMNS,
        {
          head: 'By',
          cell: ({ minimum }) => (
            <a href={clauseHref(minimum.clause, '/public')}>clause {minimum.clause}</a>
          ),
        },
      ]}
      rows={minimums}
      rowKey={({ minimum }) => minimum.clause}
      empty={<EmptyState title="No clause promises a minimum." />}
    />
  )
}

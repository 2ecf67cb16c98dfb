import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { capital, dayInLondon, formatPounds, plural } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  EmptyState,
  FigureStrip,
  formatFullDate,
  formatMonth,
  type ListAddress,
  ListChoice,
  listAddress,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { READ } from '../actions.ts'
import { MAP_COST_CENTRE } from '../map-cost-centre.ts'
import { monthsOf } from '../period.ts'
import { costCentresOn } from '../queries-cost-centres.ts'
import { BANK, type Difference, type Differences, readDifferences } from '../read-differences.ts'
import { fundsOn, type Rules, rulesOf } from '../rules.ts'
import { noSuchFund } from './fund.tsx'
import { fundHref, transferHref } from './money.tsx'
import { schemesById } from './newest.ts'
import type { Known } from './transfers.tsx'

/** Where the books of both sides, and of the bank, say otherwise than ours. */
export function registerDifferences(app: FastifyInstance, place: Place): void {
  app.get('/fund/differences', action(READ), (request, reply) => {
    if (requireViewer(request, reply) === undefined) return reply
    const today = dayInLondon(place.clock.now())
    const [running] = fundsOn(rulesOf(place.agreement.current()), today)
    if (running === undefined) return noSuchFund(request, reply)
    return reply.redirect(`${fundHref(running.id)}/differences`)
  })
  app.get('/fund/:fund/differences', action(READ), (request, reply) =>
    sendDifferences(request, reply, place),
  )
}

async function sendDifferences(
  request: FastifyRequest,
  reply: FastifyReply,
  place: Place,
): Promise<FastifyReply> {
  const viewer = requireViewer(request, reply)
  if (viewer === undefined) return reply
  const { fund: id } = request.params as { fund: string }
  const rules = rulesOf(place.agreement.current())
  const fund = rules.funds.get(id)
  if (fund === undefined) return noSuchFund(request, reply)
  const today = dayInLondon(place.clock.now())
  const months = monthsOf(fund).filter((month) => `${month}-01` <= today)
  const address = listAddress(`${fundHref(id)}/differences`, { month: months }, request.query)
  // The last month that is over, because the books of one that goes on are never the same.
  const month = address.chosen('month') ?? months.at(-2) ?? months[0]
  if (month === undefined) return noSuchFund(request, reply)
  const found = await readDifferences(place, fund, month)
  const schemes = await schemesById(place.databases.care.short, id)
  const may = place.whyNot(viewer, MAP_COST_CENTRE) === undefined
  const known = { rules, schemes }
  const body = <DifferencesPage {...{ found, address, months, known, may, today }} />
  return sendPage(request, reply, { title: 'Where the books differ', nav: 'fund', body })
}

type Props = {
  found: Differences
  address: ListAddress
  months: readonly string[]
  known: Known
  may: boolean
  today: string
}

function DifferencesPage({ found, address, months, known, may, today }: Props): ReactNode {
  const { fund, period, lines, balances } = found
  return (
    <>
      <BackLink href={fundHref(fund.id)}>{fund.name}</BackLink>
      <h1>Where do the books differ?</h1>
      <p className="cc-lead">
        {lines.length === 0
          ? `All that has come of ${formatMonth(period)} agrees.`
          : `${plural(lines.length, 'difference')} in ${formatMonth(period)}. Nothing is made equal: `}
        {lines.length > 0 && 'each is settled in the books in which it is wrong.'}
      </p>
      <ListChoice
        label="Month"
        address={address}
        name="month"
        options={months.toReversed().map((one) => ({ value: one, label: formatMonth(one) }))}
      />
      <FigureStrip
        label="What the books come to"
        figures={balances.map(({ side, ours, theirs, agreed }) => ({
          label: `in ${booksOf(side, known.rules)}`,
          value: formatPounds(theirs),
          note: `${formatPounds(ours)} in ours; ${agreed} agree`,
        }))}
      />
      <Lines lines={lines} known={known} />
      <h2>What cost centres are for</h2>
      <p>
        Each side says this of its own books, with the day from which it holds, and both see it.
        {may && (
          <>
            {' '}
            <a href={`/do/${MAP_COST_CENTRE}`}>Say what a cost centre is for</a>
          </>
        )}
      </p>
      <Mapping found={found} known={known} today={today} />
    </>
  )
}

function booksOf(side: string, { sides }: Rules): string {
  return side === BANK ? 'the bank' : `the books of ${sides.get(side) ?? side}`
}

function Lines({ lines, known }: { lines: readonly Difference[]; known: Known }): ReactNode {
  return (
    <Table
      caption="Differences, the oldest first"
      hideCaption
      columns={[
        {
          head: 'Whose books',
          cell: ({ side }) => (side === BANK ? 'The bank' : sideName(side, known)),
        },
        { head: 'Of', cell: (one) => ofWhat(one, known) },
        { head: 'Ours', align: 'right', cell: (one) => moneyOf(one) },
        { head: 'Theirs', align: 'right', cell: ({ theirs }) => formatPounds(theirs) },
        { head: 'Why', cell: ({ says }) => says },
        {
          head: 'For whom to settle',
          cell: ({ owner }) => sideName(owner, known),
        },
        { head: 'Since', nowrap: true, cell: ({ ageDays }) => plural(ageDays, 'day') },
      ]}
      rows={lines}
      rowKey={(one) => `${one.side} ${one.line?.id ?? one.transfers[0]}`}
      empty={<EmptyState title="No line differs." />}
    />
  )
}

function sideName(side: string, { rules }: Known): string {
  return capital(rules.sides.get(side) ?? side)
}

function ofWhat({ scheme, supplier }: Difference, { schemes }: Known): string {
  const name = schemes.get(scheme)?.name ?? scheme
  return [name, supplier].filter((part) => part !== '').join(', ')
}

function moneyOf({ ours, transfers }: Difference): ReactNode {
  const [first] = transfers
  const money = formatPounds(ours)
  return first === undefined ? money : <a href={transferHref(first)}>{money}</a>
}

function Mapping({
  found,
  known,
  today,
}: {
  found: Differences
  known: Known
  today: string
}): ReactNode {
  return (
    <Table
      caption="Cost centres"
      hideCaption
      columns={[
        { head: 'Cost centre', cell: ({ costCentre }) => costCentre },
        { head: 'In the books of', cell: ({ side }) => sideName(side, known) },
        {
          head: 'For',
          cell: ({ scheme }) =>
            scheme === '' ? 'nothing any more' : (known.schemes.get(scheme)?.name ?? scheme),
        },
        { head: 'From', nowrap: true, cell: ({ from }) => formatFullDate(from) },
        { head: 'Said by', cell: ({ name }) => name },
        { head: 'Said on', nowrap: true, cell: ({ learntAt }) => formatFullDate(learntAt) },
      ]}
      rows={costCentresOn(found.mapping, today)}
      rowKey={({ side, costCentre }) => `${side} ${costCentre}`}
      empty={<EmptyState title="Nobody has said yet what any cost centre is for." />}
    />
  )
}

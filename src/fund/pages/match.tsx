import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { dayInLondon, formatPounds, isMonth, type Viewer } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  byCount,
  EmptyState,
  formatDate,
  formatMonth,
  plural,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { MATCH } from '../actions.ts'
import { ANSWER_QUERY } from '../answer-query.ts'
import { type MatchedInvoice, type MatchedLine, matchInvoices } from '../match-invoices.ts'
import { VERDICT_WORDS } from '../verdict-words.ts'
import { MonthsBeside } from './months-beside.tsx'

/** Of a month's invoices, what does not say what was given: for whoever pays for care, with a look at each person. */
export function registerMatch(app: FastifyInstance, place: Place): void {
  app.get('/fund/match', action(MATCH), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { month: asked = '' } = request.query as { month?: string }
    const month = isMonth(asked) ? asked : dayInLondon(place.clock.now()).slice(0, 7)
    const invoices = await matchInvoices(place, viewer, month)
    const body = <MatchPage {...{ place, viewer, month, invoices }} />
    return sendPage(request, reply, { title: 'What providers charge', nav: 'fund-match', body })
  })
}

type Props = { place: Place; viewer: Viewer; month: string; invoices: readonly MatchedInvoice[] }

function MatchPage({ place, viewer, month, invoices }: Props): ReactNode {
  const now = place.clock.now()
  const may = place.whyNot(viewer, ANSWER_QUERY) === undefined
  const sum = (of: (one: MatchedInvoice) => bigint) =>
    invoices.reduce((all, one) => all + of(one), 0n)
  const queries = invoices.flatMap((one) => one.queries)
  const open = queries.filter(({ answer }) => answer === undefined)
  const then = encodeURIComponent(`/fund/match?month=${month}`)
  return (
    <>
      <h1>What do providers charge that was not given?</h1>
      <p className="cc-lead">
        Of {formatPounds(sum((one) => one.agreed + one.queried))} that invoices of{' '}
        {formatMonth(month)} charge, {formatPounds(sum(({ agreed }) => agreed))} is as it was given.{' '}
        {plural(queries.length, 'line is', 'lines are')} queried, and{' '}
        {plural(open.length, 'answer')} {byCount(open.length, 'is', 'are')} still to be given.
      </p>
      <MonthsBeside path="/fund/match" month={month} last={dayInLondon(now).slice(0, 7)} />
      <Table
        caption="Invoices"
        columns={[
          { head: 'Invoice', cell: ({ number }) => <span className="cc-code">{number}</span> },
          { head: 'Provider', cell: ({ supplier }) => supplier },
          { head: 'Lines', align: 'right', cell: ({ lines }) => String(lines) },
          { head: 'As given', align: 'right', cell: ({ agreed }) => formatPounds(agreed) },
          { head: 'Queried', align: 'right', cell: ({ queried }) => formatPounds(queried) },
        ]}
        rows={invoices}
        rowKey={({ number, supplier }) => `${supplier} ${number}`}
        empty={<EmptyState title="No invoice for care is dated in this month." />}
      />
      <Table
        caption="Lines that are queried"
        columns={[
          {
            head: 'Whose',
            nowrap: true,
            cell: ({ line }) => <span className="cc-code">{line.said.person_reference}</span>,
          },
          { head: 'Week of', nowrap: true, cell: ({ line }) => weekWords(line, now) },
          { head: 'Provider', cell: ({ line }) => line.said.supplier ?? '' },
          { head: 'How much', align: 'right', cell: ({ line }) => formatPounds(line.pence) },
          {
            head: 'Why',
            cell: ({ verdict, says }) => (
              <>
                <strong>{VERDICT_WORDS[verdict]}</strong>: {says}
              </>
            ),
          },
          {
            head: 'What is done',
            cell: (one) => <Done {...{ one, may, then, now }} />,
          },
        ]}
        rows={queries}
        rowKey={({ line }) => line.id}
        empty={<EmptyState title="Nothing is queried: all of it is as it was given." />}
      />
      <p className="cc-small">
        Whose care each line is about was looked up for paying for it, and stands in their log. Of
        whom you may not see, a line says the same as of nobody.
      </p>
    </>
  )
}

function weekWords({ said }: MatchedLine['line'], now: Date): string {
  return said.week_start === undefined ? '' : formatDate(said.week_start, now)
}

const ANSWERED = new Map([
  ['pay', 'Paid all the same'],
  ['withhold', 'Not paid until it is put right'],
  ['credited', 'Given back'],
])

function Done({
  one: { line, verdict, answer },
  may,
  then,
  now,
}: {
  one: MatchedLine
  may: boolean
  then: string
  now: Date
}): ReactNode {
  if (answer !== undefined)
    return `${ANSWERED.get(answer.answer)}: ${answer.reason} (${answer.name}, ${formatDate(answer.learntAt, now)})`
  if (!may) return 'To be answered'
  return (
    <a href={`/do/${ANSWER_QUERY}?line=${line.id}&verdict=${verdict}&then=${then}`}>
      Say what is done
      <span className="nhsuk-u-visually-hidden">
        : <span className="cc-code">{line.said.person_reference}</span>, {weekWords(line, now)}
      </span>
    </a>
  )
}

import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { dayInLondon } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  ChartWithTable,
  type Column,
  EmptyState,
  formatFullDate,
  type ListAddress,
  ListChoice,
  listAddress,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { OUTCOME_SPLITS } from '../count-outcomes.ts'
import { SPLITS, type SplitBy, type ToldRow } from '../count-totals.ts'
import { keyWords } from '../key-words.ts'
import { type Figures, PERIODS, type Period, readFigures } from '../read-figures.ts'
import { briefly } from '../told-words.ts'
import { AfterFigures } from './figures-after.tsx'
import { BandFigures } from './figures-bands.tsx'
import { PageWords } from './words.tsx'

export const FIGURES = 'transfer.figures'

const PERIOD_WORDS: Readonly<Record<Period, string>> = {
  year: 'The last four quarters',
  quarter: 'The last quarter',
}
const SPLIT_WORDS: Readonly<Record<SplitBy, string>> = {
  holder: 'Who held it',
  task: 'What was waited for',
  reason: 'National reason',
  ward: 'Ward',
  pathway: 'Way home',
  council: 'Council',
  group: 'Ethnic group',
}

/** Waiting to leave hospital, counted: for both sides, for whoever works on counts, and for those who chair. */
export function registerFigures(app: FastifyInstance, place: Place): void {
  app.get('/transfer/figures', action(FIGURES), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const choices = { period: PERIODS, by: SPLITS, after: OUTCOME_SPLITS }
    const address = listAddress('/transfer/figures', choices, request.query)
    const by = address.chosen('by') ?? 'holder'
    const after = address.chosen('after') ?? 'pace'
    const wanted = { period: address.chosen('period') ?? 'year', by, after }
    const figures = await readFigures(place, wanted, request.nonce)
    const body = <FiguresPage {...{ place, figures, address, by }} />
    return sendPage(request, reply, {
      title: 'Waiting to leave hospital, in figures',
      nav: 'transfer-figures',
      body,
    })
  })
}

type Props = { place: Place; figures: Figures; address: ListAddress; by: SplitBy }

function FiguresPage({ place, figures, address, by }: Props): ReactNode {
  const agreement = place.agreement.current()
  const { totals, within } = figures
  const rows = (totals?.rows ?? []).map((row) => {
    return { row, words: keyWords(row.keys, by, agreement) }
  })
  return (
    <>
      <h1>Waiting to leave hospital, in figures</h1>
      <p className="cc-lead">
        Of everybody who has not opted out, from {formatFullDate(dayInLondon(within.from))} up to{' '}
        {formatFullDate(dayInLondon(within.to))}. Both sides read the same; nothing is told of fewer
        people than the agreement allows.
      </p>
      <p>
        A quarter is told when it is over, each by itself, so that nobody follows from taking one
        time from another. A stay counts in each quarter in which somebody waited.
      </p>
      <ListChoice
        label="When"
        address={address}
        name="period"
        options={PERIODS.map((value) => ({
          label: PERIOD_WORDS[value],
          ...(value === 'year' ? {} : { value }),
        }))}
      />
      <h2>Whose the hours were</h2>
      <ListChoice
        label="By"
        address={address}
        name="by"
        options={SPLITS.map((value) => ({
          label: SPLIT_WORDS[value],
          ...(value === 'holder' ? {} : { value }),
        }))}
      />
      {rows.length === 0 ? (
        <EmptyState title="Too few people waited for anything to be told in these parts." />
      ) : (
        <ChartWithTable
          picture={figures.hours}
          says={hoursSentence(rows)}
          note={
            <>
              <span className="cc-key" aria-hidden="true" />
              all hours <span className="cc-key cc-key--open" aria-hidden="true" />
              of them unresolved: nobody held them, or they are contested.
            </>
          }
        >
          <Table
            caption="Hours and bed days of waiting"
            columns={columnsOf(SPLIT_WORDS[by])}
            rows={rows}
            rowKey={({ words }) => words}
          />
        </ChartWithTable>
      )}
      <BandFigures figures={figures} />
      <AfterFigures figures={figures} address={address} agreement={agreement} />
      <PageWords agreement={agreement} terms={['ready', 'left', 'outcome']} />
    </>
  )
}

type Row = { readonly row: ToldRow; readonly words: string }

function columnsOf(head: string): Column<Row>[] {
  const number = (name: string, read: (row: ToldRow) => string): Column<Row> => ({
    head: name,
    align: 'right',
    cell: ({ row }) => read(row),
  })
  return [
    { head, cell: ({ words }) => words },
    number('Stays', ({ stays }) => briefly(stays)),
    number('Hours', ({ minutes }) => hoursWords(minutes)),
    number('Bed days', ({ bedDays }) => briefly(bedDays)),
    number('Hours unresolved', ({ unresolved }) => hoursWords(unresolved)),
  ]
}

const MINUTES_AN_HOUR = 60

function hoursWords(minutes: ToldRow['minutes']): string {
  if (!('about' in minutes)) return briefly(minutes)
  return briefly({ about: Math.round(minutes.about / MINUTES_AN_HOUR) })
}

function hoursSentence(rows: readonly Row[]): string {
  const told = rows.map(({ row, words }) => `${words}: ${hoursWords(row.minutes)}`)
  return `Hours of waiting. ${told.join('; ')}.`
}

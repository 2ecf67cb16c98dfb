import type { Place } from '../room.ts'
import { type Bar, capital, drawChart, drawLyingBars, formatMonth } from '../shell/index.ts'
import { lastMonths, lastQuarters } from './calendar.ts'
import { type CountingPlace, countMonths, type ToldBands, toldBands } from './count-bands.ts'
import {
  BACK_AFTER,
  countOutcomes,
  countScores,
  type OutcomeSplit,
  TOLD_OUTCOMES,
  type ToldOutcomes,
  type ToldScores,
} from './count-outcomes.ts'
import { countTotals, type SplitBy, type ToldRow, type ToldTotals } from './count-totals.ts'
import { keyWords } from './key-words.ts'
import { outcomeWords } from './outcome.ts'

/** What the page of figures counts, by its name in the address: quarters that are over. */
export const PERIODS = ['year', 'quarter'] as const
export type Period = (typeof PERIODS)[number]

const QUARTERS: Readonly<Record<Period, number>> = { year: 4, quarter: 1 }
const MONTHS = 12

export type Figures = {
  readonly within: { readonly from: Date; readonly to: Date }
  readonly totals: ToldTotals | undefined
  readonly hours: string
  readonly months: readonly { readonly month: string; readonly told: ToldBands }[]
  readonly means: string
  readonly outcomes: ToldOutcomes | undefined
  /** how those are who left, after so many days */
  readonly became: string
  readonly scores: ToldScores | undefined
}

/** The quarters of a period: from the first minute of the first up to that of the next. */
export function periodOf(period: Period, now: Date): { from: Date; to: Date } {
  const quarters = lastQuarters(QUARTERS[period], now)
  return { from: quarters[0]!.from, to: quarters.at(-1)!.to }
}

/** Everything leaves by the clause of disclosure; what may not be told is drawn as nothing. */
export async function readFigures(
  place: CountingPlace & Pick<Place, 'agreement'>,
  wanted: { period: Period; by: SplitBy; after: OutcomeSplit },
  nonce: string,
): Promise<Figures> {
  const agreement = place.agreement.current()
  const within = periodOf(wanted.period, place.clock.now())
  const [totals, counted, outcomes, scores] = await Promise.all([
    countTotals(place, { ...within, by: wanted.by }),
    countMonths(place, lastMonths(MONTHS, place.clock.now())),
    countOutcomes(place, { ...within, by: wanted.after }),
    countScores(place, within),
  ])
  const months = counted.toReversed().flatMap(({ month, bands }) => {
    const told = toldBands(bands, agreement)
    return told === undefined ? [] : [{ month, told }]
  })
  const told = totals?.rows ?? []
  const labelled = (read: (row: ToldRow) => ToldRow['minutes']): Bar[] =>
    told.map((row) => {
      return { label: inShort(keyWords(row.keys, wanted.by, agreement)), ...hoursOf(read(row)) }
    })
  const hours = await drawLyingBars({
    bars: labelled(({ minutes }) => minutes),
    open: labelled(({ unresolved }) => unresolved),
    unit: 'hours',
    nonce,
  })
  const means = await drawChart({
    bars: months.toReversed().map(({ month, told: { meanAll } }) => {
      const label = formatMonth(month).slice(0, 3)
      return meanAll === undefined ? { label } : { label, value: meanAll }
    }),
    unit: 'days',
    nonce,
  })
  const became = await becameChart(outcomes, nonce)
  return { within, totals, hours, months, means, outcomes, became, scores }
}

/** What is not known in the colour of what is not settled; of whom the day has not come nothing is drawn. */
async function becameChart(outcomes: ToldOutcomes | undefined, nonce: string): Promise<string> {
  const told = outcomes?.marks.find(({ mark }) => mark === BACK_AFTER)?.told
  const bars = TOLD_OUTCOMES.map((outcome) => {
    const many = told?.get(outcome)
    const label = capital(outcomeWords(outcome))
    const value = many !== undefined && 'about' in many ? { value: many.about } : {}
    return { outcome, bar: { label, ...value } }
  })
  const open = bars.map(({ outcome, bar }) => (outcome === 'unknown' ? bar : { label: bar.label }))
  return drawLyingBars({ bars: bars.map(({ bar }) => bar), open, unit: 'people', nonce })
}

const LABEL_MAX = 34

/** For a chart: the table beside it has all of it. */
function inShort(words: string): string {
  return words.length <= LABEL_MAX ? words : `${words.slice(0, LABEL_MAX - 1).trimEnd()}…`
}

const MINUTES_AN_HOUR = 60

function hoursOf(told: ToldRow['minutes']): { value?: number } {
  return 'about' in told ? { value: told.about / MINUTES_AN_HOUR } : {}
}

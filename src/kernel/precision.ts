import { DAY_MS } from './clock.ts'

/**
 * How exactly a moment was told. A moment is written no finer than it is known: `2019`, `2019-03`, `2019-03-12`, or ISO
 * with its zone; it is kept as the instant at which that begins (of a day, its midnight in UTC) and its precision.
 */
export const PRECISIONS = ['instant', 'day', 'month', 'year'] as const
export type Precision = (typeof PRECISIONS)[number]

const LENGTHS = { year: 4, month: 7, day: 10 } as const

export function precisionOf(moment: string): Precision {
  if (moment.length > LENGTHS.day) return 'instant'
  if (moment.length > LENGTHS.month) return 'day'
  return moment.length > LENGTHS.year ? 'month' : 'year'
}

/** No time of day is known. */
export function isWithoutTime(moment: string | undefined): boolean {
  return moment !== undefined && precisionOf(moment) !== 'instant'
}

/** As a database keeps it: `2019-03` begins on `2019-03-01`. */
export function beginningOf(moment: string): string {
  if (moment.length === LENGTHS.year) return `${moment}-01-01`
  return moment.length === LENGTHS.month ? `${moment}-01` : moment
}

/** What was kept, written no finer than it is known. `iso` begins with the day. */
export function toPrecision(iso: string, precision: Precision): string {
  return precision === 'instant' ? iso : iso.slice(0, LENGTHS[precision])
}

/** The first instant after it, in milliseconds: `2020` lasts until it is 2021. NaN for what is no date. */
export function endsAt(moment: string): number {
  const [year, month] = moment.split('-').map(Number)
  switch (precisionOf(moment)) {
    case 'year':
      return Date.UTC(year! + 1, 0, 1)
    case 'month':
      return Date.UTC(year!, month!, 1)
    case 'day':
      return Date.parse(moment) + DAY_MS
    default:
      return Date.parse(moment)
  }
}

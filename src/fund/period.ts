import { addDays, isDay, monthAfter, type Refusal, refuse } from '../kernel/index.ts'

/** A month of a fund's books: `2026-04`. */
export function periodOf(day: string): string {
  return day.slice(0, 7)
}

/** `2026-12` → `2027-01` */
export function nextPeriod(period: string): string {
  return monthAfter(period, 1)
}

/** `2026-02` → `2026-02-28` */
export function lastDayOf(period: string): string {
  return addDays(`${nextPeriod(period)}-01`, -1)
}

export const QUARTERS = ['1', '2', '3', '4'] as const

/** The last day of a quarter of a year, by its number. */
export function lastDayOfQuarter(
  { from, until }: Pick<Year, 'from' | 'until'>,
  quarter: string,
): string {
  const day = lastDayOf(monthAfter(periodOf(from), Number(quarter) * 3 - 1))
  return day < until ? day : until
}

/** The year of a fund, as its clause has it; days. */
export type Year = {
  readonly name: string
  readonly from: string
  readonly until: string
  readonly clause: string
}

/** On which day something is booked, and on which it was true where that is another. */
export type Booked = { readonly at: string; readonly ofDay?: string }

/**
 * What was true on a day whose books are closed is booked on the first day of the next that are open, with the day
 * itself beside it.
 */
export function bookOn(
  day: string,
  { name, from, until, clause }: Year,
  closed: ReadonlySet<string>,
  today: string,
): Booked | Refusal<'not-in-year' | 'too-early' | 'closed'> {
  if (!isDay(day) || day < from || day > until) {
    return refuse('not-in-year', `${name} is for ${from} to ${until}, and ${day} is not in it.`, {
      clause,
    })
  }
  if (day > today)
    return refuse('too-early', `${day} has not come yet, so nothing can have happened on it.`)
  let period = periodOf(day)
  if (!closed.has(period)) return { at: day }
  while (closed.has(period)) period = nextPeriod(period)
  const at = `${period}-01`
  if (at > until) {
    return refuse(
      'closed',
      `The books of ${name} are closed to their last month, so nothing more is booked in them.`,
      {
        clause,
        next: 'Book it in the fund of the next year, and say in the reason what it is about.',
      },
    )
  }
  return { at, ofDay: day }
}

/** The months of a year. */
export function monthsOf({ from, until }: Pick<Year, 'from' | 'until'>): string[] {
  const months: string[] = []
  for (let one = periodOf(from); `${one}-01` <= until; one = nextPeriod(one)) months.push(one)
  return months
}

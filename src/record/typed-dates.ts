import { isDay } from '../kernel/index.ts'

/** The birth dates in what was typed, and what is left of it. */
export type TypedDates =
  | { dates: TypedDay[]; rest: string }
  /** a day that does not exist */
  | { error: string }

/** `days`: YYYY-MM-DD, each that may be meant; `digits`: the same may be a number that somebody is called by. */
type TypedDay = { days: string[]; digits?: string }

const MONTHS =
  'january february march april may june july august september october november december'.split(' ')
/** Written out, or by its first three letters; `sept` too. */
const MONTH = `(sept|${MONTHS.flatMap((name) => [name, name.slice(0, 3)]).join('|')})`
const DAY = '(\\d{1,2})(?:st|nd|rd|th)?'
const YEAR = "['\u2019]?(\\d{4}|\\d{2})"
const EDGE = '(?![\\d/])'

type Parts = { day: string; month: string; year: string }
type Form = { pattern: RegExp; read(found: RegExpExecArray): Parts & { digits?: string } }

/** The ways in which people write a day; whichever comes first in the list is read first. */
const FORMS: readonly Form[] = [
  {
    pattern: new RegExp(`(?<![\\d/])(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})${EDGE}`),
    read: ([, year, month, day]) => ({ day: day!, month: month!, year: year! }),
  },
  {
    pattern: new RegExp(
      `(?<![\\d/])${DAY}[\\s.\\-/]*(?:of\\s+)?${MONTH}(?![a-z])[\\s.,\\-/]*${YEAR}${EDGE}`,
      'i',
    ),
    read: ([, day, month, year]) => ({ day: day!, month: numberOf(month!), year: year! }),
  },
  {
    pattern: new RegExp(`\\b${MONTH}(?![a-z])[\\s.\\-/]*${DAY}(?:,\\s*|\\s+)${YEAR}${EDGE}`, 'i'),
    read: ([, month, day, year]) => ({ day: day!, month: numberOf(month!), year: year! }),
  },
  {
    pattern: new RegExp(`(?<![\\d/])(\\d{1,2})([/.\\- ])(\\d{1,2})\\2(\\d{4}|\\d{2})${EDGE}`),
    read: ([, day, , month, year]) => ({ day: day!, month: month!, year: year! }),
  },
]
/** `03041941`: a day, or a number that happens to look like one. */
const TOGETHER = /(?<!\d)(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])((?:18|19|20)\d\d)(?!\d)/

/**
 * Takes the days out of a text: `3/4/1941`, `03-04-41`, `3 Apr 1941`, `April 3rd, 1941`, `1941-04-03`. The day comes
 * before the month, as here; two digits of a year are of each century in which somebody alive may have been born.
 */
export function readTypedDates(text: string, now: Date): TypedDates {
  const dates: TypedDay[] = []
  let rest = text
  for (const { pattern, read } of FORMS) {
    for (let found = pattern.exec(rest); found !== null; found = pattern.exec(rest)) {
      const { year, month, day } = read(found)
      const days = yearsOf(year).flatMap((full) => calendarDay(full, Number(month), Number(day)))
      if (days.length === 0) return { error: 'The birth date must be a day that exists' }
      const today = now.toISOString().slice(0, 10)
      const born = days.filter((one) => one <= today)
      if (born.length === 0) return { error: 'The birth date must not be in the future' }
      dates.push({ days: born })
      rest = rest.replace(found[0], ' ')
    }
  }
  const found = TOGETHER.exec(rest)
  if (found !== null) {
    const days = calendarDay(Number(found[3]), Number(found[2]), Number(found[1]))
    if (days.length > 0) {
      dates.push({ days, digits: found[0] })
      rest = rest.replace(found[0], ' ')
    }
  }
  return { dates, rest }
}

function yearsOf(written: string): number[] {
  return written.length === 4 ? [Number(written)] : [1900, 2000].map((at) => at + Number(written))
}

function numberOf(month: string): string {
  const begins = month.slice(0, 3).toLowerCase()
  return String(MONTHS.findIndex((name) => name.startsWith(begins)) + 1)
}

/** [] where there is no such day. */
function calendarDay(year: number, month: number, day: number): string[] {
  const [month2, day2] = [month, day].map((part) => String(part).padStart(2, '0'))
  const text = `${year}-${month2}-${day2}`
  return isDay(text) ? [text] : []
}

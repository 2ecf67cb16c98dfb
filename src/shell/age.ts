import { byCount, DAY_MS, plural } from '../kernel/index.ts'
import { type Day, dayOf, daysBetween } from './words.ts'

/**
 * How old somebody is, as people say it. A birth date or a day of death may be known to its year or its month only:
 * then the age is what it must be, or the two that it may be, and never more exact than that.
 */
const COARSE = /^(\d{4})(?:-(0[1-9]|1[0-2]))?$/

/**
 * An age as the NHS writes it, by which a nurse knows a newborn from a child: `5 days` under four weeks, `7 weeks
 * 5 days` under a year, `13 months 12 days` under two, `8 years 4 months` under eighteen, then `82`. `81 or 82` where
 * only the year of birth is known. Undefined for what is no date, and before birth.
 */
export function formatAge(birthDate: string, on: string | Date): string | undefined {
  const [bornFrom, bornTo] = spanOf(birthDate) ?? []
  const [from, to] = spanOf(on) ?? []
  if (!bornFrom || !bornTo || !from || !to) return undefined
  const most = yearsBetween(bornFrom, to)
  if (most < 0) return undefined
  if (bornFrom === bornTo && from === to) return exactAge(bornFrom, from, most)
  const least = Math.max(0, yearsBetween(bornTo, from))
  const years =
    least === most ? String(most) : `${least} ${most === least + 1 ? 'or' : 'to'} ${most}`
  if (most === 0) return 'less than a year'
  // `0 or 1 years`: the larger says of which word they are.
  return most >= 18
    ? years
    : `${years} ${least === most ? byCount(most, 'year', 'years') : 'years'}`
}

/** The same day twice where the day is known; else the first and the last that it may be. */
function spanOf(date: string | Date): [Day, Day] | undefined {
  const [, year, month] = (typeof date === 'string' && COARSE.exec(date)) || []
  if (year === undefined) {
    const day = dayOf(date)
    return day && [day, day]
  }
  const [first, last] = month === undefined ? [1, 12] : [Number(month), Number(month)]
  const days = new Date(Date.UTC(Number(year), last, 0)).getUTCDate()
  return [
    { year: Number(year), month: first, day: 1 },
    { year: Number(year), month: last, day: days },
  ]
}

/** Whole years; someone born on 29 February turns a year older on 1 March. Below nothing before birth. */
function yearsBetween(born: Day, on: Day): number {
  const hadBirthday = on.month > born.month || (on.month === born.month && on.day >= born.day)
  return on.year - born.year - (hadBirthday ? 0 : 1)
}

function exactAge(born: Day, day: Day, years: number): string {
  if (years >= 18) return String(years)
  const days = daysBetween(born, day)
  if (days === 0) return 'born today'
  if (days < 28) return plural(days, 'day')
  if (years < 1) return two(plural(Math.floor(days / 7), 'week'), days % 7, 'day')
  const months = (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day ? 1 : 0)
  if (years >= 2) return two(plural(years, 'year'), months - years * 12, 'month')
  const month = Date.UTC(born.year, born.month - 1 + months, born.day)
  const more = Math.round((Date.UTC(day.year, day.month - 1, day.day) - month) / DAY_MS)
  return two(plural(months, 'month'), Math.max(0, more), 'day')
}

function two(large: string, count: number, unit: string): string {
  return count === 0 ? large : `${large} ${plural(count, unit)}`
}

/**
 * Southmere's calendar. A day is a whole number of days since 1 January 1970; a minute is a whole
 * number of minutes since then as clocks on English walls show them. No time zone database and no
 * system clock is read, so the same place comes out on every machine.
 */
export type Day = number
export type Minute = number

export type Quarter = { name: string; start: Day; end: Day }

export const MINUTES_A_DAY = 1440

/** `2026-03-29` as a day; undefined where no such day exists. */
export function readDay(text: string): Day | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!parts) return undefined
  const day = dayOf(Number(parts[1]), Number(parts[2]), Number(parts[3]))
  return isoDay(day) === text ? day : undefined
}

/** Days since 1970 by the Gregorian rule; months from 1. */
export function dayOf(year: number, month: number, date: number): Day {
  return Math.floor(Date.UTC(year, month - 1, date) / 86_400_000)
}

export function partsOf(day: Day): { year: number; month: number; date: number } {
  // Days into 400-year cycles that begin on 1 March, so that the leap day comes last.
  const shifted = day + 719_468
  const era = Math.floor(shifted / 146_097)
  const inEra = shifted - era * 146_097
  const yearInEra = Math.floor(
    (inEra - Math.floor(inEra / 1460) + Math.floor(inEra / 36_524) - Math.floor(inEra / 146_096)) /
      365,
  )
  const inYear = inEra - (365 * yearInEra + Math.floor(yearInEra / 4) - Math.floor(yearInEra / 100))
  const marchMonth = Math.floor((5 * inYear + 2) / 153)
  const date = inYear - Math.floor((153 * marchMonth + 2) / 5) + 1
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  return { year: yearInEra + era * 400 + (month <= 2 ? 1 : 0), month, date }
}

/** `2026-03-03` */
export function isoDay(day: Day): string {
  const { year, month, date } = partsOf(day)
  return `${year}-${two(month)}-${two(date)}`
}

/** `03/03/2026`, as councils write dates in their files */
export function councilDay(day: Day): string {
  const { year, month, date } = partsOf(day)
  return `${two(date)}/${two(month)}/${year}`
}

/** `20260303` */
export function hl7Day(day: Day): string {
  const { year, month, date } = partsOf(day)
  return `${year}${two(month)}${two(date)}`
}

/** `202603031012`: local time without a zone, as English hospitals send it */
export function hl7Minute(minute: Minute): string {
  const inDay = minute - onDay(minute) * MINUTES_A_DAY
  return `${hl7Day(onDay(minute))}${two(Math.floor(inDay / 60))}${two(inDay % 60)}`
}

/** `2026-03-03T10:12:00+00:00`, with +01:00 in summer */
export function fhirMinute(minute: Minute): string {
  const inDay = minute - onDay(minute) * MINUTES_A_DAY
  const zone = isSummer(minute) ? '+01:00' : '+00:00'
  return `${isoDay(onDay(minute))}T${two(Math.floor(inDay / 60))}:${two(inDay % 60)}:00${zone}`
}

export function onDay(minute: Minute): Day {
  return Math.floor(minute / MINUTES_A_DAY)
}

export function at(day: Day, hour: number, minute = 0): Minute {
  return day * MINUTES_A_DAY + hour * 60 + minute
}

/** Whole years lived on that day. */
export function ageOn(birth: Day, day: Day): number {
  const born = partsOf(birth)
  const now = partsOf(day)
  const before = now.month < born.month || (now.month === born.month && now.date < born.date)
  return now.year - born.year - (before ? 1 : 0)
}

/** The calendar quarters from the one that holds `from` to the one that holds `to`. */
export function quartersBetween(from: Day, to: Day): Quarter[] {
  const first = partsOf(from)
  const quarters: Quarter[] = []
  let year = first.year
  let number = Math.floor((first.month - 1) / 3) + 1
  for (;;) {
    const start = dayOf(year, number * 3 - 2, 1)
    if (start > to) return quarters
    const end = dayOf(year, number * 3 + 1, 1) - 1
    quarters.push({ name: `${year}Q${number}`, start, end })
    number += 1
    if (number > 4) {
      year += 1
      number = 1
    }
  }
}

/** Months since year 0: equal for two days of the same month. */
export function monthNumber(day: Day): number {
  const { year, month } = partsOf(day)
  return year * 12 + month - 1
}

/**
 * Clocks go forward at 1:00 on the last Sunday of March and back at 2:00 on the last Sunday of
 * October.
 */
function isSummer(minute: Minute): boolean {
  const { year } = partsOf(onDay(minute))
  return minute >= at(lastSunday(year, 3), 1) && minute < at(lastSunday(year, 10), 2)
}

const lastSundays = new Map<number, Day>()

function lastSunday(year: number, month: number): Day {
  const key = year * 12 + month
  let day = lastSundays.get(key)
  if (day === undefined) {
    const end = dayOf(year, month + 1, 1) - 1
    // 1 January 1970 was a Thursday.
    day = end - ((end + 4) % 7)
    lastSundays.set(key, day)
  }
  return day
}

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number)
}

import { DAY_MS } from './clock.ts'
import { instantsInLondon, londonDate } from './london-clock.ts'

/*
 * The one calendar of a place: days in London, whatever the machine's own zone, and the working days on which
 * clauses count. A day is `YYYY-MM-DD`.
 */

const HOUR_MS = 3_600_000

/** From the first: `MONTHS[0]` is January. */
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** Days that were moved or added by proclamation (gov.uk/bank-holidays): what the rules below cannot know. */
const PROCLAIMED = new Map([
  ['2020-05-04', false],
  ['2020-05-08', true],
  ['2022-05-30', false],
  ['2022-06-02', true],
  ['2022-06-03', true],
  ['2022-09-19', true],
  ['2023-05-08', true],
])

/** `2026-04-01`, a day that exists: the 31st of February is none, and not the 3rd of March. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text
}

/** Days begin with an hour, and lists ask many times what day it is and what day it was. */
const dayOfHour = new Map<number, string>()
const HOURS_REMEMBERED = 10_000

/** The day that it is in London. */
export function dayInLondon(at: Date): string {
  const hour = Math.floor(at.getTime() / HOUR_MS)
  const known = dayOfHour.get(hour)
  if (known !== undefined) return known
  const day = londonDate(at.toISOString())
  if (dayOfHour.size >= HOURS_REMEMBERED) dayOfHour.clear()
  dayOfHour.set(hour, day)
  return day
}

/** Midnight at the start of a day in London, as an instant. */
export function startOfLondonDay(day: string): Date {
  return new Date(instantsInLondon(Date.parse(`${day}T00:00:00Z`))[0])
}

/** So many hours after the day that follows in London has begun. */
export function nextLondonDay(now: Date, hours = 0): Date {
  return new Date(startOfLondonDay(addDays(dayInLondon(now), 1)).getTime() + hours * HOUR_MS)
}

export function addDays(day: string, days: number): string {
  const moved = new Date(`${day}T00:00:00Z`)
  moved.setUTCDate(moved.getUTCDate() + days)
  return moved.toISOString().slice(0, 10)
}

/** How many days lie from one day to another; below nothing where the other is before it. */
export function daysFromTo(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS)
}

/** The Monday of the week in which a day lies. */
export function mondayOf(day: string): string {
  return addDays(day, -((weekdayOf(day) + 6) % 7))
}

/** The first Monday on or after a day. */
export function firstMonday(day: string): string {
  return mondayOf(addDays(day, 6))
}

/** From Sunday, 0. */
function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay()
}

/** Monday to Friday, without the bank holidays of England. */
export function isWorkingDay(day: string): boolean {
  return weekend(day) === 0 && !isBankHoliday(day)
}

/** The day that lies so many working days after another; 0 is the day itself. */
export function addWorkingDays(day: string, days: number): string {
  let at = day
  for (let left = days; left > 0; ) {
    at = addDays(at, 1)
    if (isWorkingDay(at)) left--
  }
  return at
}

/** Banking and Financial Dealings Act 1971, schedule 1, with Good Friday, Christmas and the substitutes of weekends. */
export function isBankHoliday(day: string): boolean {
  const proclaimed = PROCLAIMED.get(day)
  return proclaimed ?? holidaysOf(Number(day.slice(0, 4))).has(day)
}

const known = new Map<number, ReadonlySet<string>>()

function holidaysOf(year: number): ReadonlySet<string> {
  const had = known.get(year)
  if (had !== undefined) return had
  const easter = easterSunday(year)
  const christmas = substitutes([`${year}-12-25`, `${year}-12-26`])
  const days = new Set([
    ...substitutes([`${year}-01-01`]),
    addDays(easter, -2),
    addDays(easter, 1),
    firstMonday(`${year}-05-01`),
    firstMonday(`${year}-05-25`),
    firstMonday(`${year}-08-25`),
    ...christmas,
  ])
  known.set(year, days)
  return days
}

/** Each holiday, moved to the next day that is neither a weekend nor a holiday already. */
function substitutes(days: readonly string[]): string[] {
  const taken: string[] = []
  // A holiday on a weekday keeps its day; one on a weekend looks for the next that is free.
  for (const day of [...days].sort((a, b) => weekend(a) - weekend(b))) {
    let at = day
    while (weekend(at) === 1 || taken.includes(at)) at = addDays(at, 1)
    taken.push(at)
  }
  return taken
}

function weekend(day: string): 0 | 1 {
  const weekday = weekdayOf(day)
  return weekday === 0 || weekday === 6 ? 1 : 0
}

/** Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8). */
function easterSunday(year: number): string {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const rest = year % 100
  const shift = Math.floor((century + 8) / 25)
  const epact =
    (19 * golden + century - Math.floor(century / 4) - Math.floor((century - shift + 1) / 3) + 15) %
    30
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(rest / 4) - epact - (rest % 4)) % 7
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451)
  const sum = epact + weekday - 7 * late + 114
  const day = String((sum % 31) + 1).padStart(2, '0')
  return `${year}-${String(Math.floor(sum / 31)).padStart(2, '0')}-${day}`
}

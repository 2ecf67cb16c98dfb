import { DAY_MS, londonOffset, MONTHS, plural } from '../kernel/index.ts'

/**
 * How dates, times, waits and numbers are written for people, everywhere. Days and hours are those of
 * Europe/London whatever the machine's own zone, so that a clock time near midnight or in summer falls
 * on the day on which it was true here.
 */
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const SHORT_MONTHS = MONTHS.map((month) => month.slice(0, 3))
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const CALENDAR_DATE = /^(\d{4})-(\d{2})-(\d{2})$/
/** All that is known of some dates. */
const MONTH_OR_YEAR = /^(\d{4})(?:-(0[1-9]|1[0-2]))?$/

export type Day = { year: number; month: number; day: number }

/**
 * `Tue 3 Mar`, with the year only where it differs from today's: `Tue 4 Mar 2025`.
 * A calendar date (`YYYY-MM-DD`) is taken as it stands; a moment is put into London first. Where only the month or the
 * year is known, no more is written: `Mar 2019`, `2019`.
 * What is not a date is given back as it came, never guessed.
 */
export function formatDate(date: string | Date, now: Date = new Date()): string {
  const coarse = monthOrYear(date)
  if (coarse !== undefined) return coarse
  const day = dayOf(date)
  if (day === undefined) return String(date)
  const weekday = DAYS[new Date(Date.UTC(day.year, day.month - 1, day.day)).getUTCDay()]
  const year = day.year === dayOf(now)!.year ? '' : ` ${day.year}`
  return `${weekday} ${day.day} ${SHORT_MONTHS[day.month - 1]}${year}`
}

/** `12 Mar 1944`: a birth date or another date that always carries its year. */
export function formatFullDate(date: string | Date): string {
  const coarse = monthOrYear(date)
  if (coarse !== undefined) return coarse
  const day = dayOf(date)
  return day === undefined ? String(date) : `${day.day} ${SHORT_MONTHS[day.month - 1]} ${day.year}`
}

/** `March 2026`; all that is known of some dates is the year. */
export function formatMonth(date: string | Date): string {
  const [, year, month] = (typeof date === 'string' && MONTH_OR_YEAR.exec(date)) || []
  if (year !== undefined) return month === undefined ? year : `${MONTHS[Number(month) - 1]} ${year}`
  const day = dayOf(date)
  return day === undefined ? String(date) : `${MONTHS[day.month - 1]} ${day.year}`
}

/** `10:12`, London time. Empty for a calendar date, which has no time. */
export function formatTime(moment: string | Date): string {
  const parts = partsOf(moment)
  if (parts === undefined) return ''
  return `${String(parts.hour).padStart(2, '0')}:${String(parts.minute).padStart(2, '0')}`
}

/** `Tue 3 Mar 10:12`; a calendar date alone stays `Tue 3 Mar`. */
export function formatDateTime(moment: string | Date, now: Date = new Date()): string {
  return [formatDate(moment, now), formatTime(moment)].filter((part) => part !== '').join(' ')
}

/** `3 Jan to 9 Jan`, `since 3 Jan`, `until 9 Jan`; the same day is written once. */
export function formatPeriod(start?: string, end?: string, now: Date = new Date()): string {
  if (start === undefined) return end === undefined ? '' : `until ${formatDate(end, now)}`
  if (end === undefined) return `since ${formatDate(start, now)}`
  const [from, to] = [formatDate(start, now), formatDate(end, now)]
  return from === to ? from : `${from} to ${to}`
}

/** A wait in the two largest units that people say: `2 days 4 h`, `5 h 10 min`, `12 min`. */
export function formatWait(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return ''
  const length = Math.max(0, milliseconds)
  if (length < MINUTE) return 'less than a minute'
  if (length < HOUR) return `${Math.floor(length / MINUTE)} min`
  if (length < DAY_MS) {
    return joined(`${Math.floor(length / HOUR)} h`, Math.floor((length % HOUR) / MINUTE), 'min')
  }
  const days = Math.floor(length / DAY_MS)
  const counted = plural(days, 'day')
  return days >= 14 ? counted : joined(counted, Math.floor((length % DAY_MS) / HOUR), 'h')
}

/** `4 minutes ago`, `3 hours ago`, `yesterday`, then the date. A moment ahead is `just now`. */
export function formatAgo(moment: string | Date, now: Date = new Date()): string {
  const then = typeof moment === 'string' ? new Date(moment) : moment
  const age = now.getTime() - then.getTime()
  if (Number.isNaN(age)) return String(moment)
  if (age < MINUTE) return 'just now'
  if (age < HOUR) return `${plural(Math.floor(age / MINUTE), 'minute')} ago`
  const days = daysBetween(dayOf(then)!, dayOf(now)!)
  if (days === 0 || age < 6 * HOUR) return `${plural(Math.floor(age / HOUR), 'hour')} ago`
  if (days === 1) return 'yesterday'
  return days < 7 ? `${plural(days, 'day')} ago` : formatDate(then, now)
}

/** `999 123 4567`; what does not have ten digits is given back as it came. */
export function formatNhsNumber(number: string): string {
  const digits = number.replace(/[\s-]/g, '')
  if (!/^\d{10}$/.test(digits)) return number
  return `${digits.slice(0, 3)} ${digits.slice(3, 6)} ${digits.slice(6)}`
}

function monthOrYear(date: string | Date): string | undefined {
  if (typeof date !== 'string') return undefined
  const match = MONTH_OR_YEAR.exec(date)
  if (match === null) return undefined
  const [, year, month] = match
  return month === undefined ? year : `${SHORT_MONTHS[Number(month) - 1]} ${year}`
}

export function dayOf(date: string | Date): Day | undefined {
  if (typeof date === 'string') {
    const match = CALENDAR_DATE.exec(date)
    if (match) return realDay(Number(match[1]), Number(match[2]), Number(match[3]))
  }
  return partsOf(date)
}

function realDay(year: number, month: number, day: number): Day | undefined {
  const utc = new Date(Date.UTC(year, month - 1, day))
  const stands = utc.getUTCMonth() === month - 1 && utc.getUTCDate() === day
  return stands ? { year, month, day } : undefined
}

function partsOf(moment: string | Date): (Day & { hour: number; minute: number }) | undefined {
  if (typeof moment === 'string' && (CALENDAR_DATE.test(moment) || MONTH_OR_YEAR.test(moment)))
    return undefined
  const date = typeof moment === 'string' ? new Date(moment) : moment
  if (Number.isNaN(date.getTime())) return undefined
  const clock = new Date(date.getTime() + londonOffset(date.getTime()))
  return {
    year: clock.getUTCFullYear(),
    month: clock.getUTCMonth() + 1,
    day: clock.getUTCDate(),
    hour: clock.getUTCHours(),
    minute: clock.getUTCMinutes(),
  }
}

export function daysBetween(from: Day, to: Day): number {
  const at = ({ year, month, day }: Day) => Date.UTC(year, month - 1, day)
  return Math.round((at(to) - at(from)) / DAY_MS)
}

function joined(large: string, count: number, unit: string): string {
  return count === 0 ? large : `${large} ${count} ${unit}`
}

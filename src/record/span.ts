import { formatFullDate } from '../shell/index.ts'
import { periodOf } from './fhir.ts'
import type { JsonValue } from './resource.ts'

const DAY_MS = 86_400_000

/** The first instant after a FHIR date, of whatever precision: `2020` lasts until it is 2021. */
function endsAt(date: string): number {
  const [year, month] = date.split('-').map(Number)
  if (/^\d{4}$/.test(date)) return Date.UTC(year! + 1, 0, 1)
  if (/^\d{4}-\d{2}$/.test(date)) return Date.UTC(year!, month!, 1)
  return date.length === 10 ? Date.parse(date) + DAY_MS : Date.parse(date)
}

/** The last day, month or year of it is over. A date that cannot be read is not over. */
export function isPast(date: string | undefined, now: Date): boolean {
  return date !== undefined && endsAt(date) <= now.getTime()
}

/** A Period whose end is over. */
export function isOver(period: JsonValue | undefined, now: Date): boolean {
  return isPast(periodOf(period).end, now)
}

/** A Period that begins later than now. */
export function isAhead(period: JsonValue | undefined, now: Date): boolean {
  const { start } = periodOf(period)
  return start !== undefined && Date.parse(start) > now.getTime()
}

/** `from 3 Mar 2026 to 9 Mar 2026`; undefined for a Period that says nothing. */
export function spanWords(period: JsonValue | undefined): string | undefined {
  const { start, end } = periodOf(period)
  const parts = [
    ...(start === undefined ? [] : [`from ${fullDate(start)}`]),
    ...(end === undefined ? [] : [`to ${fullDate(end)}`]),
  ]
  return parts.length === 0 ? undefined : parts.join(' ')
}

/** `12 Mar 2026`, `Mar 2026`, `2026`, as exactly as it was given. */
export function fullDate(date: string): string {
  if (/^\d{4}$/.test(date)) return date
  if (/^\d{4}-\d{2}$/.test(date)) return formatFullDate(`${date}-01`).replace(/^\d+ /, '')
  return formatFullDate(date)
}

import { endsAt } from '../kernel/index.ts'
import { formatFullDate } from '../shell/index.ts'
import { periodOf } from './fhir.ts'
import type { JsonValue } from './resource.ts'

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
  return formatFullDate(date)
}

import { DAY_MS, isWithoutTime } from '../kernel/index.ts'
import { type KnownEvent, londonDay } from './known-event.ts'

/** Nobody waits longer in A&E for a bed: a stay that began later was not what ended the visit. */
const WAIT_MAX_MS = 2 * DAY_MS

/**
 * Nobody is in A&E while they lie on a ward of the same hospital. Where a stay has a number of its own, many hospitals
 * never end the visit to A&E that it began with: it was over when the next stay began. When, is known where the stay
 * began soon after.
 *
 * @param visits of the same person, of all sources
 */
export function leftForWard(event: KnownEvent, visits: readonly KnownEvent[]): KnownEvent {
  if (event.kind !== 'attendance' || event.status !== 'active' || event.endAt !== undefined)
    return event
  const next = visits
    .filter((visit) => isStayAfter(visit, event))
    .sort((a, b) => Date.parse(a.startAt!) - Date.parse(b.startAt!))[0]
  if (next === undefined) return event
  const waited = Date.parse(next.startAt!) - Date.parse(event.startAt!)
  return {
    ...event,
    status: 'finished',
    ...(waited > WAIT_MAX_MS
      ? {}
      : { endAt: next.startAt, detail: { destination: 'a ward', ...event.detail } }),
  }
}

function isStayAfter(visit: KnownEvent, attendance: KnownEvent): boolean {
  const { kind, status, source, startAt, gone } = visit
  if (kind !== 'stay' || source !== attendance.source || gone !== undefined) return false
  if (status !== 'active' && status !== 'finished') return false
  if (startAt === undefined || attendance.startAt === undefined) return false
  if (isWithoutTime(startAt) || isWithoutTime(attendance.startAt)) {
    return londonDay(startAt) >= londonDay(attendance.startAt)
  }
  return Date.parse(startAt) >= Date.parse(attendance.startAt)
}

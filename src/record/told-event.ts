import { formatDate } from '../shell/index.ts'
import { labelOf } from './detail-words.ts'
import type { KnownEvent } from './known-event.ts'
import type { Difference, NowItem } from './now-item.ts'
import { isOpen, type Occurrence } from './occurrence.ts'
import { differenceSentence } from './side-by-side.ts'
import { isStale, type Sources } from './sources.ts'

/**
 * What is left when a source took tellings back: of a return that came again without it, nothing. An occurrence that
 * nobody else tells of did not happen.
 */
export function withoutWithdrawn(occurrences: readonly Occurrence[]): Occurrence[] {
  return occurrences.flatMap(({ event, others, conflict }) => {
    const [first, ...rest] = [event, ...others].filter((one) => !isWithdrawn(one))
    return first === undefined ? [] : [{ event: first, others: rest, conflict }]
  })
}

/** A later telling of the same period no longer had it: it was a mistake, and is history of nothing. */
export function isWithdrawn({ gone, told }: KnownEvent): boolean {
  return gone !== undefined && gone === told?.asAt
}

/** YYYY-MM-DD: as at which return or list it is told. */
export function asAtOf({ told, asAt }: KnownEvent): string | undefined {
  return told?.asAt ?? asAt
}

/** It only stands in a return, or in a list, that has grown old. */
export function isStaleEvent(event: KnownEvent, sources: Sources, now: Date): boolean {
  return isStale(event.source, asAtOf(event), sources, now)
}

/** `no longer in the return to Wed 31 Dec 2025` */
export function goneWords({ gone, told }: KnownEvent, now: Date): string | undefined {
  if (gone === undefined || gone === told?.asAt) return undefined
  return `no longer in the return to ${formatDate(gone, now)}`
}

export function eventItem({ event, others }: Occurrence, sources: Sources, now: Date): NowItem {
  const goesOn = isOpen(event, now)
  const said = [event, ...others].map(({ source }) => sources.nameOf(source))
  return {
    key: event.eventId,
    dataClass: event.dataClass,
    what: labelOf(event),
    more: event.detail.visits,
    by: event.detail.provider,
    sources: [...new Set(said)],
    trueAt: event.startAt,
    ...(event.endAt === undefined ? {} : { [goesOn ? 'until' : 'endedAt']: event.endAt }),
    ended: goneWords(event, now),
    learntAt: event.learntAt,
    asAt: asAtOf(event),
  }
}

/** What two sources do not say the same of one event that goes on, or that ended lately. */
export function eventDifference(
  { event, others, conflict }: Occurrence,
  sources: Sources,
  now: Date,
): Difference | undefined {
  const rivals = others.filter(({ source }) => source !== event.source)
  if (conflict.length === 0 || rivals.length === 0) return undefined
  const tellings = [...new Map([event, ...rivals].map((one) => [one.source, one])).values()]
  const says = tellings.map((one) => ({
    sources: [sources.nameOf(one.source)],
    calls: [sources.callOf(one.source)],
    words: tellingWords(one, now),
    at: asAtOf(one) ?? one.saidAt,
    dated: 'as told' as const,
    learntAt: one.changedAt,
  }))
  if (new Set(says.map(({ words }) => words)).size < 2) return undefined
  return {
    key: event.eventId,
    section: 'now',
    dataClass: event.dataClass,
    about: labelOf(event),
    says,
    sentence: differenceSentence(says),
  }
}

/** `it goes on, on Ward 6`, `it ended Tue 3 Mar`, `it did not happen` */
function tellingWords(event: KnownEvent, now: Date): string {
  const where = event.unit === undefined ? '' : `, on ${event.unit}`
  if (event.status === 'cancelled') return 'it did not happen'
  const gone = goneWords(event, now)
  if (gone !== undefined) return `it is ${gone}`
  if (isOpen(event, now)) return `it goes on${where}`
  if (event.status === 'planned') return `it is planned${where}`
  const end = event.endAt === undefined ? '' : ` ${formatDate(event.endAt, now)}`
  return `it ended${end}${where}`
}

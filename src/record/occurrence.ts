import type { EventKind, EventStatus } from './event.ts'

const DAY_MS = 86_400_000
const SAME_VISIT_MS = 2 * 3_600_000

/**
 * An event as it is kept, with where and when it was learnt. Times are ISO with zone, or YYYY-MM-DD
 * where the source gives no time of day.
 */
export type KnownEvent = {
  personId: string
  eventId: string
  kind: EventKind
  status: EventStatus
  startAt?: string
  endAt?: string
  organisation?: string
  organisationName?: string
  unit?: string
  label: string
  detail: Readonly<Record<string, string>>
  source: string
  learntAt: string
  changedAt: string
}

/** One thing that happened, however many messages tell of it; the first telling is the one believed. */
export type Occurrence = {
  event: KnownEvent
  /** the other tellings: further messages of the same source, other sources */
  others: readonly KnownEvent[]
  /** what the sources do not agree on */
  conflict: readonly ('end' | 'ward' | 'status')[]
}

/**
 * Puts the tellings of one event together. A stay or an attendance is the same when it is at the same
 * organisation and begins within two hours: a hospital sends it as messages and again in its extract.
 * Anything else is the same only when all that is shown of it is the same. Within one source what was
 * learnt last is believed; sources that disagree stay visible.
 */
export function occurrencesOf(events: readonly KnownEvent[]): Occurrence[] {
  const groups = Map.groupBy(events, keyOf)
  return [...groups.values()].flatMap(byStart).map((tellings) => {
    const [event, ...others] = tellings.sort(byBelief)
    return { event: event!, others, conflict: disagreements(event!, others) }
  })
}

/** Open now: begun, not over, the last day included. A start ahead of now is planned, whatever its status. */
export function isOpen(event: KnownEvent, now: Date): boolean {
  if (event.status !== 'active') return false
  if (event.startAt !== undefined && Date.parse(event.startAt) > now.getTime()) return false
  if (event.endAt === undefined) return true
  return Date.parse(event.endAt) + (isDay(event.endAt) ? DAY_MS : 0) > now.getTime()
}

function keyOf(event: KnownEvent): string {
  const day = londonDay(event.startAt)
  if (isVisit(event)) {
    if (day === '') return event.eventId
    return `${event.kind} ${day} ${event.organisation ?? event.organisationName ?? event.source}`
  }
  const said = [
    event.kind,
    day,
    londonDay(event.endAt),
    event.status,
    event.label,
    event.organisation,
  ]
  return JSON.stringify([...said, event.unit, Object.entries(event.detail).sort()])
}

function isVisit({ kind }: KnownEvent): boolean {
  return kind === 'stay' || kind === 'attendance'
}

/** Two visits in one day are two; a telling that gives the day alone belongs to the first of them. */
function byStart(tellings: KnownEvent[]): KnownEvent[][] {
  if (tellings.length === 1 || !isVisit(tellings[0]!)) return [tellings]
  const timed = tellings.filter(({ startAt }) => !isDay(startAt)).sort(earliestFirst)
  const visits: KnownEvent[][] = []
  for (const telling of timed) {
    const last = visits.at(-1)
    const near =
      last && Date.parse(telling.startAt!) - Date.parse(last[0]!.startAt!) <= SAME_VISIT_MS
    if (near) last.push(telling)
    else visits.push([telling])
  }
  const untimed = tellings.filter(({ startAt }) => isDay(startAt))
  if (visits.length === 0) return [untimed]
  visits[0]!.push(...untimed)
  return visits
}

function earliestFirst(a: KnownEvent, b: KnownEvent): number {
  return Date.parse(a.startAt!) - Date.parse(b.startAt!)
}

/** YYYY-MM-DD: a source that gives no time of day. */
function isDay(moment: string | undefined): boolean {
  return moment?.length === 10
}

function byBelief(a: KnownEvent, b: KnownEvent): number {
  return Date.parse(b.changedAt) - Date.parse(a.changedAt) || (a.eventId < b.eventId ? -1 : 1)
}

/** The same source corrects itself; only another source can disagree. */
function disagreements(event: KnownEvent, others: readonly KnownEvent[]): Occurrence['conflict'] {
  const rivals = others.filter((other) => other.source !== event.source)
  const differs = (differ: (rival: KnownEvent) => boolean) => rivals.some(differ)
  const found: Occurrence['conflict'][number][] = []
  if (differs((rival) => londonDay(rival.endAt) !== londonDay(event.endAt))) found.push('end')
  if (
    differs(({ unit }) => unit !== undefined && event.unit !== undefined && unit !== event.unit)
  ) {
    found.push('ward')
  }
  if (differs((rival) => rival.status !== event.status)) found.push('status')
  return found
}

const london = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' })

/** YYYY-MM-DD in London; '' for no moment. */
function londonDay(moment: string | undefined): string {
  if (moment === undefined) return ''
  if (isDay(moment)) return moment
  // London is at most one hour ahead of UTC: only the last hour of a UTC day can fall on the next day.
  if (moment.endsWith('Z') && !moment.startsWith('T23', 10)) return moment.slice(0, 10)
  const at = new Date(moment)
  return Number.isNaN(at.getTime()) ? '' : london.format(at)
}

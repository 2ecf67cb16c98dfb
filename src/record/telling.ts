import type { KnownEvent } from './known-event.ts'

/**
 * The fields of a telling that different messages of one source speak of, each with a stamp of its own. A
 * hospital that admits somebody under one number and discharges them under another, merged with it, tells of
 * one visit in two halves: put together field by field, as if all had come under one number.
 */
export const FIELDS = [
  'kind',
  'status',
  'startAt',
  'endAt',
  'organisation',
  'organisationName',
  'unit',
  'label',
] as const
type Field = (typeof FIELDS)[number]

/** Tellings of one thing by one source in one form. Their order does not matter. */
export function joinTellings(tellings: readonly KnownEvent[]): KnownEvent {
  if (tellings.length === 1) return tellings[0]!
  const ordered = [...tellings].sort(newestFirst)
  const [newest] = ordered as [KnownEvent]
  if (newest.stamps === undefined) return newest
  const stamps = new Map<string, string>()
  const values = new Map<string, unknown>()
  for (const telling of ordered) {
    for (const [name, stamp] of Object.entries(telling.stamps ?? {})) {
      if (stamp <= (stamps.get(name) ?? '')) continue
      stamps.set(name, stamp)
      values.set(name, wordOn(telling, name))
    }
  }
  const own = FIELDS.filter((field) => values.has(field)).map((field) => [field, values.get(field)])
  const details = [...values]
    .filter(([name, value]) => !isField(name) && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const joined = { ...newest, ...Object.fromEntries(own) } as KnownEvent
  return {
    ...joined,
    status: joined.status === 'active' && joined.endAt !== undefined ? 'finished' : joined.status,
    detail: Object.fromEntries(details) as Record<string, string>,
    stamps: Object.fromEntries(stamps),
    numbers: [...new Set(ordered.flatMap(({ numbers }) => numbers))],
    learntAt: ordered.map(({ learntAt }) => learntAt).sort()[0]!,
  }
}

/** Nothing where the newest word is that nothing is so. */
function wordOn(telling: KnownEvent, name: string): unknown {
  return isField(name) ? telling[name] : telling.detail[name]
}

function isField(name: string): name is Field {
  return (FIELDS as readonly string[]).includes(name)
}

/**
 * The tellings of one thing, the newest first. One that says by nothing when it was so is as of when it arrived; but
 * what its source dates, and what came after it, is newer than it, whatever its date: it did not know of that yet.
 */
export function byNewest(tellings: readonly KnownEvent[]): KnownEvent[] {
  if (!tellings.some(({ undated }) => undated)) return [...tellings].sort(newestFirst)
  const key = (one: KnownEvent) => {
    const own = spokeLast(one)
    if (one.undated === undefined) return `${own} 1`
    const arrived = Date.parse(one.saidAt)
    const later = tellings.filter(
      ({ source, undated, changedAt }) =>
        undated === undefined && source === one.source && Date.parse(changedAt) > arrived,
    )
    return `${[own, ...later.map(spokeLast)].sort()[0]} 0`
  }
  const keyed = tellings.map((one) => ({ one, key: key(one) }))
  return keyed
    .sort((a, b) => (a.key === b.key ? newestFirst(a.one, b.one) : a.key < b.key ? 1 : -1))
    .map(({ one }) => one)
}

/** One order for all, whatever order they were read in. */
export function newestFirst(a: KnownEvent, b: KnownEvent): number {
  const [left, right] = [spokeLast(a), spokeLast(b)]
  if (left !== right) return left < right ? 1 : -1
  const [first, second] = [endedFirst(a), endedFirst(b)]
  if (first !== second) return first - second
  return a.eventId + a.personId < b.eventId + b.personId ? -1 : 1
}

/**
 * Of two returns as at one day the one that says how it ended, then the daily file that has it no more, which is so the
 * day after: what goes on by the one has ended since.
 */
function endedFirst({ form, told, status }: KnownEvent): number {
  if (form !== 'return') return 0
  if (GOES_ON.has(status)) return 2
  return told === undefined ? 1 : 0
}

/** What each file of a source tells until one lacks it is told still: no return as at a day is newer. */
function spokeLast({ form, told, status, saidAt }: KnownEvent): string {
  const stands = form === 'return' && told === undefined && GOES_ON.has(status)
  return stands ? STILL : saidAt
}

const GOES_ON: ReadonlySet<string> = new Set(['active', 'planned'])
/** Behind every moment. */
const STILL = '~'

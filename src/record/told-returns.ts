import { type KnownEvent, londonDay, voiceOf } from './known-event.ts'

/**
 * Which tellings of returns are of one thing: what an organisation calls by one reference, else what began on one day
 * and is called alike. It says one thing by several feeds, each day and again each quarter. A voice tells of a thing
 * once: two of its rows are two, and of several under one reference each goes to the nearest in time. What it says was
 * cancelled is put to what goes on only by its reference.
 */
export function sameReturns(events: readonly KnownEvent[]): KnownEvent[][] {
  if (events.every((event) => event.source === events[0]!.source)) return events.map((one) => [one])
  const groupOf = new Map(events.map((event) => [event, [event]]))
  for (const isSame of [byReference, byDay]) {
    for (const [a, b] of nearest(events, isSame)) join(groupOf, a, b)
  }
  return [...new Set(groupOf.values())]
}

/** Two returns of one organisation: the later corrects the earlier, whichever feed brings them. */
export function isSameTeller(a: KnownEvent, b: KnownEvent): boolean {
  if (a.source === b.source) return true
  const { organisation } = a
  return isReturn(a) && isReturn(b) && organisation !== undefined && organisation === b.organisation
}

export function isReturn({ form }: KnownEvent): boolean {
  return form === 'return'
}

type Same = (a: KnownEvent, b: KnownEvent) => boolean

const byReference: Same = (a, b) => a.numbers.some((number) => b.numbers.includes(number))

const byDay: Same = (a, b) =>
  a.startAt !== undefined &&
  londonDay(a.startAt) === londonDay(b.startAt) &&
  (a.kind === 'request' || a.label === b.label) &&
  (a.status === 'cancelled') === (b.status === 'cancelled')

function nearest(events: readonly KnownEvent[], isSame: Same): [KnownEvent, KnownEvent][] {
  const pairs = events.flatMap((one, at) =>
    events.slice(at + 1).flatMap((other) => {
      if (one.kind !== other.kind || one.source === other.source || !isSameTeller(one, other))
        return []
      if (!isSame(one, other)) return []
      const pair: [KnownEvent, KnownEvent] =
        one.eventId < other.eventId ? [one, other] : [other, one]
      return [{ pair, apart: apartOf(one, other) }]
    }),
  )
  const key = ([a, b]: [KnownEvent, KnownEvent]) => a.eventId + b.eventId
  return pairs
    .sort((p, q) => p.apart - q.apart || (key(p.pair) < key(q.pair) ? -1 : 1))
    .map(({ pair }) => pair)
}

function apartOf({ startAt: a }: KnownEvent, { startAt: b }: KnownEvent): number {
  return a === undefined || b === undefined ? Infinity : Math.abs(Date.parse(a) - Date.parse(b))
}

function join(groupOf: Map<KnownEvent, KnownEvent[]>, a: KnownEvent, b: KnownEvent): void {
  const [left, right] = [groupOf.get(a)!, groupOf.get(b)!]
  const voices = new Set(left.map(voiceOf))
  if (left === right || right.some((one) => voices.has(voiceOf(one)))) return
  const joined = [...left, ...right]
  for (const one of joined) groupOf.set(one, joined)
}

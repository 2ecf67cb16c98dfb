import {
  addDays,
  beginningOf,
  DAY_MS,
  dayInLondon,
  endsAt,
  isWithoutTime,
  startOfLondonDay,
} from '../kernel/index.ts'

/** Whole minutes since 1970 in UTC. `ALWAYS` is after all of them: what has not ended yet. */
export type Minute = number

const MINUTE_MS = 60_000
export const DAY_MINUTES = DAY_MS / MINUTE_MS
export const ALWAYS: Minute = Number.POSITIVE_INFINITY

/** Minutes from the first up to, and without, the second. */
export type Span = { readonly from: Minute; readonly to: Minute }

/** The minute in which a moment lies. Of a day, a month or a year alone it is its first, in London. */
export function minuteOf(moment: string | Date): Minute {
  const at =
    typeof moment === 'string' && isWithoutTime(moment)
      ? startOfLondonDay(beginningOf(moment))
      : new Date(moment)
  return Math.floor(at.getTime() / MINUTE_MS)
}

/**
 * The first minute at which something is sure to have happened: of a day alone the first of the next, because nobody
 * says when on that day.
 */
export function sureFrom(moment: string): Minute {
  if (!isWithoutTime(moment)) return minuteOf(moment)
  const last = new Date(endsAt(moment) - 1).toISOString().slice(0, 10)
  return minuteOf(addDays(last, 1))
}

/** Up to which minute somebody is sure to have been in a bed that they left: of a day alone, in its first. */
export function sureUntil(left: string): Minute {
  return isWithoutTime(left) ? minuteOf(left) + 1 : minuteOf(left)
}

export function timeOf(minute: Minute): Date {
  return new Date(minute * MINUTE_MS)
}

/** The same in ISO; null for what has not ended. */
export function written(minute: Minute): string | null {
  return minute === ALWAYS ? null : timeOf(minute).toISOString()
}

export function lengthOf({ from, to }: Span): number {
  return Math.max(0, to - from)
}

/** What two spans share; undefined where that is no minute. */
export function shared(a: Span, b: Span): Span | undefined {
  const from = Math.max(a.from, b.from)
  const to = Math.min(a.to, b.to)
  return from < to ? { from, to } : undefined
}

/** What is left of a span without others: in order. */
export function without(span: Span, others: readonly Span[]): Span[] {
  let left = [span]
  for (const other of others) {
    left = left.flatMap((one) => {
      const common = shared(one, other)
      if (common === undefined) return [one]
      const before = { from: one.from, to: common.from }
      const after = { from: common.to, to: one.to }
      return [before, after].filter((part) => part.from < part.to)
    })
  }
  return left
}

/**
 * The midnights of London in a span: somebody who waits over one has lost a bed day. From ready on the 3rd to left on
 * the 5th there are two, whatever the hours, and where clocks change too.
 */
export function midnightsIn({ from, to }: Span): Minute[] {
  if (!(from < to)) return []
  const found: Minute[] = []
  let day = dayInLondon(timeOf(from))
  if (minuteOf(day) < from) day = addDays(day, 1)
  for (let at = minuteOf(day); at < to; at = minuteOf(day)) {
    found.push(at)
    day = addDays(day, 1)
  }
  return found
}

/** Days from the day of one minute to that of another in London; 0 on the same day. */
export function daysBetween(from: Minute, to: Minute): number {
  const [first, last] = [from, to].map((at) => Date.parse(dayInLondon(timeOf(at))))
  return (last! - first!) / DAY_MS
}

import { type Fraction, fraction, minus, NONE, plus, sumOf, times, WHOLE } from './fraction.ts'
import { type Minute, type Span, shared } from './minute.ts'
import type { TaskKind } from './task-kind.ts'

/** By what rule minutes are shared. `clause`: which one says so. */
export type ClockRule = {
  /** `holders`: each who holds something, once; `tasks`: each task by its weight, and whoever holds it */
  readonly share: 'holders' | 'tasks'
  /** of a kind of task, where it is not 1 */
  readonly weights: ReadonlyMap<string, number>
  readonly clause: string
}

/** One task held in the same hands; nobody holds it where `holders` is empty. */
export type Holding = Span & {
  readonly task: string
  readonly kind: TaskKind
  readonly holders: readonly string[]
  /** the reason in the words of a feed, where a code opened it */
  readonly reason?: string
  /** what says so */
  readonly facts: readonly string[]
  /** it is known only on which day it changed hands: of how many it may have been on that day; `holders` is empty */
  readonly among?: number
}

/** Minutes that somebody contests or has contested. */
export type Contested = Span & {
  readonly dispute: string
  /** `open`: nothing is settled; `settled`: as `shares` say, of which '' is nobody's; with none, nobody's at all */
  readonly state: 'open' | 'settled'
  readonly shares: readonly Part[]
}
export type Part = { readonly holder: string; readonly parts: number }

/** What a clock runs on. The spans of waiting do not overlap. */
export type Waiting = {
  readonly spans: readonly (Span & { readonly fact: string })[]
  readonly holdings: readonly Holding[]
  /** in the order in which they were settled: the last word stands */
  readonly contests: readonly Contested[]
}

export type Share = { readonly holder: string; readonly share: Fraction }

/** Minutes that are alike from first to last. Shares and `unresolved` are of each minute, and make it whole. */
export type Segment = Span & {
  readonly state: 'shared' | 'contested' | 'unresolved'
  /** by holder, in their order */
  readonly shares: readonly Share[]
  readonly unresolved: Fraction
  readonly holdings: readonly Holding[]
  readonly facts: readonly string[]
  readonly clause: string
}

/**
 * Every minute of waiting with who holds it. It is never given to anybody by default: what nobody holds, what is
 * contested, and what was settled without saying whose it is, are unresolved.
 */
export function segmentsOf({ spans, holdings, contests }: Waiting, rule: ClockRule): Segment[] {
  const cuts = new Set<Minute>()
  for (const { from, to } of [...spans, ...holdings, ...contests]) cuts.add(from).add(to)
  const ordered = [...cuts].sort((a, b) => a - b)
  const found: Segment[] = []
  for (const span of spans) {
    for (let at = ordered.indexOf(span.from); ordered[at]! < span.to; at++) {
      const part = { from: ordered[at]!, to: ordered[at + 1]! }
      const within = (one: Span) => one.from <= part.from && part.to <= one.to
      const held = holdings.filter(within)
      const ended = contests.filter((one) => one.state === 'settled' && within(one)).at(-1)
      const open = contests.find((one) => one.state === 'open' && within(one))
      const { state, shares } = open !== undefined ? CONTESTED : verdict(held, ended, rule)
      const facts = [
        span.fact,
        ...held.flatMap((one) => one.facts),
        ...[open, ended].flatMap((one) => one?.dispute ?? []),
      ]
      const unresolved = minus(WHOLE, sumOf(shares.map(({ share }) => share)))
      const segment = { state, shares, unresolved, holdings: held, facts, clause: rule.clause }
      found.push({ ...part, ...segment })
    }
  }
  return found
}

type Verdict = Pick<Segment, 'state' | 'shares'>

const CONTESTED: Verdict = { state: 'contested', shares: [] }

function verdict(
  held: readonly Holding[],
  settled: Contested | undefined,
  rule: ClockRule,
): Verdict {
  const shares = settled === undefined ? sharesOf(held, rule) : settledShares(settled.shares)
  return { state: shares.length === 0 ? 'unresolved' : 'shared', shares }
}

function settledShares(parts: readonly Part[]): Share[] {
  const all = parts.reduce((sum, one) => sum + one.parts, 0)
  return gathered(parts.map((one) => [one.holder, fraction(one.parts, all)]))
}

/** A task that nobody holds is nobody's, and takes its share as if nobody were somebody. */
function sharesOf(held: readonly Holding[], { share, weights }: ClockRule): Share[] {
  if (share === 'holders') {
    const named = [...new Set(held.flatMap(({ holders }) => holders))]
    const nobodys = held.filter(({ holders }) => holders.length === 0)
    // Of what is not known whose it was, it may have been somebody else's each time.
    const unsure = nobodys.reduce((sum, { among = 0 }) => sum + among, 0)
    const open = nobodys.some(({ among }) => among === undefined)
    const whole = named.length + unsure + (open ? 1 : 0)
    return gathered(named.map((holder) => [holder, fraction(1, whole)]))
  }
  const weightOf = ({ kind }: Holding) => weights.get(kind) ?? 1
  const whole = held.reduce((sum, one) => sum + weightOf(one), 0)
  return gathered(
    held.flatMap((one) =>
      one.holders.map((holder): [string, Fraction] => {
        return [holder, fraction(weightOf(one), whole * one.holders.length)]
      }),
    ),
  )
}

function gathered(parts: readonly (readonly [holder: string, share: Fraction])[]): Share[] {
  const sums = new Map<string, Fraction>()
  for (const [holder, share] of parts) sums.set(holder, plus(sums.get(holder) ?? NONE, share))
  return [...sums]
    .filter(([holder, { parts: some }]) => holder !== '' && some > 0n)
    .map(([holder, share]) => ({ holder, share }))
    .sort((a, b) => (a.holder < b.holder ? -1 : 1))
}

export type Totals = {
  readonly minutes: number
  readonly byHolder: ReadonlyMap<string, Fraction>
  readonly unresolved: Fraction
}

/** The minutes of segments within a span, by who held them. With the unresolved they make the whole. */
export function totalsOf(segments: readonly Segment[], within: Span): Totals {
  const byHolder = new Map<string, Fraction>()
  let unresolved = NONE
  let minutes = 0
  for (const segment of segments) {
    const part = shared(segment, within)
    if (part === undefined) continue
    const length = part.to - part.from
    minutes += length
    unresolved = plus(unresolved, times(segment.unresolved, length))
    for (const { holder, share } of segment.shares) {
      byHolder.set(holder, plus(byHolder.get(holder) ?? NONE, times(share, length)))
    }
  }
  return { minutes, byHolder, unresolved }
}

/** Alike next to each other are one: for whoever reads them. */
export function joined(segments: readonly Segment[]): Segment[] {
  const found: Segment[] = []
  for (const segment of segments) {
    const last = found.at(-1)
    const like = last !== undefined && last.to === segment.from && keyOf(last) === keyOf(segment)
    if (like) found[found.length - 1] = { ...last, to: segment.to }
    else found.push(segment)
  }
  return found
}

function keyOf({ state, shares, facts }: Segment): string {
  const told = shares.map(({ holder, share }) => [holder, String(share.parts), String(share.of)])
  return JSON.stringify([state, told, facts])
}

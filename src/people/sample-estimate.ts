import { interval, type Quality } from './quality.ts'
import type { Kind } from './sample.ts'

/** What is known of the pairs of one group and kind: `drawn` of all `pairs`, and what people said of those. */
export type Reviewed = {
  readonly group: string
  readonly kind: Kind
  readonly pairs: number
  /** of the group, the same for each kind */
  readonly persons: number
  readonly drawn: number
  /** of the drawn, on which every side that had to look agrees */
  readonly same: number
  readonly different: number
}

export type SampledRow = {
  readonly group: string
  readonly persons: number
  /** pairs drawn, and of these looked at by all who have to */
  readonly drawn: number
  readonly reviewed: number
  /** of all pairs of the group so many, as the sample has it; null until some of each kind were looked at */
  readonly false: number | null
  readonly missed: number | null
  readonly false_rate: number | null
  readonly missed_rate: number | null
  /**
   * of the missed, the interval in which the rate lies nineteen times of twenty; what nobody has looked at is unknown
   * in it
   */
  readonly low: number
  readonly high: number
  /** the same of the false */
  readonly false_low: number
  readonly false_high: number
}

/** How often each total is drawn from what is known of it. */
const TIMES = 2_000
const TAIL = 0.025

/**
 * Totals of a group, each so often as `TIMES`: pairs that are one person's and stand apart, or together; and false
 * ones.
 */
type Totals = { missed: Float64Array; found: Float64Array; wrong: Float64Array }

/**
 * What a sample says of each group, in their order.
 *
 * Of n pairs looked at, k of them of one person, the share in their kind is beta(k, n − k + 1) where a
 * limit wants it small, and beta(k + 1, n − k) where large (Clopper and Pearson 1934), each kind for itself; rates are
 * of sums over kinds. It is how often such links go wrong that is told, not only those that are there: where all were
 * looked at, few still tell little. Pairs that were drawn and not looked at count for how they stand in the lower
 * limit, and against it in the upper.
 */
export function estimate(all: readonly Reviewed[]): {
  rows: SampledRow[]
  differs: Quality['differs']
} {
  const groups = [...Map.groupBy(all, ({ group }) => group)].sort(([a], [b]) => (a < b ? -1 : 1))
  const random = xorshift(SEED)
  const limits = groups.map(([group, own]) => {
    const best = totalsOf(own, 'as-it-stands', random)
    const worst = totalsOf(own, 'against', random)
    return { group, own, best, worst }
  })
  const rows = limits.map(({ group, own, best, worst }) => rowOf(group, own, best, worst))
  const differs = (['missed', 'false'] as const).flatMap((what) =>
    limits.flatMap(({ group, best, worst }, at) => {
      const others = limits.filter((_, other) => other !== at)
      if (others.length === 0) return []
      const own = intervalOf(what, best, worst)
      const rest = intervalOf(
        what,
        sumOf(others.map((one) => one.best)),
        sumOf(others.map((one) => one.worst)),
      )
      if (own[0] <= rest[1] && rest[0] <= own[1]) return []
      const link = what === 'missed' ? 'Links are missed' : 'Links are false'
      const oftener = own[0] > rest[1] ? 'more often' : 'less often'
      const says = `${link} ${oftener} in the group ${group} (${between(own)}) than in all others (${between(rest)}).`
      return [{ groups: [group], what, says }]
    }),
  )
  return { rows, differs }
}

const between = ([low, high]: readonly [number, number]) => `${percent(low)} to ${percent(high)}`
const percent = (rate: number) => `${(rate * 100).toFixed(1)}%`

function rowOf(group: string, own: readonly Reviewed[], best: Totals, worst: Totals): SampledRow {
  const [low, high] = intervalOf('missed', best, worst)
  const [falseLow, falseHigh] = intervalOf('false', best, worst)
  const sum = (read: (one: Reviewed) => number) => own.reduce((all, one) => all + read(one), 0)
  const counts = {
    group,
    persons: own[0]!.persons,
    drawn: sum(({ drawn }) => drawn),
    reviewed: sum(({ same, different }) => same + different),
    low,
    high,
    false_low: falseLow,
    false_high: falseHigh,
  }
  const some = own.every(({ pairs, same, different }) => pairs === 0 || same + different > 0)
  if (!some) return { ...counts, false: null, missed: null, false_rate: null, missed_rate: null }
  const shareOf = ({ pairs, same, different }: Reviewed) =>
    pairs === 0 ? 0 : (pairs * same) / (same + different)
  const linked = own.filter(({ kind }) => kind === 'linked')
  const apart = own.filter(({ kind }) => kind !== 'linked')
  const [found, missed] = [linked, apart].map((kinds) =>
    kinds.reduce((all, one) => all + shareOf(one), 0),
  ) as [number, number]
  const made = linked.reduce((all, { pairs }) => all + pairs, 0)
  return {
    ...counts,
    false: Math.round(made - found),
    missed: Math.round(missed),
    false_rate: made === 0 ? 0 : (made - found) / made,
    missed_rate: missed + found === 0 ? 0 : missed / (missed + found),
  }
}

function totalsOf(
  own: readonly Reviewed[],
  unknown: 'as-it-stands' | 'against',
  random: () => number,
): Totals {
  const totals = empty()
  for (const { kind, pairs, drawn, same, different } of own) {
    const linked = kind === 'linked'
    const left = drawn - same - different
    const up = (unknown === 'as-it-stands') === linked
    const taken = same + (up ? left : 0)
    const [a, b] = up ? [taken + 1, drawn - taken] : [taken, drawn - taken + 1]
    for (let at = 0; at < TIMES; at += 1) {
      const share = beta(a, b, random)
      const one = pairs * share
      if (linked) {
        totals.found[at]! += one
        totals.wrong[at]! += pairs - one
      } else totals.missed[at]! += one
    }
  }
  return totals
}

const empty = (): Totals => ({
  missed: new Float64Array(TIMES),
  found: new Float64Array(TIMES),
  wrong: new Float64Array(TIMES),
})

function sumOf(all: readonly Totals[]): Totals {
  const sum = empty()
  for (const one of all) {
    for (const key of ['missed', 'found', 'wrong'] as const) {
      one[key].forEach((value, at) => {
        sum[key][at]! += value
      })
    }
  }
  return sum
}

/**
 * The rate at which a twentieth of what is drawn lies beyond, with what so many pairs can tell at all (Wilson): of few
 * pairs, or none that could have been drawn, little is known.
 */
function intervalOf(what: 'missed' | 'false', best: Totals, worst: Totals): [number, number] {
  const rates = ({ missed, found, wrong }: Totals) => {
    const some = what === 'missed' ? missed : wrong
    return Array.from(some, (value, at) => ({ value, all: value + found[at]! })).sort(
      (a, b) => a.value * b.all - b.value * a.all,
    )
  }
  const low = rates(best)[Math.floor(TIMES * TAIL)]!
  const high = rates(worst)[Math.ceil(TIMES * (1 - TAIL)) - 1]!
  return [interval(low.value, low.all)[0], interval(high.value, high.all)[1]]
}

const SEED = 0x2545f491

/** Numbers below 1, always the same (Marsaglia 2003): what was worked out once is worked out again. */
function xorshift(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return ((state >>> 0) + 0.5) / 2 ** 32
  }
}

function beta(a: number, b: number, random: () => number): number {
  if (a === 0 || b === 0) return a === 0 ? 0 : 1
  const [one, other] = [gamma(a, random), gamma(b, random)]
  return one / (one + other)
}

/** Marsaglia and Tsang 2000, of a shape of 1 at least. */
function gamma(shape: number, random: () => number): number {
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(random()) < x * x * 0.5 + d - d * v + d * Math.log(v)) return d * v
  }
}

import { wilson, Z_95 } from '../kernel/index.ts'

/**
 * Rates and how sure they are, as public health in England works them: Byar's limits of a count (APHO technical
 * briefing 3), directly standardised rates with Dobson's limits (Dobson and others 1991), Wilson's limits of a share.
 */

export type Interval = { readonly low: number; readonly high: number }
export type Rate = Interval & { readonly value: number }

/** Byar's limits of a count, nought at least. */
export function byar(count: number): Interval {
  const up = count + 1
  return {
    low: count === 0 ? 0 : count * (1 - 1 / (9 * count) - Z_95 / (3 * Math.sqrt(count))) ** 3,
    high: up * (1 - 1 / (9 * up) + Z_95 / (3 * Math.sqrt(up))) ** 3,
  }
}

/** One group of the population: how many events, of how many people, and its weight in the standard. */
export type Stratum = { readonly count: number; readonly people: number; readonly weight: number }

/** Directly standardised, with Dobson's limits of Byar's; undefined where a group has no people. */
export function standardised(strata: readonly Stratum[], per: number): Rate | undefined {
  if (strata.length === 0 || strata.some(({ people }) => people <= 0)) return undefined
  const all = sum(strata.map(({ weight }) => weight))
  const count = sum(strata.map((one) => one.count))
  const value = sum(strata.map((one) => (one.weight * one.count) / one.people)) / all
  const variance = sum(strata.map((one) => one.count * (one.weight / one.people / all) ** 2))
  const limits = byar(count)
  const wide = count === 0 ? 0 : Math.sqrt(variance / count)
  return {
    value: value * per,
    low: (value + wide * (limits.low - count)) * per,
    high: (value + wide * (limits.high - count)) * per,
  }
}

/** A count of so many people. */
export function crude(count: number, people: number, per: number): Rate | undefined {
  if (people <= 0) return undefined
  const { low, high } = byar(count)
  return { value: (count / people) * per, low: (low / people) * per, high: (high / people) * per }
}

/** A share, with Wilson's limits. */
export function share(count: number, of: number, per: number): Rate | undefined {
  if (of <= 0 || count > of) return undefined
  const [low, high] = wilson(count, of)
  return { value: (count / of) * per, low: low * per, high: high * per }
}

function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0)
}

/** European Standard Population 2013 by five years of age, the last of 90 and over; 100,000 in all. */
const STANDARD = [
  5_000, 5_500, 5_500, 5_500, 6_000, 6_000, 6_500, 7_000, 7_000, 7_000, 7_000, 6_500, 6_000, 5_500,
  5_000, 4_000, 2_500, 1_500, 1_000,
]

/**
 * So many of the standard population are of these ages; `to` undefined: and over. A part of five years is a part
 * of it.
 */
export function standardOf(from: number, to: number | undefined): number {
  return sum(
    STANDARD.map((people, at) => {
      const last = at === STANDARD.length - 1
      const [first, end] = [at * 5, last ? Number.POSITIVE_INFINITY : at * 5 + 5]
      const [low, high] = [Math.max(from, first), Math.min(to === undefined ? end : to + 1, end)]
      if (high <= low) return 0
      return last ? people : (people * (high - low)) / 5
    }),
  )
}

import { formatPounds, type Pence, plural } from '../kernel/index.ts'

/** Of what a scheme's year is foretold. */
export type SchemeSoFar = {
  /** what the scheme has for the year */
  readonly has: Pence
  /** what was spent in each month that is over, from the first of the year */
  readonly months: readonly Pence[]
  /** how many months the year has */
  readonly of: number
  /** all that is spent, in the month that goes on too */
  readonly spent: Pence
  /** set apart and not paid */
  readonly setApart: Pence
  /** waits for both sides, and may come or not */
  readonly waits: Pence
  /** the part of what it had that the scheme spent in years that are over, the last of them last */
  readonly before: readonly number[]
  /** what is known to change, each by how much the year will end otherwise; pence */
  readonly changes?: readonly { readonly effect: number; readonly says: string }[]
}

/** What a scheme is likely to have spent by its year's end: so much or less in one, five and nine of ten such years. */
export type Forecast = {
  readonly p10: Pence
  readonly p50: Pence
  readonly p90: Pence
  /** how it comes about, as sentences */
  readonly why: readonly string[]
}

/** The point that one in ten draws of Student's t lies above, by degrees of freedom from 1. */
const T_90 = [3.078, 1.886, 1.638, 1.533, 1.476, 1.44, 1.415, 1.397, 1.383, 1.372, 1.363]
/** With fewer months a run rate says nothing. */
const MONTHS_MIN = 3
/** How far a year is from its plan where nothing is known of it, as a part: one in ten is further. */
const UNKNOWN = 0.15

/**
 * The outturn of a scheme, from the months of its year that are over: each month to come is taken to be like them, and
 * what is not known of their mean widens the interval (a prediction interval of normal months). It is never less than
 * what is spent and set apart. Before there are three months it goes by the years before, or by the plan. It is an
 * estimate: it is worked out in floating point, and rounded to pence.
 */
export function forecastScheme(given: SchemeSoFar): Forecast {
  const { months, spent, setApart, waits } = given
  const byRate = months.length >= MONTHS_MIN
  const [rate, spread, why] = byRate ? byMonths(given) : byYears(given)
  const changes = byRate
    ? (given.changes ?? []).filter(({ effect }) => Math.round(effect) !== 0)
    : []
  const middle = changes.reduce((sum, { effect }) => sum + effect, rate)
  const floor = spent + setApart
  const atLeast = (value: number) => {
    const pence = BigInt(Math.round(value))
    return pence < floor ? floor : pence
  }
  const p50 = atLeast(middle)
  const reasons = [...why, ...changes.map(({ says }) => says)]
  if (setApart > 0n)
    reasons.push(`${formatPounds(setApart, { pence: false })} is set apart and not paid.`)
  if (p50 === floor && p50 > BigInt(Math.round(middle)))
    reasons.push('What is spent and set apart is more than that already.')
  if (waits > 0n)
    reasons.push(
      `${formatPounds(waits, { pence: false })} waits for both sides: it counts in what it may come to at most.`,
    )
  return { p10: atLeast(middle - spread), p50, p90: atLeast(middle + spread) + waits, why: reasons }
}

type Reckoned = readonly [middle: number, spread: number, why: readonly string[]]

function byMonths({ months, of }: SchemeSoFar): Reckoned {
  const values = months.map(Number)
  const count = values.length
  const left = Math.max(0, of - count)
  const sum = values.reduce((all, one) => all + one, 0)
  const mean = sum / count
  const squares = values.reduce((all, one) => all + (one - mean) ** 2, 0)
  const deviation = Math.sqrt(squares / (count - 1))
  const t = T_90[count - 2] ?? T_90.at(-1)!
  const spread = t * deviation * Math.sqrt(left + (left * left) / count)
  const each = pounds(mean)
  return [
    sum + left * mean,
    spread,
    [
      `${pounds(sum)} was spent in ${plural(count, 'month')}, ${each} a month: ${plural(left, 'month')} more come to ` +
        `${pounds(left * mean)}.`,
    ],
  ]
}

function byYears({ has, before, of, months }: SchemeSoFar): Reckoned {
  const plan = Number(has)
  const over = `Only ${plural(months.length, 'month')} of ${of} are over, so`
  if (before.length === 0)
    return [plan, plan * UNKNOWN, [`${over} it is taken to spend what it has, ${pounds(plan)}.`]]
  const mean = before.reduce((all, one) => all + one, 0) / before.length
  const furthest = Math.max(UNKNOWN / 2, ...before.map((one) => Math.abs(one - mean)))
  const hundredths = Math.round(mean * 100)
  return [
    plan * mean,
    plan * furthest,
    [
      `${over} it goes by the years before, in which ${hundredths} in 100 of what it had was spent.`,
    ],
  ]
}

function pounds(pence: number): string {
  return formatPounds(BigInt(Math.round(pence)), { pence: false })
}

/** Which way is better: `neutral` where neither is. */
export type Improvement = 'up' | 'down' | 'neutral'

export type SpcRules = {
  readonly improvement: Improvement
  readonly target?: number | undefined
  /** positions in the series at which the limits begin anew */
  readonly rebaseAt?: ReadonlySet<number>
  /**
   * a moving range of 3.267 times the mean one and more is left out of it, once; the NHS's workbooks leave none out
   */
  readonly screen?: boolean
  /** of each group the limits are worked from so many points; all where undefined */
  readonly fixAfter?: number | undefined
}

export type PointType =
  | 'common_cause'
  | 'special_cause_improvement'
  | 'special_cause_concern'
  | 'special_cause_neutral_high'
  | 'special_cause_neutral_low'

export type Limits = {
  readonly mean: number
  /** lower and upper process limit; undefined where the group has one point, of which nothing varies */
  readonly lpl: number | undefined
  readonly upl: number | undefined
  /** two thirds of the way to them */
  readonly nlpl: number | undefined
  readonly nupl: number | undefined
}

export type SpcPoint = Limits & {
  readonly value: number
  readonly pointType: PointType
  /** the rule that it breaks, in the words of NHSRplotthedots; `Common Cause` where it breaks none */
  readonly specialCause: string
  /** how many times limits have begun anew, this point's included */
  readonly rebaseGroup: number
}

export type Variation =
  | 'common_cause'
  | `${'improvement' | 'concern' | 'neutral'}_${'high' | 'low'}`
export type Assurance = 'consistent_pass' | 'consistent_fail' | 'inconsistent'

export type SpcChart = {
  readonly points: readonly SpcPoint[]
  /** what the latest point says; undefined of no points */
  readonly variation: Variation | undefined
  /** undefined without a target, without a better way, and where there are no limits */
  readonly assurance: Assurance | undefined
}

/** A group of fewer points has limits that may move a good deal with the next. */
export const SHORT_GROUP = 12

const LIMIT = 2.66
const SCREEN = 3.267
const RUN = 7

/**
 * The chart of a series in its order: an individuals and moving range chart, with the four rules of Making Data Count
 * as NHSRplotthedots 0.2.2 works them (domain/fund-and-measures.md, section 5). Each rebase group has its own mean,
 * limits and runs. No limit is cut at nought or at a hundred.
 */
export function spcChart(values: readonly number[], rules: SpcRules): SpcChart {
  const points = groupsOf(values, rules.rebaseAt).flatMap(({ rebaseGroup, group }) => {
    const limits = limitsOf(group, rules)
    const signals = signalsOf(group, limits)
    return group.map((value, at) => ({
      ...limits,
      value,
      pointType: pointType(signals[at], rules.improvement),
      specialCause: signals[at]?.rule ?? 'Common Cause',
      rebaseGroup,
    }))
  })
  return { points, variation: variationOf(points), assurance: assuranceOf(points.at(-1), rules) }
}

type Group = { readonly rebaseGroup: number; readonly group: number[] }

function groupsOf(values: readonly number[], rebaseAt: SpcRules['rebaseAt']): Group[] {
  const groups: Group[] = []
  let rebaseGroup = 0
  values.forEach((value, at) => {
    if (rebaseAt?.has(at)) rebaseGroup += 1
    const last = groups.at(-1)
    if (last?.rebaseGroup === rebaseGroup) last.group.push(value)
    else groups.push({ rebaseGroup, group: [value] })
  })
  return groups
}

function limitsOf(group: readonly number[], { screen = true, fixAfter }: SpcRules): Limits {
  const fixed = group.slice(0, fixAfter)
  const mean = meanOf(fixed)
  const ranges = fixed.slice(1).map((value, at) => Math.abs(value - fixed[at]!))
  if (ranges.length === 0) {
    return { mean, lpl: undefined, upl: undefined, nlpl: undefined, nupl: undefined }
  }
  const all = meanOf(ranges)
  const kept = screen ? ranges.filter((range) => range < SCREEN * all) : ranges
  // Of ranges that are all nought none is below: nothing varies, and the limits are the mean.
  const range = kept.length === 0 ? 0 : meanOf(kept)
  const near = (2 * LIMIT) / 3
  return {
    mean,
    lpl: mean - LIMIT * range,
    upl: mean + LIMIT * range,
    nlpl: mean - near * range,
    nupl: mean + near * range,
  }
}

/** Rounded once, so that a point that lies on the mean is on it. */
function meanOf(values: readonly number[]): number {
  const first = sum(values) / values.length
  return first + sum(values.map((value) => value - first)) / values.length
}

/** With what each addition rounds away added at the end (Neumaier 1974). */
function sum(values: readonly number[]): number {
  let total = 0
  let lost = 0
  for (const value of values) {
    const next = total + value
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
    total = next
  }
  return total + lost
}

type Signal = { readonly rule: string; readonly direction: 1 | -1 }

/** For each point the first rule that it breaks: beyond the limits, trend, two of three, shift. */
function signalsOf(group: readonly number[], limits: Limits): (Signal | undefined)[] {
  const { mean, lpl, upl, nlpl, nupl } = limits
  const sides = group.map((value) => Math.sign(value - mean))
  const outside = group.map((value) => beyond(value, lpl, upl))
  const close = group.map((value, at) => !outside[at] && beyond(value, nlpl, nupl))
  const trend = spreadRuns(trendsOf(group))
  const shift = spreadRuns(shiftsOf(sides))
  const pairs = twoInThree(close, sides)
  return group.map((_, at) => {
    const side = sides[at]! as 1 | -1
    const up = side > 0
    if (outside[at]) return { rule: up ? 'Above UCL' : 'Below LCL', direction: side }
    if (trend[at] !== 0) {
      const way = trend[at]! > 0 ? 'Increasing' : 'Decreasing'
      return { rule: `7 Point Trend (${way})`, direction: trend[at] as 1 | -1 }
    }
    if (pairs[at]) return { rule: `2 in 3 ${up ? 'Above' : 'Below'} CL`, direction: side }
    if (shift[at] !== 0) return { rule: `7 Points ${up ? 'Above' : 'Below'} CL`, direction: side }
    return undefined
  })
}

function beyond(value: number, low: number | undefined, high: number | undefined): boolean {
  return low !== undefined && high !== undefined && (value < low || value > high)
}

/** At the last point of seven that each rise it is 1, that each fall -1, elsewhere 0. */
export function trendsOf(values: readonly number[]): number[] {
  const steps = values.map((value, at) => (at === 0 ? 0 : Math.sign(value - values[at - 1]!)))
  return values.map((_, at) => (at < RUN - 1 ? 0 : alike(steps.slice(at - RUN + 2, at + 1))))
}

/** At the last point of seven on one side it is that side, elsewhere 0. */
export function shiftsOf(sides: readonly number[]): number[] {
  return sides.map((_, at) => (at < RUN - 1 ? 0 : alike(sides.slice(at - RUN + 1, at + 1))))
}

function alike(signs: readonly number[]): number {
  return signs.every((sign) => sign === signs[0]) ? signs[0]! : 0
}

/** Where a run ends, all seven of it are of it; a point of two is of the later. */
export function spreadRuns(ends: readonly number[]): number[] {
  const spread = ends.map(() => 0)
  ends.forEach((sign, end) => {
    if (sign !== 0) for (let at = Math.max(0, end - RUN + 1); at <= end; at += 1) spread[at] = sign
  })
  return spread
}

/** Of three together on one side two or more are close to the limit: those that are close. */
export function twoInThree(close: readonly boolean[], sides: readonly number[]): boolean[] {
  const flagged = close.map(() => false)
  for (let at = 0; at + 3 <= close.length; at += 1) {
    const near = [at, at + 1, at + 2].filter((one) => close[one])
    if (near.length < 2 || alike(sides.slice(at, at + 3)) === 0) continue
    for (const one of near) flagged[one] = true
  }
  return flagged
}

function pointType(signal: Signal | undefined, improvement: Improvement): PointType {
  if (signal === undefined) return 'common_cause'
  const up = signal.direction > 0
  if (improvement === 'neutral') return `special_cause_neutral_${up ? 'high' : 'low'}`
  return up === (improvement === 'up') ? 'special_cause_improvement' : 'special_cause_concern'
}

/** Its icon: by the type of the latest point, and whether it is high or low. */
function variationOf(points: readonly SpcPoint[]): Variation | undefined {
  const last = points.at(-1)
  if (last === undefined) return undefined
  if (last.pointType === 'common_cause') return 'common_cause'
  if (last.pointType === 'special_cause_neutral_high') return 'neutral_high'
  if (last.pointType === 'special_cause_neutral_low') return 'neutral_low'
  const what = last.pointType === 'special_cause_improvement' ? 'improvement' : 'concern'
  return `${what}_${/Above|Increasing/.test(last.specialCause) ? 'high' : 'low'}`
}

/** Whether the limits in force lie on one side of the target. On the line itself it may go either way. */
export function assuranceOf(
  limits: Pick<Limits, 'lpl' | 'upl'> | undefined,
  { improvement, target }: Pick<SpcRules, 'improvement' | 'target'>,
): Assurance | undefined {
  if (limits?.lpl === undefined || limits.upl === undefined) return undefined
  if (target === undefined || improvement === 'neutral') return undefined
  if (target > limits.upl) return improvement === 'up' ? 'consistent_fail' : 'consistent_pass'
  if (target < limits.lpl) return improvement === 'up' ? 'consistent_pass' : 'consistent_fail'
  return 'inconsistent'
}

import { monthAfter } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { monthsBetween } from './fact.ts'
import { type Charted, chartAll, type Signal } from './signal.ts'
import { type Target, targetsOf } from './target-kind.ts'

/** Where a target will land, if it goes on varying as it did. */
export type Goal = {
  readonly target: Target
  readonly charted: Charted
  /** what is aimed at in each month from the baseline on */
  readonly trajectory: readonly { readonly month: string; readonly value: number }[]
  readonly now: number | null
  /** of 100 ways in which it may go on 10, 50 and 90 are lower; undefined of too few points */
  readonly lands: Landing | undefined
  readonly signal: Signal
}
export type Landing = { readonly p10: number; readonly p50: number; readonly p90: number }

/** Fewer points tell nothing of where it goes. */
const POINTS_MIN = 6
/** Of the normal distribution. */
const Z90 = 1.2815515655446004

export async function goalsOf(place: Pick<Place, 'databases' | 'agreement'>): Promise<Goal[]> {
  const charts = await chartAll(place)
  return targetsOf(place.agreement.current()).flatMap((target) => {
    const charted = charts.find(({ definition }) => definition.id === target.measure)
    if (charted === undefined) return []
    const { points, signal } = charted
    const now = points.at(-1)?.told.value ?? null
    return [
      {
        target,
        charted,
        trajectory: trajectoryOf(target),
        now,
        lands: landing(charted, target),
        signal,
      },
    ]
  })
}

/** Straight from step to step. */
export function trajectoryOf({ baseline, steps, value, by }: Target) {
  const all = [baseline, ...steps, { month: by.slice(0, 7), value }]
  return all.flatMap((one, at) => {
    const next = all[at + 1]
    if (next === undefined) return [{ month: one.month, value: one.value }]
    const months = monthsBetween(one.month, monthAfter(next.month, -1))
    return months.map((month, nth) => ({
      month,
      value: one.value + ((next.value - one.value) * nth) / months.length,
    }))
  })
}

/**
 * A process that gives no signal goes on as it is: one month of it lies about its mean by what it varies. What
 * changed lately has its own mean, of the run that is the signal.
 */
export function landing(charted: Charted, { by }: Pick<Target, 'by'>): Landing | undefined {
  const { chart, points } = charted
  const last = chart.points.at(-1)
  if (last === undefined || points.at(-1)!.period > by.slice(0, 7)) return undefined
  const group = chart.points.filter(({ rebaseGroup }) => rebaseGroup === last.rebaseGroup)
  if (group.length < POINTS_MIN || last.upl === undefined) return undefined
  const run = runAtEnd(group.map(({ pointType }) => pointType))
  const recent = group.slice(-run).map(({ value }) => value)
  const middle = recent.reduce((sum, value) => sum + value, 0) / recent.length
  const sigma = (last.upl - last.mean) / 3
  // How well the mean itself is known, beside how one month varies about it.
  const wide = Z90 * sigma * Math.sqrt(1 + 1 / recent.length)
  return { p10: middle - wide, p50: middle, p90: middle + wide }
}

/** How many at the end are of one kind: all of them where there is no signal. */
function runAtEnd(types: readonly string[]): number {
  const last = types.at(-1)
  if (last === 'common_cause') return types.length
  const other = types.findLastIndex((type) => type !== last)
  return types.length - 1 - other
}

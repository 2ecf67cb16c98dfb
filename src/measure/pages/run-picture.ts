import { drawRun, type RunPoint } from '../../shell/index.ts'
import type { Charted } from '../signal.ts'

const TONES = new Map<string, RunPoint['tone']>([
  ['special_cause_improvement', 'better'],
  ['special_cause_concern', 'worse'],
  ['special_cause_neutral_high', 'other'],
  ['special_cause_neutral_low', 'other'],
])

/** The chart of a measure; periods that may not be told are gaps in it. */
export function pictureOf(
  { definition, points, gaps, chart, target, changes }: Charted,
  nonce: string,
  small = false,
): Promise<string> {
  const told = points.map(({ period }, at): [string, RunPoint] => {
    const { value, mean, lpl, upl, pointType, rebaseGroup } = chart.points[at]!
    const anew = at > 0 && chart.points[at - 1]!.rebaseGroup !== rebaseGroup
    const tone = TONES.get(pointType) ?? 'usual'
    const note = changes.some((one) => one.period === period) ? 'counted otherwise' : undefined
    const limits = { mean, low: lpl, high: upl, anew }
    return [period, { label: briefMonth(period), value, tone, ...limits, note }]
  })
  const missing = gaps.map((period): [string, RunPoint] => {
    return [period, { label: briefMonth(period), tone: 'usual' }]
  })
  const all = [...told, ...missing].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, point]) => point)
  return drawRun({ points: all, unit: definition.unit, target, nonce, small })
}

/** `Mar 26` */
function briefMonth(period: string): string {
  const [year, month] = period.split('-').map(Number)
  const date = new Date(Date.UTC(year!, month! - 1, 1))
  const name = date.toLocaleString('en-GB', { month: 'short', timeZone: 'UTC' })
  return `${name} ${String(year).slice(2)}`
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { spcChart } from './spc.ts'

const SERIES = 2_000
const POINTS = 24
/** Of a real change: so many points of it have come, each so many standard deviations better. */
const CHANGED = 10
const BETTER = 3

/** Normal noise, the same each time. */
function noise(): () => number {
  let state = 20_261_126
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state + 0.5) / 4_294_967_296
  }
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
}

test('of series in which nothing happens so many alarm as theory says, and a real change is found', () => {
  const draw = noise()
  let alarms = 0
  let flagged = 0
  let found = 0
  for (let one = 0; one < SERIES; one += 1) {
    const values = Array.from({ length: POINTS }, () => 100 + 10 * draw())
    const { points } = spcChart(values, { improvement: 'up' })
    if (points.at(-1)!.pointType !== 'common_cause') alarms += 1
    flagged += points.filter(({ specialCause }) => /UCL|LCL/.test(specialCause)).length
    const changed = values.map((value, at) => {
      return at < POINTS - CHANGED ? value : value + BETTER * 10
    })
    const types = spcChart(changed, { improvement: 'up' }).points.slice(-CHANGED)
    if (types.some(({ pointType }) => pointType === 'special_cause_improvement')) found += 1
  }
  // Beyond three standard deviations lie 27 of 10,000 where these are known; limits from 23 ranges miss by somewhat.
  const beyond = flagged / (SERIES * POINTS)
  assert.ok(beyond > 0.002 && beyond < 0.012, String(beyond))
  // The latest point: seven on one side (1 in 64), two of three near a limit, and those beyond it.
  const share = alarms / SERIES
  assert.ok(share > 0.01 && share < 0.05, String(share))
  assert.ok(found / SERIES > 0.95, String(found / SERIES))
})

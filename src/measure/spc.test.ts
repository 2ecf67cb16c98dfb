import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  assuranceOf,
  type Improvement,
  shiftsOf,
  spcChart,
  spreadRuns,
  trendsOf,
  twoInThree,
} from './spc.ts'

// Twenty draws from a normal distribution (R: set.seed(123); rnorm(20)), with the limits that NHSRplotthedots prints.
const DRAWN = [
  -0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123,
  -0.68685285, -0.44566197, 1.2240818, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314,
  0.49785048, -1.96661716, 0.7013559, -0.47279141,
]
const FAR = DRAWN.with(14, 10)
const ONCE_FAR = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]

const up = { improvement: 'up' } as const

function near(found: number | undefined, wanted: number, digits = 6) {
  assert.ok(Math.abs(found! - wanted) < 0.6 * 10 ** -digits, `${found} is not ${wanted}`)
}

test('limits are those that are published for the same series', () => {
  for (const [values, rules, mean, lpl, upl, digits] of [
    [DRAWN, {}, 0.1416238, -3.01138, 3.294627, 5],
    [FAR, {}, 0.6694159, -2.383666, 3.722497, 5],
    [FAR, { screen: false }, 0.6694159, -4.596625, 5.935457, 5],
    [DRAWN.slice(0, 10), {}, 0.0746, -2.6, 2.75, 2],
    [DRAWN.slice(10), {}, 0.209, -3.28, 3.7, 2],
    [DRAWN, { fixAfter: 12 }, 0.194179, -2.6074, 2.995758, 5],
    [ONCE_FAR, {}, 1.944444, -0.715556, 4.604444, 6],
    [ONCE_FAR, { screen: false }, 1.944444, -3.062614, 6.951503, 6],
  ] as const) {
    const [first] = spcChart(values, { ...up, ...rules }).points
    near(first!.mean, mean, digits)
    near(first!.lpl, lpl, digits)
    near(first!.upl, upl, digits)
    near(first!.nlpl! - first!.mean, ((first!.lpl! - first!.mean) * 2) / 3, 10)
  }
  assert.ok(spcChart(DRAWN, up).points.every(({ pointType }) => pointType === 'common_cause'))
})

test('limits begin anew at a rebase, and each group has runs of its own', () => {
  const chart = spcChart(DRAWN, { ...up, rebaseAt: new Set([10]) })
  near(chart.points[9]!.mean, 0.0746, 2)
  near(chart.points[10]!.mean, 0.209, 2)
  assert.deepEqual([...new Set(chart.points.map(({ rebaseGroup }) => rebaseGroup))], [0, 1])
  const rising = [1, 2, 3, 4, 5, 6, 7]
  const whole = spcChart(rising, up).points
  assert.equal(whole[3]!.specialCause, '7 Point Trend (Increasing)')
  const cut = spcChart(rising, { ...up, rebaseAt: new Set([3]) }).points
  assert.ok(cut.slice(3).every(({ pointType }) => pointType === 'common_cause'))
})

test('the rules flag what NHSRplotthedots flags', (t) => {
  const file = join(import.meta.dirname, '../../../shared/testdata/spc/vectors.json')
  if (!existsSync(file)) {
    t.skip('the published vectors are not here')
    return
  }
  type Vector = { fn: [string]; args: unknown[]; expected: number[] }
  const numbers = (value: unknown) => [value].flat().map(Number)
  const rules = new Map<string, (args: unknown[]) => number[]>([
    ['ptd_seven_point_one_side_mean', ([v]) => shiftsOf(numbers(v)).map(Math.abs)],
    ['ptd_part_of_seven_trend', ([v]) => spreadRuns(numbers(v)).map(Math.abs)],
    ['ptd_seven_point_trend', ([v]) => trendsOf(numbers(v))],
  ])
  let tried = 0
  for (const { fn, args, expected } of JSON.parse(readFileSync(file, 'utf8')) as Vector[]) {
    const rule = rules.get(fn[0])
    if (rule === undefined) continue
    // `+ 0` makes no difference between nought and less than nought.
    assert.deepEqual(
      rule(args).map((one) => one + 0),
      numbers(expected),
      `${fn[0]} of ${JSON.stringify(args)}`,
    )
    tried += 1
  }
  assert.ok(tried >= 12)
})

test('two of three, trends and shifts at their edges', () => {
  const flags = (close: number[], sides: number[]) =>
    twoInThree(close.map(Boolean), sides).map(Number)
  const high = (length: number) => Array(length).fill(1)
  assert.deepEqual(flags([0, 0, 1, 0, 1, 0, 0], high(7)), [0, 0, 1, 0, 1, 0, 0])
  assert.deepEqual(flags([1, 0, 0, 1], high(4)), [0, 0, 0, 0])
  assert.deepEqual(flags([1, 0, 0, 1, 1], high(5)), [0, 0, 0, 1, 1])
  assert.deepEqual(flags([1, 0, 1], [1, -1, 1]), [0, 0, 0])
  assert.deepEqual(trendsOf([1, 2, 3, 3, 4, 5, 6]), [0, 0, 0, 0, 0, 0, 0])
  assert.equal(trendsOf([2, 1, 2, 3, 4, 5, 6, 7, 3])[7], 1)
  assert.equal(trendsOf([7, 6, 5, 4, 3, 2, 1])[6], -1)
  // Rising for seven and falling for seven: the turn is of the fall.
  const turn = spreadRuns(trendsOf([1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1]))
  assert.deepEqual(turn, [1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1])
  const noisy = [1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 5.5, -5.5]
  const { points } = spcChart(noisy, up)
  assert.deepEqual(
    points.slice(14).map(({ pointType }) => pointType),
    ['common_cause', 'common_cause'],
  )
})

test('what is better decides the name of a signal, and the target is judged by the limits in force', () => {
  const high = [...Array(12).fill(0), 0.1, 9]
  const types = (improvement: Improvement) => spcChart(high, { improvement }).points.at(-1)!
  assert.equal(types('up').pointType, 'special_cause_improvement')
  assert.equal(types('down').pointType, 'special_cause_concern')
  assert.equal(types('neutral').pointType, 'special_cause_neutral_high')
  assert.equal(spcChart(high, up).variation, 'improvement_high')
  assert.equal(spcChart(high, { improvement: 'down' }).variation, 'concern_high')
  for (const [lpl, upl, whenUp, whenDown] of [
    [1, 3, 'consistent_fail', 'consistent_pass'],
    [5, 7, 'consistent_pass', 'consistent_fail'],
    [1, 5, 'inconsistent', 'inconsistent'],
    [1, 4, 'inconsistent', 'inconsistent'],
  ] as const) {
    const limits = { lpl, upl }
    assert.equal(assuranceOf(limits, { improvement: 'up', target: 4 }), whenUp)
    assert.equal(assuranceOf(limits, { improvement: 'down', target: 4 }), whenDown)
    assert.equal(assuranceOf(limits, { improvement: 'neutral', target: 4 }), undefined)
  }
})

test('a series of one value, of one point and of none has a defined chart', () => {
  const flat = spcChart(Array(15).fill(0.1), { ...up, target: 0.1 })
  assert.ok(
    flat.points.every(({ pointType, lpl, upl }) => pointType === 'common_cause' && lpl === upl),
  )
  assert.equal(flat.assurance, 'inconsistent')
  const one = spcChart([4], { ...up, target: 3 })
  assert.deepEqual(
    [one.points[0]!.lpl, one.variation, one.assurance],
    [undefined, 'common_cause', undefined],
  )
  assert.deepEqual(spcChart([], up), { points: [], variation: undefined, assurance: undefined })
})

test('turned upside down, a series has the same signals the other way up', () => {
  const series = fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 40 })
  fc.assert(
    fc.property(series, fc.boolean(), (values, screen) => {
      const { points } = spcChart(values, { improvement: 'up', screen })
      const turned = spcChart(
        values.map((value) => -value),
        { improvement: 'down', screen },
      ).points
      assert.deepEqual(
        turned.map(({ pointType }) => pointType),
        points.map(({ pointType }) => pointType),
      )
    }),
  )
})

test('a plain count of each rule agrees, point by point', () => {
  const series = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 30 })
  fc.assert(
    fc.property(series, (values) => {
      const { points } = spcChart(values, up)
      values.forEach((value, at) => {
        const { mean, lpl, upl, specialCause } = points[at]!
        const windows = (size: number) =>
          values.flatMap((_, from) =>
            from <= at && at < from + size && from + size <= values.length
              ? [values.slice(from, from + size)]
              : [],
          )
        const outside = value > upl! || value < lpl!
        const trend = windows(7).some(
          (run) =>
            run.slice(1).every((one, to) => one > run[to]!) ||
            run.slice(1).every((one, to) => one < run[to]!),
        )
        const shift = windows(7).some(
          (run) => run.every((one) => one > mean) || run.every((one) => one < mean),
        )
        if (outside) assert.match(specialCause, /CL$/)
        else if (trend) assert.match(specialCause, /Trend/)
        else if (shift) assert.match(specialCause, /2 in 3|7 Points/)
        else assert.match(specialCause, /2 in 3|Common/)
      })
    }),
  )
})

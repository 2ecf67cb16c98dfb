import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { forecastScheme, type SchemeSoFar } from './forecast.ts'

const pence = fc.bigInt({ min: 0n, max: 10n ** 11n })
const given: fc.Arbitrary<SchemeSoFar> = fc
  .record({
    has: pence,
    months: fc.array(pence, { maxLength: 12 }),
    more: pence,
    setApart: pence,
    waits: pence,
    before: fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { maxLength: 3 }),
  })
  .map(({ more, ...one }) => ({
    ...one,
    of: 12,
    spent: one.months.reduce((sum, month) => sum + month, more),
  }))

test('what is likely is in order, and never less than what is spent and set apart', () => {
  fc.assert(
    fc.property(given, (one) => {
      const { p10, p50, p90, why } = forecastScheme(one)
      assert.ok(one.spent + one.setApart <= p10 && p10 <= p50 && p50 <= p90)
      assert.ok(why.length > 0)
    }),
  )
})

test('a year that is over is what it was, and even months go on', () => {
  const months = Array.from({ length: 12 }, (_, at) => BigInt(1_000 + at))
  const spent = months.reduce((sum, one) => sum + one, 0n)
  const none = { of: 12, setApart: 0n, waits: 0n, before: [], has: 99_999n }
  const over = forecastScheme({ ...none, months, spent })
  assert.deepEqual([over.p10, over.p50, over.p90], [spent, spent, spent])
  const even = forecastScheme({ ...none, months: [500n, 500n, 500n], spent: 1_500n })
  assert.deepEqual([even.p10, even.p50, even.p90], [6_000n, 6_000n, 6_000n])
  const asked = forecastScheme({ ...none, months: [500n, 500n, 500n], spent: 1_500n, waits: 70n })
  assert.deepEqual([asked.p50, asked.p90], [6_000n, 6_070n])
  const plan = forecastScheme({ ...none, months: [], spent: 0n })
  assert.equal(plan.p50, 99_999n)
  const years = forecastScheme({ ...none, months: [], spent: 0n, has: 1_000n, before: [0.8, 0.9] })
  assert.deepEqual([years.p50, years.p10, years.p90], [850n, 775n, 925n])
})

/** Numbers that look random and are always the same (a linear congruential generator), near to normal. */
function* normal(): Generator<number> {
  let state = 12_345
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state / 2 ** 31
  }
  for (;;) yield Array.from({ length: 12 }, next).reduce((sum, one) => sum + one, -6)
}

test('eight years in ten end in the interval, however many months are over', () => {
  const draw = normal()
  for (const count of [3, 6, 9, 11]) {
    let within = 0
    const years = 2_000
    for (let year = 0; year < years; year += 1) {
      const all = Array.from({ length: 12 }, () =>
        BigInt(Math.round(1e6 + 1e5 * draw.next().value!)),
      )
      const months = all.slice(0, count)
      const sum = (some: readonly bigint[]) => some.reduce((total, one) => total + one, 0n)
      const none = { of: 12, setApart: 0n, waits: 0n, before: [], has: 0n }
      const { p10, p90 } = forecastScheme({ ...none, months, spent: sum(months) })
      if (p10 <= sum(all) && sum(all) <= p90) within += 1
    }
    assert.ok(Math.abs(within / years - 0.8) < 0.04, `${count} months: ${within / years}`)
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays } from '../kernel/index.ts'
import { forecastScheme } from './forecast.ts'
import { effectOf, type KnownChange, monthlyOf } from './known-change.ts'
import { monthsOf } from './period.ts'

const YEAR = { from: '2026-04-01', until: '2027-03-31' }
const MONTHS = monthsOf(YEAR)
const SAID = {
  id: '',
  fund: 'pool',
  scheme: 'care',
  reason: 'Care',
  actor: '',
  name: '',
  learntAt: '',
}
const span = fc
  .tuple(fc.integer({ min: 0, max: 364 }), fc.integer({ min: 0, max: 364 }))
  .map(
    ([a, b]) => [addDays(YEAR.from, Math.min(a, b)), addDays(YEAR.from, Math.max(a, b))] as const,
  )

test('so much a week comes to its months, all of it to the penny', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 7n }), span, (weekly, [from, until]) => {
      const months = monthlyOf(weekly, from, until)
      const days = BigInt(Math.round((Date.parse(until) - Date.parse(from)) / 86_400_000) + 1)
      assert.equal(
        months.reduce((sum, { pence }) => sum + pence, 0n),
        (weekly * days) / 7n,
      )
      assert.deepEqual(
        months.map(({ month }) => month),
        MONTHS.filter((one) => one >= from.slice(0, 7) && one <= until.slice(0, 7)),
      )
    }),
  )
})

test('what goes on all year changes nothing, and what begins or ends counts for the months to come', () => {
  const running = (over: number) => ({
    over: MONTHS.slice(0, over),
    left: MONTHS.slice(over),
    spent: MONTHS.slice(0, over).map(() => 100_000n),
  })
  const change = (rest: Partial<KnownChange>): KnownChange => ({
    ...SAID,
    from: YEAR.from,
    ...rest,
  })
  // Months are not all as long, so that it is not quite nothing.
  const all = effectOf(change({ weekly: 7_000n }), running(6))
  assert.ok(Math.abs(all) < 4_000, String(all))
  const begins = effectOf(change({ weekly: 7_000n, from: '2027-01-01' }), running(6))
  assert.equal(begins, 90_000)
  const ends = effectOf(change({ weekly: 7_000n, until: '2026-09-30' }), running(6))
  assert.equal(ends, -183_000)
  assert.equal(
    Math.round(effectOf(change({ factor: '1.04', from: '2027-01-01' }), running(6))),
    12_000,
  )
  assert.equal(effectOf(change({ factor: '1.04', from: '2026-05-01' }), running(6)), 0)
  assert.equal(effectOf(change({ weekly: 7_000n }), running(12)), 0)
  const none = { of: 12, setApart: 0n, waits: 0n, before: [], has: 0n, spent: 600_000n }
  const months = running(6).spent
  const told = forecastScheme({
    ...none,
    months,
    changes: [{ effect: begins, says: 'It begins.' }],
  })
  assert.deepEqual([told.p50, told.why.includes('It begins.')], [1_290_000n, true])
})

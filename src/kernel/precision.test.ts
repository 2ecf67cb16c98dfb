import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beginningOf, endsAt, isWithoutTime, precisionOf, toPrecision } from './precision.ts'

test('a moment says by itself how exactly it is known, and comes back as it was', () => {
  for (const [moment, precision, begins, ends] of [
    ['2019', 'year', '2019-01-01', '2020-01-01'],
    ['2019-12', 'month', '2019-12-01', '2020-01-01'],
    ['2019-12-31', 'day', '2019-12-31', '2020-01-01'],
    ['2019-12-31T00:00:00Z', 'instant', '2019-12-31T00:00:00Z', '2019-12-31T00:00:00Z'],
  ] as const) {
    assert.equal(precisionOf(moment), precision)
    assert.equal(beginningOf(moment), begins)
    assert.equal(endsAt(moment), Date.parse(ends))
    assert.equal(toPrecision(begins, precision), moment)
    assert.equal(isWithoutTime(moment), precision !== 'instant')
  }
  assert.equal(isWithoutTime(undefined), false)
})

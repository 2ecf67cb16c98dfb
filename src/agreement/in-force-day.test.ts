import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startOfDay } from './in-force-day.ts'

test('a day begins at midnight in London, whatever the season', () => {
  for (const [day, moment] of [
    ['2026-01-15', '2026-01-15T00:00:00.000Z'],
    ['2026-07-15', '2026-07-14T23:00:00.000Z'],
    ['2026-03-29', '2026-03-29T00:00:00.000Z'],
    ['2026-03-30', '2026-03-29T23:00:00.000Z'],
    ['2026-10-25', '2026-10-24T23:00:00.000Z'],
    ['2026-10-26', '2026-10-26T00:00:00.000Z'],
  ] as const) {
    assert.equal(startOfDay(day).toISOString(), moment)
  }
})

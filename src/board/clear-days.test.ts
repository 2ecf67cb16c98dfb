import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { clearDays, lastDayToPublish } from './clear-days.ts'

/** The bank holidays of England as gov.uk/bank-holidays lists them: a plain calendar that knows no rule. */
const HOLIDAYS = new Set([
  ...['2025-01-01', '2025-04-18', '2025-04-21', '2025-05-05', '2025-05-26', '2025-08-25'],
  ...['2025-12-25', '2025-12-26', '2026-01-01', '2026-04-03', '2026-04-06', '2026-05-04'],
  ...['2026-05-25', '2026-08-31', '2026-12-25', '2026-12-28', '2027-01-01', '2027-03-26'],
  ...['2027-03-29', '2027-05-03', '2027-05-31', '2027-08-30', '2027-12-27', '2027-12-28'],
])
const DAY_MS = 86_400_000
const FIRST = Date.UTC(2025, 0, 1)
const CALENDAR = Array.from({ length: 3 * 365 }, (_, at) => {
  const date = new Date(FIRST + at * DAY_MS)
  const day = date.toISOString().slice(0, 10)
  const weekend = date.getUTCDay() === 0 || date.getUTCDay() === 6
  return { day, works: !weekend && !HOLIDAYS.has(day) }
})
const anyDay = fc.integer({ min: 0, max: CALENDAR.length - 1 })

test('clear days are those that a plain calendar has between two days', () => {
  fc.assert(
    fc.property(anyDay, anyDay, fc.boolean(), (a, b, every) => {
      const between = CALENDAR.slice(a + 1, Math.max(a + 1, b)).filter(
        ({ works }) => every || works,
      )
      const counted = every ? 'every-day' : 'working-days'
      assert.equal(clearDays(CALENDAR[a]!.day, CALENDAR[b]!.day, counted), between.length)
    }),
  )
})

test('the last day to publish leaves the days, and the day after it does not', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 120, max: CALENDAR.length - 1 }),
      fc.integer({ min: 1, max: 30 }),
      fc.constantFrom('working-days' as const, 'every-day' as const),
      (at, days, counted) => {
        const meeting = CALENDAR[at]!.day
        const last = lastDayToPublish(meeting, days, counted)
        assert.ok(clearDays(last, meeting, counted) >= days)
        const next = CALENDAR[CALENDAR.findIndex(({ day }) => day === last) + 1]!.day
        assert.ok(clearDays(next, meeting, counted) < days)
      },
    ),
  )
})

test('the year ends and holidays pass without being counted', () => {
  assert.equal(clearDays('2026-12-23', '2027-01-05', 'working-days'), 5)
  assert.equal(clearDays('2026-12-23', '2027-01-05', 'every-day'), 12)
  assert.equal(clearDays('2026-04-02', '2026-04-07', 'working-days'), 0)
  assert.equal(clearDays('2026-03-10', '2026-03-10', 'working-days'), 0)
  assert.throws(() => clearDays('2026-02-30', '2026-03-10', 'every-day'), RangeError)
})

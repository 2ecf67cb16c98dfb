import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  addDays,
  addWorkingDays,
  dayInLondon,
  isBankHoliday,
  isWorkingDay,
  startOfLondonDay,
} from './london.ts'

/** gov.uk/bank-holidays.json, England and Wales (Open Government Licence v3.0). */
const GOV_UK = `
2020-01-01 2020-04-10 2020-04-13 2020-05-08 2020-05-25 2020-08-31 2020-12-25 2020-12-28
2021-01-01 2021-04-02 2021-04-05 2021-05-03 2021-05-31 2021-08-30 2021-12-27 2021-12-28
2022-01-03 2022-04-15 2022-04-18 2022-05-02 2022-06-02 2022-06-03 2022-08-29 2022-09-19 2022-12-26 2022-12-27
2023-01-02 2023-04-07 2023-04-10 2023-05-01 2023-05-08 2023-05-29 2023-08-28 2023-12-25 2023-12-26
2024-01-01 2024-03-29 2024-04-01 2024-05-06 2024-05-27 2024-08-26 2024-12-25 2024-12-26
2025-01-01 2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-08-25 2025-12-25 2025-12-26
2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28
2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28`
  .trim()
  .split(/\s+/)

test('the bank holidays of eight years are those that the government published', () => {
  const found: string[] = []
  for (let day = '2020-01-01'; day < '2028-01-01'; day = addDays(day, 1)) {
    if (isBankHoliday(day)) found.push(day)
  }
  assert.deepEqual(found, GOV_UK)
})

test('a day begins at midnight in London, whatever the season', () => {
  assert.equal(startOfLondonDay('2026-07-01').toISOString(), '2026-06-30T23:00:00.000Z')
  assert.equal(startOfLondonDay('2026-12-01').toISOString(), '2026-12-01T00:00:00.000Z')
  const day = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays('1990-01-01', days))
  fc.assert(
    fc.property(day, (one) => {
      const start = startOfLondonDay(one)
      assert.equal(dayInLondon(start), one)
      assert.equal(dayInLondon(new Date(start.getTime() - 1)), addDays(one, -1))
    }),
  )
})

test('working days are counted one by one and never end on a day of rest', () => {
  // Thursday before Easter 2026: Friday and Monday are holidays.
  assert.equal(addWorkingDays('2026-04-02', 1), '2026-04-07')
  assert.equal(addWorkingDays('2026-11-26', 10), '2026-12-10')
  const day = fc.integer({ min: 0, max: 10_000 }).map((days) => addDays('2015-01-01', days))
  fc.assert(
    fc.property(day, fc.integer({ min: 1, max: 60 }), (from, count) => {
      const to = addWorkingDays(from, count)
      assert.ok(isWorkingDay(to))
      let between = 0
      for (let at = addDays(from, 1); at <= to; at = addDays(at, 1)) if (isWorkingDay(at)) between++
      assert.equal(between, count)
    }),
  )
})

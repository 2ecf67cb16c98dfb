import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import {
  at,
  dayOf,
  fhirMinute,
  hl7Minute,
  isoDay,
  partsOf,
  quartersBetween,
  readDay,
} from './calendar.ts'

const days = fc.integer({ min: dayOf(1900, 1, 1), max: dayOf(2100, 12, 31) })

test('a day has the date that the standard calendar gives it', () => {
  fc.assert(
    fc.property(days, (day) => {
      assert.equal(isoDay(day), new Date(day * 86_400_000).toISOString().slice(0, 10))
      const { year, month, date } = partsOf(day)
      assert.equal(dayOf(year, month, date), day)
      assert.equal(readDay(isoDay(day)), day)
    }),
  )
})

test('a day that does not exist is not read', () => {
  assert.equal(readDay('2025-02-29'), undefined)
  assert.equal(readDay('2025-2-9'), undefined)
})

test('a minute written for FHIR is the minute on the clocks of London', () => {
  const london = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/London',
    dateStyle: 'short',
    timeStyle: 'medium',
  })
  const minutes = fc.integer({ min: at(dayOf(1996, 1, 1), 0), max: at(dayOf(2040, 1, 1), 0) })
  fc.assert(
    fc.property(minutes, (minute) => {
      const written = fhirMinute(minute)
      const shown = london.format(new Date(written)).replace(' ', 'T')
      // The hour that the clocks skip in March is on no clock.
      if (/-03-(2[5-9]|3[01])T01/.test(written)) return
      assert.equal(shown, written.slice(0, 19))
    }),
    { numRuns: 2000 },
  )
  assert.equal(fhirMinute(at(dayOf(2026, 7, 1), 9, 5)), '2026-07-01T09:05:00+01:00')
  assert.equal(hl7Minute(at(dayOf(2026, 1, 31), 23, 59)), '202601312359')
})

test('quarters cover every day between two days once', () => {
  const quarters = quartersBetween(dayOf(2024, 3, 31), dayOf(2026, 1, 1))
  assert.deepEqual(
    quarters.map(({ name }) => name),
    ['2024Q1', '2024Q2', '2024Q3', '2024Q4', '2025Q1', '2025Q2', '2025Q3', '2025Q4', '2026Q1'],
  )
  quarters.slice(1).forEach((quarter, place) => {
    assert.equal(quarter.start, quarters[place]!.end + 1)
  })
})

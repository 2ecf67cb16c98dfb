import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instantsInLondon, londonOffset } from './london-clock.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
})

function offsetByIntl(instant: number): number {
  const shown = new Map(
    clock.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  )
  const part = (name: string) => shown.get(name as Intl.DateTimeFormatPartTypes)!
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour')) - instant
}

test('every day from 1900 to 2100, and every hour of a day on which clocks change', () => {
  let before = 0
  let changes = 0
  for (let day = Date.UTC(1900, 0, 1); day < Date.UTC(2101, 0, 1); day += DAY) {
    const offset = offsetByIntl(day)
    assert.equal(londonOffset(day), offset, new Date(day).toISOString())
    if (offset !== before) {
      changes += 1
      for (let hour = day - DAY; hour <= day; hour += HOUR) {
        assert.equal(londonOffset(hour), offsetByIntl(hour), new Date(hour).toISOString())
        assert.equal(
          londonOffset(hour - 1),
          offsetByIntl(hour - HOUR),
          new Date(hour).toISOString(),
        )
      }
    }
    before = offset
  }
  assert.ok(changes > 350, `${changes}`)
})

test('a clock time is one instant, two in the hour that happens twice, and never none', () => {
  const shows = (wall: string) =>
    instantsInLondon(Date.parse(`${wall}Z`)).map((instant = 0) =>
      new Date(instant).toISOString().slice(0, 16),
    )
  assert.deepEqual(shows('2024-10-27T00:59'), ['2024-10-26T23:59'])
  assert.deepEqual(shows('2024-10-27T01:10'), ['2024-10-27T00:10', '2024-10-27T01:10'])
  assert.deepEqual(shows('2024-10-27T02:00'), ['2024-10-27T02:00'])
  assert.deepEqual(shows('2025-03-30T01:30'), ['2025-03-30T01:30'])
  assert.deepEqual(shows('1941-08-10T02:30'), ['1941-08-10T00:30', '1941-08-10T01:30'])
  assert.deepEqual(shows('1970-01-15T09:00'), ['1970-01-15T08:00'])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  byCount,
  formatAgo,
  formatCount,
  formatDate,
  formatDateTime,
  formatFullDate,
  formatList,
  formatMonth,
  formatNhsNumber,
  formatPeriod,
  formatTime,
  formatWait,
  plural,
} from './index.ts'

const now = new Date('2026-03-03T12:00:00Z')

test('a date carries its year only where it differs from this one', () => {
  assert.equal(formatDate('2026-03-03', now), 'Tue 3 Mar')
  assert.equal(formatDate('2025-09-04', now), 'Thu 4 Sep 2025')
  assert.equal(formatFullDate('1944-03-12'), '12 Mar 1944')
  assert.equal(formatMonth('2019-03'), 'March 2019')
  assert.equal(formatMonth('2019'), '2019')
  assert.equal(formatMonth('2019-12-31T23:30:00Z'), 'December 2019')
})

test('a moment falls on its London day', () => {
  assert.equal(formatDate('2026-06-30T23:30:00Z', now), 'Wed 1 Jul')
  assert.equal(formatDate('2026-12-31T23:30:00Z', now), 'Thu 31 Dec')
  assert.equal(formatDate('2025-12-31T23:59:59.999Z', now), 'Wed 31 Dec 2025')
})

test('the year that counts as this one is the London year', () => {
  const newYear = new Date('2026-07-01T00:00:00+01:00')
  assert.equal(formatDate('2026-01-05', newYear), 'Mon 5 Jan')
})

test('what is not a date is given back, never guessed', () => {
  assert.equal(formatDate('2026-02-31', now), '2026-02-31')
  assert.equal(formatDate('about Easter', now), 'about Easter')
  assert.equal(formatTime('about Easter'), '')
})

test('clock times follow the change to summer time and back', () => {
  assert.equal(formatTime('2026-03-29T00:59:00Z'), '00:59')
  assert.equal(formatTime('2026-03-29T01:00:00Z'), '02:00')
  assert.equal(formatTime('2026-10-25T00:30:00Z'), '01:30')
  assert.equal(formatTime('2026-10-25T01:30:00Z'), '01:30')
  assert.equal(formatTime('2026-03-03T00:05:00Z'), '00:05')
  assert.equal(formatDateTime('2026-07-03T09:12:00Z', now), 'Fri 3 Jul 10:12')
  assert.equal(formatDateTime('2026-07-03', now), 'Fri 3 Jul')
})

test('a period says one day once and leaves an open end open', () => {
  assert.equal(formatPeriod('2026-01-03', '2026-01-09', now), 'Sat 3 Jan to Fri 9 Jan')
  assert.equal(formatPeriod('2026-01-03T08:00:00Z', '2026-01-03T17:00:00Z', now), 'Sat 3 Jan')
  assert.equal(formatPeriod('2026-01-03', undefined, now), 'since Sat 3 Jan')
  assert.equal(formatPeriod(undefined, '2026-01-03', now), 'until Sat 3 Jan')
})

test('a wait is said in its two largest units', () => {
  const hour = 3_600_000
  assert.equal(formatWait(52 * hour), '2 days 4 h')
  assert.equal(formatWait(24 * hour), '1 day')
  assert.equal(formatWait(5 * hour + 600_000), '5 h 10 min')
  assert.equal(formatWait(12 * 60_000), '12 min')
  assert.equal(formatWait(59_999), 'less than a minute')
  assert.equal(formatWait(-5), 'less than a minute')
  assert.equal(formatWait(30 * 24 * hour + hour), '30 days')
})

test('how long ago turns into days by the calendar, not by 24 hours', () => {
  assert.equal(formatAgo('2026-03-03T11:56:00Z', now), '4 minutes ago')
  assert.equal(formatAgo('2026-03-03T11:59:30Z', now), 'just now')
  assert.equal(formatAgo('2026-03-03T13:00:00Z', now), 'just now')
  assert.equal(formatAgo('2026-03-03T09:00:00Z', now), '3 hours ago')
  assert.equal(formatAgo('2026-03-02T20:00:00Z', now), 'yesterday')
  assert.equal(formatAgo('2026-02-28T20:00:00Z', now), '3 days ago')
  assert.equal(formatAgo('2026-02-14T02:00:00Z', now), 'Sat 14 Feb')
  const early = new Date('2026-03-03T00:30:00Z')
  assert.equal(formatAgo('2026-03-02T23:00:00Z', early), '1 hour ago')
})

test('an NHS number is grouped; anything else is left alone', () => {
  assert.equal(formatNhsNumber('9991234567'), '999 123 4567')
  assert.equal(formatNhsNumber('999-123-4567'), '999 123 4567')
  assert.equal(formatNhsNumber('12345'), '12345')
})

test('counts and lists', () => {
  assert.equal(formatCount(1234567), '1,234,567')
  assert.equal(plural(1, 'person', 'people'), '1 person')
  assert.equal(plural(1200, 'person', 'people'), '1,200 people')
  assert.equal(plural(0, 'thing'), 'no things')
  assert.equal(byCount(1, 'is', 'are'), 'is')
  assert.equal(byCount(0, 'is', 'are'), 'are')
  assert.equal(formatList(['a', 'b', 'c']), 'a, b and c')
  assert.equal(formatList(['a']), 'a')
})

test('every calendar date is written with its own day and month', () => {
  const days = fc.date({
    min: new Date('1900-01-01'),
    max: new Date('2100-01-01'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(days, (date) => {
      const iso = date.toISOString().slice(0, 10)
      assert.ok(
        formatDate(iso, now).includes(` ${Number(iso.slice(8))} `) ||
          formatDate(iso, now).split(' ').length === 3,
      )
      assert.equal(formatFullDate(iso).split(' ')[2], String(Number(iso.slice(0, 4))))
    }),
  )
})

test('whatever is counted, its words agree with the number, and none is said as none', () => {
  fc.assert(
    fc.property(fc.nat(2_000_000), (count) => {
      const said = plural(count, 'thing')
      assert.equal(/thing$/.test(said), count === 1)
      assert.equal(said.replaceAll(/[^0-9]/g, ''), count === 0 ? '' : String(count))
    }),
  )
})

test('a wait of any length has no unit of one as many, and no unit of many as one', () => {
  fc.assert(
    fc.property(fc.nat(400 * 86_400_000), (milliseconds) => {
      const said = formatWait(milliseconds)
      assert.doesNotMatch(said, /\b1 days|\b(?:0|[2-9]|\d\d+) day\b|\b0 (?:h|min)\b/)
    }),
  )
})

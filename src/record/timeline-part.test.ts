import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { TimelineItem } from './timeline.ts'
import { partOf, UNDATED } from './timeline-part.ts'

/** As exactly as sources tell: an instant, a day, a month, a year, nothing. */
const moment = fc
  .tuple(
    fc.date({ min: new Date('2018-01-01'), max: new Date('2026-12-31'), noInvalidDate: true }),
    fc.constantFrom(24, 10, 7, 4, 0),
  )
  .map(([date, length]) => date.toISOString().slice(0, length))
const timeline = fc.array(moment, { maxLength: 400 }).map((moments) =>
  moments
    .map((startAt, at) => ({ key: String(at), startAt: startAt || undefined }))
    .sort((a, b) => (Date.parse(b.startAt ?? '') || 0) - (Date.parse(a.startAt ?? '') || 0))
    .map((item) => item as TimelineItem),
)

test('year by year and page by page, everything is shown once, each month whole under its heading', () => {
  fc.assert(
    fc.property(timeline, (items) => {
      const seen: string[] = []
      for (const { year, count } of partOf(items, { page: 1 }).years) {
        let own = 0
        let page = 1
        for (;;) {
          const part = partOf(items, { year, page })
          const shown = part.groups.flatMap((group) => group.items)
          assert.ok(shown.length <= 50)
          assert.equal(part.of, count)
          own += shown.length
          seen.push(...shown.map(({ key }) => key))
          for (const { month, page: on } of part.months.filter((one) => one.page === page)) {
            assert.equal(on, page)
            assert.ok(part.groups.some((group) => group.month === month))
          }
          for (const { month } of part.groups)
            assert.ok(month === UNDATED ? year === UNDATED : month.startsWith(year))
          if (page === part.pages) break
          page += 1
        }
        assert.equal(own, count)
      }
      assert.deepEqual(seen.sort(), items.map(({ key }) => key).sort())
    }),
    { numRuns: 50 },
  )
})

test('what is shown at first is the newest, and a short life whole', () => {
  fc.assert(
    fc.property(timeline, (items) => {
      const part = partOf(items, { page: 1 })
      if (items.length <= 50) assert.ok(part.years.every(({ shown }) => shown))
      const first = part.groups.flatMap((group) => group.items)
      if (items.length > 0) assert.ok(first.includes(items[0]!))
      assert.ok(first.length >= Math.min(items.length, 20))
    }),
    { numRuns: 50 },
  )
})

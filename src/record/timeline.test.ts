import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY_MS } from '../kernel/index.ts'
import { occurrencesOf } from './occurrence.ts'
import { stripOf } from './strip.ts'
import { testEvent, testSources } from './testing.ts'
import { onSide, timelineOf } from './timeline.ts'

const now = new Date('2026-03-03T12:00:00Z')
const stay = testEvent({
  status: 'finished',
  startAt: '2026-01-03T10:00:00.000Z',
  endAt: '2026-01-09T10:00:00.000Z',
  detail: { readyAt: '2026-01-06T10:00:00.000Z', reason: 'Fall' },
})
const review = testEvent({
  eventId: 'r',
  kind: 'review',
  status: 'finished',
  source: 'southmere-council',
  organisation: 'E10000099',
  unit: undefined,
  label: 'Review',
  startAt: '2026-02-01',
  endAt: '2026-02-02',
  detail: { reason: 'Unplanned: safeguarding concern', outcome: 'Met' },
})

function read(...events: Parameters<typeof occurrencesOf>[0]) {
  return timelineOf(occurrencesOf(events), testSources, now)
}

test('newest first, both sides, each with its source and when it was learnt', () => {
  const items = read(stay, review)
  assert.deepEqual(
    items.map(({ label, source, side }) => [label, source, side]),
    [
      ['Review', 'Southmere Council', 'council'],
      ['Hospital stay', 'Mere General', 'nhs'],
    ],
  )
  assert.equal(items[1]!.learntAt, '2026-03-01T10:15:00.000Z')
  assert.deepEqual(
    onSide(items, 'nhs').map(({ label }) => label),
    ['Hospital stay'],
  )
})

test('the wait is from ready to gone, or to now', () => {
  assert.equal(read(stay)[0]!.waited, 3 * DAY_MS)
  const open = {
    ...stay,
    status: 'active' as const,
    endAt: undefined,
    detail: { readyAt: '2026-03-01T12:00:00.000Z' },
  }
  assert.equal(read(open)[0]!.waited, 2 * DAY_MS)
  assert.equal(read({ ...stay, detail: {} })[0]!.waited, undefined)
})

test('what was cancelled did not happen', () => {
  assert.deepEqual(read({ ...stay, status: 'cancelled' }), [])
})

test('a reason that speaks of safeguarding goes without a trace', () => {
  const [item] = read(review)
  assert.deepEqual(item!.detail, [{ name: 'outcome', value: 'Met' }])
})

test('the strip shows two years: bars for what lasts, dots for what happens', () => {
  const old = { ...stay, eventId: 'o', startAt: '2020-01-01', endAt: '2020-01-03' }
  const future = { ...stay, eventId: 'f', startAt: '2026-05-01', endAt: '2026-05-03' }
  const strip = stripOf(read(stay, review, old, future), now, ({ label }) => label)
  assert.deepEqual([strip.from, strip.to], ['2024-03-03', '2026-03-03'])
  assert.deepEqual(strip.counts, { stays: 1, services: 0, contacts: 1 })
  assert.deepEqual(
    strip.lanes.map(({ label, marks }) => [label, marks.map(({ end }) => end)]),
    [
      ['Hospital stays', ['2026-01-09T10:00:00.000Z']],
      ['Assessments', [undefined]],
    ],
  )
})

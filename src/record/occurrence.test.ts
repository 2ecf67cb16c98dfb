import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isOpen, occurrencesOf } from './occurrence.ts'
import { testEvent } from './testing.ts'

const now = new Date('2026-03-03T12:00:00Z')

test('a stay told twice by one source is one, and what was learnt last is believed', () => {
  const stale = testEvent({ eventId: 'a', startAt: '2026-03-01T10:00:00.000Z' })
  const left = testEvent({
    eventId: 'b',
    status: 'finished',
    endAt: '2026-03-02T09:00:00.000Z',
    changedAt: '2026-03-02T09:01:00.000Z',
  })
  const [occurrence, ...rest] = occurrencesOf([stale, left])
  assert.deepEqual(rest, [])
  assert.equal(occurrence!.event.eventId, 'b')
  assert.deepEqual(occurrence!.conflict, [])
})

test('two sources that disagree are one occurrence with a mark', () => {
  const hospital = testEvent({
    eventId: 'a',
    status: 'finished',
    endAt: '2026-03-02T09:00:00.000Z',
  })
  const community = testEvent({
    eventId: 'b',
    source: 'southmere-gp',
    startAt: '2026-03-01',
    status: 'finished',
    endAt: '2026-03-03',
    unit: 'Ward 3',
  })
  const [occurrence] = occurrencesOf([hospital, community])
  assert.deepEqual([...occurrence!.conflict], ['end', 'ward'])
})

test('two visits to the emergency department in one day are two', () => {
  const morning = testEvent({
    eventId: 'a',
    kind: 'attendance',
    startAt: '2026-03-01T02:00:00.000Z',
  })
  const evening = testEvent({
    eventId: 'b',
    kind: 'attendance',
    startAt: '2026-03-01T18:00:00.000Z',
  })
  const extract = testEvent({
    eventId: 'c',
    kind: 'attendance',
    startAt: '2026-03-01T18:20:00.000Z',
  })
  assert.equal(occurrencesOf([evening, extract, morning]).length, 2)
})

test('services that only look alike stay apart', () => {
  const home = testEvent({ eventId: 'a', kind: 'service', label: 'Home care', source: 'c' })
  const twin = { ...home, eventId: 'b' }
  const more = { ...home, eventId: 'c', detail: { visits: '4 visits a day' } }
  assert.equal(occurrencesOf([home, twin, more]).length, 2)
})

test('open means begun and not over; the last day counts', () => {
  assert.ok(isOpen(testEvent(), now))
  assert.ok(isOpen(testEvent({ endAt: '2026-03-03' }), now))
  assert.ok(!isOpen(testEvent({ endAt: '2026-03-02' }), now))
  assert.ok(!isOpen(testEvent({ endAt: '2026-03-03T11:59:00.000Z' }), now))
  assert.ok(!isOpen(testEvent({ startAt: '2026-03-04' }), now))
  assert.ok(!isOpen(testEvent({ status: 'planned' }), now))
})

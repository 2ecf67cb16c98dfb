import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { personCalled } from '../kernel/testing.ts'
import type { KnownEvent } from './known-event.ts'
import { isOpen, type Occurrence, occurrencesOf } from './occurrence.ts'
import { testEvent } from './testing.ts'

const now = new Date('2026-03-03T12:00:00Z')

test('a stay told in two forms by one source is one, and who spoke last is believed', () => {
  const stale = testEvent({ eventId: 'a', startAt: '2026-03-01T10:00:00.000Z' })
  const left = testEvent({
    eventId: 'b',
    form: 'resource',
    status: 'finished',
    endAt: '2026-03-02T09:00:00.000Z',
    saidAt: '2026-03-02T09:01:00.000Z',
  })
  const [occurrence, ...rest] = occurrencesOf([stale, left])
  assert.deepEqual(rest, [])
  assert.equal(occurrence!.event.eventId, 'b')
  assert.deepEqual(occurrence!.conflict, [])
})

test('two numbers of one source are two visits, however near; a cancelled one covers no live one', () => {
  const wrong = testEvent({
    eventId: 'a',
    numbers: ['V1'],
    status: 'cancelled',
    saidAt: '2026-03-01T10:40:00.000Z',
  })
  const right = testEvent({ eventId: 'b', numbers: ['V2'], unit: 'Ward 2' })
  const extract = { ...right, eventId: 'c', form: 'resource' as const, numbers: ['E2'] }
  for (const order of [
    [wrong, right],
    [right, wrong],
    [extract, wrong, right],
    [wrong, extract],
  ]) {
    const open = occurrencesOf(order).filter(({ event }) => isOpen(event, now))
    assert.deepEqual(
      open.map(({ event }) => event.unit),
      ['Ward 2'],
    )
  }
})

test('what the one who spoke last does not speak of is as the others say, and what they deny is not', () => {
  const told = testEvent({
    eventId: 'a',
    numbers: ['V1'],
    unit: 'Ward 6',
    detail: { readyAt: '2026-03-03T09:00:00Z', bed: '4', doubt: 'is ahead' },
    stamps: { readyAt: '1' },
  })
  const extract = testEvent({
    eventId: 'b',
    form: 'resource',
    numbers: ['V1'],
    unit: undefined,
    saidAt: '2026-03-03T10:00:00.000Z',
    detail: { reason: 'Fall' },
  })
  const [one] = occurrencesOf([told, extract])
  assert.equal(one!.event.eventId, 'b')
  assert.equal(one!.event.unit, 'Ward 6')
  assert.deepEqual(one!.event.detail, {
    reason: 'Fall',
    readyAt: '2026-03-03T09:00:00Z',
    bed: '4',
  })
  // The message took the date back after the extract was made.
  const taken = { ...told, detail: {}, saidAt: '2026-03-03T11:00:00.000Z' }
  const old = { ...extract, detail: { readyAt: '2026-03-02T09:00:00Z' } }
  assert.equal(occurrencesOf([taken, old])[0]!.event.detail.readyAt, undefined)
  // Moved since: the bed was on the other ward.
  const moved = { ...extract, unit: 'Ward 3' }
  assert.equal(occurrencesOf([told, moved])[0]!.event.detail.bed, undefined)
  const cancelled = { ...told, status: 'cancelled' as const }
  assert.equal(occurrencesOf([cancelled, extract])[0]!.event.unit, undefined)
})

test('two forms that share a number are one visit, and a newer cancelling is believed', () => {
  const cancelled = testEvent({
    eventId: 'a',
    numbers: ['V1'],
    status: 'cancelled',
    saidAt: '2026-03-01T12:00:00.000Z',
  })
  const extract = testEvent({
    eventId: 'b',
    form: 'resource',
    numbers: ['V1'],
    startAt: '2026-03-01T09:00:00.000Z',
    saidAt: '2026-03-01T10:00:00.000Z',
  })
  const found = occurrencesOf([extract, cancelled])
  assert.equal(found.length, 1)
  assert.equal(found[0]!.event.status, 'cancelled')
})

test('a visit told in halves under two numbers of one person is whole, in any order', () => {
  const before = testEvent({
    personId: personCalled('p1'),
    endAt: undefined,
    stamps: { status: '1', startAt: '1', unit: '1', reason: '1' },
    detail: { reason: 'Fall' },
  })
  const after = testEvent({
    personId: personCalled('p2'),
    status: 'finished',
    startAt: undefined,
    endAt: '2026-03-02T10:00:00.000Z',
    unit: 'Ward 3',
    saidAt: '2026-03-02T10:00:00.000Z',
    stamps: { status: '3', endAt: '3', unit: '3' },
  })
  const again = testEvent({
    personId: personCalled('p3'),
    startAt: undefined,
    unit: undefined,
    saidAt: '2026-03-02T11:00:00.000Z',
    stamps: { status: '4', endAt: '4' },
  })
  for (const order of [
    [before, after],
    [after, before],
  ]) {
    const [{ event }] = occurrencesOf(order) as [Occurrence]
    assert.deepEqual(
      [event.status, event.startAt, event.endAt, event.unit, event.detail.reason],
      ['finished', before.startAt, after.endAt, 'Ward 3', 'Fall'],
    )
  }
  // The discharge is taken back under a third number.
  const [{ event }] = occurrencesOf([again, after, before]) as [Occurrence]
  assert.deepEqual([event.status, event.endAt, event.unit], ['active', undefined, 'Ward 3'])
})

test('the order of the tellings never matters', () => {
  const telling = fc.record({
    eventId: fc.constantFrom('a', 'b', 'c', 'd'),
    source: fc.constantFrom('mere-general', 'southmere-gp'),
    form: fc.constantFrom('message' as const, 'resource' as const),
    kind: fc.constantFrom('stay' as const, 'attendance' as const, 'contact' as const),
    status: fc.constantFrom('active' as const, 'finished' as const, 'cancelled' as const),
    numbers: fc.subarray(['V1', 'V2']),
    hour: fc.nat(5),
    said: fc.nat(5),
    unit: fc.constantFrom('Ward 1', 'Ward 2'),
  })
  const tellings = fc.array(telling, { maxLength: 7 }).map((all) =>
    all.map(({ hour, said, source, form, eventId, ...more }, at) =>
      testEvent({
        ...more,
        source,
        form,
        personId: personCalled(`p${at}`),
        eventId: `${eventId} ${source} ${form}`,
        startAt: `2026-03-01T1${hour}:00:00.000Z`,
        saidAt: `2026-03-02T0${said}:00:00.000Z`,
        stamps: { status: `${said} ${at}`, startAt: `${said} ${at}`, unit: `${at}` },
      }),
    ),
  )
  const shuffled = tellings.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  )
  const told = (all: KnownEvent[]) =>
    occurrencesOf(all)
      .map(({ event, others }) => JSON.stringify([event, others]))
      .sort()
  fc.assert(
    fc.property(shuffled, ([all, other]) => assert.deepEqual(told(other), told(all))),
    { numRuns: 500 },
  )
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
    form: 'resource',
    kind: 'attendance',
    startAt: '2026-03-01T18:20:00.000Z',
  })
  assert.equal(occurrencesOf([evening, extract, morning]).length, 2)
})

test('services that only look alike stay apart; the same from two of a person’s records is one', () => {
  const home = testEvent({ eventId: 'a', kind: 'service', label: 'Home care', source: 'c' })
  const twin = { ...home, eventId: 'b' }
  const more = { ...home, eventId: 'c', detail: { visits: '4 visits a day' } }
  assert.equal(occurrencesOf([home, twin, more]).length, 3)
  assert.equal(occurrencesOf([home, { ...twin, personId: personCalled('other') }, more]).length, 2)
})

test('open means begun and not over; the last day counts', () => {
  assert.ok(isOpen(testEvent(), now))
  assert.ok(isOpen(testEvent({ endAt: '2026-03-03' }), now))
  assert.ok(!isOpen(testEvent({ endAt: '2026-03-02' }), now))
  assert.ok(!isOpen(testEvent({ endAt: '2026-03-03T11:59:00.000Z' }), now))
  assert.ok(!isOpen(testEvent({ startAt: '2026-03-04' }), now))
  assert.ok(!isOpen(testEvent({ status: 'planned' }), now))
})

test('an extract that names no ward, loaded after the message, leaves somebody on theirs', () => {
  const stamp = '2026-03-02T09:00:00.000Z'
  const message = testEvent({
    eventId: 'a',
    numbers: ['V1'],
    unit: 'Ward 6',
    stamps: { unit: stamp },
  })
  const later = { saidAt: '2026-03-03T09:00:00.000Z', unit: undefined, numbers: ['V1'] }
  const extract = testEvent({ ...later, eventId: 'b', form: 'resource', stamps: { unit: stamp } })
  const wards = (events: KnownEvent[]) => occurrencesOf(events).map(({ event }) => event.unit)
  assert.deepEqual(wards([message, extract]), ['Ward 6'])
  assert.deepEqual(wards([extract, message]), ['Ward 6'])
  const admission = (one: KnownEvent) => occurrencesOf([one, extract])[0]!.event.detail.admission
  assert.equal(admission({ ...message, detail: { admission: 'by A&E' } }), 'by A&E')
  const left = { ...message, detail: { destination: 'home' } }
  assert.deepEqual(occurrencesOf([left, extract])[0]!.event.detail, {})
  const cleared = testEvent({ ...later, eventId: 'c', source: 'other', stamps: { unit: stamp } })
  assert.deepEqual(wards([message, cleared]), [undefined])
})

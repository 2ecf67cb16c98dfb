import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { KnownEvent } from './known-event.ts'
import { lastActOf } from './last-act.ts'
import { occurrencesOf } from './occurrence.ts'
import { testEvent } from './testing.ts'

const now = new Date('2026-03-03T12:00:00Z')
let made = 0
function event(more: Partial<KnownEvent>): KnownEvent {
  const eventId = `00000000-0000-0000-0000-${String(++made).padStart(12, '0')}`
  return testEvent({ eventId, ...more })
}

function last(events: KnownEvent[], side = 'council') {
  const isTheirs = ({ source }: KnownEvent) =>
    (source === 'southmere-council') === (side === 'council')
  const act = lastActOf(occurrencesOf(events), isTheirs, now)
  return act && [act.words, act.at]
}

const council = { source: 'southmere-council', organisation: 'E10000099', unit: undefined }
const assessment = event({
  ...council,
  kind: 'assessment',
  status: 'finished',
  label: 'Care Act assessment',
  startAt: '2026-02-22',
  endAt: '2026-02-25',
  detail: { outcome: 'Went on to support' },
})

test('the newest moment of the other side, in words', () => {
  assert.deepEqual(last([testEvent(), assessment]), [
    'Care Act assessment finished: went on to support',
    '2026-02-25',
  ])
  assert.deepEqual(last([testEvent(), assessment], 'nhs'), [
    'Admitted to Ward 6',
    '2026-03-01T10:12:00.000Z',
  ])
  const ready = testEvent({ detail: { readyAt: '2026-03-02T10:15:00Z' } })
  assert.deepEqual(last([ready], 'nhs'), ['Said ready to leave', '2026-03-02T10:15:00Z'])
})

test('what is planned, cancelled or still to come was not done', () => {
  const care = { ...council, kind: 'service', label: 'Home care' } as const
  assert.equal(last([event({ ...care, status: 'planned', startAt: '2026-03-01' })]), undefined)
  assert.equal(last([event({ ...care, status: 'cancelled', startAt: '2026-03-01' })]), undefined)
  assert.equal(last([event({ ...care, startAt: '2026-03-20' })]), undefined)
  const ending = event({ ...care, startAt: '2026-02-01', endAt: '2026-03-20' })
  assert.deepEqual(last([ending]), ['Home care began', '2026-02-01'])
})

test('on one day the further step is the last; a vaccination is nobody’s turn', () => {
  const day = { ...council, startAt: '2026-02-25' }
  const began = event({ ...day, kind: 'service', label: 'Home care' })
  assert.deepEqual(last([began, assessment]), ['Home care began', '2026-02-25'])
  assert.deepEqual(last([assessment, began]), ['Home care began', '2026-02-25'])
  const flu = event({ kind: 'immunisation', label: 'Flu vaccine', startAt: '2026-03-02' })
  assert.deepEqual(last([flu, testEvent()], 'nhs'), [
    'Admitted to Ward 6',
    '2026-03-01T10:12:00.000Z',
  ])
})

test('the order in which things are learnt changes nothing', () => {
  const anyEvent = fc
    .record({
      kind: fc.constantFrom('request', 'assessment', 'review', 'service', 'stay' as const),
      start: fc.integer({ min: 1, max: 28 }),
      open: fc.boolean(),
    })
    .map(({ kind, start, open }) => {
      const day = `2026-02-${String(start).padStart(2, '0')}`
      const more = { ...council, kind, label: kind, startAt: day }
      return event(open ? more : { ...more, status: 'finished', endAt: day })
    })
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 6 }), fc.nat(), (events, seed) => {
      const turned = events.map((_, at) => events[(at + seed) % events.length]!)
      assert.deepEqual(last(turned), last(events))
    }),
  )
})

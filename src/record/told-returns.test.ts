import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { KnownEvent } from './known-event.ts'
import { isOpen, occurrencesOf } from './occurrence.ts'
import { testEvent } from './testing.ts'

const now = new Date('2026-03-03T12:00:00Z')
const COUNCIL = {
  form: 'return',
  kind: 'request',
  organisation: 'E10000099',
  unit: undefined,
} as const

function quarter(more: Partial<KnownEvent>): KnownEvent {
  const told = { scope: 'E10000099', asAt: '2026-03-31', submission: '2026-03-31~1' }
  const saidAt = '2026-03-31T00:00:00.000Z'
  return testEvent({ ...COUNCIL, eventId: 'quarter', source: 'quarterly', told, saidAt, ...more })
}

function daily(more: Partial<KnownEvent>): KnownEvent {
  const own = { eventId: 'daily', source: 'daily', saidAt: '2026-02-02T00:00:00.000Z' }
  return testEvent({ ...COUNCIL, ...own, told: undefined, ...more })
}

test('what is told each day and again each quarter is one: by its reference, else by its day', () => {
  const open = daily({ numbers: ['R-1'], startAt: '2026-02-02' })
  const over = { status: 'finished', endAt: '2026-02-20', detail: { outcome: 'Went on' } } as const
  const byReference = quarter({ ...over, numbers: ['R-1'], startAt: '2026-02-03' })
  const byDay = quarter({ ...over, startAt: '2026-02-02' })
  const others = [
    quarter({ ...over, numbers: ['R-2'], startAt: '2026-02-03' }),
    quarter({ ...over, kind: 'assessment', numbers: ['R-1'] }),
    quarter({ ...over, organisation: 'E10000098', numbers: ['R-1'] }),
    { ...byReference, source: 'daily' },
  ]
  for (const same of [byReference, byDay]) assert.equal(occurrencesOf([open, same]).length, 1)
  for (const other of others) assert.equal(occurrencesOf([open, other]).length, 2)
})

test('each day’s word stands against an older quarter’s, and the quarter’s says how it ended', () => {
  const numbers = ['R-1']
  const goesOn = daily({ numbers, startAt: '2026-02-02' })
  const older = quarter({ numbers, startAt: '2026-02-02', status: 'finished', endAt: '2026-02-20' })
  const [one] = occurrencesOf([older, goesOn])
  assert.ok(isOpen(one!.event, now))
  assert.deepEqual(one!.conflict, [])
  const closed = daily({
    ...{ numbers, startAt: '2026-02-02', status: 'finished', endAt: '2026-02-21' },
    saidAt: '2026-02-20T00:00:00.000Z',
    detail: { outcome: 'closed, not said why' },
  })
  const said = { ...older, detail: { outcome: 'Went on to support', next: 'support' } }
  const [ended] = occurrencesOf([closed, said])
  assert.deepEqual([ended!.event.endAt, ended!.event.detail.next], ['2026-02-20', 'support'])
  assert.deepEqual(ended!.conflict, [])
})

test('what a daily file has no more is over, though a return as at the day before says that it goes on', () => {
  const more = { numbers: ['R-1'], startAt: '2026-02-02' }
  for (const eventId of ['a', 'z']) {
    const open = quarter({ ...more, eventId: 'm', saidAt: '2026-02-20T00:00:00.000Z' })
    const closed = daily({
      ...{ ...more, eventId, status: 'finished', endAt: '2026-02-21' },
      saidAt: '2026-02-20T00:00:00.000Z',
    })
    for (const events of [
      [open, closed],
      [closed, open],
    ]) {
      const [one, ...others] = occurrencesOf(events)
      assert.deepEqual([one!.event.status, one!.event.endAt], ['finished', '2026-02-21'])
      assert.equal(others.length, 0)
    }
  }
})

test('of several under one reference each goes to the nearest in time, in any order', () => {
  const numbers = ['R-1']
  const events = [
    daily({ numbers, eventId: 'd1', startAt: '2026-02-02' }),
    quarter({ numbers, eventId: 'q1', startAt: '2026-02-03' }),
    quarter({ numbers, eventId: 'q2', startAt: '2025-10-03' }),
  ]
  fc.assert(
    fc.property(fc.shuffledSubarray(events, { minLength: 3, maxLength: 3 }), (order) => {
      const groups = occurrencesOf(order).map(({ event, others }) =>
        [event, ...others].map(({ eventId }) => eventId).sort(),
      )
      assert.deepEqual(groups.sort(), [['d1', 'q1'], ['q2']])
    }),
  )
})

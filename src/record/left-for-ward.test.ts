import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isOpen, occurrencesOf } from './occurrence.ts'
import { testEvent } from './testing.ts'

const now = new Date('2026-03-03T12:00:00Z')
const came = testEvent({
  eventId: 'a',
  kind: 'attendance',
  numbers: ['AE1'],
  startAt: '2026-03-01T09:00:00.000Z',
})
const stay = testEvent({ eventId: 'b', numbers: ['V2'], startAt: '2026-03-01T13:00:00.000Z' })

/** Each visit to A&E in any order of the tellings: its status, and its end. */
function attendances(...events: Parameters<typeof occurrencesOf>[0]) {
  const told = [events, events.toReversed()].map((order) =>
    occurrencesOf(order)
      .filter(({ event }) => event.kind === 'attendance')
      .map(
        ({ event }) => `${event.status} ${event.endAt ?? '-'} ${event.detail.destination ?? '-'}`,
      ),
  )
  assert.deepEqual(told[1], told[0])
  return told[0]!.join()
}

test('a visit to A&E that nobody ended is over when a stay with its own number began', () => {
  assert.equal(attendances(came, stay), 'finished 2026-03-01T13:00:00.000Z a ward')
  const left = testEvent({ ...stay, status: 'finished', endAt: '2026-03-02T09:00:00.000Z' })
  assert.equal(attendances(came, left), 'finished 2026-03-01T13:00:00.000Z a ward')
  assert.ok(occurrencesOf([came, left]).every(({ event }) => !isOpen(event, now)))
  const byDay = testEvent({ ...stay, startAt: '2026-03-01' })
  assert.equal(attendances(came, byDay), 'finished 2026-03-01 a ward')
})

test('when it ended is not said where the stay began long after', () => {
  const later = testEvent({ ...stay, startAt: '2026-03-03T10:00:00.000Z' })
  assert.equal(attendances(came, later), 'finished - -')
})

test('what is no stay after it, or of another hospital, ends no visit to A&E', () => {
  const others = [
    testEvent({ ...stay, startAt: '2026-03-01T08:00:00.000Z' }),
    testEvent({ ...stay, status: 'cancelled' }),
    testEvent({ ...stay, status: 'planned' }),
    testEvent({ ...stay, source: 'other-hospital', organisation: 'RYY' }),
    testEvent({ ...stay, kind: 'attendance', numbers: ['AE2'] }),
  ]
  for (const other of others) assert.match(attendances(came, other), /active - -/)
})

test('what its hospital says of the end stands', () => {
  const ended = testEvent({ ...came, status: 'finished', endAt: '2026-03-01T12:40:00.000Z' })
  assert.equal(attendances(ended, stay), 'finished 2026-03-01T12:40:00.000Z -')
  const home = testEvent({ ...came, detail: { destination: '19' } })
  assert.equal(attendances(home, stay), 'finished 2026-03-01T13:00:00.000Z 19')
})

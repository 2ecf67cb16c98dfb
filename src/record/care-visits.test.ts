import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { visitItems, withoutWeeksToldSingly } from './care-visits.ts'
import type { KnownEvent } from './known-event.ts'
import { occurrencesOf } from './occurrence.ts'
import { testEvent, testSources } from './testing.ts'

const NOW = new Date('2026-03-03T12:00:00Z')

type Told = { id: string; at: string; outcome?: string; more?: Partial<KnownEvent> }

function visit({ id, at, outcome, more = {} }: Told): KnownEvent {
  return testEvent({
    kind: 'visit',
    eventId: id,
    form: 'resource',
    source: 'home-care-visits',
    status: outcome === undefined ? 'planned' : outcome === 'made' ? 'finished' : 'cancelled',
    startAt: at,
    endAt: undefined,
    organisation: undefined,
    unit: undefined,
    label: 'Home care',
    dataClass: 'council-care',
    detail: {
      providerId: '1-99',
      plannedAt: at,
      ...(outcome === undefined ? {} : { visitOutcome: outcome }),
    },
    ...more,
  })
}

function week(id: string, day: string, minutes = '420'): KnownEvent {
  const detail = { providerId: '1-99', span: 'week', plannedMinutes: '420', minutes }
  return visit({ id, at: day, outcome: 'made', more: { detail, endAt: day } })
}

const labels = (events: readonly KnownEvent[]) =>
  visitItems(occurrencesOf(events), testSources, NOW).map(({ label }) => label)

test('what is due today is a line of its own; weeks that lie back are told by the month', () => {
  const events = [
    visit({ id: 'a', at: '2026-03-03T18:00:00.000Z' }),
    visit({ id: 'b', at: '2026-03-03T08:00:00.000Z', outcome: 'made' }),
    visit({ id: 'c', at: '2026-03-04T08:00:00.000Z' }),
    week('d', '2026-01-05'),
    week('e', '2026-01-12', '360'),
  ]
  assert.deepEqual(labels(events).sort(), [
    'Home care, 1 visit due today: 18:00',
    'Home care, 1 visit made, 1 visit to come',
    'Home care, 13 h of 14 h given',
  ])
})

test('one visit that two feeds tell of is one, and two of one feed at one time are two', () => {
  const at = '2026-02-24T08:00:00.000Z'
  const agency = visit({ id: 'a', at, outcome: 'missed' })
  const own = visit({ id: 'b', at, outcome: 'made', more: { source: 'kindhand' } })
  const [one, ...more] = occurrencesOf([agency, own])
  assert.deepEqual([more.length, one!.others.length, one!.conflict], [0, 1, ['status']])
  assert.equal(occurrencesOf([agency, visit({ id: 'c', at, outcome: 'made' })]).length, 2)
  const detail = { providerId: '1-98', plannedAt: at }
  assert.equal(occurrencesOf([agency, visit({ id: 'd', at, more: { detail } })]).length, 2)
})

test('each visit stands in one line, and no week is counted beside its visits, in whatever order', () => {
  const outcome = fc.constantFrom(undefined, 'made', 'missed', 'refused', 'cancelled')
  const told = fc.record({
    day: fc.integer({ min: 0, max: 80 }),
    hour: fc.integer({ min: 8, max: 20 }),
    outcome,
    weekly: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(told, { maxLength: 30 }), fc.nat(), (all, by) => {
      const events = all.map(({ day, hour, outcome, weekly }, place) => {
        const at = new Date(Date.UTC(2026, 0, 1 + day, hour, place % 60)).toISOString()
        return weekly ? week(`w${place}`, at.slice(0, 10)) : visit({ id: `v${place}`, at, outcome })
      })
      const turned = events.map((_, at) => events[(at + by) % events.length]!)
      assert.deepEqual(labels(turned).sort(), labels(events).sort())
      const kept = withoutWeeksToldSingly(events)
      assert.equal(
        kept.filter(({ detail }) => detail.span === undefined).length,
        events.filter(({ detail }) => detail.span === undefined).length,
      )
      const made = events.filter(({ detail }) => detail.visitOutcome === 'made').length
      const counted = labels(events).reduce((sum, label) => {
        const [, count] = /(\d+)(?: of \d+)? visits? made/.exec(label) ?? []
        return sum + Number(count ?? 0)
      }, 0)
      assert.equal(counted, made)
    }),
  )
})

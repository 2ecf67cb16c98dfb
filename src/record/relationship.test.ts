import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Agreement } from '../agreement/index.ts'
import { southmere } from '../agreement/testing.ts'
import type { Actor } from '../kernel/index.ts'
import { personIdOf, type SourcePerson } from '../people/index.ts'
import type { KnownEvent } from './known-event.ts'
import { occurrencesOf } from './occurrence.ts'
import { relationshipsOf } from './relationship.ts'
import { testEvent } from './testing.ts'
import { waitRuleOf } from './wait-rule.ts'

const now = new Date('2026-03-03T12:00:00Z')
const priya: Actor = {
  id: 'priya.shah',
  name: 'Priya Shah',
  role: 'ward-coordinator',
  organisation: 'mere-general',
  side: 'nhs',
  unit: 'Ward 6',
  via: 'web',
}
const martha: SourcePerson = {
  source: 'mere-general',
  sourceId: 'H1',
  authority: '',
  personId: personIdOf('mere-general', 'H1'),
  nhsNumber: '9990123454',
  identifiers: [],
  given: ['Martha'],
  phones: [],
  emails: [],
  gpPractice: { code: 'Y90001' },
}

let agreement: Agreement
before(async () => {
  agreement = await southmere()
})

function prove(actor: Actor, codes: string[], events: KnownEvent[] = []): string[] {
  const rule = { ...waitRuleOf(agreement), codesOf: () => new Set(codes) }
  const known = { persons: [martha], occurrences: occurrencesOf(events) }
  return [...relationshipsOf(actor, rule, known, now)].sort()
}

test('on my ward is my ward and not the next one', () => {
  assert.deepEqual(prove(priya, ['RXS'], [testEvent()]), ['admitted-here', 'in-our-hospital'])
  assert.deepEqual(prove({ ...priya, unit: 'ward  6' }, ['RXS'], [testEvent()]).length, 2)
  assert.deepEqual(prove({ ...priya, unit: 'Ward 3' }, ['RXS'], [testEvent()]), ['in-our-hospital'])
  assert.deepEqual(prove({ ...priya, unit: undefined }, ['RXS'], [testEvent()]), [
    'in-our-hospital',
  ])
  assert.deepEqual(prove(priya, ['RYY'], [testEvent()]), [])
})

test('a stay that is over, planned or cancelled proves nothing', () => {
  for (const more of [
    { status: 'finished', endAt: '2026-03-02T08:00:00.000Z' },
    { status: 'planned', startAt: '2026-03-09' },
    { status: 'cancelled' },
  ] as Partial<KnownEvent>[]) {
    assert.deepEqual(prove(priya, ['RXS'], [testEvent(more)]), [])
  }
})

test('a stale telling does not keep a door open that a newer one has closed', () => {
  const left = testEvent({
    eventId: 'z',
    form: 'resource',
    status: 'finished',
    endAt: '2026-03-02T08:00:00.000Z',
    saidAt: '2026-03-02T08:01:00.000Z',
  })
  assert.deepEqual(prove(priya, ['RXS'], [testEvent(), left]), [])
})

test('a case of the council is the council’s, whoever asks', () => {
  const service = testEvent({ kind: 'service', organisation: 'E10000099', unit: undefined })
  assert.deepEqual(prove(priya, ['RXS'], [service]), [])
  assert.deepEqual(prove({ ...priya, unit: undefined }, ['E10000099'], [service]), [
    'open-case-here',
  ])
})

test('somebody waits for a council and not for the hospital that they lie in', () => {
  const stay = testEvent({ detail: { readyAt: '2026-03-02T10:00:00Z', pathway: '1' } })
  const ana = { ...priya, organisation: 'southmere-council', unit: undefined }
  assert.deepEqual(prove(ana, ['E10000099'], [stay]), ['waits-for-us'])
  assert.deepEqual(prove(priya, ['RXS'], [stay]), ['admitted-here', 'in-our-hospital'])
})

test('a practice knows those who are registered with it; a resident is who they are', () => {
  assert.deepEqual(prove(priya, ['Y90001']), ['registered-here'])
  assert.deepEqual(prove({ ...priya, nhsNumber: '9990123454' }, []), ['is-the-person'])
  assert.deepEqual(prove({ ...priya, nhsNumber: '9990123462' }, []), [])
})

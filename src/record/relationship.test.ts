import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Agreement } from '../agreement/index.ts'
import { southmere } from '../agreement/testing.ts'
import { type Actor, DAY_MS } from '../kernel/index.ts'
import { personIdOf, type SourcePerson } from '../people/index.ts'
import type { KnownEvent } from './known-event.ts'
import { occurrencesOf } from './occurrence.ts'
import { type Proved, relationshipsOf } from './relationship.ts'
import { testEvent } from './testing.ts'
import { tiesOf } from './ties.ts'
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

/** By whose word it is said: of the hospital and of practices by their feeds, of the council by its own. */
function prove(actor: Actor, events: KnownEvent[] = [], person = martha): string[] {
  return [...proved(actor, events, person).keys()].sort()
}

function proved(actor: Actor, events: KnownEvent[], person = martha, last = new Map()): Proved {
  const rules = {
    rule: waitRuleOf(agreement),
    ties: tiesOf(agreement, { by: now, last }, now),
  }
  const told = { persons: [person], events, occurrences: occurrencesOf(events) }
  return relationshipsOf(actor, rules, told, now)
}

const ana: Actor = { ...priya, organisation: 'southmere-council', unit: undefined }
const nadia: Actor = { ...priya, organisation: 'mere-street-surgery', unit: undefined }
const olive: Actor = { ...priya, organisation: 'the-limes', unit: undefined }

function caseOf(more: Partial<KnownEvent> = {}): KnownEvent {
  const council = { source: 'southmere-council', organisation: 'E10000099', unit: undefined }
  return testEvent({ kind: 'service', label: 'Home care', form: 'return', ...council, ...more })
}

test('on my ward is my ward and not the next one', () => {
  assert.deepEqual(prove(priya, [testEvent()]), ['admitted-here', 'in-our-hospital'])
  assert.deepEqual(prove({ ...priya, unit: 'ward  6' }, [testEvent()]).length, 2)
  assert.deepEqual(prove({ ...priya, unit: 'Ward 3' }, [testEvent()]), ['in-our-hospital'])
  assert.deepEqual(prove({ ...priya, unit: undefined }, [testEvent()]), ['in-our-hospital'])
  assert.deepEqual(prove({ ...priya, organisation: 'southmere-community' }, [testEvent()]), [])
})

test('a stay that is long over, planned or cancelled proves nothing', () => {
  for (const more of [
    { status: 'finished', endAt: '2026-02-02T08:00:00.000Z' },
    { status: 'planned', startAt: '2026-03-09' },
    { status: 'cancelled' },
  ] as Partial<KnownEvent>[]) {
    assert.deepEqual(prove(priya, [testEvent(more)]), [])
  }
})

test('a stay that ended lately is the hospital’s, and that of the council whose own they are', () => {
  const over = testEvent({ status: 'finished', endAt: '2026-02-10T08:00:00.000Z' })
  assert.deepEqual(prove(priya, [over]), ['left-here'])
  // Of one whose end nobody told it counts when that was said: whoever had the bed can put it right.
  assert.deepEqual(prove(priya, [testEvent({ status: 'finished' })]), ['left-here'])
  assert.deepEqual(prove(ana, [over]), ['left-here'])
  assert.deepEqual(prove(nadia, [over]), [])
  assert.deepEqual(prove({ ...ana, organisation: 'highfell-council' }, [over]), [])
  const away = { ...martha, address: { lines: [], postcode: 'ZH1 1AA' } }
  assert.deepEqual(prove(ana, [over], away), [])
  assert.deepEqual(prove({ ...ana, organisation: 'highfell-council' }, [over], away), ['left-here'])
})

const left = {
  eventId: 'z',
  form: 'resource',
  status: 'finished',
  endAt: '2026-03-02T08:00:00.000Z',
  saidAt: '2026-03-02T08:01:00.000Z',
} as const

test('a stale telling does not keep a door open that a newer one has closed', () => {
  assert.deepEqual(prove(priya, [testEvent(), testEvent(left)]), ['left-here'])
})

test('a case of the council is the council’s, whoever asks', () => {
  assert.deepEqual(prove(priya, [caseOf()]), [])
  assert.deepEqual(prove(ana, [caseOf()]), ['open-case-here', 'served-here'])
})

test('somebody waits for a council and not for the hospital that they lie in', () => {
  const stay = testEvent({ detail: { readyAt: '2026-03-02T10:00:00Z', pathway: '1' } })
  assert.deepEqual(prove(ana, [stay]), ['waits-for-us'])
  assert.deepEqual(prove(priya, [stay]), ['admitted-here', 'in-our-hospital'])
})

test('a practice knows those who are registered with it; a resident is who they are', () => {
  const registered = { ...martha, source: 'southmere-gp' }
  assert.deepEqual(prove(nadia, [], registered), ['registered-here'])
  assert.deepEqual(prove({ ...priya, nhsNumber: '9990123454' }), ['is-the-person'])
  assert.deepEqual(prove({ ...priya, nhsNumber: '9990123462' }), [])
})

test('a tie with a party is told by a feed that speaks for it, and by no other', () => {
  // Another’s word of a stay, of a case, of a registration, of a placement; and that of a feed which nobody agreed to.
  for (const source of ['southmere-council', 'southmere-gp', 'southmere-community', 'nobody'])
    assert.deepEqual(prove(priya, [testEvent({ source })]), [], source)
  for (const source of ['mere-general', 'southmere-gp', 'southmere-community', 'nobody'])
    assert.deepEqual(prove(ana, [caseOf({ source })]), [], source)
  for (const source of ['mere-general', 'southmere-council', 'nobody'])
    assert.deepEqual(prove(nadia, [], { ...martha, source }), [], source)
  const placed = { detail: { providerId: '1-991000001' } }
  assert.deepEqual(prove(olive, [caseOf(placed)]), ['placed-here'])
  assert.deepEqual(prove(olive, [caseOf({ ...placed, organisation: 'E10000098' })]), [])
  const nurses = { source: 'southmere-community', organisation: 'RXSC1', unit: undefined }
  assert.deepEqual(prove(olive, [caseOf({ ...placed, ...nurses })]), [])
})

test('a feed that speaks for a party proves with what its clause gives, and with nothing else', () => {
  // The council’s word that somebody lies in a bed of the council’s is council care, and no stay in a hospital.
  assert.deepEqual(
    prove(ana, [testEvent({ source: ana.organisation, organisation: 'E10000099' })]),
    [],
  )
  const nurses = { source: 'southmere-community', organisation: 'RXSC1', unit: undefined }
  const nurse = { ...ana, organisation: 'southmere-community' }
  assert.deepEqual(prove(nurse, [caseOf(nurses)]), ['open-case-here'])
  assert.deepEqual(prove(nurse, [testEvent(nurses)]), [])
})

test('nobody ends a tie whose word does not make it', () => {
  const said = { ...left, saidAt: '2026-03-03T09:00:00.000Z' }
  const mine = ['admitted-here', 'in-our-hospital']
  const others = [
    { source: 'southmere-council' },
    { source: 'nobody' },
    { source: 'southmere-gp', organisation: undefined, organisationName: 'Mere General' },
  ]
  for (const more of others) {
    const named = testEvent({ organisationName: 'Mere General', numbers: ['V1'] })
    const forged = testEvent({ ...said, numbers: ['V1'], ...more })
    assert.deepEqual(prove(priya, [named, forged]), mine, more.source)
  }
})

test('a tie ends when whoever told it has been silent for as long as its clause says', () => {
  const days = (count: number) => new Date(now.getTime() - count * DAY_MS)
  const ties = (feed: string, count: number) => {
    const last = new Map([[feed, days(count)]])
    return [...proved(priya, [testEvent()], martha, last).keys()].length
  }
  assert.deepEqual(
    [13, 14, 15].map((count) => ties('mere-general', count)),
    [2, 2, 0],
  )
  assert.equal(ties('southmere-council', 400), 2)
  const silent = new Map([['southmere-gp', days(63)]])
  assert.equal(proved(nadia, [], { ...martha, source: 'southmere-gp' }, silent).size, 0)
  // Who they are does not end with it.
  const own = { ...priya, nhsNumber: '9990123454' }
  const long = new Map([['mere-general', days(400)]])
  assert.deepEqual([...proved(own, [], martha, long).keys()], ['is-the-person'])
})

test('each tie names what proves it, and what may be named before what may not', () => {
  const hidden = { eventId: 'h', label: 'Safeguarding enquiry', startAt: '2026-03-02' }
  const found = proved(ana, [
    caseOf({ ...hidden }),
    caseOf({ eventId: 'c', startAt: '2026-02-01' }),
  ])
  assert.deepEqual(
    [...found],
    [
      ['open-case-here', 'c'],
      ['served-here', 'c'],
    ],
  )
  assert.deepEqual(
    [...proved(ana, [caseOf(hidden)])],
    [
      ['open-case-here', 'h'],
      ['served-here', 'h'],
    ],
  )
  const registered = { ...martha, source: 'southmere-gp' }
  assert.deepEqual([...proved(nadia, [], registered)], [['registered-here', martha.personId]])
})

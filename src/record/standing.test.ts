import assert from 'node:assert/strict'
import { test } from 'node:test'
import { directoryOf, NO_DIRECTORY } from './directory.ts'
import type { JsonObject } from './resource.ts'
import { resourceIdOf } from './resource.ts'
import { readStatements } from './standing.ts'
import { testResource, testSources } from './testing.ts'

const now = new Date('2026-03-03T12:00:00Z')

/** `shown`, `over`, `taken back` or `kept`; with the words that a status adds, where it adds any. */
function becomes(type: string, content: JsonObject, directory = NO_DIRECTORY): string {
  const { statements, unshown } = readStatements([testResource(type, content)], {
    sources: testSources,
    directory,
    now,
  })
  const [statement] = statements
  if (statement !== undefined) {
    const { what, says, ended, forbids } = statement
    if (ended) return 'ended'
    return [forbids ? what : 'shown', ...says].join(', ')
  }
  const [one] = unshown
  return one === undefined ? 'taken back' : one.why === undefined ? 'over' : 'kept'
}

const coded = (code: string) => ({ coding: [{ code }] })

/** Every code of R4's required value sets, and what it makes of the thing. */
const STATUSES: readonly [
  string,
  JsonObject,
  (code: string) => JsonObject,
  Record<string, string>,
][] = [
  [
    'AllergyIntolerance',
    { code: { text: 'Latex' } },
    (code) => ({ clinicalStatus: coded(code) }),
    { active: 'shown', inactive: 'over', resolved: 'over' },
  ],
  [
    'AllergyIntolerance',
    { code: { text: 'Latex' } },
    (code) => ({ verificationStatus: coded(code) }),
    {
      unconfirmed: 'shown, not confirmed',
      confirmed: 'shown',
      refuted: 'taken back',
      'entered-in-error': 'taken back',
    },
  ],
  [
    'Condition',
    { code: { text: 'Asthma' } },
    (code) => ({ clinicalStatus: coded(code) }),
    {
      active: 'shown',
      recurrence: 'shown, come back',
      relapse: 'shown, worse again',
      inactive: 'over',
      remission: 'over',
      resolved: 'over',
    },
  ],
  [
    'Condition',
    { code: { text: 'Asthma' } },
    (code) => ({ verificationStatus: coded(code) }),
    {
      unconfirmed: 'shown, not confirmed',
      provisional: 'shown, provisional, not confirmed',
      differential: 'shown, one of several that it may be',
      confirmed: 'shown',
      refuted: 'taken back',
      'entered-in-error': 'taken back',
    },
  ],
  [
    'Flag',
    { code: { text: 'Key safe' } },
    (status) => ({ status }),
    { active: 'shown', inactive: 'over', 'entered-in-error': 'taken back' },
  ],
  [
    'Goal',
    { description: { text: 'Garden' } },
    (lifecycleStatus) => ({ lifecycleStatus }),
    {
      proposed: 'shown, proposed',
      planned: 'shown, planned',
      accepted: 'shown',
      active: 'shown',
      'on-hold': 'shown, on hold',
      completed: 'over',
      cancelled: 'over',
      'entered-in-error': 'taken back',
      rejected: 'over',
    },
  ],
  [
    'MedicationRequest',
    { intent: 'order', medicationCodeableConcept: { text: 'Aspirin' } },
    (status) => ({ status }),
    {
      active: 'shown',
      'on-hold': 'shown, on hold',
      cancelled: 'over',
      completed: 'over',
      'entered-in-error': 'taken back',
      stopped: 'ended',
      draft: 'kept',
      unknown: 'shown, not known whether it is still taken',
    },
  ],
  [
    'MedicationRequest',
    { status: 'active', medicationCodeableConcept: { text: 'Aspirin' } },
    (intent) => ({ intent }),
    {
      proposal: 'kept',
      plan: 'kept',
      order: 'shown',
      'original-order': 'shown',
      'reflex-order': 'shown',
      'filler-order': 'shown',
      'instance-order': 'shown',
      option: 'kept',
    },
  ],
  [
    'MedicationStatement',
    { medicationCodeableConcept: { text: 'Aspirin' } },
    (status) => ({ status }),
    {
      active: 'shown',
      completed: 'over',
      'entered-in-error': 'taken back',
      intended: 'kept',
      stopped: 'ended',
      'on-hold': 'shown, on hold',
      unknown: 'shown, not known whether it is still taken',
      'not-taken': 'ended',
    },
  ],
  [
    'CarePlan',
    { intent: 'plan', title: 'Plan' },
    (status) => ({ status }),
    {
      draft: 'kept',
      active: 'shown',
      'on-hold': 'shown, on hold',
      revoked: 'over',
      completed: 'over',
      'entered-in-error': 'taken back',
      unknown: 'shown, not known whether it still holds',
    },
  ],
  [
    'CareTeam',
    { name: 'Team' },
    (status) => ({ status }),
    {
      proposed: 'kept',
      active: 'shown',
      suspended: 'shown, suspended',
      inactive: 'over',
      'entered-in-error': 'taken back',
    },
  ],
  [
    'Consent',
    { scope: coded('adr'), category: [{ text: 'Advance decision' }] },
    (status) => ({ status }),
    {
      draft: 'kept',
      proposed: 'kept',
      active: 'shown',
      rejected: 'over',
      inactive: 'over',
      'entered-in-error': 'taken back',
    },
  ],
]

for (const [type, content, put, codes] of STATUSES) {
  test(`${type}: every code of ${Object.keys(put('x'))[0]} has its meaning`, () => {
    for (const [code, meaning] of Object.entries(codes)) {
      assert.equal(becomes(type, { ...content, ...put(code) }), meaning, code)
    }
  })
}

test('what has abated is over, in whichever form it is said', () => {
  const asthma = (more: JsonObject) => becomes('Condition', { code: { text: 'Asthma' }, ...more })
  const forms: JsonObject[] = [
    { abatementDateTime: '2020' },
    { abatementDateTime: '2026-03-03' },
    { abatementPeriod: { end: '2020-01-01' } },
    { abatementPeriod: { start: '2020-01-01' } },
    { abatementAge: { value: 40, unit: 'years' } },
    { abatementRange: { low: { value: 40 } } },
    { abatementString: 'as a child' },
  ]
  for (const abated of forms) assert.equal(asthma(abated), 'over', JSON.stringify(abated))
  assert.equal(asthma({ abatementDateTime: '2031-01-01' }), 'shown')
})

test('a period that has ended ends it; one that has not begun is no fact yet', () => {
  const ended = { start: '2015-01-01', end: '2020-01-01' }
  const ahead = { start: '2030-01-01' }
  const bob = { name: [{ text: 'Bob Tester' }], relationship: [{ text: 'Carer' }] }
  assert.equal(becomes('RelatedPerson', { ...bob, period: ended }), 'over')
  assert.equal(becomes('RelatedPerson', { ...bob, active: false }), 'over')
  assert.equal(becomes('RelatedPerson', { ...bob, period: { end: '2026-03-03' } }), 'shown')
  const flag = { status: 'active', code: { text: 'Key safe' } }
  assert.equal(becomes('Flag', { ...flag, period: ended }), 'over')
  assert.equal(becomes('Flag', { ...flag, period: ahead }), 'shown, from 1 Jan 2030')
  const statement = { status: 'active', medicationCodeableConcept: { text: 'Aspirin' } }
  assert.equal(becomes('MedicationStatement', { ...statement, effectivePeriod: ended }), 'over')
})

test('an order not to give something is an alert and no medicine', () => {
  const aspirin = {
    status: 'active',
    intent: 'order',
    doNotPerform: true,
    medicationCodeableConcept: { text: 'Aspirin 75mg tablets' },
  }
  assert.equal(becomes('MedicationRequest', aspirin), 'Do not give Aspirin 75mg tablets')
})

test('what may mean something else is kept, and never shown as fact', () => {
  const turned = { modifierExtension: [{ url: 'https://example.org/not' }] }
  const latex = { code: { text: 'Latex' } }
  assert.equal(becomes('AllergyIntolerance', { ...latex, ...turned }), 'kept')
  assert.equal(becomes('AllergyIntolerance', { ...latex, reaction: [turned] }), 'kept')
  assert.equal(becomes('AllergyIntolerance', { ...latex, implicitRules: 'https://x' }), 'kept')
  assert.equal(becomes('AllergyIntolerance', { ...latex, modifierExtension: [] }), 'shown')
  assert.equal(becomes('AllergyIntolerance', {}), 'kept')
})

test('the substance may stand in the reaction alone', () => {
  const reaction = [{ substance: { text: 'Latex' }, manifestation: [{ text: 'Rash' }] }]
  const { statements } = readStatements([testResource('AllergyIntolerance', { reaction })], {
    sources: testSources,
    directory: NO_DIRECTORY,
    now,
  })
  assert.deepEqual(
    statements.map(({ what, says }) => [what, says]),
    [['Latex', ['Rash']]],
  )
})

test('none known is read from its codes and from its words, and from nothing else', () => {
  const none = (code: JsonObject) => {
    const { statements } = readStatements([testResource('AllergyIntolerance', { code })], {
      sources: testSources,
      directory: NO_DIRECTORY,
      now,
    })
    return statements[0]?.none
  }
  const snomed = (code: string) => ({ coding: [{ system: 'http://snomed.info/sct', code }] })
  assert.equal(none(snomed('716186003')), 'all')
  assert.equal(none(snomed('409137002')), 'medication')
  assert.equal(none(snomed('428607008')), 'environment')
  for (const text of ['No known allergies', 'Nil known allergies', 'NKA', 'None known'])
    assert.equal(none({ text }), 'all', text)
  assert.equal(none({ text: 'NKDA' }), 'medication')
  assert.equal(none({ text: 'No known drug allergy' }), 'medication')
  for (const text of ['No known allergies but penicillin', 'Nylon', 'Nickel allergy', 'Penicillin'])
    assert.equal(none({ text }), undefined, text)
})

test('a medicine that is referred to is named by what it refers to, at its own source', () => {
  const medication = {
    resourceType: 'Medication',
    id: 'm1',
    code: { text: 'Warfarin 3mg tablets' },
  }
  const id = resourceIdOf('southmere-gp', 'Medication', 'm1')
  const shared = { id, type: 'Medication', source: 'southmere-gp', content: medication }
  const directory = directoryOf([shared], now)
  const read = (more: JsonObject, refs?: Record<string, string>) => {
    const content = { status: 'active', intent: 'order', ...more }
    const resource = { ...testResource('MedicationRequest', content), refs }
    const { statements } = readStatements([resource], { sources: testSources, directory, now })
    return statements[0]?.what
  }
  const to = (reference: string) => ({ medicationReference: { reference } })
  assert.equal(read(to('Medication/m1')), 'Warfarin 3mg tablets')
  assert.equal(read(to('urn:uuid:1'), { 'urn:uuid:1': 'Medication/m1' }), 'Warfarin 3mg tablets')
  assert.equal(read({ ...to('#m1'), contained: [medication] }), 'Warfarin 3mg tablets')
  // What another server calls by the same number is something else.
  assert.equal(read(to('https://other.example/Medication/m1')), undefined)
  const wrong = { ...medication, status: 'entered-in-error' }
  assert.equal(read({ ...to('#m1'), contained: [wrong] }), undefined)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nowOf, settingOf } from './now.ts'
import { occurrencesOf } from './occurrence.ts'
import { STAMP, testEvent, testResource, testSources } from './testing.ts'

const now = new Date('2026-03-03T12:00:00Z')
const homeCare = testEvent({
  eventId: 's',
  kind: 'service',
  label: 'Home care',
  source: 'southmere-council',
  startAt: '2026-02-01',
  organisation: 'E10000099',
  unit: undefined,
  detail: { visits: '4 visits a day' },
})

function read(
  events: Parameters<typeof occurrencesOf>[0],
  ...resources: Parameters<typeof nowOf>[0]['resources'][number][]
) {
  return nowOf({ occurrences: occurrencesOf(events), resources, sources: testSources, now })
}

test('where somebody is: in hospital before care at home before home', () => {
  assert.equal(settingOf(read([homeCare, testEvent()]), false), 'hospital')
  assert.equal(settingOf(read([homeCare]), false), 'home-with-care')
  assert.equal(settingOf(read([{ ...homeCare, label: 'Residential care' }]), false), 'care-home')
  assert.equal(settingOf(read([]), false), 'home')
  assert.equal(settingOf(read([homeCare]), true), 'dead')
})

test('a service says who gives it, since when, and is in the council’s class', () => {
  const [service] = read([homeCare]).services
  assert.equal(service!.what, 'Home care')
  assert.equal(service!.more, '4 visits a day')
  assert.deepEqual(service!.sources, ['Southmere Council'])
  assert.equal(service!.dataClass, 'council-care')
})

test('a service that ended lately is told apart; one that ended long ago is left to the timeline', () => {
  const ended = { ...homeCare, status: 'finished' as const, endAt: '2026-01-12' }
  assert.equal(read([ended]).endedServices.length, 1)
  assert.equal(read([{ ...ended, endAt: '2025-01-12' }]).endedServices.length, 0)
  assert.equal(read([ended]).services.length, 0)
})

test('conditions that are over, medicines that are stopped and refuted allergies are left out', () => {
  const code = { text: 'Heart failure' }
  const resolved = { coding: [{ code: 'resolved' }] }
  const refuted = { coding: [{ code: 'refuted' }] }
  const found = read(
    [],
    testResource('Condition', { code, onsetDateTime: '2019-05-01' }),
    testResource('Condition', { code: { text: 'Fracture' }, clinicalStatus: resolved }),
    testResource('Condition', { code: { text: 'Cough' }, abatementDateTime: '2020-01-01' }),
    testResource('MedicationRequest', {
      status: 'active',
      medicationCodeableConcept: { text: 'Furosemide' },
    }),
    testResource('MedicationRequest', {
      status: 'stopped',
      medicationCodeableConcept: { text: 'Aspirin' },
    }),
    testResource('AllergyIntolerance', { code: { text: 'Latex' }, verificationStatus: refuted }),
  )
  assert.deepEqual(
    found.conditions.map(({ what, trueAt }) => [what, trueAt]),
    [['Heart failure', '2019-05-01']],
  )
  assert.deepEqual(
    found.medicines.map(({ what }) => what),
    ['Furosemide'],
  )
  assert.deepEqual(found.allergies, [])
})

test('the same condition from two sources is one line with both names', () => {
  const coded = { code: { coding: [{ code: '84114007', display: 'Heart failure' }] } }
  const gp = testResource('Condition', coded)
  const hospital = { ...testResource('Condition', coded), source: 'southmere-gp2', id: 'b' }
  assert.deepEqual(
    read([], gp, hospital).conditions.map(({ sources }) => sources.length),
    [2],
  )
})

test('who knew a condition first says since when, whichever source is read first', () => {
  const code = { text: 'Heart failure' }
  const stay = testResource('Condition', { code, onsetDateTime: '2025-09-21' })
  const practice = testResource('Condition', { code, onsetDateTime: '2019-05-01' })
  for (const both of [
    [stay, practice],
    [practice, stay],
  ]) {
    assert.deepEqual(
      read([], ...both).conditions.map(({ trueAt }) => trueAt),
      ['2019-05-01'],
    )
  }
})

test('one source that knows of an allergy and one that knows of none are both marked', () => {
  const found = read(
    [],
    testResource('AllergyIntolerance', { code: { text: 'Penicillin' } }),
    testResource('AllergyIntolerance', { code: { text: 'No known allergies' } }),
  )
  assert.deepEqual(
    found.allergies.map(({ conflict }) => conflict !== undefined),
    [true, true],
  )
})

test('of one source, an allergy that was written down after a none stands alone; a none after it hides nothing', () => {
  const allergy = (text: string, recordedDate: string) => ({
    ...testResource('AllergyIntolerance', { code: { text }, recordedDate }),
    stamp: STAMP,
  })
  const penicillin = allergy('Penicillin', '2026-02-01')
  const shown = (...all: ReturnType<typeof allergy>[]) => {
    const found = read([], ...all)
    return [
      found.allergies.map(({ what }) => what).sort(),
      found.differences.map(({ sentence }) => sentence),
    ]
  }
  assert.deepEqual(shown(allergy('No known allergies', '2025-02-01'), penicillin), [
    ['Penicillin'],
    [],
  ])
  assert.deepEqual(shown(allergy('No known allergies', '2026-02-20'), penicillin), [
    ['No known allergies', 'Penicillin'],
    ['The practice says Penicillin, later No known allergies.'],
  ])
  // Neither a day and its noon, nor a kind that it does not speak of, decides between them.
  assert.deepEqual(shown(allergy('No known allergies', '2026-02-01T12:00:00Z'), penicillin), [
    ['No known allergies', 'Penicillin'],
    ['The practice says Penicillin and No known allergies.'],
  ])
  const nuts = { ...allergy('Nuts', '2026-02-01') }
  nuts.content = { ...nuts.content, category: ['food'] }
  assert.deepEqual(shown(allergy('No known drug allergies', '2025-02-01'), nuts)[0], [
    'No known drug allergies',
    'Nuts',
  ])
  // Another source's word is never overtaken.
  const other = { ...allergy('No known allergies', '2020-01-01'), source: 'mere-general' }
  assert.deepEqual(shown(other, penicillin)[1], [
    'The hospital says No known allergies, the practice says Penicillin.',
  ])
})

test('a flag that its labels call safeguarding is in the sensitive class', () => {
  const flag = (category: string, text: string) =>
    testResource('Flag', { status: 'active', category: [{ text: category }], code: { text } })
  const found = read([], flag('Access', 'Key safe'), flag('Safeguarding', 'See the team first'))
  assert.deepEqual(found.alerts.map(({ dataClass }) => dataClass).sort(), [
    'health-record',
    'safeguarding',
  ])
})

test('content of any shape is read without failing', () => {
  for (const type of [
    'Condition',
    'MedicationRequest',
    'AllergyIntolerance',
    'Flag',
    'RelatedPerson',
    'Goal',
  ]) {
    for (const content of [
      {},
      { code: 'text', status: 3, name: 'x', description: [] },
      { code: { coding: 'no list' }, status: 'active', category: {}, name: [[]], relationship: 1 },
      { code: { coding: [null, 3] }, dosageInstruction: 'x', telecom: [null], reaction: [null] },
    ]) {
      assert.doesNotThrow(() => read([], testResource(type, content as never)))
    }
  }
})

test('the daughter whom two sources know is one, with what each knows of her', () => {
  const practice = testResource('RelatedPerson', {
    name: [{ family: 'Okello', given: ['Ruth'] }],
    relationship: [{ text: 'Daughter' }],
    telecom: [{ system: 'phone', value: '07700900123' }],
  })
  const council = {
    ...testResource('RelatedPerson', {
      name: [{ family: 'Okello', given: ['Ruth'] }],
      relationship: [{ text: 'Unpaid carer' }, { text: '20 hours a week' }],
    }),
    source: 'southmere-council',
  }
  const { carers } = read([], practice, council)
  assert.deepEqual(
    carers.map(({ what, more, sources }) => ({ what, more, sources })),
    [
      {
        what: 'Daughter, unpaid carer: Ruth Okello',
        more: '07700 900123, 20 hours a week',
        sources: ['GP records', 'Southmere Council'],
      },
    ],
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CareEvent } from '../record/index.ts'
import { readFhirResource } from './fhir.ts'
import { mergeSaid, tell } from './merged.ts'
import { NO_FILE, type Reading } from './reading.ts'
import { testContext, testRecord } from './testing.ts'

const SOURCE = 'mere-general'
const NHS = 'https://fhir.nhs.uk/Id/nhs-number'

type Json = Record<string, unknown>

function read(value: Json, file = NO_FILE): Reading {
  const bytes = Buffer.from(JSON.stringify(value))
  return readFhirResource(bytes, testContext(bytes, { source: SOURCE, kind: 'fhir-bundle', file }))
}

function events(readings: readonly Reading[]): CareEvent[] {
  const said = readings.flatMap((reading) => reading.said)
  return tell(SOURCE, mergeSaid([], said), readings).events
}

const encounter = (more: Json): Json => ({
  resourceType: 'Encounter',
  id: 'e1',
  status: 'in-progress',
  class: { code: 'IMP' },
  subject: { reference: 'Patient/H1' },
  period: { start: '2026-03-01T10:00:00Z' },
  ...more,
})
const visit = (more: Json, file = NO_FILE) => events([read(encounter(more), file)])[0]!

test('a visit goes on until its status says that it is over', () => {
  const ends = { period: { start: '2026-03-01T10:00:00Z', end: '2026-03-05T10:00:00Z' } }
  const state = (more: Json) => {
    const { status, endAt, detail } = visit(more)
    return [status, endAt?.slice(0, 10), detail.expectedEnd?.slice(0, 10)]
  }
  for (const status of ['arrived', 'triaged', 'in-progress', 'onleave']) {
    assert.deepEqual(state({ status, ...ends }), ['active', undefined, '2026-03-05'], status)
  }
  assert.deepEqual(state({ status: 'planned', ...ends }), ['planned', undefined, '2026-03-05'])
  assert.deepEqual(state({ status: 'finished', ...ends }), ['finished', '2026-03-05', undefined])
  assert.deepEqual(state({ status: 'finished' }), ['finished', undefined, undefined])
  for (const status of ['cancelled', 'entered-in-error']) {
    assert.equal(state({ status, ...ends })[0], 'cancelled')
  }
  const histories = {
    statusHistory: [{ status: 'finished', period: { start: '2026-02-28', end: '2026-03-01' } }],
    classHistory: [{ class: { code: 'EMER' }, period: { start: '2026-02-28' } }],
  }
  assert.deepEqual(state(histories), ['active', undefined, undefined])
  assert.equal(visit(histories).kind, 'stay')
  const never = { period: { start: '2026-03-01T10:00:00Z', end: '2099-12-31T00:00:00Z' } }
  assert.deepEqual(state(never), ['active', undefined, undefined])
})

test('a visit whose status nobody knows is not shown as going on, and that is said', () => {
  for (const status of ['unknown', 'constructor', '__proto__', 7, undefined]) {
    assert.equal(visit({ status }).status, 'finished', String(status))
    assert.deepEqual(read(encounter({ status })).passedOver, ['Encounter.status'])
  }
  assert.equal(visit({ class: { code: '__proto__' } }).kind, 'contact')
  assert.equal(visit({ class: { code: ' emer' } }).kind, 'attendance')
})

test('a visit is where the person is now, in ward, bay and bed', () => {
  const place = (display: string, more: Json = {}) => ({ location: { display }, ...more })
  const type = (code: string) => ({ physicalType: { coding: [{ code }] } })
  const at = (...location: Json[]) => {
    const { unit, detail } = visit({ location })
    return [unit, detail.bay, detail.bed].filter((part) => part !== undefined).join(' / ')
  }
  const ended = { period: { start: '2026-03-01', end: '2026-03-02' } }
  assert.equal(at(place('Ward 6')), 'Ward 6')
  assert.equal(
    at(place('Ward 6', { status: 'active' }), place('Ward 9', { status: 'planned' })),
    'Ward 6',
  )
  assert.equal(at(place('Ward 1', ended), place('Ward 6')), 'Ward 6')
  assert.equal(at(place('Ward 6'), place('Ward 1', ended)), 'Ward 6')
  const since = (start: string) => ({ period: { start } })
  assert.equal(
    at(place('Ward 6', since('2026-03-02')), place('Ward 1', since('2026-03-01'))),
    'Ward 6',
  )
  assert.equal(
    at(
      place('Site A', type('si')),
      place('Ward 6', type('wa')),
      place('Bay 2', type('ro')),
      place('Bed 4', type('bd')),
    ),
    'Ward 6 / Bay 2 / Bed 4',
  )
  assert.equal(
    at(place('Bed 1', { ...type('bd'), ...ended }), place('Ward 6', type('wa'))),
    'Ward 6',
  )
  assert.equal(at(), '')
})

test('what an entry only points to is called what its bundle, or the resource itself, calls it', () => {
  const parties = new Map([
    ['Location/l1', { name: 'Ward 6' }],
    ['Organization/o1', { code: 'RXT', name: 'Mere General' }],
  ])
  const file = { ...NO_FILE, parties }
  const within = visit(
    {
      location: [{ location: { reference: 'Location/l1' } }],
      serviceProvider: { reference: 'Organization/o1' },
    },
    file,
  )
  assert.deepEqual(
    [within.unit, within.organisation, within.organisationName],
    ['Ward 6', 'RXT', 'Mere General'],
  )
  const contained = visit({
    contained: [{ resourceType: 'Location', id: 'l', name: 'Ward 7' }],
    location: [{ location: { reference: '#l' } }],
    serviceProvider: {
      reference: 'Organization/3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b',
      display: 'X',
    },
  })
  assert.deepEqual(
    [contained.unit, contained.organisation, contained.organisationName],
    ['Ward 7', undefined, 'X'],
  )
})

test('why, how and whither are read in each of the places where R4 has them', () => {
  const { detail, numbers } = visit({
    identifier: [{ value: 'V1' }, { value: '' }],
    reasonReference: [{ display: 'Fall' }],
    hospitalization: {
      admitSource: { text: 'From home' },
      dischargeDisposition: { coding: [{ code: '19', display: 'Home' }] },
      specialArrangement: [{ text: 'Wheelchair' }],
    },
  })
  assert.deepEqual(detail, { reason: 'Fall', admission: 'From home', destination: 'Home' })
  assert.deepEqual(numbers, ['e1', 'V1'])
  const method = {
    url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AdmissionMethod',
    valueCodeableConcept: { text: 'Emergency' },
  }
  const more = {
    hospitalization: { extension: [method], admitSource: { text: 'Home' } },
    diagnosis: [{ condition: { display: 'Pneumonia' } }],
  }
  assert.deepEqual(visit(more).detail, { reason: 'Pneumonia', admission: 'Emergency' })
})

test('an Encounter is a whole: the next version takes back what it leaves out', () => {
  const meta = (day: string) => ({ meta: { lastUpdated: `2026-03-0${day}T08:00:00Z` } })
  const first = encounter({ ...meta('1'), location: [{ location: { display: 'Ward 6' } }] })
  const second = encounter({ ...meta('2'), reasonCode: [{ text: 'Fall' }] })
  const [event] = events([read(first), read(second)])
  assert.deepEqual([event!.unit, event!.detail], [undefined, { reason: 'Fall' }])
})

const procedure = (more: Json): Json => ({
  resourceType: 'Procedure',
  id: 'o1',
  status: 'completed',
  subject: { reference: 'Patient/H1' },
  code: { text: 'Amputation' },
  ...more,
})

test('what was done is told with its side and what came of it', () => {
  const [event] = events([
    read(
      procedure({
        bodySite: [{ text: 'left leg' }],
        outcome: { text: 'Successful' },
        complication: [{ text: 'Infection' }],
        performedString: 'last summer',
        reasonReference: [{ display: 'Gangrene' }],
      }),
    ),
  ])
  assert.equal(event!.label, 'Amputation (left leg)')
  assert.deepEqual(event!.detail, {
    reason: 'Gangrene',
    outcome: 'Successful',
    complication: 'Infection',
    when: 'last summer',
  })
  const vaccine = { resourceType: 'Immunization', id: 'i', patient: { reference: 'Patient/H1' } }
  const [weak] = events([read({ ...vaccine, status: 'completed', isSubpotent: true })])
  assert.equal(weak!.detail.dose, 'too weak to count')
})

test('what was not done, or nobody knows, is not told as done', () => {
  for (const status of ['not-done', 'entered-in-error', 'unknown', 'toString']) {
    assert.equal(events([read(procedure({ status }))])[0]!.status, 'cancelled', status)
  }
  assert.deepEqual(read(procedure({ status: 'unknown' })).passedOver, ['Procedure.status'])
  assert.deepEqual(read(procedure({ status: 'not-done' })).passedOver, [])
  const request = {
    resourceType: 'ServiceRequest',
    id: 's',
    status: 'active',
    intent: 'plan',
    meta: { profile: ['https://example.org/social-care-request'] },
    subject: { reference: 'Patient/H1' },
  }
  assert.equal(events([read(request)])[0]!.status, 'active')
  assert.equal(events([read({ ...request, doNotPerform: true })])[0]!.status, 'cancelled')
})

test('what may mean something else than it seems to is kept, said, and told as no event', () => {
  const rules = {
    modifierExtension: [{ url: 'https://example.org/not-really', valueBoolean: true }],
  }
  const reading = read(procedure(rules))
  assert.deepEqual(reading.passedOver, ['Procedure.modifierExtension'])
  assert.equal(reading.resources.length, 1)
  assert.equal(events([reading])[0]!.status, 'cancelled')
  const deep = read(encounter({ location: [{ location: { display: 'W' }, ...rules }] }))
  assert.deepEqual(deep.passedOver, ['Encounter.location.modifierExtension'])
  assert.equal(events([deep])[0]!.status, 'cancelled')
  const implicit = read(procedure({ contained: [{ resourceType: 'Device', implicitRules: 'x' }] }))
  assert.deepEqual(implicit.passedOver, ['Procedure.contained.implicitRules'])
})

test('types that are no person’s and that nobody uses are named as passed over', () => {
  const passedOver = (resourceType: string) => read({ resourceType, id: '1' }).passedOver
  assert.deepEqual(passedOver('ValueSet'), ['ValueSet'])
  assert.deepEqual(passedOver('Organization'), [])
  assert.deepEqual(passedOver('Medication'), [])
  const observation = { resourceType: 'Observation', id: '1', subject: { reference: 'Patient/1' } }
  assert.deepEqual(read(observation).passedOver, [])
})

test('somebody in hospital by an Encounter with a planned end is shown in hospital, on their ward', async (t) => {
  const { load, own } = await testRecord(t)
  const nhsNumber = '9990123454'
  const entry = [
    {
      resourceType: 'Patient',
      id: 'H1',
      identifier: [{ system: NHS, value: nhsNumber }],
      name: [{ family: 'Okello', given: ['Martha'] }],
    },
    { resourceType: 'Location', id: 'l1', name: 'Ward 6' },
    encounter({
      period: { start: '2026-03-01T09:00:00Z', end: '2099-12-31T00:00:00Z' },
      location: [{ location: { reference: 'Location/l1' } }],
    }),
  ].map((resource) => ({ resource }))
  await load(SOURCE, { resourceType: 'Bundle', type: 'collection', entry })
  const view = await own(nhsNumber)
  assert.equal(view.setting, 'hospital')
  assert.equal(view.now.stay!.event.unit, 'Ward 6')
})

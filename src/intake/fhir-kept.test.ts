import assert from 'node:assert/strict'
import { test } from 'node:test'
import { personIdOf } from '../people/index.ts'
import { testNumber } from '../people/testing.ts'
import { BundleNames } from './bundle-names.ts'
import { readFhirEntry } from './fhir.ts'
import { contextOf, fileOf } from './item-context.ts'
import { NO_FILE } from './reading.ts'
import { testContext, testRecord } from './testing.ts'

const SOURCE = 'southmere-gp'
const NHS = 'https://fhir.nhs.uk/Id/nhs-number'
const ANN = testNumber(1)

type Json = Record<string, unknown>

const patient = (more: Json = {}): Json => ({
  resourceType: 'Patient',
  id: 'p',
  identifier: [{ system: NHS, value: ANN }],
  name: [{ family: 'Tester', given: ['Ann'] }],
  birthDate: '1950-06-15',
  ...more,
})
const about = { subject: { reference: 'Patient/p' } }
const bundle = (...resources: Json[]) => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: resources.map((resource) => ({ resource })),
})

test('numbers reach the record with every digit, and a changed digit is a change', async (t) => {
  const { load, databases } = await testRecord(t)
  const observation = (value: string) =>
    `{"resourceType":"Observation","id":"o1","status":"final","subject":{"reference":"Patient/p"},` +
    `"code":{"text":"x"},"component":[{"valueQuantity":{"value":12345678901234567890}}],` +
    `"valueQuantity":{"value":${value}}}`
  const versions = async () => {
    const { rows } = await databases.care.short.query<{ content: string }>(
      `select content from record.resource where type = 'Observation' order by version`,
    )
    return rows.map(({ content }) => content)
  }
  await load(SOURCE, patient(), observation('1.10'))
  const [first] = await versions()
  assert.match(first!, /"value":1\.10\b/)
  assert.match(first!, /"value":12345678901234567890\b/)
  await load(SOURCE, observation('1.1'))
  assert.equal((await versions()).length, 2)
  await load(SOURCE, observation('1.10'))
  assert.match((await versions()).at(-1)!, /"value":1\.10\b/)
})

test('odd but right FHIR is read; a deletion is kept, named and not done', async (t) => {
  const { load, own } = await testRecord(t)
  const gout = (id: string, more: Json) => ({
    resourceType: 'Condition',
    id,
    clinicalStatus: { coding: [{ code: 'active' }] },
    code: { text: `Gout ${id}` },
    ...about,
    ...more,
  })
  const absent = {
    extension: [
      {
        url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason',
        valueCode: 'unknown',
      },
    ],
  }
  const whole = bundle(
    patient({
      name: [{ family: 'Tester', given: [null, 'Ann'], _given: [absent, null] }],
      _gender: absent,
    }),
    gout('c1', { _recordedDate: absent }),
    gout('c2', { recordedDate: '2026-01-07T13:26:22.0314215+00:00' }),
  )
  const text = `\ufeff${JSON.stringify(whole, undefined, 2).replaceAll('\n', '\r\n')}`
  const [loaded] = await load(SOURCE, text)
  assert.deepEqual([loaded!.new, loaded!.quarantined], [3, 0])
  const request = { method: 'DELETE', url: 'Condition/c1' }
  const [deletion] = await load(SOURCE, {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [{ request }, { request, resource: gout('c1', {}) }],
  })
  assert.equal(deletion!.quarantined, 2)
  const view = await own(ANN)
  assert.equal(view.who.name, 'Ann Tester')
  assert.deepEqual(view.now.conditions.map(({ what }) => what).sort(), ['Gout c1', 'Gout c2'])
})

test('what was passed over is counted as read in part, by its name', async (t) => {
  const { load, databases } = await testRecord(t)
  const [loaded] = await load(
    SOURCE,
    bundle(
      patient({ birthDate: '1950' }),
      { resourceType: 'ValueSet', id: 'v' },
      { resourceType: 'Organization', id: 'o' },
      {
        resourceType: 'MedicationRequest',
        id: 'm',
        status: 'active',
        ...about,
        dosageInstruction: [{ text: 'daily', modifierExtension: [{ url: 'x' }] }],
      },
    ),
    // A search answers more than it has found.
    `${JSON.stringify(bundle(patient(), { resourceType: 'OperationOutcome' }))}\n${JSON.stringify(patient())}\n`,
  )
  assert.deepEqual([loaded!.new, loaded!.inPart, loaded!.quarantined], [4, 3, 0])
  const { rows } = await databases.care.short.query<{ passed_over: string[] }>(
    `select passed_over from intake.item where reason is null and passed_over is not null order by id`,
  )
  assert.deepEqual(
    rows.flatMap(({ passed_over }) => passed_over),
    [
      'Patient.birthDate',
      'ValueSet',
      'MedicationRequest.dosageInstruction.modifierExtension',
      'OperationOutcome',
    ],
  )
})

test('an id that is given to two people is a doubt, and neither loses what they have', async (t) => {
  const { load, own, databases } = await testRecord(t)
  const bob = testNumber(2)
  const allergy = (of: string) => ({
    resourceType: 'AllergyIntolerance',
    id: 'same',
    clinicalStatus: { coding: [{ code: 'active' }] },
    patient: { reference: `Patient/${of}` },
    code: { text: `Latex ${of}` },
  })
  const other = { id: 'q', identifier: [{ system: NHS, value: bob }], name: [{ family: 'Baker' }] }
  await load(SOURCE, bundle(patient(), patient({ ...other, birthDate: '1931-01-01' })))
  await load(SOURCE, allergy('p'), allergy('q'))
  const shown = async (nhsNumber: string) =>
    (await own(nhsNumber)).now.allergies.map(({ what }) => what)
  assert.deepEqual([await shown(ANN), await shown(bob)], [['Latex p'], ['Latex q']])
  const { rows } = await databases.care.short.query<{ person_id: string }>(
    `select person_id from people.doubt where reason = 'item-shared' order by person_id`,
  )
  const both = ['p', 'q'].map((id) => personIdOf(SOURCE, id, 'FHIR')).sort()
  assert.deepEqual(
    rows.map(({ person_id }) => person_id),
    both,
  )
})

test('allergies that are all called null are each kept; a patient who is called so is nobody', async (t) => {
  const { load, own } = await testRecord(t)
  const allergy = (what: string) => ({
    resourceType: 'AllergyIntolerance',
    id: 'null',
    clinicalStatus: { coding: [{ code: 'active' }] },
    patient: { reference: 'Patient/p' },
    code: { text: what },
  })
  const [loaded] = await load(
    SOURCE,
    bundle(patient(), allergy('Latex'), allergy('Nuts'), patient({ id: 'NULL' }), {
      ...allergy('Milk'),
      patient: { reference: 'Patient/NULL' },
    }),
  )
  assert.deepEqual([loaded!.new, loaded!.quarantined], [3, 2])
  const { allergies } = (await own(ANN)).now
  assert.deepEqual(allergies.map(({ what }) => what).sort(), ['Latex', 'Nuts'])
})

test('what an item needs of its bundle is kept with it while it waits to be read again', () => {
  const names = new BundleNames()
  const post = { method: 'POST', url: 'Patient' }
  const entries = [
    { fullUrl: 'urn:uuid:Patient-1', resource: patient({ id: 'patient-1' }), request: post },
    {
      fullUrl: 'https://a.example/r4/Location/7',
      resource: { resourceType: 'Location', id: '7', name: 'Ward 6' },
    },
    { fullUrl: 'urn:uuid:other', resource: patient({ id: 'patient-2' }), request: post },
  ]
  for (const entry of entries) names.note(JSON.parse(JSON.stringify(entry)))
  const around = { type: 'transaction', timestamp: '2026-03-01T02:00:00+00:00' }
  const file = names.file(around, 'f'.repeat(64), NO_FILE)
  const waiting = Buffer.from(
    JSON.stringify({
      resource: {
        resourceType: 'Encounter',
        id: 'e1',
        status: 'in-progress',
        class: { code: 'IMP' },
        subject: { reference: 'URN:UUID:patient-1' },
        location: [{ location: { reference: 'https://a.example/r4/Location/7' } }],
      },
    }),
  )
  const context = JSON.parse(JSON.stringify(contextOf(waiting, file)))
  assert.deepEqual(context, {
    dated: '2026-03-01T02:00:00.000Z',
    aliases: { 'urn:uuid:patient-1': 'Patient/patient-1~ffffffffffffffff' },
    bases: ['a.example/r4'],
    scope: 'ffffffffffffffff',
    parties: { 'Location/7': { name: 'Ward 6' } },
  })
  const of = { source: SOURCE, kind: 'fhir-bundle' as const }
  const now = readFhirEntry(waiting, testContext(waiting, { ...of, file }))
  const later = readFhirEntry(
    waiting,
    testContext(waiting, { ...of, file: fileOf(context, NO_FILE) }),
  )
  assert.deepEqual(later, now)
  assert.equal(now.resources[0]!.personId, personIdOf(SOURCE, 'patient-1~ffffffffffffffff', 'FHIR'))
  assert.deepEqual(now.said[0]!.fields.location, { ward: 'Ward 6' })
})

/** One of each kind that a page shows, tells as an event or keeps, with a word of its own. */
const ONE_OF_EACH: Json[] = [
  { resourceType: 'AllergyIntolerance', patient: about.subject, code: { text: 'Hidden' } },
  { resourceType: 'CarePlan', status: 'active', intent: 'plan', title: 'Hidden' },
  { resourceType: 'CareTeam', status: 'active', participant: [{ member: { display: 'Hidden' } }] },
  { resourceType: 'Condition', code: { text: 'Hidden' } },
  { resourceType: 'Flag', status: 'active', code: { text: 'Hidden' } },
  { resourceType: 'Goal', lifecycleStatus: 'active', description: { text: 'Hidden' } },
  {
    resourceType: 'MedicationRequest',
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: { text: 'Hidden' },
  },
  {
    resourceType: 'MedicationStatement',
    status: 'active',
    medicationCodeableConcept: { text: 'Hidden' },
  },
  { resourceType: 'RelatedPerson', patient: about.subject, name: [{ text: 'Hidden' }] },
  { resourceType: 'Observation', status: 'final', code: { text: 'Hidden' } },
  { resourceType: 'DocumentReference', status: 'current', type: { text: 'Hidden' } },
  {
    resourceType: 'Immunization',
    status: 'completed',
    patient: about.subject,
    vaccineCode: { text: 'Hidden' },
  },
  { resourceType: 'Procedure', status: 'completed', code: { text: 'Hidden' } },
  {
    resourceType: 'EpisodeOfCare',
    status: 'active',
    patient: about.subject,
    type: [{ text: 'Hidden' }],
  },
  {
    resourceType: 'Encounter',
    status: 'finished',
    class: { code: 'AMB' },
    type: [{ text: 'Hidden' }],
  },
]

test('what its source restricts is shown to nobody who may not see it, whatever kind of thing it is', async (t) => {
  const { load, own } = await testRecord(t)
  const labelled = (code: string | undefined) =>
    ONE_OF_EACH.map((one) => ({
      id: String(one.resourceType).toLowerCase(),
      ...about,
      ...one,
      ...(code === undefined ? {} : { meta: { security: [{ code }] } }),
    }))
  const told = async () => {
    const view = await own(ANN)
    return [JSON.stringify(view).split('Hidden').length - 1, view.kept.total]
  }
  await load(SOURCE, bundle(patient(), ...labelled(undefined)))
  const [shown, kept] = await told()
  assert.ok(shown! >= 13, `${shown} of ${ONE_OF_EACH.length} are shown`)
  assert.equal(kept, 2)
  for (const code of ['R', 'V']) {
    await load(SOURCE, bundle(...labelled(code)))
    assert.deepEqual(await told(), [0, 0], code)
  }
})

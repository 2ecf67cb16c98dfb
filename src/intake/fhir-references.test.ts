import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { personIdOf } from '../people/index.ts'
import { testNumber } from '../people/testing.ts'
import { viewerOf } from '../record/testing.ts'
import { loadFiles } from './load-files.ts'
import { testIntake, testRecord } from './testing.ts'

const SOURCE = 'southmere-gp'
const NHS = 'https://fhir.nhs.uk/Id/nhs-number'
const ANN = testNumber(1)
const BOB = testNumber(2)

type Json = Record<string, unknown>

const patient = (id: string, nhsNumber: string, more: Json = {}): Json => ({
  resourceType: 'Patient',
  id,
  identifier: [{ system: NHS, value: nhsNumber }],
  name: [{ family: nhsNumber === ANN ? 'Tester' : 'Baker', given: ['Ann'] }],
  birthDate: nhsNumber === ANN ? '1950-06-15' : '1931-01-01',
  ...more,
})
const allergy = (id: string, reference: string | Json, what: string, more: Json = {}): Json => ({
  resourceType: 'AllergyIntolerance',
  id,
  clinicalStatus: { coding: [{ code: 'active' }] },
  patient: typeof reference === 'string' ? { reference } : reference,
  code: { text: what },
  ...more,
})
const entry = (fullUrl: string | undefined, resource: Json, request?: Json) => ({
  ...(fullUrl === undefined ? {} : { fullUrl }),
  resource,
  ...(request === undefined ? {} : { request }),
})
const bundle = (type: string, ...entries: Json[]) => ({
  resourceType: 'Bundle',
  type,
  entry: entries,
})
const POST = (url: string) => ({ method: 'POST', url })

async function reader(t: TestContext) {
  const place = await testRecord(t)
  const allergies = async (nhsNumber: string) =>
    (await place.own(nhsNumber)).now.allergies.map(({ what }) => what).sort()
  const reasons = async () => {
    const { rows } = await place.databases.care.short.query<{ reason: string; place: string }>(
      `select reason, reason_place as place from intake.item where reason is not null order by id`,
    )
    return rows.map(({ reason, place }) => `${place}: ${reason}`)
  }
  return { ...place, allergies, reasons }
}

test('a name holds in its bundle, in any letter case, and leads to what stands under it', async (t) => {
  const { load, allergies, reasons } = await reader(t)
  const urn = 'urn:uuid:0F0F0F0F-1a2b-4c3d-8e9f-000000000041'
  await load(
    SOURCE,
    bundle(
      'collection',
      entry(
        'https://a.example/fhir/AllergyIntolerance/a1',
        allergy('a1', urn.toUpperCase(), 'Latex'),
      ),
      entry(urn, patient('p-1', ANN)),
      entry('urn:oid:1.2.3.4', patient('p-2', BOB)),
      entry(undefined, allergy('a2', 'URN:OID:1.2.3.4', 'Nuts')),
      entry(undefined, allergy('a3', 'Patient/p-1/_history/7', 'Wasps')),
      entry(undefined, allergy('a4', 'urn:uuid:nobody-here', 'Milk')),
    ),
  )
  assert.deepEqual(await allergies(ANN), ['Latex', 'Wasps'])
  assert.deepEqual(await allergies(BOB), ['Nuts'])
  assert.deepEqual(await reasons(), [
    'AllergyIntolerance.patient: it is about somebody who stands nowhere in its bundle',
  ])
})

test('each of several bundles, one a line or one in another, has names of its own', async (t) => {
  const { load, allergies } = await reader(t)
  const name = 'urn:uuid:patient'
  const one = (nhsNumber: string, what: string) =>
    bundle(
      'transaction',
      entry(name, { ...patient('x', nhsNumber), id: undefined }),
      entry(`urn:uuid:${what}`, { ...allergy('x', name, what), id: undefined }),
    )
  await load(SOURCE, `${JSON.stringify(one(ANN, 'Latex'))}\n${JSON.stringify(one(BOB, 'Nuts'))}\n`)
  assert.deepEqual([await allergies(ANN), await allergies(BOB)], [['Latex'], ['Nuts']])
  await load(
    'mere-general',
    bundle(
      'collection',
      ...[one(ANN, 'Eggs'), one(BOB, 'Milk')].map((inner) => entry(name, inner)),
    ),
  )
  assert.deepEqual(
    [await allergies(ANN), await allergies(BOB)],
    [
      ['Eggs', 'Latex'],
      ['Milk', 'Nuts'],
    ],
  )
})

test('placeholders that a transaction posts are two people in two bundles, equal bytes included', async (t) => {
  const { load, allergies, databases } = await reader(t)
  const post = (nhsNumber: string, what: string) =>
    bundle(
      'transaction',
      entry('urn:uuid:patient-1', patient('patient-1', nhsNumber), POST('Patient')),
      entry(
        'urn:uuid:allergy-1',
        allergy('allergy-1', 'urn:uuid:patient-1', what),
        POST('AllergyIntolerance'),
      ),
      // The very same bytes in both, and another person's each time; one of them by its written id.
      entry('urn:uuid:allergy-2', allergy('allergy-2', 'Patient/patient-1', 'Dust'), {
        method: 'PUT',
        url: `AllergyIntolerance/${what}`,
      }),
      entry(
        undefined,
        allergy('11111111-1111-1111-1111-111111111111', 'urn:uuid:patient-1', 'Cats'),
        POST('x'),
      ),
    )
  const [first, second] = [post(ANN, 'Penicillin'), post(BOB, 'Latex')]
  await load(SOURCE, first, second)
  assert.deepEqual(await allergies(ANN), ['Cats', 'Dust', 'Penicillin'])
  assert.deepEqual(await allergies(BOB), ['Cats', 'Dust', 'Latex'])
  const [again] = await load(SOURCE, first)
  assert.deepEqual([again!.new, again!.unchanged], [0, 4])
  const { rows } = await databases.care.short.query<{ ids: string }>(
    `select string_agg(distinct source_id, ' ' order by source_id) as ids from people.person`,
  )
  assert.match(rows[0]!.ids, /^patient-1~[0-9a-f]{16} patient-1~[0-9a-f]{16}$/)
})

test('a drawn UUID, an address on a server and a condition name the same thing in every bundle', async (t) => {
  const { load, allergies } = await reader(t)
  const uuid = '88f151c0-a954-468a-88bd-5ae15c08e059'
  const known = { ifNoneExist: `Patient?identifier=${NHS}|${BOB}` }
  const told = (what: string) =>
    bundle(
      'transaction',
      entry(`urn:uuid:${uuid}`, patient('patient-1', ANN), POST('Patient')),
      entry('urn:uuid:p2', patient('patient-2', BOB), { ...POST('Patient'), ...known }),
      entry(
        'https://a.example/fhir/AllergyIntolerance/77',
        allergy('77', `urn:uuid:${uuid}`, what),
        {
          method: 'POST',
          url: 'AllergyIntolerance',
        },
      ),
      entry('urn:uuid:a2', allergy('a2', 'urn:uuid:p2', `Not ${what}`), {
        method: 'PUT',
        url: 'AllergyIntolerance?identifier=x|1',
      }),
    )
  await load(SOURCE, told('Latex'), told('Nuts'))
  assert.deepEqual(await allergies(ANN), ['Nuts'])
  assert.deepEqual(await allergies(BOB), ['Not Nuts'])
})

test('a number names the patient who has it in the bundle, and nobody where two have it', async (t) => {
  const { load, allergies, reasons } = await reader(t)
  const system = 'https://meregeneral.example.org/hospital-number'
  const numbered = (nhsNumber: string, value: string) => ({
    identifier: [
      { system: NHS, value: nhsNumber },
      { system, value },
      { system, value: 'TEMP 9' },
    ],
  })
  await load(
    SOURCE,
    bundle(
      'batch',
      entry(undefined, allergy('a1', `Patient?identifier=${system}|H1`, 'Latex')),
      entry(undefined, allergy('a2', { identifier: { system, value: 'H2' } }, 'Nuts')),
      entry(undefined, allergy('a3', { identifier: { system: NHS, value: ANN } }, 'Eggs')),
      entry(undefined, allergy('a4', `Patient?family=Tester`, 'Milk')),
      entry('urn:uuid:1', patient('p-1', ANN, numbered(ANN, 'H1'))),
      entry('urn:uuid:2', patient('p-2', BOB, numbered(BOB, 'H2'))),
    ),
    // In another file the same numbers lead to the same people.
    allergy('a5', `Patient?identifier=${system}|H1`, 'Wasps'),
    allergy('a6', { identifier: { system, value: 'H2' }, type: 'Patient' }, 'Dust'),
  )
  assert.deepEqual(await allergies(ANN), ['Eggs', 'Latex', 'Wasps'])
  assert.deepEqual(await allergies(BOB), ['Dust', 'Nuts'])
  assert.deepEqual(await reasons(), [
    'AllergyIntolerance.patient: it is about somebody who is named by a search, which is not followed',
  ])
})

test('what points to another server’s patient is not ours; what points to our own by its address is', async (t) => {
  const { load, allergies, reasons } = await reader(t)
  const on = (base: string, type: string, id: string) => `${base}/${type}/${id}`
  const [a, other] = ['https://a.example/fhir', 'https://other.example/fhir']
  await load(
    SOURCE,
    bundle(
      'searchset',
      entry(on(a, 'Patient', '77'), patient('77', ANN)),
      entry(on(a, 'AllergyIntolerance', 'a1'), allergy('a1', on(other, 'Patient', '77'), 'Latex')),
      entry(on(a, 'AllergyIntolerance', 'a2'), allergy('a2', on(a, 'Patient', '77'), 'Nuts')),
      entry(
        on(a, 'AllergyIntolerance', 'a3'),
        allergy('a3', 'http://A.example:80/fhir/Patient/77/_history/2', 'Eggs'),
      ),
      entry(
        on(a, 'AllergyIntolerance', 'a4'),
        allergy(
          'a4',
          { reference: on(other, 'Patient', '9'), identifier: { system: NHS, value: ANN } },
          'Milk',
        ),
      ),
    ),
    allergy('a5', on(other, 'Patient', '77'), 'Cats'),
  )
  assert.deepEqual(await allergies(ANN), ['Eggs', 'Milk', 'Nuts'])
  const sentence = 'it is about somebody who is on another server than the feed’s own'
  assert.deepEqual(await reasons(), Array(2).fill(`AllergyIntolerance.patient: ${sentence}`))
})

test('what waits because its server was not known is read once the feed has named it', async (t) => {
  const place = await testIntake(t)
  const a = 'https://a.example/fhir'
  const [waiting, named] = [
    allergy('a1', `${a}/Patient/77`, 'Latex'),
    bundle('collection', entry(`${a}/Patient/77`, patient('77', ANN))),
  ].map((content, at) => place.write(`${at}.json`, JSON.stringify(content)))
  const [first] = (await loadFiles(place, [waiting!], SOURCE)).files
  assert.equal(first!.quarantined, 1)
  await loadFiles(place, [named!], SOURCE)
  const { rows } = await place.databases.care.short.query<{ id: string }>(
    `select id from intake.item where reason is not null`,
  )
  const replayed = await place.replay(viewerOf({ id: 'x', name: 'X', role: 'x' }, 'x'), rows[0]!.id)
  assert.deepEqual(replayed, { id: rows[0]!.id, parsed: true, new: 1, changed: 0 })
  const held = await place.databases.care.short.query<{ person_id: string }>(
    `select person_id from record.resource where type = 'AllergyIntolerance'`,
  )
  assert.equal(held.rows[0]!.person_id, personIdOf(SOURCE, '77', 'FHIR'))
})

test('two servers that both count from 1 tell of two people, in one bundle or in two', async (t) => {
  const { load, allergies } = await reader(t)
  const from = (base: string, nhsNumber: string, what: string) => [
    entry(`${base}/Patient/1`, patient('1', nhsNumber)),
    entry(`${base}/AllergyIntolerance/1`, allergy('1', 'Patient/1', what)),
    entry(`${base}/AllergyIntolerance/2`, allergy('2', `${base}/Patient/1`, `Not ${what}`)),
  ]
  const [north, south] = ['https://north.example/r4', 'https://south.example/r4']
  await load(
    SOURCE,
    bundle('collection', ...from(north, ANN, 'Latex'), ...from(south, BOB, 'Nuts')),
  )
  assert.deepEqual(await allergies(ANN), ['Latex', 'Not Latex'])
  assert.deepEqual(await allergies(BOB), ['Not Nuts', 'Nuts'])
  await load('mere-general', bundle('collection', ...from(north, ANN, 'Eggs')))
  await load('mere-general', bundle('collection', ...from(south, BOB, 'Milk')))
  assert.deepEqual(await allergies(ANN), ['Eggs', 'Latex', 'Not Eggs', 'Not Latex'])
  assert.deepEqual(await allergies(BOB), ['Milk', 'Not Milk', 'Not Nuts', 'Nuts'])
})

test('what is about a thing is not about the person of the same number', async (t) => {
  const { load, own, reasons, databases } = await reader(t)
  const flag = (id: string, subject: Json) => ({
    resourceType: 'Flag',
    id,
    status: 'active',
    subject,
    code: { text: `Flag ${id}` },
  })
  const urn = 'urn:uuid:3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b'
  await load(
    SOURCE,
    bundle(
      'collection',
      entry('https://a.example/fhir/Patient/1', patient('1', ANN)),
      entry(urn, { resourceType: 'Location', id: '1', name: 'Ward 1' }),
      entry(undefined, flag('f1', { reference: 'Location/1' })),
      entry(undefined, flag('f2', { reference: urn })),
      entry(undefined, flag('f3', { reference: 'Device/1' })),
      entry(undefined, flag('f4', { reference: 'Group/1' })),
      entry(undefined, flag('f5', { reference: 'Organization/1', type: 'Patient' })),
      entry(undefined, flag('f6', { reference: 'Patient/1' })),
      entry(undefined, {
        resourceType: 'Condition',
        id: 'c',
        subject: { reference: 'Location/1' },
        code: { text: 'Damp' },
      }),
    ),
  )
  const { now } = await own(ANN)
  assert.deepEqual(
    now.alerts.map(({ what }) => what),
    ['Flag f6'],
  )
  assert.deepEqual(now.conditions, [])
  assert.deepEqual(await reasons(), [
    'Flag.subject: it is about a Group, not about a patient',
    'Condition.subject: it is about a Location, not about a patient',
  ])
  const { rows } = await databases.care.short.query<{ flags: string }>(
    `select string_agg(source_id, ' ' order by source_id) as flags from record.shared_resource where type = 'Flag'`,
  )
  assert.equal(rows[0]!.flags, 'f1 f2 f3 f5')
})

test('somebody described inside a resource is known by a number, or not at all', async (t) => {
  const { load, allergies, reasons } = await reader(t)
  const system = 'https://meregeneral.example.org/hospital-number'
  const about = (id: string, what: string, inside: Json) =>
    allergy(id, '#pt', what, { contained: [{ resourceType: 'Patient', id: 'pt', ...inside }] })
  await load(
    SOURCE,
    bundle(
      'collection',
      entry(
        undefined,
        patient('p', ANN, {
          identifier: [
            { system: NHS, value: ANN },
            { system, value: 'H1' },
          ],
        }),
      ),
      entry(undefined, about('a1', 'Latex', { identifier: [{ system: NHS, value: ANN }] })),
      entry(undefined, about('a2', 'Nuts', { identifier: [{ system, value: 'H1' }] })),
      entry(
        undefined,
        about('a3', 'Eggs', {
          identifier: [
            { use: 'old', system: NHS, value: BOB },
            { system: NHS, value: ANN },
          ],
        }),
      ),
      entry(undefined, about('a4', 'Milk', { name: [{ family: 'Tester' }] })),
      entry(
        undefined,
        allergy('a5', '#pt', 'Cats', { contained: [{ resourceType: 'Group', id: 'pt' }] }),
      ),
    ),
  )
  assert.deepEqual(await allergies(ANN), ['Eggs', 'Latex', 'Nuts'])
  assert.deepEqual(await reasons(), [
    'AllergyIntolerance.patient: it is about somebody who is described in it without a number',
    'AllergyIntolerance.patient: it is about a Group, not about a patient',
  ])
})

test('a medicine is stored where the reference to it leads', async (t) => {
  const { load, databases } = await reader(t)
  const medication = (id: string, text: string) => ({
    resourceType: 'Medication',
    id,
    code: { text },
  })
  const request = (id: string, reference: string, more: Json = {}) => ({
    resourceType: 'MedicationRequest',
    id,
    status: 'active',
    intent: 'order',
    subject: { reference: 'Patient/p' },
    medicationReference: { reference },
    ...more,
  })
  const urn = 'urn:uuid:7d5c3b1a-9e8f-4a6b-8c2d-1f0e9d8c7b6a'
  const a = 'https://a.example/fhir'
  await load(
    SOURCE,
    bundle(
      'transaction',
      entry(`${a}/Patient/p`, patient('p', ANN)),
      entry(`${a}/Medication/m1`, medication('m1', 'Warfarin 3mg tablets')),
      entry(urn, medication('m2', 'Aspirin 75mg tablets')),
      entry('urn:uuid:m3', medication('m3', 'Digoxin 125microgram tablets'), POST('Medication')),
      entry('https://b.example/r4/Medication/m1', medication('m1', 'Ramipril 5mg capsules')),
      entry(undefined, request('r1', 'Medication/m1')),
      entry(undefined, request('r2', urn.toUpperCase())),
      entry(undefined, request('r3', 'Medication/m3')),
      entry(undefined, request('r4', `${a}/Medication/m1/_history/4`)),
      entry(undefined, request('r5', 'https://b.example/r4/Medication/m1')),
      entry(
        undefined,
        request('r6', '#m', { contained: [{ ...medication('m', 'Statin'), id: 'm' }] }),
      ),
    ),
  )
  const { rows } = await databases.care.short.query<{ id: string; what: string }>(
    `select r.source_id as id, coalesce(s.content::json -> 'code' ->> 'text',
        r.content::json -> 'contained' -> 0 -> 'code' ->> 'text') as what
      from record.resource r cross join lateral (
        select coalesce(r.refs ->> (r.content::json -> 'medicationReference' ->> 'reference'),
          r.content::json -> 'medicationReference' ->> 'reference') as leads) l
      left join record.shared_resource s on 'Medication/' || s.source_id = l.leads
      where r.type = 'MedicationRequest' order by r.source_id`,
  )
  assert.deepEqual(
    rows.map(({ id, what }) => `${id} ${what}`),
    [
      'r1 Warfarin 3mg tablets',
      'r2 Aspirin 75mg tablets',
      'r3 Digoxin 125microgram tablets',
      'r4 Warfarin 3mg tablets',
      'r5 Ramipril 5mg capsules',
      'r6 Statin',
    ],
  )
})

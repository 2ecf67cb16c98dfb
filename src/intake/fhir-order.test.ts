import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { testNumber } from '../people/testing.ts'
import type { PersonView } from '../record/index.ts'
import { loadFiles } from './load-files.ts'
import { type TestIntake, testIntake, testRecord } from './testing.ts'

const SOURCE = 'southmere-gp'
const HOSPITAL = 'mere-general'
const NHS = 'https://fhir.nhs.uk/Id/nhs-number'
const ANN = testNumber(1)

type Json = Record<string, unknown>

const patient = (id = 'p', more: Json = {}): Json => ({
  resourceType: 'Patient',
  id,
  identifier: [{ system: NHS, value: ANN }],
  name: [{ family: 'Tester', given: ['Ann'] }],
  birthDate: '1950-06-15',
  ...more,
})
const allergy = (verification: string, more: Json = {}, of = 'p'): Json => ({
  resourceType: 'AllergyIntolerance',
  id: `a-${of}`,
  clinicalStatus: { coding: [{ code: 'active' }] },
  verificationStatus: { coding: [{ code: verification }] },
  patient: { reference: `Patient/${of}` },
  code: { text: 'Penicillin' },
  ...more,
})
const bundle = (type: string, resources: Json[], more: Json = {}) => ({
  resourceType: 'Bundle',
  type,
  ...more,
  entry: resources.map((resource) => ({
    fullUrl: `https://a.example/fhir/${resource.resourceType}/${resource.id}`,
    resource,
  })),
})
const at = (lastUpdated: string, versionId?: string) => ({ meta: { lastUpdated, versionId } })
const version = (versionId: string) => ({ meta: { versionId } })

/** A place in which each telling is of somebody else, so that one place serves for many. */
async function people(t: TestContext) {
  const { load, own } = await testRecord(t)
  let count = 0
  return async (source: string, tell: (id: string, who: Json) => (string | object)[]) => {
    count += 1
    const nhsNumber = testNumber(count)
    const id = `p${count}`
    const who = patient(id, { identifier: [{ system: NHS, value: nhsNumber }] })
    const loaded = await load(source, ...tell(id, who))
    for (const { fault, quarantined } of loaded)
      assert.deepEqual([fault, quarantined], [undefined, 0])
    return own(nhsNumber)
  }
}

const allergiesIn = ({ now }: PersonView) => now.allergies.map(({ what }) => what)

test('in a history what stands first is newest, dated or not', async (t) => {
  const telling = await people(t)
  const histories: [string, Json, Json][] = [
    ['history', at('2026-02-01T00:00:00Z', '2'), at('2026-01-01T00:00:00Z', '1')],
    ['history', {}, {}],
    ['collection', {}, {}],
  ]
  for (const [type, refuted, confirmed] of histories) {
    const expected = type === 'history' ? [] : ['Penicillin']
    for (const oneALine of [false, true]) {
      const view = await telling(SOURCE, (id, who) => {
        const told = [who, allergy('refuted', refuted, id), allergy('confirmed', confirmed, id)]
        const whole = bundle(type, told)
        const other = '{"resourceType":"Organization","id":"R1"}'
        return oneALine ? [`${JSON.stringify(whole)}\n${other}\n`] : [whole]
      })
      assert.deepEqual(allergiesIn(view), expected)
    }
  }
})

test('an older export after a newer one changes nothing; else the version tells, then the bundle', async (t) => {
  const telling = await people(t)
  const pairs: [Json, Json][] = [
    [at('2026-02-01T00:00:00Z'), at('2026-01-01T00:00:00Z')],
    [version('10'), version('9')],
    // The offset counts, not the letters.
    [at('2026-02-01T00:30:00+00:00'), at('2026-02-01T01:00:00+01:00')],
    // What claims to be of the far future is as of its arrival.
    [at('2026-03-03T12:30:00Z'), at('2099-01-01T00:00:00Z')],
  ]
  for (const [newer, older] of pairs) {
    const view = await telling(SOURCE, (id, who) => [
      who,
      allergy('refuted', newer, id),
      allergy('confirmed', older, id),
    ])
    assert.deepEqual(allergiesIn(view), [])
  }
  const view = await telling(SOURCE, (id, who) => {
    const day = (timestamp: string, verification: string) =>
      bundle('collection', [who, allergy(verification, {}, id)], { timestamp })
    return [day('2026-03-02T02:00:00Z', 'refuted'), day('2026-03-01T02:00:00Z', 'confirmed')]
  })
  assert.deepEqual(allergiesIn(view), [])
})

test('active, on hold and active again ends active, in three files or in one', async (t) => {
  const telling = await people(t)
  const request = (status: string, id: string) => ({
    resourceType: 'MedicationRequest',
    id: `m-${id}`,
    status,
    intent: 'order',
    subject: { reference: `Patient/${id}` },
    medicationCodeableConcept: { text: 'Warfarin' },
  })
  const ways: ((told: Json[]) => (string | object)[])[] = [
    (told) => told,
    (told) => [told.map((one) => JSON.stringify(one)).join('\n')],
    (told) => [bundle('collection', told)],
    ([who, ...told]) => told.map((one) => bundle('collection', [who!, one])),
  ]
  for (const way of ways) {
    const view = await telling(SOURCE, (id, who) =>
      way([who, request('active', id), request('on-hold', id), request('active', id)]),
    )
    assert.deepEqual(
      view.now.medicines.map(({ what }) => what),
      ['Warfarin'],
    )
  }
})

test('a visit whose versions have numbers and no dates is dated by its arrival', async (t) => {
  const telling = await people(t)
  const view = await telling(HOSPITAL, (id, who) => [
    who,
    inProgress('V1', { ...version('3'), subject: { reference: `Patient/${id}` } }),
    inProgress('V1', {
      ...version('2'),
      subject: { reference: `Patient/${id}` },
      status: 'planned',
    }),
  ])
  assert.equal(view.setting, 'hospital')
})

const message = (type: string, when: string, id: string, visit: string, more = '') =>
  [
    `MSH|^~\\&|PAS|RXT|TIE|X|${when}||ADT^${type}|${type}${when}|P|2.4`,
    `EVN|${type}|${when}`,
    `PID|1||${id}^^^RXT^MR~${testNumber(Number(id.slice(1)))}^^^NHS^NH||TESTER^Ann||19500615|F`,
    `PV1|1|I|W1||||||||||||||||${visit}|||||||||||||||||||||||||20260301090000${more}`,
  ].join('\r')
const inProgress = (id: string, more: Json = {}): Json => ({
  resourceType: 'Encounter',
  id,
  status: 'in-progress',
  class: { code: 'IMP' },
  subject: { reference: 'Patient/p' },
  period: { start: '2026-03-01T09:00:00Z' },
  serviceProvider: { identifier: { value: 'RXT' } },
  ...more,
})

test('a message that is newer than an extract is believed, whichever is loaded last', async (t) => {
  const telling = await people(t)
  const admitted = '20260301090000'
  const endings: [string, string, string, Json, Json][] = [
    ['A11', '20260301120000', '', at('2026-03-01T10:00:00Z'), {}],
    ['A03', '20260303080000', '|20260303080000', {}, { timestamp: '2026-03-03T02:00:00Z' }],
  ]
  for (const [type, when, more, dated, about] of endings) {
    for (const extractLast of [true, false]) {
      const view = await telling(HOSPITAL, (id, who) => {
        const visit = `V-${id}`
        const messages = [
          message('A01', admitted, id, visit),
          message(type, when, id, visit, more),
        ].join('\r')
        const subject = { reference: `Patient/${id}` }
        const extract = bundle('collection', [who, inProgress(visit, { ...dated, subject })], about)
        return extractLast ? [messages, extract] : [extract, messages]
      })
      assert.equal(view.now.stay, undefined)
      assert.equal(view.setting, 'home')
    }
  }
})

test('a message that comes after an extract without a date is believed, whatever its own date', async (t) => {
  const place = await testRecord(t)
  let count = 0
  for (const [type, more] of [
    ['A11', ''],
    ['A03', '|20260301120000'],
  ] as const) {
    for (const extractLast of [false, true]) {
      count += 1
      const id = `p${count}`
      const visit = `V-${id}`
      const nhsNumber = testNumber(count)
      const who = patient(id, { identifier: [{ system: NHS, value: nhsNumber }] })
      const stay = inProgress(visit, { subject: { reference: `Patient/${id}` } })
      const extract = bundle('collection', [who, stay])
      const messages = [
        message('A01', '20260301090000', id, visit),
        message(type, '20260301120000', id, visit, more),
      ].join('\r')
      for (const told of extractLast ? [messages, extract] : [extract, messages]) {
        await place.load(HOSPITAL, told)
        place.clock.set(new Date(place.clock.now().getTime() + 60_000).toISOString())
      }
      const view = await place.own(nhsNumber)
      // What came last knew of the rest.
      assert.equal(view.setting, extractLast ? 'hospital' : 'home')
      assert.equal(view.now.stay === undefined, !extractLast)
    }
  }
})

/** What a reader sees of a source: without ids, which follow from its name, and without when it was learnt. */
async function seen({ databases }: TestIntake, source: string): Promise<string> {
  const rows = async (sql: string) =>
    (await databases.care.short.query(sql, [source])).rows.map((row) => ({ ...row }))
  const all = [
    await rows(`select kind, status, start_at, end_at, label, unit, detail, said_at from record.event
      where source = $1 and superseded_at is null order by kind, event_id, label`),
    await rows(`select said from people.person where source = $1 order by source_id`),
    await rows(`select type, source_id, content::json, stamp from record.resource
      where source = $1 and superseded_at is null and content::json ->> 'active' is distinct from 'false'
      order by type, source_id`),
  ]
  return JSON.stringify(all)
    .replaceAll(source, 'S')
    .replace(/"personId":"[^"]+"/g, '')
    .replace(/("stamp":"[^~]+~4~[^~]*)~[^"]+"/g, '$1"')
}

test('any order and any duplication of dated versions ends at the newest', async (t) => {
  const place = await testIntake(t)
  const when = (day: number) => at(`2026-02-${String(day).padStart(2, '0')}T08:00:00Z`, String(day))
  const told: Json[] = [
    patient('p', { ...when(1), link: [{ type: 'seealso', other: { reference: 'Patient/q' } }] }),
    patient('p', { ...when(4), contact: [{ name: { text: 'Bob' } }, { name: { text: 'Cat' } }] }),
    patient('p', { ...when(6), contact: [{ name: { text: 'Bob' } }], identifier: [] }),
    patient('q', { ...when(2), identifier: [], deceasedBoolean: true }),
    patient('q', {
      ...when(5),
      identifier: [],
      link: [{ type: 'refer', other: { reference: 'Patient/p' } }],
    }),
    patient('q', { ...when(7), identifier: [] }),
    allergy('confirmed', when(1)),
    allergy('refuted', when(3)),
    allergy('unconfirmed', when(5)),
    inProgress('e', { ...when(2), location: [{ location: { display: 'Ward 1' } }] }),
    inProgress('e', { ...when(3), location: [{ location: { display: 'Ward 2' } }] }),
    inProgress('e', { ...when(8), status: 'finished', period: { end: '2026-03-02T09:00:00Z' } }),
    ...['in-progress', 'completed', 'entered-in-error', 'completed'].map((status, day) => ({
      resourceType: 'Procedure',
      id: 'o',
      status,
      subject: { reference: 'Patient/q' },
      code: { text: `Operation ${day}` },
      ...when(day + 1),
    })),
  ]
  const files = (run: string, parts: Json[][]) =>
    parts.map((part, index) => {
      const type = index % 3 === 1 ? 'history' : 'collection'
      const lines = part.map((one) => JSON.stringify(one)).join('\n')
      const whole = index % 3 === 0 ? lines : JSON.stringify(bundle(type, part))
      return place.write(`${run}-${index}`, whole)
    })
  await loadFiles(place, files('first', [told]), SOURCE)
  const expected = await seen(place, SOURCE)
  assert.match(expected, /"status":"finished"/)
  assert.match(expected, /Operation 3/)
  assert.doesNotMatch(expected, /"merges"|"dead"/)
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(told, { minLength: told.length }),
      fc.subarray(told),
      fc.array(fc.nat({ max: told.length }), { maxLength: 4 }),
      async (order, again, cuts) => {
        run += 1
        const source = `${SOURCE}-${run}`
        const all = [...order, ...again]
        const places = [0, ...cuts, all.length].sort((a, b) => a - b)
        const parts = places.slice(1).map((to, index) => all.slice(places[index], to))
        await loadFiles(
          place,
          files(
            `${run}`,
            parts.filter(({ length }) => length > 0),
          ),
          source,
        )
        assert.equal(await seen(place, source), expected)
      },
    ),
    { numRuns: 25 },
  )
})

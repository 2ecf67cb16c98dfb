import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { type OpenedPlace, openTestPlace } from '../../test/open-place.ts'
import { edit, sign, southmereTexts } from '../agreement/testing.ts'
import { isRefusal, systemActor } from '../kernel/index.ts'
import { countDoubts, findIdentities, findPeople, readWanted } from '../people/index.ts'
import { lookAtOwnRecord } from '../record/index.ts'
import { viewerOf } from '../record/testing.ts'
import { loadFiles } from './load-files.ts'
import { listQuarantine } from './quarantine.ts'
import { testRecord } from './testing.ts'

const NUMBER = '9990123454'
const NHS = 'https://fhir.nhs.uk/Id/nhs-number'
const MARTHA = viewerOf(
  { id: 'martha', name: 'Martha Okello', role: 'resident', nhsNumber: NUMBER },
  'own-record',
)

type Said = { id?: string; number?: string; more?: object }

function patient({ id = 'P1', number = NUMBER, more = {} }: Said = {}): object {
  return {
    resourceType: 'Patient',
    id,
    identifier: [{ system: NHS, value: number }],
    name: [{ family: 'Okello', given: ['Martha'] }],
    gender: 'female',
    birthDate: '1944-03-12',
    ...more,
  }
}

function stay(of: string): object {
  return {
    resourceType: 'Encounter',
    id: `stay-${of}`,
    status: 'in-progress',
    class: { code: 'IMP' },
    subject: { reference: `Patient/${of}` },
    period: { start: '2026-03-01' },
  }
}

async function martha(t: TestContext) {
  const place = await testRecord(t)
  await place.load('mere-general', patient(), stay('P1'))
  await place.load('southmere-gp', patient({ id: 'G1' }))
  const own = async () => {
    const look = await lookAtOwnRecord(place, MARTHA, 'own record')
    assert.ok(look.outcome === 'allowed', `her own record is closed to her: ${look.outcome}`)
    return look.view
  }
  const reasons = async () => {
    const { rows } = await place.databases.owner.short.query<{ reason: string }>(
      `select reason from people.doubt where settled_at is null and person_id = persons[1] order by 1`,
    )
    return rows.map(({ reason }) => reason)
  }
  return { ...place, own, reasons }
}

test('a stranger’s words under her number are not hers, and close nothing to her', async (t) => {
  const place = await martha(t)
  const before = await place.own()
  assert.equal(before.identity.length, 2)
  const stranger = { name: [{ family: 'Quill', given: ['Edwin'] }], birthDate: '1951-07-30' }
  await place.load('southmere-community', patient({ id: 'N1', more: stranger }), stay('N1'))
  const bare = { name: undefined, gender: undefined, birthDate: undefined, deceasedBoolean: true }
  await place.load('national-opt-outs', patient({ id: 'N2', more: bare }))
  await place.load('southmere-council', patient({ id: 'N3', more: bare }))
  const after = await place.own()
  assert.deepEqual(after.identity, before.identity)
  assert.equal(after.who.dead, undefined)
  assert.deepEqual(await place.reasons(), ['number-contradicted'])
  // What agrees besides puts it right by itself.
  await place.load('southmere-council', patient({ id: 'N3' }))
  assert.equal((await place.own()).identity.length, 3)
})

test('what one source says against the others stands as its word, and is in doubt until it agrees', async (t) => {
  const place = await martha(t)
  const said = (at: string) => ({ meta: { lastUpdated: `2026-03-0${at}T08:00:00Z` } })
  const dead = {
    deceasedDateTime: '2026-02-27',
    gender: 'male',
    birthDate: '1944-12-03',
    ...said('1'),
  }
  await place.load('southmere-community', patient({ id: 'N1', more: dead }))
  const view = await place.own()
  assert.equal(view.identity.length, 3)
  assert.equal(view.setting, 'hospital')
  assert.deepEqual(view.who.dead?.sources, ['Southmere Community Health'])
  assert.equal(view.who.dead?.unsaidBy?.length, 2)
  assert.equal(view.who.birthDate.length, 2)
  assert.equal(view.who.sex.length, 2)
  assert.deepEqual(await place.reasons(), ['birth-date', 'death', 'sex'])
  await place.load('southmere-community', patient({ id: 'N1', more: said('2') }))
  assert.deepEqual(await place.reasons(), [])
  assert.equal((await place.own()).who.dead, undefined)
})

test('a feed that calls several by her number closes her record neither to her nor to those tied to her', async (t) => {
  const place = await martha(t)
  const marta = { name: [{ family: 'Okello', given: ['Marta'] }] }
  await place.load('southmere-council', patient({ id: 'K1', more: marta }))
  const before = (await place.own()).identity
  assert.equal(before.length, 3)
  for (const given of ['Martha', 'Marta', 'Mary', 'Joan']) {
    const name = [{ family: 'Okello', given: [given] }]
    await place.load('southmere-community', patient({ id: `N-${given}`, more: { name } }))
    const { identity } = await place.own()
    assert.ok(
      before.every((one) => identity.includes(one)),
      given,
    )
  }
})

test('an identifier counts from whoever gives it out: another that writes it joins nobody', async (t) => {
  const place = await martha(t)
  const system = 'https://meregeneral.example.org/hospital-number'
  const unnumbered = (id: string, given: string) =>
    patient({
      id,
      more: {
        identifier: [{ system, value: 'H0077' }],
        name: [{ family: 'Abara', given: [given] }],
        birthDate: '1961-05-05',
      },
    })
  await place.load('mere-general', unnumbered('H7', 'Ngozi'), unnumbered('H8', 'Ngozi'))
  for (const source of ['southmere-community', 'southmere-gp', 'southmere-council']) {
    await place.load(source, unnumbered('X7', 'Ngozi'))
  }
  const db = place.databases.care.short
  const terms = [{ word: 'abara' }, { births: ['1961-05-05'] }]
  const { found } = await findPeople(db, await readWanted(db, terms, []), [], 50)
  // The hospital's two records of its own number are one person; nobody else's is.
  assert.deepEqual(found.map(({ identity }) => identity.length).sort(), [1, 1, 1, 2])
})

test('whatever is forged under her number, her identity and her record stay what they were', async (t) => {
  const place = await martha(t)
  const before = await place.own()
  const forged = fc.record({
    id: fc.constantFrom('F1', 'F2', 'F3'),
    more: fc.record({
      name: fc.constantFrom(undefined, [{ family: 'Quill', given: ['Martha'] }]),
      gender: fc.constantFrom(undefined, 'male'),
      birthDate: fc.constantFrom(undefined, '1988-08-18', '1900-01-01'),
      deceasedBoolean: fc.boolean(),
      address: fc.constantFrom(undefined, [{ line: ['1 Elsewhere'], postalCode: 'ZM9 9ZZ' }]),
      meta: fc.integer({ min: 1, max: 9 }).map((one) => ({ versionId: String(one) })),
    }),
  })
  const sources = ['southmere-council', 'southmere-community', 'national-opt-outs']
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...sources), forged, async (source, said) => {
      await place.load(source, patient(said))
      const { identity, who, setting } = await place.own()
      assert.deepEqual(identity, before.identity)
      assert.deepEqual(who, before.who)
      assert.equal(setting, before.setting)
    }),
    { numRuns: 15 },
  )
})

test('what no clause names waits in the inbox, shown and counted nowhere, and goes in when one does', async (t) => {
  const opened = await openTestPlace(t)
  const { place, settle } = opened
  const short = place.databases.care.short
  await take(opened, 'mere-general', patient())
  // Linked to as many records as no person has: it can be read, and not be kept.
  const link = Array.from({ length: 150 }, (_, at) => ({
    other: { reference: `Patient/L${at}` },
    type: 'seealso',
  }))
  const crowd = patient({ id: 'S3', number: '9990123470', more: { link } })
  const all = [patient({ id: 'S1' }), crowd, patient({ id: 'S2' })]
  const loaded = await take(opened, 'stranger', ...all)
  assert.deepEqual([loaded.read, loaded.new, loaded.quarantined], [3, 0, 3])
  assert.match(loaded.held!, /no clause of the agreement names its feed/)
  const one = await findIdentities(short, { nhsNumber: NUMBER })
  assert.deepEqual(
    one.map(({ length }) => length),
    [1],
  )
  const { items } = await listQuarantine(short)
  assert.equal(items.length, 3)
  for (const { reason } of items) assert.match(reason, /no clause of the agreement names its feed/)
  const { rows } = await place.databases.owner.short.query<{ clause: string }>(
    `select text::json ->> 'clause' as clause from trail.entry
      where text like '%"source":"stranger"%' and text like '%"command":"intake.receive"%'`,
  )
  assert.deepEqual(
    rows.map(({ clause }) => clause),
    ['3.6'],
  )
  // A text that names it, in place of the community trust's feed.
  const texts = edit(
    edit(await southmereTexts(), 'id: southmere-community\n    party', 'id: stranger\n    party'),
    'feeds: [southmere-community,',
    'feeds: [stranger,',
  )
  const adopted = await place.agreement.adopt(
    { actor: systemActor('test'), purpose: 'agreement' },
    sign(edit(texts, /version: .*/, "version: '2.0'")),
  )
  assert.ok(!isRefusal(adopted), JSON.stringify(adopted))
  await settle()
  // One bad item stops nobody: it stays, for its own reason.
  const left = (await listQuarantine(short)).items.map(({ reason }) => reason.split(';')[0])
  assert.deepEqual(left, ['more than 100 records would be one person'])
  const both = await findIdentities(short, { nhsNumber: NUMBER })
  assert.deepEqual(
    both.map(({ length }) => length),
    [3],
  )
  assert.equal(await countDoubts(short), 0)
  // Whose clause has ended gives nothing further.
  const late = await take(opened, 'southmere-community', patient({ id: 'C1' }))
  assert.deepEqual([late.new, late.quarantined], [0, 1])
})

let files = 0

async function take({ place }: OpenedPlace, source: string, ...all: object[]) {
  files += 1
  const folder = mkdtempSync(join(tmpdir(), 'concordat-forged-'))
  try {
    const path = join(folder, `${files}.ndjson`)
    writeFileSync(path, all.map((one) => `${JSON.stringify(one)}\n`).join(''))
    const loaded = await loadFiles(place, [path], source)
    return loaded.files[0]!
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

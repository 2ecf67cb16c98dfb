import assert from 'node:assert/strict'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { Databases } from '../kernel/index.ts'
import { type LoadedFile, loadFiles } from './load-files.ts'
import { testIntake } from './testing.ts'

const SHARED = join(import.meta.dirname, '../../../shared/testdata')
const SOURCE = 'mere-general'

const patient = (id: string, more: object = {}) => ({
  resourceType: 'Patient',
  id,
  name: [{ family: 'Okello', given: ['Martha'] }],
  birthDate: '1944-03-12',
  ...more,
})
const condition = (id: string, of: string) => ({
  resourceType: 'Condition',
  id,
  code: { text: 'Heart failure' },
  subject: { reference: `Patient/${of}` },
})
const bundle = (...resources: object[]) =>
  JSON.stringify({
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource) => ({ resource })),
  })

const counts = ({ kind, read, new: taken, unchanged, quarantined }: LoadedFile) => ({
  kind,
  read,
  new: taken,
  unchanged,
  quarantined,
})

async function totals({ care }: Databases) {
  const one = async (table: string) => {
    const { rows } = await care.short.query<{ count: string }>(`select count(*) from ${table}`)
    return Number(rows[0]!.count)
  }
  return {
    items: await one('intake.item'),
    people: await one('people.person'),
    resources: await one('record.resource'),
    shared: await one('record.shared_resource'),
    entries: await one('trail.entry'),
  }
}

test('what can be read goes in, the rest to quarantine, and a second load reports nothing new', async (t) => {
  const place = await testIntake(t)
  const path = place.write(
    'bundle.json',
    bundle(
      patient('H1'),
      condition('C1', 'H1'),
      { resourceType: 'Organization', id: 'RXS' },
      { resourceType: 'Spaceship' },
      patient('H2', { birthDate: '2026-02-31' }),
      condition('C1', 'H1'),
    ),
  )
  const first = await loadFiles(place, [path], SOURCE)
  assert.deepEqual(first.files.map(counts), [
    { kind: 'fhir-bundle', read: 6, new: 3, unchanged: 1, quarantined: 2 },
  ])
  const after = await totals(place.databases)
  assert.deepEqual(after, { items: 5, people: 1, resources: 2, shared: 1, entries: 1 })
  const second = await loadFiles(place, [path], SOURCE)
  assert.deepEqual(second.files.map(counts), [
    { kind: 'fhir-bundle', read: 6, new: 0, unchanged: 4, quarantined: 2 },
  ])
  // What says by nothing when it was so has been said again, and that is written down: nothing else is.
  assert.deepEqual(await totals(place.databases), { ...after, entries: 2 })
})

test('the same items from another source are that source’s own', async (t) => {
  const place = await testIntake(t)
  const path = place.write('one.json', JSON.stringify(patient('H1')))
  await loadFiles(place, [path], SOURCE)
  const other = await loadFiles(place, [path], 'southmere-gp')
  assert.equal(other.files[0]!.new, 1)
  assert.equal((await totals(place.databases)).people, 2)
})

test('every form of file is known by its content, packed or not', async (t) => {
  const place = await testIntake(t)
  const visit = `Ward 6${'|'.repeat(16)}V9${'|'.repeat(25)}202603011000`
  const pid = 'PID|1||H9^^^RXS^MR||Okello'
  const message = `MSH|^~\\&|A|RXS|||20260301||ADT^A01|1|P|2.4\r${pid}\rPV1|1|I|${visit}\r`
  const files = [
    place.write('a.txt', `\ufeff${bundle(patient('H1'))}`),
    place.write('b.dat', gzipSync(JSON.stringify(patient('H3')))),
    place.write(
      'c',
      `${JSON.stringify(patient('H4'))}\n\n${JSON.stringify(condition('C4', 'H4'))}\n`,
    ),
    place.write('d.csv', `\x0b${message}\x1c\r`),
    place.write('e.json', gzipSync(message.replaceAll('\r', '\r\n'))),
  ]
  const { files: loaded } = await loadFiles(place, files, SOURCE)
  assert.deepEqual(
    loaded.map(({ kind, new: taken, unchanged }) => [kind, taken, unchanged]),
    [
      ['fhir-bundle', 1, 0],
      ['fhir-resource', 1, 0],
      ['fhir-ndjson', 2, 0],
      ['hl7v2', 1, 0],
      ['hl7v2', 0, 1],
    ],
  )
})

test('a file that cannot be taken is refused whole with a sentence, and the others are taken', async (t) => {
  const place = await testIntake(t)
  const whole = bundle(patient('H1'), condition('C1', 'H1'))
  const packed = gzipSync(whole)
  const cases: [string | Buffer, RegExp][] = [
    ['', /the file is empty/],
    [whole.slice(0, -30), /ends in the middle of entry 2/],
    [packed.subarray(0, packed.length - 12), /gzip file is cut off/],
    [
      Buffer.concat([packed.subarray(0, 30), Buffer.alloc(20), packed.subarray(50)]),
      /gzip file is (damaged|cut off)/,
    ],
    [Buffer.from(whole, 'utf16le'), /UTF-16/],
    [`${whole}}`, /not valid JSON/],
    [JSON.stringify({ resourceType: 'Bundle', entry: { resource: patient('H1') } }), /no list/],
    ['id,name\n1,x\n', /not Client Level Data/],
    [Buffer.from('PK\x03\x04xxxx'), /zip archive/],
  ]
  const paths = cases.map(([content], at) => place.write(`${at}.json`, content))
  const good = place.write('good.json', JSON.stringify(patient('H7')))
  const { files } = await loadFiles(place, [...paths, '/nowhere/at/all', good], SOURCE)
  cases.forEach(([, sentence], at) => {
    assert.equal(files[at]!.kind, 'unreadable')
    assert.match(files[at]!.fault!.line, sentence)
    assert.match(files[at]!.fault!.line, /^concordat: .+ \(.+\)\. .+\.$/)
  })
  assert.match(files.at(-2)!.fault!.message, /no such file/)
  assert.equal(files.at(-1)!.new, 1)
  assert.deepEqual(await totals(place.databases), {
    items: 1,
    people: 1,
    resources: 1,
    shared: 0,
    entries: 1,
  })
})

test('a folder stands for the files below it, without hidden ones and the place’s own', async (t) => {
  const place = await testIntake(t)
  const path = place.write('one.json', JSON.stringify(patient('H1')))
  const folder = join(path, '..')
  for (const name of ['own', '.hidden', 'more']) mkdirSync(join(folder, name))
  for (const name of ['own/key.json', '.hidden/a.json', '.b.json', 'more/two.json']) {
    place.write(name, JSON.stringify(patient('H2')))
  }
  const settings = { dataFolder: join(folder, 'own'), mode: 'made-up' as const }
  const { files } = await loadFiles({ ...place, settings }, [folder], SOURCE)
  assert.deepEqual(
    files.map((file) => [file.path, file.new]),
    [
      [join(folder, 'more/two.json'), 1],
      [path, 1],
    ],
  )
})

test('two loads of the same file at once both end right', async (t) => {
  const place = await testIntake(t)
  const resources = Array.from({ length: 2500 }, (_, at) => condition(`C${at}`, `H${at % 50}`))
  const people = Array.from({ length: 50 }, (_, at) => patient(`H${at}`))
  const path = place.write(
    'many.ndjson',
    [...people, ...resources].map((one) => JSON.stringify(one)).join('\n'),
  )
  const both = await Promise.all([
    loadFiles(place, [path], SOURCE),
    loadFiles(place, [path], SOURCE),
    loadFiles(place, [path], SOURCE),
  ])
  const sums = both.map(({ files }) => files[0]!)
  for (const file of sums) assert.equal(file.read, file.new + file.unchanged + file.quarantined)
  assert.equal(
    sums.reduce((sum, file) => sum + file.new, 0),
    2550,
  )
  const { items, people: known, resources: kept } = await totals(place.databases)
  assert.deepEqual({ items, known, kept }, { items: 2550, known: 50, kept: 2550 })
})

test('what comes twice in one file is one, however far apart, with whatever of it is new', async (t) => {
  const place = await testIntake(t)
  const resources = Array.from({ length: 1500 }, (_, at) => condition(`C${at}`, 'H1'))
  const lines = [patient('H1'), ...resources].map((one) => JSON.stringify(one))
  const path = place.write('twice.ndjson', [...lines, ...lines.slice(400), '{'].join('\n'))
  const [file] = (await loadFiles(place, [path], SOURCE)).files
  assert.deepEqual(counts(file!), {
    kind: 'fhir-ndjson',
    read: 2602 + 1,
    new: 1501,
    unchanged: 1101,
    quarantined: 1,
  })
  const { items, resources: kept } = await totals(place.databases)
  assert.deepEqual({ items, kept }, { items: 1502, kept: 1501 })
})

test('a stop between commands keeps what was taken, and the next load takes the rest', async (t) => {
  const place = await testIntake(t)
  const resources = Array.from({ length: 3500 }, (_, at) => condition(`C${at}`, 'H1'))
  const path = place.write(
    'many.ndjson',
    [patient('H1'), ...resources].map((one) => JSON.stringify(one)).join('\n'),
  )
  const stop = new AbortController()
  const onProgress = (_: number, items: number) => items > 0 && stop.abort()
  const first = await loadFiles(place, [path], SOURCE, { signal: stop.signal, onProgress })
  assert.equal(first.stopped, true)
  const taken = first.files[0]!.new
  assert.ok(taken > 0 && taken < 3501, `${taken}`)
  const second = await loadFiles(place, [path], SOURCE)
  assert.equal(second.files[0]!.new, 3501 - taken)
  assert.equal(second.files[0]!.unchanged, taken)
})

test('a reference by urn:uuid leads to the patient that the same bundle gives that name', async (t) => {
  const place = await testIntake(t)
  const entry = [
    {
      fullUrl: 'urn:uuid:c',
      resource: { ...condition('C1', ''), subject: { reference: 'urn:uuid:p' } },
    },
    { fullUrl: 'urn:uuid:p', resource: patient('H1') },
  ]
  await loadFiles(
    place,
    [place.write('a.json', JSON.stringify({ entry, resourceType: 'Bundle' }))],
    SOURCE,
  )
  const { rows } = await place.databases.care.short.query<{ count: string }>(
    'select count(distinct person_id) as count from record.resource',
  )
  assert.equal(rows[0]!.count, '1')
})

test('in a live place a made-up NHS number raises an alarm', async (t) => {
  const place = await testIntake(t)
  const identifier = [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990123454' }]
  const path = place.write('a.json', JSON.stringify(patient('H1', { identifier })))
  const quiet = await loadFiles(place, [path], SOURCE)
  assert.deepEqual(quiet.files[0]!.warnings, {})
  const live = { ...place, settings: { dataFolder: '/', mode: 'live' as const } }
  const loud = await loadFiles(live, [path], 'southmere-gp')
  assert.deepEqual(Object.values(loud.files[0]!.warnings), [1])
})

test('the shared FHIR and HL7 files load, twice', async (t) => {
  if (!existsSync(SHARED)) return t.skip('the shared files are not here')
  const place = await testIntake(t)
  const files = ['fhir/synthea', 'fhir/ukcore/examples-json', 'hl7v2/messages'].map((name) =>
    join(SHARED, name),
  )
  const first = await loadFiles(place, files, SOURCE)
  const sum = (loaded: typeof first, what: 'new' | 'read' | 'quarantined') =>
    loaded.files.reduce((total, file) => total + file[what], 0)
  assert.deepEqual(
    first.files.filter(({ fault }) => fault).map(({ path }) => path.split('/').at(-1)),
    ['LICENSE'],
  )
  assert.ok(sum(first, 'new') > 6_500)
  const synthea = first.files.filter(({ path }) => path.includes('synthea'))
  assert.equal(
    synthea.reduce((total, file) => total + file.quarantined, 0),
    0,
  )
  const second = await loadFiles(place, files, SOURCE)
  assert.equal(sum(second, 'new'), 0)
  assert.equal(sum(second, 'quarantined'), sum(first, 'quarantined'))
})

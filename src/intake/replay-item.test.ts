import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRefusal, systemActor, type Viewer } from '../kernel/index.ts'
import { feeds } from './feeds.ts'
import { loadFiles } from './load-files.ts'
import { pack, unpack } from './pack.ts'
import { countAllQuarantined, listQuarantine, showQuarantined } from './quarantine.ts'
import { type TestIntake, testIntake } from './testing.ts'

const SOURCE = 'mere-general'
const viewer: Viewer = { actor: systemActor('test'), purpose: 'governance' }

const bad = (id: string) => JSON.stringify({ resourceType: 'Patient', id, birthDate: '2026-02-31' })
const good = (id: string) =>
  JSON.stringify({ resourceType: 'Patient', id, birthDate: '2026-02-28' })

async function quarantined(place: TestIntake) {
  return (await listQuarantine(place.databases.care.short)).items
}

/** As if a later version of the program could read what this one cannot. */
async function mend({ databases }: TestIntake, id: string, bytes: string): Promise<void> {
  const { rows } = await databases.owner.short.query<{ first: string; bytes: Buffer }>(
    'select first, bytes from intake.pack where first <= $1 order by first desc limit 1',
    [id],
  )
  const { first, bytes: packed } = rows[0]!
  const at = Number(id) - Number(first)
  const items = unpack(packed)
  items[at] = { ...items[at]!, bytes: Buffer.from(bytes), size: bytes.length }
  const values = [first, await pack(items)]
  await databases.owner.short.query('update intake.pack set bytes = $2 where first = $1', values)
}

test('quarantine says where and why, and nothing of what the item says', async (t) => {
  const place = await testIntake(t)
  const content = `${good('H1')}\n${bad('SECRET-7')}\n{"resourceType":\n`
  await loadFiles(place, [place.write('secret-name.ndjson', content)], SOURCE)
  const items = await quarantined(place)
  assert.deepEqual(
    items.map(({ kind, source, place: where, reason, reasonPlace }) => ({
      kind,
      source,
      where,
      reason,
      reasonPlace,
    })),
    [
      {
        kind: 'fhir-ndjson',
        source: SOURCE,
        where: 'line 3',
        reason: 'this is not valid JSON',
        reasonPlace: 'its end, which is missing',
      },
      {
        kind: 'fhir-ndjson',
        source: SOURCE,
        where: 'line 2',
        reason: 'the date is a day that does not exist: 31 February 2026',
        reasonPlace: 'Patient.birthDate',
      },
    ],
  )
  assert.doesNotMatch(JSON.stringify(items), /secret/i)
  assert.equal(
    (await showQuarantined(place.databases.care.short, items[0]!.id))!.file,
    'secret-name.ndjson',
  )
  assert.equal(await showQuarantined(place.databases.care.short, 'x'), undefined)
})

test('what can be read on a second try goes into the record as of when it arrived', async (t) => {
  const place = await testIntake(t)
  await loadFiles(place, [place.write('a.ndjson', `${bad('H1')}\n${bad('H2')}\n`)], SOURCE)
  const [second, first] = await quarantined(place)
  place.clock.set('2026-03-11T09:00:00Z')
  await loadFiles(place, [place.write('b.json', good('H1').replace('28', '27'))], SOURCE)
  await mend(place, first!.id, good('H1'))
  const read = await place.replay(viewer, first!.id)
  // What came later stands; what was said before is one version more of it.
  assert.deepEqual(read, { id: first!.id, parsed: true, new: 0, changed: 1 })
  const still = await place.replay(viewer, second!.id)
  assert.ok(!isRefusal(still) && !still.parsed && still.place === 'Patient.birthDate')
  assert.equal(await countAllQuarantined(place.databases.care.short), 1)
  const { rows } = await place.databases.care.short.query<{ said: { birthDate: string } }>(
    'select said from people.person',
  )
  assert.deepEqual(
    rows.map(({ said }) => said.birthDate),
    ['2026-02-27'],
  )
  const again = await place.replay(viewer, first!.id)
  assert.ok(isRefusal(again) && again.code === 'not-quarantined')
  for (const id of ['999999', '-1', 'x', '1;2'])
    assert.ok(isRefusal(await place.replay(viewer, id)))
})

test('a replayed entry still knows whom its bundle meant by a urn', async (t) => {
  const place = await testIntake(t)
  const condition = {
    resourceType: 'Condition',
    subject: { reference: 'urn:uuid:p' },
    recordedDate: '2026-02-31',
  }
  const entry = [
    { fullUrl: 'urn:uuid:p', resource: { resourceType: 'Patient', id: 'H1' } },
    { fullUrl: 'urn:uuid:c', resource: condition },
  ]
  const bundle = JSON.stringify({ resourceType: 'Bundle', entry })
  await loadFiles(place, [place.write('a.json', bundle)], SOURCE)
  const [item] = await quarantined(place)
  await mend(place, item!.id, JSON.stringify(entry[1]).replace('02-31', '02-28'))
  await place.replay(viewer, item!.id)
  const { rows } = await place.databases.care.short.query(
    'select count(distinct person_id) as people, count(*) as all from record.resource',
  )
  assert.deepEqual({ ...rows[0] }, { people: '1', all: '2' })
})

test('an item over the limit is noted, and cannot be read again', async (t) => {
  const place = await testIntake(t)
  const huge = JSON.stringify({ resourceType: 'Binary', data: 'A'.repeat(17 * 1024 * 1024) })
  const { files } = await loadFiles(place, [place.write('huge.json', huge)], SOURCE)
  assert.equal(files[0]!.quarantined, 1)
  const [item] = await quarantined(place)
  assert.match(item!.reason, /larger than 16 MB/)
  assert.equal(item!.kept, false)
  const again = await loadFiles(place, [place.write('huge2.json', huge)], SOURCE)
  assert.equal(again.files[0]!.quarantined, 1)
  assert.equal(await countAllQuarantined(place.databases.care.short), 1)
})

test('feeds say when something last came: what is undated and comes again has come again', async (t) => {
  const place = await testIntake(t)
  const path = place.write('a.json', good('H1'))
  assert.deepEqual(await feeds(place.databases.care.short), [])
  await loadFiles(place, [path], SOURCE)
  place.clock.set('2026-03-12T09:00:00Z')
  await loadFiles(place, [path], SOURCE)
  assert.deepEqual(await feeds(place.databases.care.short), [
    {
      feed: SOURCE,
      name: SOURCE,
      lastArrivedAt: '2026-03-12T09:00:00.000Z',
      late: false,
      items: 1,
    },
  ])
})

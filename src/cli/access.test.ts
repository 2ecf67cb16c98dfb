import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import JSZip from 'jszip'
import { openLog, readSettings } from '../kernel/index.ts'
import { testDatabaseUrl } from '../kernel/testing.ts'
import { openPlace } from '../main.ts'
import { personIdOf, savePeople } from '../people/index.ts'
import { testPerson } from '../people/testing.ts'
import { storeEvents, told } from '../record/testing.ts'
import { concordat } from './testing.ts'

const [MARTHA, STRANGER] = ['9990123454', '9990131013']
const hers = [
  testPerson('H1', { nhsNumber: MARTHA }),
  testPerson('C1', { nhsNumber: MARTHA }, 'southmere-council'),
]
const other = testPerson('H9', {
  nhsNumber: STRANGER,
  family: 'Quill',
  given: ['David'],
  birthDate: '1990-07-01',
})

function stay(sourceId: string, label: string) {
  return {
    personId: personIdOf('mere-general', sourceId),
    ...told(sourceId),
    kind: 'stay' as const,
    status: 'active' as const,
    startAt: '2026-03-09T10:00:00Z',
    organisation: 'RXS',
    unit: 'Ward 6',
    label,
    detail: {},
  }
}

test('what somebody may see is asked, looks are listed, and everything is taken home, and checked', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-access-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const env = {
    CONCORDAT_DATA: folder,
    CONCORDAT_PLACE: 'places/southmere',
    DATABASE_URL: await testDatabaseUrl(t),
  }
  const settings = readSettings(env)
  const place = await openPlace(settings, { log: openLog('silent') })
  await place.agreement.adoptFolder(settings.placeFolder)
  const now = new Date()
  await place.databases.care.transaction(async (tx) => {
    await savePeople(tx, [...hers, other], now)
    await storeEvents(tx, 'mere-general', now, [stay('H1', 'Hers'), stay('H9', 'Of somebody else')])
  })
  await place.close()
  const call = async (...words: string[]) => {
    const { status, stdout, stderr } = await concordat(env, [...words, '--json'])
    return { status, stderr, said: stdout === '' ? undefined : JSON.parse(stdout) }
  }

  const asking = ['--purpose', 'direct-care', '--person', MARTHA!]
  const ward = await call('access', 'ask', '--as', 'priya.shah', ...asking)
  assert.equal(ward.status, 0, ward.stderr)
  assert.ok(ward.said.relationships.includes('admitted-here'))
  const classOf = (asked: typeof ward, name: string) =>
    asked.said.classes.find((one: { class: string }) => one.class === name)
  assert.deepEqual(classOf(ward, 'hospital'), { class: 'hospital', allowed: true, clause: '6.1' })
  assert.equal(classOf(ward, 'safeguarding').allowed, false)
  const elsewhere = await call('access', 'ask', '--as', 'tom.ellis', ...asking)
  assert.deepEqual(
    [elsewhere.status, classOf(elsewhere, 'hospital').condition],
    [1, 'relationship:admitted-here'],
  )
  const page = await concordat(env, [
    'person',
    MARTHA!,
    '--as',
    'tom.ellis',
    '--purpose',
    'direct-care',
  ])
  assert.ok(page.stdout.includes(classOf(elsewhere, 'demographics').sentence))

  const looks = await call('looks', MARTHA!, '--as', 'martha.okello')
  assert.equal(looks.status, 0, looks.stderr)
  assert.equal(looks.said.complete, true)
  assert.deepEqual(Object.keys(looks.said.looks[0]), [
    ...[
      'number',
      'at',
      'name',
      'role',
      'organisation',
      'purpose',
      'clause',
      'outcome',
      'what',
      'times',
    ],
  ])
  assert.ok(
    looks.said.looks.some(({ what }: { what: string }) => /what Priya Shah.*may see/.test(what)),
  )
  assert.ok(looks.said.looks.some(({ outcome }: { outcome: string }) => outcome === 'refused'))
  assert.equal((await call('looks', MARTHA!, '--as', 'ruth.okello')).status, 1)

  const file = join(folder, 'everything.zip')
  const taken = await call('export', 'person', MARTHA!, '--out', file, '--as', 'martha.okello')
  assert.equal(taken.status, 0, taken.stderr)
  const zip = await JSZip.loadAsync(readFileSync(file))
  const names = Object.keys(zip.files)
  assert.deepEqual(
    names,
    taken.said.files.map(({ name }: { name: string }) => name),
  )
  const texts = await Promise.all(names.map((name) => zip.file(name)!.async('string')))
  const all = texts.join('\n')
  for (const { personId } of hers) assert.ok(all.includes(personId), personId)
  for (const words of [STRANGER!, 'Quill', 'Of somebody else', other.personId]) {
    assert.ok(!all.includes(words), words)
  }
  const bundle = join(folder, 'bundle.json')
  writeFileSync(bundle, texts[names.indexOf('bundle.json')]!)
  const verified = await call('trail', 'verify', '--bundle', bundle)
  const wrong = ({ said }: typeof verified) =>
    said.faults.filter(({ entry }: { entry: string }) => entry !== '')
  assert.deepEqual(wrong(verified), [])
  const changed = texts[names.indexOf('bundle.json')]!.replace('Tom Ellis', 'Tim Ellis')
  writeFileSync(bundle, changed)
  assert.notDeepEqual(wrong(await call('trail', 'verify', '--bundle', bundle)), [])
  const refused = await call('export', 'person', MARTHA!, '--out', file, '--as', 'ruth.okello')
  assert.deepEqual([refused.status, refused.said.files], [1, []])
})

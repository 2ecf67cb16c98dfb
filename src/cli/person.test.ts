import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { DAY_MS, openLog, readSettings, type Settings } from '../kernel/index.ts'
import { testDatabaseUrl } from '../kernel/testing.ts'
import { openPlace } from '../main.ts'
import { personIdOf, savePeople } from '../people/index.ts'
import { storeEvents, told } from '../record/testing.ts'
import type { CliValue } from './command.ts'
import { command } from './person.ts'

const HOSPITAL = 'mere-general'
const personId = personIdOf(HOSPITAL, 'H1')

async function printed(
  settings: Settings,
  id: string[],
  values: Record<string, CliValue>,
  json = false,
) {
  const lines: string[] = []
  const out = (text: string) => void lines.push(text)
  const code = await command.run({ values, positionals: id, json, settings, out, err: out })
  return { code, text: lines.join('\n') }
}

async function fillPlace(settings: Settings): Promise<void> {
  const place = await openPlace(settings, { log: openLog('silent') })
  await place.agreement.adoptFolder(settings.placeFolder)
  const known = { identifiers: [], phones: [], emails: [], nhsNumber: '9990123454' }
  const who = { family: 'Okello', given: ['Martha'], birthDate: '1944-03-12' }
  const now = new Date()
  await place.databases.care.transaction(async (tx) => {
    await savePeople(
      tx,
      [{ source: HOSPITAL, sourceId: 'H1', authority: '', personId, ...known, ...who }],
      now,
    )
    await storeEvents(tx, HOSPITAL, now, [
      {
        personId,
        ...told('V1'),
        kind: 'stay',
        status: 'active',
        startAt: new Date(now.getTime() - DAY_MS).toISOString(),
        organisation: 'RXS',
        unit: 'Ward 6',
        label: 'Hospital stay',
        detail: {},
      },
    ])
  })
  await place.close()
}

test('a resident’s own record opens to them though a stranger’s carries their number', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'person-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const settings = readSettings({
    CONCORDAT_DATA: folder,
    CONCORDAT_PLACE: 'places/southmere',
    DATABASE_URL: await testDatabaseUrl(t),
  })
  await fillPlace(settings)
  const place = await openPlace(settings, { log: openLog('silent') })
  const stranger = {
    ...{
      source: 'southmere-gp',
      sourceId: 'P9',
      authority: '',
      identifiers: [],
      phones: [],
      emails: [],
    },
    ...{ family: 'Quill', given: ['David'], birthDate: '1990-07-01', nhsNumber: '9990123454' },
    personId: personIdOf('southmere-gp', 'P9'),
  }
  await place.databases.care.transaction((tx) => savePeople(tx, [stranger], new Date()))
  await place.close()
  const own = { as: 'martha.okello', purpose: 'own-record' }
  const { code, text } = await printed(settings, ['9990123454'], own)
  assert.equal(code, 0, text)
  assert.match(text, /Martha/)
  assert.doesNotMatch(text, /Quill/)
})

test('prints what somebody would be shown, or the refusal, and writes down who really asked', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'person-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const settings = readSettings({
    CONCORDAT_DATA: folder,
    CONCORDAT_PLACE: 'places/southmere',
    DATABASE_URL: await testDatabaseUrl(t),
  })
  await fillPlace(settings)
  const care = { purpose: 'direct-care' }

  const shown = await printed(settings, ['999', '012', '3454'], { ...care, as: 'priya.shah' })
  assert.equal(shown.code, 0, shown.text)
  assert.match(shown.text, /Martha Okello, NHS 999 012 3454/)
  assert.match(shown.text, /Hospital stay, Mere General/)

  const refused = await printed(settings, [personId], { ...care, as: 'tom.ellis' })
  assert.equal(refused.code, 1)
  assert.match(refused.text, /It is not shown\.\n.*Clause 6\.1/)
  assert.doesNotMatch(refused.text, /Okello/)

  const [hers, nobodys] = [
    await printed(settings, ['9990123454'], { ...care, as: 'tom.ellis' }),
    await printed(settings, ['9990123462'], { ...care, as: 'tom.ellis' }),
  ]
  assert.deepEqual(nobodys, hers, 'nobody reads as not yours')

  const nobody = await printed(settings, ['9990123462'], { ...care, as: 'priya.shah' }, true)
  assert.equal(nobody.code, 1)
  const answers = JSON.parse(nobody.text) as { outcome: string; refusal: { clause: unknown } }[]
  assert.deepEqual(
    answers.map(({ outcome, refusal }) => [outcome, Object.keys(refusal.clause as object)]),
    [['refused', ['number', 'heading', 'text']]],
  )

  const place = await openPlace(settings, { log: openLog('silent') })
  const looks = await place.trail.looksAt([personId])
  await place.close()
  assert.deepEqual(
    looks.map(({ outcome }) => outcome),
    ['refused', 'allowed'],
  )
  assert.match(looks[0]!.actor.name, /, acting as Tom Ellis$/)
})

test('what was left out is said before anything is opened', async () => {
  const settings = readSettings({ CONCORDAT_DATA: join(tmpdir(), 'no-such-place') })
  const given = { purpose: 'direct-care', as: 'priya.shah' }
  await assert.rejects(printed(settings, [], given), /nobody was named/)
  await assert.rejects(printed(settings, ['12'], given), /neither an NHS number nor an id/)
  await assert.rejects(printed(settings, [personId], { ...given, as: undefined }), /who looks/)
  await assert.rejects(printed(settings, [personId], { ...given, purpose: '' }), /purpose/)
  await assert.rejects(printed(settings, [personId], given), /no place in this folder/)
})

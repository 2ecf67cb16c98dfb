import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadFiles } from '../intake/index.ts'
import { fixedClock, openLog, readSettings, type Settings } from '../kernel/index.ts'
import { testDatabaseUrl } from '../kernel/testing.ts'
import { openPlace } from '../main.ts'
import type { CliValue } from './command.ts'
import { command } from './occurrences.ts'

const SOURCE = 'mere-general'
const HEAD = (type: string, at: string) =>
  `MSH|^~\\&|MEREPAS|RXS|||${at}||ADT^${type}|${type}${at}|P|2.4\rEVN|${type}|${at}`
const PID = 'PID|1||H1^^^RXS^MR~9990123454^^^NHS^NH||Okello^Martha||19440312|F'
const PV1 = 'PV1|1|I|Ward 6^Bay 2^Bed 4||||||||||||||||V1|||||||||||||||||||||||||202603011000'
const message = (type: string, at: string, ready = '') =>
  [HEAD(type, at), PID, PV1, ...(ready === '' ? [] : [`ZU1|1|${ready}|1`])].join('\r')
/** The same stay as the hospital's extract tells it, under the same number. */
const EXTRACT = [
  {
    resourceType: 'Patient',
    id: 'H1',
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990123454' }],
    name: [{ family: 'Okello', given: ['Martha'] }],
    birthDate: '1944-03-12',
  },
  {
    resourceType: 'Encounter',
    id: 'E1',
    identifier: [{ value: 'V1' }],
    status: 'in-progress',
    class: { code: 'IMP' },
    subject: { reference: 'Patient/H1' },
    period: { start: '2026-03-01T10:00:00Z' },
  },
]

type Printed = { occurrences: { kind: string; ready: string | null; tellings: object[] }[] }

test('a stay told in two forms is one row; a corrected ready date answers before and after', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-occurrences-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const DATABASE_URL = await testDatabaseUrl(t)
  const settings = readSettings({ CONCORDAT_DATA: join(folder, 'data'), DATABASE_URL })
  const clock = fixedClock('2026-03-03T09:00:00Z')
  const place = await openPlace(settings, { log: openLog('silent'), clock })
  const load = async (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    const { files } = await loadFiles(place, [join(folder, name)], SOURCE)
    assert.deepEqual([files[0]!.fault, files[0]!.quarantined], [undefined, 0])
  }
  try {
    await load('1.hl7', message('A01', '20260301100500'))
    await load('1.ndjson', EXTRACT.map((one) => JSON.stringify(one)).join('\n'))
    await load('2.hl7', message('A08', '20260303083000', '202603041200'))
    clock.set('2026-03-04T09:00:00Z')
    await load('3.hl7', message('A08', '20260304083000', '202603060900'))
  } finally {
    await place.close()
  }
  // Asked while the hospital is still heard: a ward is tied to nobody by what was told months ago.
  const then = { ...settings, now: new Date('2026-03-04T10:00:00Z') }
  const run = (more: Record<string, CliValue> = {}) =>
    printed(then, { as: 'priya.shah', purpose: 'direct-care', ...more })
  const now = await run()
  assert.deepEqual([now.code, readyOf(now.text)], [0, ['2026-03-06T09:00:00.000Z']])
  assert.equal((JSON.parse(now.text) as Printed).occurrences[0]!.tellings.length, 2)
  const before = await run({ 'known-at': '2026-03-03' })
  assert.deepEqual(readyOf(before.text), ['2026-03-04T12:00:00.000Z'])
  const never = await run({ 'known-at': '2026-03-02T09:00:00Z' })
  assert.deepEqual(readyOf(never.text), [])
  const refused = await run({ as: 'kit.lang' })
  assert.equal(refused.code, 1)
  assert.deepEqual((JSON.parse(refused.text) as Printed).occurrences, [])
  await assert.rejects(run({ 'known-at': 'yesterday' }), /this is no time: "yesterday"/)
})

async function printed(settings: Settings, values: Record<string, CliValue>) {
  const lines: string[] = []
  const out = (text: string) => void lines.push(text)
  const call = { positionals: ['9990123454'], json: true, settings, out, err: out }
  const code = await command.run({ ...call, values })
  return { code, text: lines.join('\n') }
}

function readyOf(text: string): (string | null)[] {
  return (JSON.parse(text) as Printed).occurrences.map(({ ready }) => ready)
}

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { testDatabaseUrl } from '../kernel/testing.ts'
import { concordat } from './testing.ts'

type Line = {
  id: string
  hash: string
  kind: string
  control_id: string | null
  place: string
  verdict: string
  person: string | null
}

async function loaded(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-inbox-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const settings = {
    CONCORDAT_DATA: join(folder, 'data'),
    DATABASE_URL: await testDatabaseUrl(t),
  }
  const run = (...words: string[]) => concordat(settings, words)
  const load = async (name: string, content: string) => {
    writeFileSync(join(folder, name), content)
    const { status, stderr } = await run('load', join(folder, name), '--source', 'mere-general')
    assert.equal(status, 0, stderr)
  }
  const list = async (...more: string[]): Promise<Line[]> => {
    const { status, stdout, stderr } = await run(
      'inbox',
      'list',
      '--source',
      'mere-general',
      ...more,
    )
    assert.equal(status, 0, stderr)
    return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]))
  }
  return { run, load, list }
}

const message = (control: string, visit: string) =>
  [
    `MSH|^~\\&|MEREPAS|RXS|||20260301090000||ADT^A01|${control}|P|2.4`,
    'EVN|A01|20260301090000',
    'PID|1||H1^^^RXS^MR||Okello^Martha||19440312|F',
    `PV1|1|I|Ward 6||||||||||||||||${visit}`,
    '',
  ].join('\r')

test('everything that came is listed once, in its order, with its number and its verdict', async (t) => {
  const { load, list } = await loaded(t)
  const [first, second] = [message('C1', 'V1'), message('C2', 'V2')]
  const unread = 'MSH|^~\\&|MEREPAS|RXS|||20260301||ADT^A01|C3|P|2.4\rEVN|A01|20260301\r'
  await load('one.hl7', first + second + unread)
  await load('again.hl7', second)
  await load('one.json', '{"resourceType":"Patient","id":"P1","birthDate":"1950-01-01"}\n')
  const lines = await list()
  assert.deepEqual(
    lines.map(({ control_id, verdict, kind }) => [control_id, verdict, kind]),
    [
      ['C1', 'parsed', 'hl7v2'],
      ['C2', 'parsed', 'hl7v2'],
      ['C3', 'quarantined', 'hl7v2'],
      [null, 'parsed', 'fhir-resource'],
    ],
  )
  assert.equal(lines[0]!.hash, createHash('sha256').update(first).digest('hex'))
  assert.equal(lines[0]!.place, 'message 1, line 1')
  assert.equal(lines[0]!.person, lines[1]!.person)
  assert.match(lines[0]!.person!, /^[0-9a-f-]{36}$/)
  assert.equal(lines[2]!.person, null)
  assert.deepEqual(await list('--after', lines[1]!.id), lines.slice(2))
})

test('a feed that no clause names, or no number, is said so', async (t) => {
  const { run } = await loaded(t)
  for (const [words, says] of [
    [['--source', 'nobody'], /nothing has come from this feed, and no clause names it \(nobody\)/],
    [[], /no feed is named/],
    [['--source', 'mere-general', '--after', 'x'], /not the number/],
  ] as const) {
    const { status, stderr } = await run('inbox', 'list', ...words)
    assert.notEqual(status, 0)
    assert.match(stderr, says)
  }
})

test('what is no number of an item, no count and no name of a feed is wrong usage, and said', async (t) => {
  const { run } = await loaded(t)
  for (const [words, says] of [
    [['inbox', 'list', '--source', 'Mere General'], /no clause could ever name such a feed/],
    [['quarantine', 'list', '--before', 'foo'], /not the number of an item: "foo"/],
    [['quarantine', 'list', '--before', '9'.repeat(23)], /not the number of an item/],
    [['quarantine', 'list', '--limit', '1e3'], /1e3 is no such number/],
    [['quarantine', 'show', 'foo'], /not the number of an item: "foo"/],
    [['quarantine', 'replay', '7', 'constructor'], /not the number of an item: "constructor"/],
    [
      ['feed', 'certify', import.meta.filename, '--kind', 'hl7v2', '--source', '__proto__'],
      /no clause could ever name such a feed/,
    ],
  ] as const) {
    const { status, stderr } = await run(...words)
    assert.equal(status, 2, words.join(' '))
    assert.match(stderr, says)
  }
})

test('every feed of the agreement is listed with what came of it', async (t) => {
  const { run, load } = await loaded(t)
  await load(
    'one.hl7',
    `${message('C1', 'V1')}MSH|^~\\&|MEREPAS|RXS|||1||ADT^A01|C3|P|2.4\rEVN|A01\r`,
  )
  const { stdout } = await run('feed', 'list', '--json')
  const { feeds } = JSON.parse(stdout) as { feeds: Record<string, unknown>[] }
  const hospital = feeds.find(({ id }) => id === 'mere-general')!
  const { last_arrived_at, ...rest } = hospital
  assert.match(String(last_arrived_at), /^\d{4}-/)
  assert.deepEqual(rest, {
    ...{ id: 'mere-general', party: 'mere-general', side: 'nhs', clause: '9.1', every: '24 h' },
    ...{ late: false, items: 2, quarantined: 1 },
  })
  const silent = feeds.find(({ id }) => id === 'southmere-council')!
  assert.equal(silent.last_arrived_at, null)
})

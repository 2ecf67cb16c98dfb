import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { generate } from '../../places/southmere/index.ts'
import { testDatabaseUrl } from '../kernel/testing.ts'
import { concordat, type Ended } from './testing.ts'

/** A place of its own, as somebody at a terminal in `folder` would use it: the folder is left out of what is read. */
async function terminal(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-load-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const settings = {
    CONCORDAT_DATA: join(folder, 'data'),
    DATABASE_URL: await testDatabaseUrl(t),
  }
  const inFolder = (text: string) => text.replaceAll(`${folder}/`, '')
  return {
    async run(...words: string[]): Promise<Ended> {
      const { status, stdout, stderr } = await concordat(settings, words)
      return { status, stdout: inFolder(stdout), stderr: inFolder(stderr) }
    },
    at: (name: string) => join(folder, name),
    write: (name: string, content: string) => writeFileSync(join(folder, name), content),
  }
}

async function councilHeadings(t: TestContext): Promise<string> {
  const out = mkdtempSync(join(tmpdir(), 'concordat-southmere-'))
  t.after(() => rmSync(out, { recursive: true, force: true }))
  await generate({ people: 20, seed: 'headings', out, asOf: '2026-03-10' })
  const name = readdirSync(join(out, 'council')).find((one) => one.startsWith('cld-'))
  return readFileSync(join(out, 'council', name!), 'utf8').split('\r\n', 1)[0]!
}

test('load and quarantine, from the first file to the replay', async (t) => {
  const { run, at, write } = await terminal(t)
  const patient = (id: string, birthDate: string) =>
    JSON.stringify({ resourceType: 'Patient', id, birthDate })
  write('some.ndjson', `${patient('H1', '1944-03-12')}\n${patient('H2', '1944-02-31')}\n`)
  write('empty.json', '')
  const first = await run(
    'load',
    at('some.ndjson'),
    at('empty.json'),
    at('missing'),
    '--source',
    'mere-general',
    '--json',
  )
  assert.equal(first.status, 2)
  const { files, seconds } = JSON.parse(first.stdout)
  assert.equal(typeof seconds, 'number')
  assert.deepEqual(files[0], {
    path: 'some.ndjson',
    kind: 'fhir-ndjson',
    rows: 2,
    lines: 2,
    read: 2,
    new: 1,
    unchanged: 0,
    quarantined: 1,
    in_part: 0,
    closed: 0,
  })
  assert.deepEqual(first.stderr.trim().split('\n'), [
    'concordat: the file is empty (empty.json). Ask for it again: nothing arrived in it.',
    'concordat: there is no such file (missing). Look for it under another name.',
  ])
  const second = await run('load', at('some.ndjson'), '--source', 'mere-general')
  assert.equal(second.status, 0)
  assert.match(second.stdout, /^file +kind +read +new +unchanged +quarantined\n/)
  assert.match(second.stdout, /^some\.ndjson +fhir-ndjson +2 +0 +1 +1\n/m)
  const list = await run('quarantine', 'list', '--json')
  const { items, total } = JSON.parse(list.stdout)
  assert.equal(total, 1)
  assert.equal(items[0].reasonPlace, 'Patient.birthDate')
  const show = await run('quarantine', 'show', items[0].id)
  assert.match(show.stdout, /Place +some\.ndjson, line 2\n/)
  const replay = await run('quarantine', 'replay', items[0].id, '4711')
  assert.equal(replay.status, 1)
  assert.match(replay.stdout, /still cannot be read: the date is a day that does not exist/)
  assert.match(replay.stderr, /^concordat: there is no item 4711 in quarantine \(4711\)\./)
})

test('every sentence about the files is said once with its count, and a table’s rows beside its lines', async (t) => {
  const { run, at, write } = await terminal(t)
  const message = (id: string) =>
    `MSH|^~\\&|A|RXS|||20260301||ADT^A28|${id}|P|2.4\rPID|1||${id}^^^RXS^MR||Okello\r`
  for (const id of ['H1', 'H2']) write(`${id}.hl7`, `BHS|^~\\&|A\r${message(id)}BTS|2\r`)
  const headings = await councilHeadings(t)
  write('council.csv', `${headings}\n${headings.replace(/[^,]/g, '')}\n\n`)
  const files = [at('H1.hl7'), at('H2.hl7')]
  const first = await run('load', ...files, '--source', 'mere-general')
  assert.equal(first.status, 0)
  assert.match(
    first.stderr,
    /^concordat: the batch trailer says 2 messages, .+ \(H1\.hl7 and 1 other file, 2 times\)\.\n$/,
  )
  const council = await run('load', at('council.csv'), '--source', 'southmere-council')
  assert.match(council.stdout, /^council\.csv: no rows on 3 lines$/m)
  const said = council.stderr.trimEnd().split('\n')
  assert.equal(said.length, 2)
  assert.match(said[0]!, /^concordat: 1 row of empty cells .+ \(council\.csv, once\)\.$/)
  const again = await run('load', ...files, '--source', 'mere-general', '--json')
  const table = await run('load', at('council.csv'), '--source', 'southmere-council', '--json')
  const told = [again, table].flatMap(
    ({ stdout }) => JSON.parse(stdout).files as { rows: number; lines: number; warnings: object }[],
  )
  assert.deepEqual(
    told.map(({ rows, lines, warnings }) => [rows, lines, Object.values(warnings)]),
    [
      [1, 4, [1]],
      [1, 4, [1]],
      [0, 3, [1, 1]],
    ],
  )
  const open = (day: string, ...references: string[]) => {
    const rows = references.map((one) => `request,P-1,${one},2026-02-02,${day}`)
    write(
      'daily.csv',
      `${['record_type,la_person_id,reference,start,as_of', ...rows].join('\n')}\n`,
    )
    return run('load', at('daily.csv'), '--source', 'southmere-council-daily')
  }
  await open('2026-03-09', 'R-1', 'R-2')
  const { stdout } = await open('2026-03-10', 'R-1')
  assert.match(stdout, /^daily\.csv: 1 thing that it lacks is over$/m)
})

test('what no clause names is kept, and says so; what no clause lets a feed give is refused', async (t) => {
  const { run, at, write } = await terminal(t)
  write('council.csv', `${await councilHeadings(t)}\n`)
  const stranger = await run('load', at('council.csv'), '--source', 'nope')
  assert.equal(stranger.status, 1)
  assert.match(
    stranger.stderr,
    /^concordat: no clause of the agreement names the feed nope, so nothing was taken .+ Named are mere-general, /,
  )
  const foreign = await run('load', at('council.csv'), '--source', 'mere-general')
  assert.equal(foreign.status, 2)
  assert.match(
    foreign.stderr,
    /holds council care, and clause 9\.1 does not let mere-general give that .+ These do: southmere-council\b/,
  )
})

test('bad usage is one line, whatever was typed', async (t) => {
  const { run } = await terminal(t)
  const answer = await run('generate', '--people', '-5')
  assert.equal(answer.status, 2)
  assert.match(answer.stderr, /^concordat: .+ \(generate\)\. See concordat generate --help\.\n$/)
})

test('bad usage is said before anything is opened', async (t) => {
  const { run } = await terminal(t)
  const [nothing, nobody, help] = await Promise.all([
    run('load', '--source', 'x'),
    run('load', 'file'),
    run('load', '--help'),
  ])
  assert.deepEqual([nothing.status, nobody.status, help.status], [2, 2, 0])
  assert.match(nothing.stderr, /no file was named \(.+\)\. Name at least one file\./)
  assert.match(
    nobody.stderr,
    /it was not said from whom this comes \(--source\)\. Give --source ID\./,
  )
  assert.match(help.stdout, /^concordat load FILE… --source ID/)
})

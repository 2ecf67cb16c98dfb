import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'

const PROGRAM = join(import.meta.dirname, '../../bin/concordat')

type Ended = { status: number | null; stdout: string; stderr: string }

/** A place of its own, as somebody at a terminal would use it. */
function terminal(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-load-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const env = { ...process.env, CONCORDAT_DATA: join(folder, 'data'), DATABASE_URL: '' }
  const run = (...words: string[]) =>
    new Promise<Ended>((resolve) => {
      const child = spawn(PROGRAM, words, { cwd: folder, env })
      const text = { stdout: '', stderr: '' }
      child.stdout.on('data', (piece) => {
        text.stdout += piece
      })
      child.stderr.on('data', (piece) => {
        text.stderr += piece
      })
      child.once('close', (status) => resolve({ status, ...text }))
    })
  const write = (name: string, content: string) => writeFileSync(join(folder, name), content)
  return { run, write }
}

test('load and quarantine, from the first file to the replay', async (t) => {
  const { run, write } = terminal(t)
  const patient = (id: string, birthDate: string) =>
    JSON.stringify({ resourceType: 'Patient', id, birthDate })
  write('some.ndjson', `${patient('H1', '1944-03-12')}\n${patient('H2', '1944-02-31')}\n`)
  write('empty.json', '')
  const first = await run(
    'load',
    'some.ndjson',
    'empty.json',
    'missing',
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
    read: 2,
    new: 1,
    unchanged: 0,
    quarantined: 1,
  })
  assert.deepEqual(first.stderr.trim().split('\n'), [
    'concordat: the file is empty (empty.json). Ask for it again: nothing arrived in it.',
    'concordat: there is no such file (missing). Look for it under another name.',
  ])
  const second = await run('load', 'some.ndjson', '--source', 'mere-general')
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

test('bad usage is one line, whatever was typed', async (t) => {
  const { run } = terminal(t)
  const answer = await run('generate', '--people', '-5')
  assert.equal(answer.status, 2)
  assert.match(answer.stderr, /^concordat: .+ \(generate\)\. See concordat generate --help\.\n$/)
})

test('bad usage is said before anything is opened', async (t) => {
  const { run } = terminal(t)
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

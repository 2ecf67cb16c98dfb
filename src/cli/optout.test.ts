import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { generate } from '../../places/southmere/index.ts'
import { testDatabaseUrl } from '../kernel/testing.ts'
import { concordat } from './testing.ts'

test('the opt-out service is asked and answers, areas are taken in, and nobody who opted out is counted', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'concordat-optout-'))
  t.after(() => rmSync(data, { recursive: true, force: true }))
  const made = join(data, 'made')
  await generate({ people: 400, seed: 'opt-outs', out: made, asOf: '2026-03-01' })
  const settings = { CONCORDAT_DATA: data, DATABASE_URL: await testDatabaseUrl(t) }
  const call = async (...words: string[]) => {
    const { status, stdout, stderr } = await concordat(settings, [...words, '--json'])
    return { status, stderr, said: stdout === '' ? undefined : JSON.parse(stdout) }
  }
  const load = await call('load', join(made, 'gp/record.ndjson'), '--source', 'southmere-gp')
  assert.equal(load.status, 0, load.stderr)
  const second = await call(
    'load',
    join(made, 'hospital/record.ndjson'),
    '--source',
    'mere-general',
  )
  assert.equal(second.status, 0, second.stderr)
  const reference = ['areas', 'postcodes'].map((name) => join(made, `reference/${name}.csv`))
  const areas = await call('reference', 'load', ...reference)
  assert.equal(areas.status, 0, areas.stderr)
  assert.equal(areas.said.areas, 50)

  const asked = join(data, 'asked.dat')
  const listed = await call('optout', 'list', '--out', asked)
  const lines = readFileSync(asked, 'utf8')
  assert.match(lines, /^(\d{10},\n)+$/)
  assert.equal(listed.said.numbers, lines.split('\n').length - 1)

  const truth = readFileSync(join(made, 'truth/opt-outs.csv'), 'utf8').trim().split('\n').slice(1)
  const before = (await call('optout', 'test')).said
  const imported = await call('optout', 'import', join(made, 'opt-outs/answer.dat'))
  assert.equal(imported.status, 0, imported.stderr)
  assert.equal(imported.said.files[0].kind, 'optouts')
  const { status, said } = await call('optout', 'test')
  assert.equal(status, 0)
  assert.deepEqual([said.ok, said.leaks, before.ok], [true, [], true])
  const known = truth.filter((row) => lines.includes(row.split(',')[1]!))
  assert.equal(said.seeded, new Set(known.map((row) => row.split(',')[0])).size)
  assert.ok(said.seeded > before.seeded)
  assert.ok(said.movers > 0, 'whom several sources know')

  const wrong = await call('optout', 'import', reference[0]!)
  assert.equal(wrong.status, 2)
  assert.match(wrong.stderr, /concordat: /)
  assert.equal((await call('reference', 'load', asked)).status, 2)
  assert.equal((await call('optout', 'list')).status, 2)
  for (const words of [
    ['optout', 'list', '--out', join(data, 'no-such', 'asked.dat')],
    ['optout', 'list', '--out', data],
    ['reference', 'load', join(data, 'no-such.csv')],
    ['reference', 'load', data],
    ['commands', '--room', 'no-such'],
  ]) {
    const { status, stderr } = await call(...words)
    assert.equal(status, 2, stderr)
    assert.match(stderr, /^concordat: [^\n]+ \([^\n]+\)\. [^\n]+\.\n?$/)
  }
  assert.ok(existsSync(asked))
})

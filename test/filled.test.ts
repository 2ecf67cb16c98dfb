import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { generate } from '../places/southmere/index.ts'
import { loadFiles } from '../src/intake/index.ts'
import type { Place } from '../src/main.ts'
import { type CountyFile, filesOf } from './county-occurrences.ts'
import { openTestPlace } from './open-place.ts'

const PEOPLE = 1_000
const SCHEMAS = ['people', 'record', 'intake']
/** Of a load, not of what it brings: its own id, and where in the inbox an item came to stand. */
const OWN = [
  'load_id',
  'id of intake.load',
  'id of intake.item',
  'first',
  'digest of record.event',
  'id of record.opt_out_test',
]
/** how many files this process has taken up before, in the stamp of what is undated */
const TURN = /(~[0-9a-z]{9}~)[0-9a-z]{6}(?=\.[0-9a-z]{8}~)/g

/**
 * What lets a benchmark begin with a copy (`bench/parts/filled.ts`): loading the same files at the same time leaves the
 * same rows, table by table, however its commands and errands came to follow each other.
 */
test('a county that is loaded again has the same rows in every table', async (t) => {
  const out = mkdtempSync(join(tmpdir(), 'concordat-filled-'))
  t.after(() => rmSync(out, { recursive: true, force: true }))
  await generate({ people: PEOPLE, seed: 'filled', out, asOf: '2026-03-10' })
  const [once, again] = [await loaded(t, filesOf(out)), await loaded(t, filesOf(out))]
  assert.deepEqual([...once.keys()], [...again.keys()])
  for (const [table, rows] of once) {
    const other = again.get(table)!
    const differing = rows.findIndex((row, at) => row !== other[at])
    assert.equal(rows.length, other.length, table)
    assert.equal(differing, -1, `${table}:\n${rows[differing]}\n${other[differing]}`)
  }
  assert.ok(once.get('record.occurrence')!.length > PEOPLE)
})

async function loaded(t: TestContext, files: readonly CountyFile[]) {
  const { place, settle } = await openTestPlace(t)
  for (const { path, source } of files) await loadFiles(place, [path], source)
  await settle()
  return rowsOf(place)
}

/** By table, each row as text, sorted. */
async function rowsOf({ databases }: Place): Promise<Map<string, string[]>> {
  const { owner } = databases
  const tables = await owner.short.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname = any($1) order by 1`,
    [SCHEMAS],
  )
  const all = new Map<string, string[]>()
  for (const { name } of tables.rows) {
    const { rows } = await owner.short.query<{ row: Record<string, unknown> }>(
      `select to_jsonb(t) as row from ${name} t`,
    )
    const texts = rows.map(({ row }) =>
      JSON.stringify(
        Object.entries(row).filter(
          ([column]) => !OWN.includes(column) && !OWN.includes(`${column} of ${name}`),
        ),
      ),
    )
    all.set(name, texts.map((text) => text.replaceAll(TURN, '$1')).sort())
  }
  return all
}

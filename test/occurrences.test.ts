import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { generate } from '../places/southmere/index.ts'
import { loadFiles } from '../src/intake/index.ts'
import type { Place } from '../src/main.ts'
import { countedAfresh } from '../src/record/testing.ts'
import { type OpenedPlace, openTestPlace } from './open-place.ts'

/** Feeds of a generated county, in the order of their files and in the other. */
const FEEDS = [
  ['hospital', 'mere-general'],
  ['gp', 'southmere-gp'],
  ['council', 'southmere-council'],
] as const

test('a county loaded in any order has the same occurrences, and SQL counts them as the rules do', async (t) => {
  const out = mkdtempSync(join(tmpdir(), 'concordat-county-'))
  t.after(() => rmSync(out, { recursive: true, force: true }))
  await generate({ people: 150, seed: 'occurrences', out, asOf: '2026-03-10' })
  const forwards = await loaded(t, out, (all) => all)
  const backwards = await loaded(t, out, (all) => all.toReversed())
  const kept = await standing(forwards.place)
  assert.ok(kept.length > 150, `${kept.length} occurrences`)
  assert.deepEqual(await standing(backwards.place), kept)
  for (const { place } of [forwards, backwards]) {
    assert.deepEqual(await sqlCounts(place), await plainCounts(place))
  }
})

/** By the rules, from what sources tell of whoever is one person. */
async function plainCounts({ databases }: Place): Promise<string[]> {
  const db = databases.care.short
  const { rows } = await db.query<{ members: string[] }>(
    'select members from people.link where person_id = identity_id',
  )
  const counts = new Map<string, number>()
  for (const { members } of rows) {
    for (const { kind, status } of await countedAfresh(db, members)) {
      counts.set(`${kind} ${status}`, (counts.get(`${kind} ${status}`) ?? 0) + 1)
    }
  }
  return [...counts].map(([what, count]) => `${what} ${count}`).sort()
}

async function loaded(
  t: TestContext,
  out: string,
  order: (paths: readonly (readonly [string, string])[]) => readonly (readonly [string, string])[],
): Promise<OpenedPlace> {
  const opened = await openTestPlace(t)
  const files = FEEDS.flatMap(([folder, source]) =>
    readdirSync(join(out, folder))
      .sort()
      .map((name) => [join(out, folder, name), source] as const),
  )
  for (const [at, [path, source]] of order(files).entries()) {
    const { files: found } = await loadFiles(opened.place, [path], source)
    assert.equal(found[0]!.fault, undefined, path)
    // Counted in between, so that it is put right afterwards and not only made once.
    if (at % 5 === 2) await opened.settle()
    opened.clock.set(new Date(opened.clock.now().getTime() + 60_000).toISOString())
  }
  await opened.settle()
  return opened
}

/** What stands, without when it was learnt. */
async function standing(place: Place): Promise<string[]> {
  const { rows } = await place.databases.care.short.query<{ one: string }>(
    `select row(identity_id, occurrence_id, kind, status, start_at, start_precision, end_at, end_precision, ready_at,
        expected_at, pathway, delay_reason, admission, destination, diagnosis, organisation, organisation_name, unit,
        provider, hours, unit_cost, next, term, label, gone, conflict, event_ids, sources)::text as one
      from record.occurrence where superseded_at is null order by 1`,
  )
  return rows.map(({ one }) => one)
}

async function sqlCounts(place: Place): Promise<string[]> {
  const { rows } = await place.databases.care.short.query<{ one: string }>(
    `select kind || ' ' || status || ' ' || count(*) as one from record.occurrence
      where superseded_at is null group by kind, status order by 1`,
  )
  return rows.map(({ one }) => one)
}

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { copiedId, multiplyIn, tablesOf } from '../bench/parts/multiplied.ts'
import { generate } from '../places/southmere/index.ts'
import { loadFiles } from '../src/intake/index.ts'
import type { PersonId } from '../src/kernel/index.ts'
import type { Place } from '../src/main.ts'
import { commonWord, partition } from '../src/people/identify.ts'
import { readPersons } from '../src/people/index.ts'
import { lookAtPerson } from '../src/record/index.ts'
import { keptOtherwise } from '../src/record/testing.ts'
import { filesOf } from './county-occurrences.ts'
import { openTestPlace } from './open-place.ts'
import { NADIA } from './written-here.ts'

/** A place of 1,000 people, of whom a quarter was loaded: what of it is equal to loading them, and how. */
const LOADED = 250
const TIMES = 4

test('a place that is multiplied is one in which others with the same lives were loaded too', async (t) => {
  const { place, settle } = await openTestPlace(t)
  await loadCounty(t, place)
  await settle()
  const before = await rowsOf(place)
  const counts = await figures(place)
  await multiplyIn(place.databases.owner, TIMES)
  await eachRowOnce(place, before)
  await sameLives(place)
  await whoIsWho(place)
  const after = await figures(place)
  assert.deepEqual(
    after,
    counts.map((count) => count * TIMES),
  )
  await settle()
  assert.deepEqual(await figures(place), after, 'nothing that follows changes it')
})

async function loadCounty(t: TestContext, place: Place): Promise<void> {
  const out = mkdtempSync(join(tmpdir(), 'concordat-multiplied-'))
  t.after(() => rmSync(out, { recursive: true, force: true }))
  await generate({ people: LOADED, seed: 'multiplied', out, asOf: '2026-03-10' })
  for (const { path, source } of filesOf(out)) await loadFiles(place, [path], source)
}

/** By table, each row as it stands. */
async function rowsOf({ databases: { owner } }: Place): Promise<Map<string, string[]>> {
  const all = new Map<string, string[]>()
  for (const { table } of await tablesOf(owner)) {
    const { rows } = await owner.short.query<{ row: string }>(
      `select to_jsonb(t)::text as row from ${table} t`,
    )
    all.set(table, rows.map(({ row }) => row).sort())
  }
  return all
}

const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g

/** Every table has each row once for each copy, with every id of the copy and of no other. */
async function eachRowOnce(place: Place, before: ReadonlyMap<string, string[]>): Promise<void> {
  const all = await rowsOf(place)
  assert.deepEqual([...all.keys()], [...before.keys()])
  const copyOf = (row: string, copy: number) => {
    const { digest, content, refs, ...rest } = JSON.parse(row) as Record<string, unknown>
    const ids = JSON.stringify(rest).replaceAll(UUID, (id) => copiedId(id, copy))
    const other = JSON.parse(ids) as Record<string, unknown>
    if (copy > 0 && typeof other.unit === 'string') other.unit += ` of place ${copy}`
    return JSON.stringify([other, { digest, content, refs }])
  }
  for (const [table, rows] of all) {
    const wanted = before.get(table)!.flatMap((row) => {
      return Array.from({ length: TIMES }, (_, copy) => copyOf(row, copy))
    })
    const found = rows.map((row) => copyOf(row, 0))
    const due = new Set(wanted)
    assert.deepEqual(found.filter((row) => !due.has(row)).slice(0, 2), [], table)
    assert.equal(found.length, wanted.length, table)
  }
}

/** The page of each copy shows what the page of the first does, but for what tells who they are. */
async function sameLives(place: Place): Promise<void> {
  const { rows } = await place.databases.owner.short.query<{ person_id: PersonId }>(
    `select person_id from people.person
      where source = 'southmere-gp' and said #>> '{gpPractice,code}' = 'Y90001' order by person_id`,
  )
  const seen = new Map<PersonId, string>()
  for (const { person_id: personId } of rows) {
    const look = await lookAtPerson(place, NADIA, personId)
    assert.equal(look.outcome, 'allowed')
    const { who, personId: _, identity, looks: __, kept: ___, ...life } = look.view
    const { name, names, birthDate, sex, phones, dead } = who
    // No directory has the number of a ward of their own.
    const caring = life.caring.map(({ phone, ...one }) => one)
    const shown = JSON.stringify({ ...life, caring, name, names, birthDate, sex, phones, dead })
    // Which of two that say the same is told is as they happen to be read.
    seen.set(personId, shown.replaceAll(UUID, 'an id').replaceAll(/ of place \d/g, ''))
    assert.equal(identity.length, look.view.identity.length)
  }
  assert.ok(seen.size >= TIMES * 10)
  for (const [personId, view] of seen) {
    for (let copy = 1; copy < TIMES; copy++) {
      const other = seen.get(copiedId(personId, copy))
      assert.equal(...fromWhereTheyDiffer(other!, view))
    }
  }
}

/** What is said where a long text differs is read from there. */
function fromWhereTheyDiffer(a: string, b: string): [string, string] {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return at === a.length ? [a, b] : [a.slice(at, at + 200), b.slice(at, at + 200)]
}

/** Links are what the rule says of everybody together, and occurrences what it says of what was told. */
async function whoIsWho(place: Place): Promise<void> {
  const { owner } = place.databases
  const ids = await owner.short.query<{ person_id: PersonId }>(
    'select person_id from people.person',
  )
  const persons = await readPersons(
    owner.short,
    ids.rows.map(({ person_id }) => person_id),
  )
  assert.equal(new Set(persons.map((one) => JSON.stringify(one))).size, persons.length)
  const common = await owner.short.query<{ key: string; source: string }>(
    'select key, source from people.common_key',
  )
  const { identities } = partition(persons, {
    common: new Set(common.rows.map(({ key, source }) => commonWord(key, source))),
  })
  const links = await owner.short.query<{ person_id: PersonId; members: PersonId[] }>(
    'select identity_id as person_id, members from people.link where identity_id = person_id order by 1',
  )
  const found = links.rows.map(({ members }) => members)
  const due = identities.map(({ personIds }) => [...personIds])
  const first = (a: readonly PersonId[], b: readonly PersonId[]) => (a[0]! < b[0]! ? -1 : 1)
  assert.deepEqual(found.sort(first), due.sort(first))
  const called = links.rows.map(({ person_id }) => person_id)
  const { count, otherwise } = await keptOtherwise(owner.short, called, place.clock.now())
  assert.ok(count > LOADED * TIMES)
  assert.deepEqual(otherwise.slice(0, 3), [])
}

/** What is counted of everybody. */
async function figures({ databases }: Place): Promise<number[]> {
  const { rows } = await databases.planning.short.query<{ count: number }>(
    `select 1 as place, count(*)::int as count from planning.person
      union all select 2, count(*)::int from planning.occurrence
      union all select 3, count(*)::int from planning.occurrence where kind = 'stay' and status = 'active'
      union all select 4, count(*)::int from planning.waiting_stay
      union all select 5, count(*)::int from planning.waiting_share order by place`,
  )
  return rows.map(({ count }) => count)
}

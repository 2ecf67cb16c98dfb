import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { newId } from '../src/kernel/index.ts'
import { type TamperedPlace, tamperedPlace } from './tampered-place.ts'

/**
 * What somebody with every right on the database, but without the log's key, can do to each table: each way
 * is found, and names the entry, the person's number or the adoption.
 */
type Way = {
  does: string
  sql: string | string[]
  /** a regular expression */
  says: string
  /** `[n]`, `number n`, or absent where it is of the whole log */
  of?: string
}

/** Of what changes more than rows: to undo it, every plan of the tables is made anew. */
const SCHEMA = /\b(create|alter|drop|grant|revoke)\b/i
/** A person whom nobody here knows. */
const SOMEBODY = newId()
const WAYS = parse(readFileSync(join(import.meta.dirname, 'tampering.yaml'), 'utf8')) as Way[]

test('a hundred ways of tampering with the database are each found and named', async (t) => {
  const place = await tamperedPlace(t)
  const before = await place.verify()
  assert.deepEqual(before.faults, [])
  assert.ok(before.ok)
  await place.save()
  assert.ok(WAYS.length >= 100, `${WAYS.length} ways`)
  for (const way of WAYS) {
    await t.test(way.does, async () => {
      await found(place, way)
    })
  }
  await place.putBack()
  assert.deepEqual((await place.verify()).faults, [])
})

async function found(place: TamperedPlace, { sql, says, of }: Way): Promise<void> {
  const { owner } = place.databases
  const names = await namesOf(place)
  await owner.transaction(async (tx) => {
    for (const statement of [sql].flat()) await tx.query(named(statement, names))
  })
  try {
    const { ok, faults } = await place.verify()
    const told = faults.map(({ entry, what }) => `${entry}: ${what}`).join('\n')
    assert.equal(ok, false)
    const words = new RegExp(named(says, names).replaceAll(/'([0-9a-f-]{36})'/g, '$1'))
    const entry = of === undefined ? undefined : named(of, names).replaceAll("'", '')
    const match = faults.some((one) => words.test(one.what) && (entry ?? one.entry) === one.entry)
    assert.ok(match, `nothing says ${words} of ${entry ?? 'anything'}:\n${told.slice(0, 3000)}`)
  } finally {
    if ([sql].flat().some((statement) => SCHEMA.test(statement))) await undoSchema(place)
    await place.putBack()
  }
}

type Names = {
  signed: number
  entries: string[]
  people: readonly string[]
  sizes: number[]
  keys: Map<string, string>
  /** the entries of lists, in the order in which they were shown */
  lists: string[]
}

async function namesOf({ databases, people }: TamperedPlace): Promise<Names> {
  const db = databases.care.short
  const leaves = await db.query<{ id: string }>(
    'select entry_id as id from trail.leaf order by index',
  )
  const heads = await db.query<{ size: string }>('select size from trail.checkpoint order by size')
  const keys = await db.query<{ key: string; id: string }>(
    'select key, entry_id as id from trail.command_key',
  )
  const lists = await db.query<{ id: string }>('select entry_id as id from trail.list order by at')
  const first = await db.query<{ size: string }>('select min(size) as size from trail.cosignature')
  return {
    signed: Number(first.rows[0]!.size),
    entries: leaves.rows.map(({ id }) => id),
    people,
    sizes: heads.rows.map(({ size }) => Number(size)),
    lists: lists.rows.map(({ id }) => id),
    keys: new Map(keys.rows.map(({ key, id }) => [key, id])),
  }
}

function named(text: string, { entries, people, sizes, keys, lists, signed }: Names): string {
  // The first entries are those of the adoption: the looks begin after them.
  const entry = (at: string) => `'${at === 'LAST' ? entries.at(-1) : entries[Number(at)]}'`
  return text
    .replaceAll(/\[(\d|LAST)\]/g, (whole, at) => (whole === '[01]' ? whole : entry(at)))
    .replaceAll('SOMEBODY', SOMEBODY)
    .replaceAll(/\bLIST\((\d)\)/g, (_, at) => `'${lists[Number(at) - 1]}'`)
    .replaceAll(/\bKEY\((\w+)\)/g, (_, key) => `'${keys.get(key)}'`)
    .replaceAll(/\bP(\d)\b/g, (_, at) => `'${people[Number(at)]}'`)
    .replaceAll(/\bLAST\b/g, String(entries.length - 1))
    .replaceAll(/\bNEWEST\b/g, String(sizes.at(-1)))
    .replaceAll(/\bSIGNED\b/g, String(signed))
    .replaceAll(/\bOLD\b/g, String(sizes[3]))
}

/** Whatever a way has left in the schema. */
async function undoSchema({ databases: { owner } }: TamperedPlace): Promise<void> {
  await owner.transaction(async (tx) => {
    for (const statement of [
      `do $$ begin
         if exists (select from pg_class where oid = to_regclass('trail.look_real')) then
           drop view trail.look;
           alter table trail.look_real rename to look;
         end if;
       end $$`,
      'drop trigger if exists drops on trail.look',
      'drop function if exists trail.drops()',
      'drop rule if exists drops on trail.look_again',
      'drop policy if exists hides on trail.look',
      'alter table trail.look disable row level security',
      'revoke update on trail.look from concordat_care',
      'revoke insert on agreement.adoption from concordat_care',
      'revoke insert on trail.leaf from concordat_care',
      'revoke delete on trail.entry from concordat_audit',
      'revoke update (text) on trail.entry from concordat_care',
      'revoke insert (xid) on trail.entry from concordat_care',
      'revoke select on trail.look from public',
      'revoke update on trail.entry from pg_monitor',
      'revoke create on schema trail from concordat_care',
      'drop function if exists public.mend(text)',
      'drop table if exists public.more',
    ]) {
      await tx.query(statement)
    }
  })
}

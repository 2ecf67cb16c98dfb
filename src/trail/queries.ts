import { finished } from 'node:stream/promises'
import type { CopyStreamQuery } from 'pg-copy-streams'
import {
  type CopyingTransaction,
  column,
  idArray,
  type PersonId,
  type Queryable,
  type RowOf,
  rowReader,
  type Statement,
} from '../kernel/index.ts'
import type { Entry } from './entry.ts'

/** What commands and looks write, and what pages read of them. The tree's own SQL is in queries-log.ts. */

/**
 * A trigger or a rule of somebody else's may drop rows on the way in, and nothing would fail. So every statement that
 * writes to the log counts what it wrote and fails in these words, wherever its answer is waited for.
 */
export function counted(insert: string, wanted: string): string {
  return `with written as (${insert} returning 1)
    select case when count(*) = ${wanted} then 1
      else (count(*) || ' of ' || ${wanted} || ' rows of the log were written')::int end from written`
}

export type NewKey = { key: string; input: Buffer; entryId: string }

/** Waits for a running command with the same key; fails where the key has been used. */
export function keyRow({ key, input, entryId }: NewKey): Statement {
  return {
    name: 'trail.keyRow',
    text: counted('insert into trail.command_key (key, input, entry_id) values ($1, $2, $3)', '1'),
    values: [key, input, entryId],
  }
}

export function keyRows(keys: readonly NewKey[]): Statement {
  return {
    name: 'trail.keyRows',
    text: counted(
      `insert into trail.command_key (key, input, entry_id)
         select * from unnest($1::text[], $2::bytea[], $3::uuid[]) order by 1`,
      'cardinality($1::text[])',
    ),
    values: [
      keys.map(({ key }) => key),
      keys.map(({ input }) => input),
      keys.map(({ entryId }) => entryId),
    ],
  }
}

/** The key was used before: by another input, or by the same that is answered again. */
export function isKeyUsed(error: unknown): boolean {
  const { code, table } = error as { code?: string; table?: string }
  return code === '23505' && table === 'command_key'
}

export async function usedKeys(tx: Queryable, keys: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query<{ key: string }>({
    name: 'trail.usedKeys',
    text: 'select key from trail.command_key where key = any($1::text[])',
    values: [keys],
  })
  return rows.map(({ key }) => key)
}

export type AnsweredRow = { input: Buffer; entry: string; result: string | null }

export async function readAnswer(tx: Queryable, key: string): Promise<AnsweredRow | undefined> {
  const { rows } = await tx.query<AnsweredRow>({
    name: 'trail.readAnswer',
    text: `select k.input, k.entry_id as entry, e.result from trail.command_key k
           left join trail.entry e on e.id = k.entry_id where k.key = $1`,
    values: [key],
  })
  return rows[0]
}

/** When a key was used; undefined where it never was. An erased entry leaves no time. */
export async function keyUsedAt(
  db: Queryable,
  key: string,
): Promise<{ at: Date | null } | undefined> {
  const { rows } = await db.query<{ at: Date | null }>({
    name: 'trail.keyUsedAt',
    text: `select e.at from trail.command_key k left join trail.entry e on e.id = k.entry_id
           where k.key = $1`,
    values: [key],
  })
  return rows[0]
}

export type NewEntry = { entry: Entry; result?: string | undefined }

export function entryRow({ entry, result }: NewEntry): Statement {
  return {
    name: 'trail.entryRow',
    text: counted(
      `insert into trail.entry (id, at, kind, text, salt, data, result)
         values ($1, $2, $3, $4, $5, $6, $7)`,
      '1',
    ),
    values: [entry.id, entry.at, entry.kind, entry.text, entry.salt, entry.data, result ?? null],
  }
}

export async function insertEntry(tx: Queryable, entry: Entry): Promise<void> {
  await tx.query(entryRow({ entry }))
}

export function entryRows(entries: readonly NewEntry[]): Statement {
  const all = entries.map(({ entry }) => entry)
  return {
    name: 'trail.entryRows',
    text: counted(
      `insert into trail.entry (id, at, kind, text, salt, data, result)
         select * from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[],
                              $5::bytea[], $6::bytea[], $7::text[])`,
      'cardinality($1::uuid[])',
    ),
    values: [
      all.map(({ id }) => id),
      all.map(({ at }) => at),
      all.map(({ kind }) => kind),
      all.map(({ text }) => text),
      all.map(({ salt }) => salt),
      all.map(({ data }) => data),
      entries.map(({ result }) => result ?? null),
    ],
  }
}

/** Many at once, in the form that PostgreSQL takes in twice as fast as an insert. */
export async function copyEntries(
  tx: CopyingTransaction,
  entries: readonly Entry[],
): Promise<void> {
  const copy = tx.copyIn('copy trail.entry (id, at, kind, text, salt, data) from stdin')
  // Canonical JSON holds no line break and no tab; only its backslashes mean something here.
  const lines = entries.map(({ id, at, kind, text, salt, data }) =>
    [id, at, kind, text.replaceAll('\\', '\\\\'), bytes(salt), bytes(data)].join('\t'),
  )
  copy.end(`${lines.join('\n')}\n`)
  await finished(copy)
  const { rowCount } = copy as CopyStreamQuery
  if (rowCount !== entries.length) {
    throw new Error(`${rowCount} of ${entries.length} rows of the log were written`)
  }
}

function bytes(value: Buffer): string {
  return `\\\\x${value.toString('hex')}`
}

const readLastLook = rowReader('trail.look', {
  number: column.count,
  data: column.bytes,
  entry_id: column.text,
  at: column.moment,
  showing: column.text,
  place: column.orNull(column.place),
})
export type LastLookRow = RowOf<typeof readLastLook>

/** A person's last looks, the newest first. One person a statement: that is what a cluster can route. */
export async function lastLooks(
  db: Queryable,
  personId: PersonId,
  limit: number,
): Promise<LastLookRow[]> {
  const { rows } = await db.query({
    name: 'trail.lastLooks',
    text: `select number, data, entry_id, at, showing, place from trail.look
           where person_id = $1 order by number desc limit $2`,
    values: [personId, limit],
  })
  return rows.map(readLastLook)
}

const readLast = rowReader('trail.look', {
  person_id: column.personId,
  number: column.count,
  data: column.bytes,
})
export type LastRow = RowOf<typeof readLast>

/** The last look at each of these people; none where nobody has looked yet. */
export async function lastOfEach(
  db: Queryable,
  personIds: readonly PersonId[],
): Promise<LastRow[]> {
  const { rows } = await db.query({
    name: 'trail.lastOfEach',
    text: `select k.person_id, k.number, k.data from unnest($1::uuid[]) p (id)
           cross join lateral (select person_id, number, data from trail.look
             where person_id = p.id order by number desc limit 1) k`,
    values: [personIds],
  })
  return rows.map(readLast)
}

export type NewLook = {
  personId: PersonId
  number: number
  entryId: string
  at: string
  data: Buffer
  previous: Buffer | null
  showing: string
  actorId: string
  withheldUntil: string | null
  /** in the list of which it is a part */
  place: number | null
}

export function lookRows(looks: readonly NewLook[]): Statement {
  return {
    name: 'trail.lookRows',
    text: counted(
      `insert into trail.look
         (person_id, number, entry_id, at, data, previous, showing, actor_id, withheld_until, place)
         select * from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::timestamptz[], $5::bytea[],
                              $6::bytea[], $7::uuid[], $8::text[], $9::timestamptz[], $10::int[])`,
      'cardinality($1::uuid[])',
    ),
    values: [
      looks.map(({ personId }) => personId),
      looks.map(({ number }) => number),
      looks.map(({ entryId }) => entryId),
      looks.map(({ at }) => at),
      looks.map(({ data }) => data),
      looks.map(({ previous }) => previous),
      looks.map(({ showing }) => showing),
      looks.map(({ actorId }) => actorId),
      looks.map(({ withheldUntil }) => withheldUntil),
      looks.map(({ place }) => place),
    ],
  }
}

export type LookAgain = {
  look: string
  id: string
  at: string
  entryId: string
  /** of the list, those who were shown again; undefined where all were */
  places?: number[] | undefined
}

export function lookAgainRows(again: readonly LookAgain[]): Statement {
  return {
    name: 'trail.lookAgainRows',
    text: counted(
      `insert into trail.look_again (look, id, at, entry_id, places)
         select look, id, at, entry_id, places::int[]
         from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::uuid[], $5::text[])
           as a (look, id, at, entry_id, places)`,
      'cardinality($1::uuid[])',
    ),
    values: [
      again.map(({ look }) => look),
      again.map(({ id }) => id),
      again.map(({ at }) => at),
      again.map(({ entryId }) => entryId),
      // An array of arrays of different lengths cannot be bound: each goes as PostgreSQL's own text.
      again.map(({ places }) => places && `{${places.join(',')}}`),
    ],
  }
}

const readLook = rowReader('trail.look', {
  person_id: column.personId,
  number: column.count,
  entry_id: column.text,
  at: column.moment,
  data: column.bytes,
  place: column.orNull(column.place),
})
export type LookRow = RowOf<typeof readLook>

/**
 * The looks at an identity, newest first, each once although it stands under every source person; no more
 * rows are read of each person than are asked for. `before` is the entry of the last look of the page before.
 */
export async function looksAt(
  db: Queryable,
  personIds: readonly PersonId[],
  { limit, before }: { limit: number; before?: string },
): Promise<LookRow[]> {
  const { rows } = await db.query({
    name: 'trail.looksAt',
    text: `with last as (
             select b.person_id, b.at, b.number from trail.look b
             where b.person_id = any($1::uuid[]) and b.entry_id = $2::uuid
               and b.at = coalesce((select e.at from trail.entry e where e.id = $2::uuid), b.at)),
           once as (
             select distinct on (k.entry_id) k.* from unnest($1::uuid[]) with ordinality p (id, place)
             cross join lateral (
               select person_id, number, entry_id, at, data, place from trail.look k
               where k.person_id = p.id and ($2::uuid is null
                 or (k.at, k.number) < ((select max(at) from last), coalesce(
                      (select l.number from last l where l.person_id = p.id), 9223372036854775807)))
               order by k.at desc, k.number desc limit $3) k
             where $2::uuid is null or k.entry_id <> $2::uuid
             order by k.entry_id, p.place)
           select * from once order by at desc, number desc, entry_id desc limit $3`,
    values: [personIds, before ?? null, limit],
  })
  return rows.map(readLook)
}

/** The last looks at each of these people, newest first, without what they say. */
export async function lastSteps(
  db: Queryable,
  personIds: readonly PersonId[],
  limit: number,
): Promise<LookRow[]> {
  const { rows } = await db.query({
    name: 'trail.lastSteps',
    text: `select k.* from unnest($1::uuid[]) p (id) cross join lateral (
             select person_id, number, entry_id, at, data, place from trail.look
             where person_id = p.id order by at desc, number desc limit $2) k`,
    values: [personIds, limit],
  })
  return rows.map(readLook)
}

export type LookCounts = { people: number; looks: number }

/** Who acted, as the canonical text begins; text that is no longer that gives nothing, and no error. */
const ACTOR = `substring(e.text from '^[{]"actor":[{]"id":"((?:[^"\\\\]|\\\\.)*)"')`

/** By the texts of the entries: the columns of the list are caches. */
export async function countLooks(
  db: Queryable,
  personIds: readonly PersonId[],
  since: string,
): Promise<LookCounts> {
  const { rows } = await db.query<LookCounts>({
    name: 'trail.countLooks',
    text: `select count(distinct ${ACTOR})::int as people, count(*)::int as looks
           from (select distinct entry_id from trail.look
                 where person_id = any($1::uuid[]) and at >= $2) k
           left join trail.entry e on e.id = k.entry_id`,
    values: [personIds, since],
  })
  return rows[0]!
}

/** How many others than one have looked. By the texts of the entries: the columns of the list are caches. */
export async function countLookersBeside(
  db: Queryable,
  personIds: readonly PersonId[],
  since: string,
  actorId: string,
): Promise<number> {
  const { rows } = await db.query<{ people: string }>({
    name: 'trail.countLookersBeside',
    text: `select count(distinct split_part(substr(e.text, 17, 200), '"', 1)) as people
           from (select distinct entry_id from trail.look
                 where person_id = any($1) and at >= $2) k
           join trail.entry e on e.id = k.entry_id
           where starts_with(e.text, '{"actor":{"id":"')
             and not starts_with(substr(e.text, 17), $3 || '"')`,
    values: [idArray(personIds), since, JSON.stringify(actorId).slice(1, -1)],
  })
  return Number(rows[0]!.people)
}

/** Refused looks since then, and by how many people. Rests on the index `entry_refused`. */
export async function countRefused(db: Queryable, since: Date): Promise<LookCounts> {
  const { rows } = await db.query<LookCounts>({
    name: 'trail.countRefused',
    text: `select count(*)::int as looks, count(distinct ${ACTOR})::int as people
           from trail.entry e
           where kind = 'look' and text like '%"outcome":"refused"%' and at >= $1`,
    values: [since],
  })
  return rows[0]!
}

const readEntry = rowReader('trail.entry', {
  id: column.text,
  text: column.text,
  salt: column.bytes,
  data: column.bytes,
})
export type TextRow = RowOf<typeof readEntry>

export async function entryTexts(db: Queryable, ids: readonly string[]): Promise<TextRow[]> {
  const { rows } = await db.query({
    name: 'trail.entryTexts',
    text: 'select id, text, salt, data from trail.entry where id = any($1::uuid[])',
    values: [ids],
  })
  return rows.map(readEntry)
}

import { finished } from 'node:stream/promises'
import type { Queryable, Transaction } from '../kernel/index.ts'
import type { Entry } from './entry.ts'

/** What commands and looks write, and what pages read of them. The tree's own SQL is in queries-log.ts. */

/** Waits for a running command with the same key. True where the key is new, and now taken. */
export async function takeKey(
  tx: Queryable,
  { key, input, entryId }: { key: string; input: Buffer; entryId: string },
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'trail.takeKey',
    text: `insert into trail.command_key (key, input, entry_id) values ($1, $2, $3)
           on conflict (key) do nothing`,
    values: [key, input, entryId],
  })
  return rowCount === 1
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

export async function insertEntry(tx: Queryable, entry: Entry, result?: string): Promise<void> {
  await tx.query({
    name: 'trail.insertEntry',
    text: `insert into trail.entry (id, at, kind, text, salt, data, result)
           values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [entry.id, entry.at, entry.kind, entry.text, entry.salt, entry.data, result ?? null],
  })
}

export async function insertDeeds(
  tx: Queryable,
  personIds: readonly string[],
  entryId: string,
  at: Date,
): Promise<void> {
  await tx.query({
    name: 'trail.insertDeeds',
    text: `insert into trail.deed (person_id, entry_id, at) select unnest($1::uuid[]), $2, $3
      on conflict do nothing`,
    values: [personIds, entryId, at],
  })
}

/** Many at once, in the form that PostgreSQL takes in twice as fast as an insert. */
export async function copyEntries(tx: Transaction, entries: readonly Entry[]): Promise<void> {
  const copy = tx.copyIn('copy trail.entry (id, at, kind, text, salt, data) from stdin')
  // Canonical JSON holds no line break and no tab; only its backslashes mean something here.
  const lines = entries.map(({ id, at, kind, text, salt, data }) =>
    [id, at, kind, text.replaceAll('\\', '\\\\'), bytes(salt), bytes(data)].join('\t'),
  )
  copy.end(`${lines.join('\n')}\n`)
  await finished(copy)
}

function bytes(value: Buffer): string {
  return `\\\\x${value.toString('hex')}`
}

export async function insertEntries(tx: Queryable, entries: readonly Entry[]): Promise<void> {
  await tx.query({
    name: 'trail.insertEntries',
    text: `insert into trail.entry (id, at, kind, text, salt, data)
           select * from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[],
                                $5::bytea[], $6::bytea[])`,
    values: [
      entries.map(({ id }) => id),
      entries.map(({ at }) => at),
      entries.map(({ kind }) => kind),
      entries.map(({ text }) => text),
      entries.map(({ salt }) => salt),
      entries.map(({ data }) => data),
    ],
  })
}

export async function deleteEntries(owner: Queryable, ids: readonly string[]): Promise<void> {
  await owner.query('delete from trail.entry where id = any($1::uuid[])', [ids])
}

export type LastLookRow = {
  number: string
  data: Buffer
  entry_id: string
  at: Date
  showing: string
}

/** A person's last looks, the newest first. One person a statement: that is what a cluster can route. */
export async function lastLooks(
  db: Queryable,
  personId: string,
  limit: number,
): Promise<LastLookRow[]> {
  const { rows } = await db.query<LastLookRow>({
    name: 'trail.lastLooks',
    text: `select number, data, entry_id, at, showing from trail.look
           where person_id = $1 order by number desc limit $2`,
    values: [personId, limit],
  })
  return rows
}

export type NewLook = {
  personId: string
  number: number
  entryId: string
  at: string
  data: Buffer
  previous: Buffer | null
  showing: string
  actorId: string
  withheldUntil: string | null
}

export async function insertLooks(tx: Queryable, looks: readonly NewLook[]): Promise<void> {
  await tx.query({
    name: 'trail.insertLooks',
    text: `insert into trail.look
             (person_id, number, entry_id, at, data, previous, showing, actor_id, withheld_until)
           select * from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::timestamptz[], $5::bytea[],
                                $6::bytea[], $7::uuid[], $8::text[], $9::timestamptz[])`,
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
    ],
  })
}

export type LookAgain = { personId: string; number: number; id: string; at: string }

export async function insertLooksAgain(tx: Queryable, again: readonly LookAgain[]): Promise<void> {
  await tx.query({
    name: 'trail.insertLooksAgain',
    text: `insert into trail.look_again (person_id, number, id, at)
           select * from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::timestamptz[])`,
    values: [
      again.map(({ personId }) => personId),
      again.map(({ number }) => number),
      again.map(({ id }) => id),
      again.map(({ at }) => at),
    ],
  })
}

export type LookRow = {
  person_id: string
  number: string
  entry_id: string
  at: Date
  withheld_until: Date | null
  again: string
}

/**
 * The looks at an identity, newest first, each once although it stands under every source person.
 * `before` is the entry of the last look of the page before.
 */
export async function looksAt(
  db: Queryable,
  personIds: readonly string[],
  { limit, before }: { limit: number; before?: string },
): Promise<LookRow[]> {
  const { rows } = await db.query<LookRow>({
    name: 'trail.looksAt',
    text: `with once as (
             select distinct on (entry_id) person_id, number, entry_id, at, withheld_until
             from trail.look where person_id = any($1::uuid[])
             order by entry_id, array_position($1::uuid[], person_id))
           select *, (select count(*) from trail.look_again a
                      where a.person_id = l.person_id and a.number = l.number) as again
           from once l
           where $2::uuid is null or (at, number, entry_id) <
             (select b.at, b.number, b.entry_id from once b where b.entry_id = $2)
           order by at desc, number desc, entry_id desc limit $3`,
    values: [personIds, before ?? null, limit],
  })
  return rows
}

export type CountRow = { people: string; looks: string }

export async function countLooks(
  db: Queryable,
  personIds: readonly string[],
  since: string,
): Promise<CountRow> {
  const { rows } = await db.query<CountRow>({
    name: 'trail.countLooks',
    text: `select count(distinct actor_id) as people, count(distinct entry_id) as looks
           from trail.look where person_id = any($1::uuid[]) and at >= $2`,
    values: [personIds, since],
  })
  return rows[0]!
}

/** Refused looks since then, and by how many people. Rests on the index `entry_refused`. */
export async function countRefused(db: Queryable, since: Date): Promise<CountRow> {
  const { rows } = await db.query<CountRow>({
    name: 'trail.countRefused',
    text: `select count(*) as looks, count(distinct text::jsonb #>> '{actor,id}') as people
           from trail.entry
           where kind = 'look' and text like '%"outcome":"refused"%' and at >= $1`,
    values: [since],
  })
  return rows[0]!
}

export type TextRow = { id: string; text: string }

export async function entryTexts(db: Queryable, ids: readonly string[]): Promise<TextRow[]> {
  const { rows } = await db.query<TextRow>({
    name: 'trail.entryTexts',
    text: 'select id, text from trail.entry where id = any($1::uuid[])',
    values: [ids],
  })
  return rows
}

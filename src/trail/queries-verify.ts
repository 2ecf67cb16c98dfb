import type { Queryable } from '../kernel/index.ts'
import { partAt } from './queries-lists.ts'

/** What verification reads: everything, in order, a piece at a time. */

export type LeafRow = {
  index: string
  entry_id: string
  leaf: Buffer
  kind: string | null
  at: Date | null
  text: string | null
  salt: Buffer | null
  data: Buffer | null
  result: string | null
}

/** The leaves of a range, each with its entry as it stands in the database now. */
export async function leavesBetween(tx: Queryable, from: number, to: number): Promise<LeafRow[]> {
  const { rows } = await tx.query<LeafRow>({
    name: 'trail.leavesBetween',
    text: `select l.index, l.entry_id, l.data as leaf, e.kind, e.at, e.text, e.salt, e.data, e.result
           from trail.leaf l left join trail.entry e on e.id = l.entry_id
           where l.index >= $1 and l.index < $2 order by l.index`,
    values: [from, to],
  })
  return rows
}

/** An entry with its leaf; undefined where either is missing. */
export async function loggedEntryRow(
  db: Queryable,
  id: string,
): Promise<{ index: string; leaf: Buffer; text: string; salt: Buffer } | undefined> {
  const { rows } = await db.query<{ index: string; leaf: Buffer; text: string; salt: Buffer }>({
    name: 'trail.loggedEntryRow',
    text: `select l.index, l.data as leaf, e.text, e.salt
           from trail.entry e join trail.leaf l on l.entry_id = e.id where e.id = $1`,
    values: [id],
  })
  return rows[0]
}

/** Entries with the hash under which they were written. */
export async function entryTexts(
  db: Queryable,
  ids: readonly string[],
): Promise<{ id: string; text: string; salt: Buffer; data: Buffer }[]> {
  const { rows } = await db.query<{ id: string; text: string; salt: Buffer; data: Buffer }>({
    name: 'trail.entryTexts',
    text: 'select id, text, salt, data from trail.entry where id = any($1::uuid[])',
    values: [ids],
  })
  return rows
}

export type CheckpointRow = { size: string; at: Date; note: string; leaves: Buffer }

/** The next checkpoints: those of the next `reach` entries, and at least one. */
export async function nextCheckpoints(
  tx: Queryable,
  after: number,
  reach: number,
): Promise<CheckpointRow[]> {
  const { rows } = await tx.query<CheckpointRow>({
    name: 'trail.nextCheckpoints',
    text: `select size, at, note, leaves from trail.checkpoint
           where size > $1 and size <= greatest($1 + $2,
             (select min(size) from trail.checkpoint where size > $1)) order by size`,
    values: [after, reach],
  })
  return rows
}

const LOOK = `k.person_id, k.number, k.entry_id, k.at, k.data, k.previous, k.showing, k.actor_id,
  k.withheld_until, k.place`

export type LookRowAt = {
  person_id: string
  number: string
  entry_id: string
  at: Date
  data: Buffer
  previous: Buffer | null
  showing: string
  actor_id: string
  withheld_until: Date | null
  place: number | null
}

/** The looks with these running numbers, those that are there. */
export async function looksNumbered(
  tx: Queryable,
  looks: readonly { person: string; number: number }[],
): Promise<LookRowAt[]> {
  if (looks.length === 0) return []
  const { rows } = await tx.query<LookRowAt>({
    name: 'trail.looksNumbered',
    text: `select ${LOOK} from unnest($1::uuid[], $2::bigint[]) as a (person_id, number)
           join trail.look k on k.person_id = a.person_id and k.number = a.number`,
    values: [looks.map(({ person }) => person), looks.map(({ number }) => number)],
  })
  return rows
}

export type WrittenLookRow = LookRowAt & {
  text: string | null
  numbered: boolean
  /** of a list: who stands at its place */
  part: Buffer | null
}

/** All looks, person by person, in the order of their numbers, each with the text of its entry. */
export async function looksAfter(
  tx: Queryable,
  after: { person: string; number: number },
  limit: number,
): Promise<WrittenLookRow[]> {
  const { rows } = await tx.query<WrittenLookRow>({
    name: 'trail.looksAfter',
    text: `select ${LOOK}, e.text, exists (select from trail.leaf l where l.entry_id = k.entry_id)
             as numbered,
             (select ${partAt('k.place')} from trail.list l where l.entry_id = k.entry_id) as part
           from (select * from trail.look where (person_id, number) > ($1::uuid, $2::bigint)
                 order by person_id, number limit $3) k
           left join trail.entry e on e.id = k.entry_id order by k.person_id, k.number`,
    values: [after.person, after.number, limit],
  })
  return rows
}

export type KeyRow = { key: string; input: Buffer; entry_id: string }

export async function keysNamed(tx: Queryable, keys: readonly string[]): Promise<KeyRow[]> {
  if (keys.length === 0) return []
  const { rows } = await tx.query<KeyRow>({
    name: 'trail.keysNamed',
    text: 'select key, input, entry_id from trail.command_key where key = any($1::text[])',
    values: [keys],
  })
  return rows
}

export async function keysAfter(
  tx: Queryable,
  after: string,
  limit: number,
): Promise<(KeyRow & { text: string | null; numbered: boolean })[]> {
  const { rows } = await tx.query<KeyRow & { text: string | null; numbered: boolean }>({
    name: 'trail.keysAfter',
    text: `select k.key, k.input, k.entry_id, e.text,
             exists (select from trail.leaf l where l.entry_id = k.entry_id) as numbered
           from (select * from trail.command_key where key > $1 order by key limit $2) k
           left join trail.entry e on e.id = k.entry_id order by k.key`,
    values: [after, limit],
  })
  return rows
}

export type AgainRow = {
  look: string
  id: string
  at: Date
  entry_id: string
  places: number[] | null
}

export async function againNamed(
  tx: Queryable,
  again: readonly { look: string; id: string }[],
): Promise<AgainRow[]> {
  if (again.length === 0) return []
  const { rows } = await tx.query<AgainRow>({
    name: 'trail.againNamed',
    text: `select g.look, g.id, g.at, g.entry_id, g.places
           from unnest($1::uuid[], $2::uuid[]) as a (look, id)
           join trail.look_again g on g.look = a.look and g.id = a.id`,
    values: [again.map(({ look }) => look), again.map(({ id }) => id)],
  })
  return rows
}

export async function againAfter(
  tx: Queryable,
  after: { look: string; id: string },
  limit: number,
): Promise<(AgainRow & { text: string | null })[]> {
  const { rows } = await tx.query<AgainRow & { text: string | null }>({
    name: 'trail.againAfter',
    text: `select g.look, g.id, g.at, g.entry_id, g.places, e.text
           from (select * from trail.look_again where (look, id) > ($1::uuid, $2::uuid)
                 order by look, id limit $3) g
           left join trail.entry e on e.id = g.entry_id order by g.look, g.id`,
    values: [after.look, after.id, limit],
  })
  return rows
}

export type DeedRow = { person_id: string; entry_id: string; at: Date }

export async function deedsNamed(
  tx: Queryable,
  deeds: readonly { person: string; entryId: string }[],
): Promise<DeedRow[]> {
  if (deeds.length === 0) return []
  const { rows } = await tx.query<DeedRow>({
    name: 'trail.deedsNamed',
    text: `select d.person_id, d.entry_id, d.at
           from unnest($1::uuid[], $2::uuid[]) as a (person_id, entry_id)
           join trail.deed d on d.person_id = a.person_id and d.entry_id = a.entry_id`,
    values: [deeds.map(({ person }) => person), deeds.map(({ entryId }) => entryId)],
  })
  return rows
}

export async function deedsAfter(
  tx: Queryable,
  after: { person: string; entryId: string },
  limit: number,
): Promise<(DeedRow & { text: string | null; numbered: boolean })[]> {
  const { rows } = await tx.query<DeedRow & { text: string | null; numbered: boolean }>({
    name: 'trail.deedsAfter',
    text: `select d.*, e.text, exists (select from trail.leaf l where l.entry_id = d.entry_id) as numbered
           from (select person_id, entry_id, at from trail.deed
                 where (person_id, entry_id) > ($1::uuid, $2::uuid)
                 order by person_id, entry_id limit $3) d
           left join trail.entry e on e.id = d.entry_id order by d.person_id, d.entry_id`,
    values: [after.person, after.entryId, limit],
  })
  return rows
}

/** How many rows there are, of the numbered and the others: what was taken out shows in the sum. */
export async function countRows(tx: Queryable): Promise<Record<string, number>> {
  const { rows } = await tx.query<Record<string, string>>(
    `select (select count(*) from trail.entry) as entry, (select count(*) from trail.look) as look,
       (select count(*) from trail.look_again) as look_again, (select count(*) from trail.list) as list,
       (select count(*) from trail.command_key) as command_key,
       (select count(*) from trail.deed) as deed`,
  )
  return Object.fromEntries(Object.entries(rows[0]!).map(([name, count]) => [name, Number(count)]))
}

/** The texts of entries that have no number yet; those that the sequencer will find. */
export async function unnumberedTexts(tx: Queryable): Promise<string[]> {
  const { rows } = await tx.query<{ text: string }>(
    `with last as (select seen from trail.checkpoint order by size desc limit 1)
     select e.text from trail.entry e
     where (e.xid >= coalesce((select pg_snapshot_xmax(seen) from last), '0'::xid8)
            or e.xid = any(array(select pg_snapshot_xip(seen) from last)))
       and not exists (select from trail.leaf l where l.entry_id = e.id)`,
  )
  return rows.map(({ text }) => text)
}

export async function countTiles(tx: Queryable): Promise<number> {
  const { rows } = await tx.query<{ n: string }>('select count(*) as n from trail.tile')
  return Number(rows[0]!.n)
}

/** True where the login that asks can become the owner of the schema. */
export async function canBecomeOwner(tx: Queryable): Promise<boolean> {
  const { rows } = await tx.query<{ can: boolean }>(
    "select pg_has_role(session_user, 'concordat_owner', 'MEMBER') and session_user <> 'concordat_owner' as can",
  )
  return rows[0]!.can
}

export type LooseRow = { id: string; at: Date }

/** Entries that were written before a moment and have no number yet. */
export async function unnumberedEntries(tx: Queryable, before: string): Promise<LooseRow[]> {
  const { rows } = await tx.query<LooseRow>(
    `select e.id, e.at from trail.entry e
     where e.at < $1 and not exists (select from trail.leaf l where l.entry_id = e.id)
     order by e.at limit 100`,
    [before],
  )
  return rows
}

import type { Queryable, Statement } from '../kernel/index.ts'
import { PART_BYTES } from './list-parts.ts'
import { counted } from './queries.ts'

/** Lists that were shown: their people, kept apart from the entry that says who saw them. */

export type NewList = { entryId: string; showing: string; at: string; parts: Buffer }

export function listRows(lists: readonly NewList[]): Statement {
  return {
    name: 'trail.listRows',
    text: counted(
      `insert into trail.list (entry_id, showing, at, parts)
         select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::bytea[])`,
      'cardinality($1::uuid[])',
    ),
    values: [
      lists.map(({ entryId }) => entryId),
      lists.map(({ showing }) => showing),
      lists.map(({ at }) => at),
      lists.map(({ parts }) => parts),
    ],
  }
}

export type ShownRow = { entry_id: string; showing: string; parts: Buffer }

/** The lists that were shown like this since then, the first one first. */
export async function listsShown(
  db: Queryable,
  showings: readonly string[],
  since: string,
): Promise<ShownRow[]> {
  const { rows } = await db.query<ShownRow>({
    name: 'trail.listsShown',
    text: `select entry_id, showing, parts from trail.list
           where showing = any($1::uuid[]) and at > $2 order by at, entry_id`,
    values: [showings, since],
  })
  return rows
}

export type ListRow = { entry_id: string; showing: string; at: Date; parts: Buffer }

export async function listsOf(db: Queryable, entryIds: readonly string[]): Promise<ListRow[]> {
  if (entryIds.length === 0) return []
  const { rows } = await db.query<ListRow>({
    name: 'trail.listsOf',
    text: 'select entry_id, showing, at, parts from trail.list where entry_id = any($1::uuid[])',
    values: [entryIds],
  })
  return rows
}

export type WrittenListRow = {
  entry_id: string
  text: string | null
  numbered: boolean
  /** its people, where no entry speaks of it any more */
  unsaid: Buffer | null
}

export async function listsAfter(
  tx: Queryable,
  after: string,
  limit: number,
): Promise<WrittenListRow[]> {
  const { rows } = await tx.query<WrittenListRow>({
    name: 'trail.listsAfter',
    text: `select k.entry_id, e.text, case when e.id is null then k.parts end as unsaid,
             exists (select from trail.leaf l where l.entry_id = k.entry_id) as numbered
           from (select entry_id, parts from trail.list where entry_id > $1 order by entry_id limit $2) k
           left join trail.entry e on e.id = k.entry_id order by k.entry_id`,
    values: [after, limit],
  })
  return rows
}

/** Where in `parts` the part of `place` (an SQL expression) stands; no more of a list is read than that. */
export function partAt(place: string): string {
  return `substring(parts from ${place} * ${PART_BYTES} + 1 for ${PART_BYTES})`
}

/** One part of each of these lists. */
export async function partsAt(
  db: Queryable,
  looks: readonly { entryId: string; place: number }[],
): Promise<{ entry_id: string; place: number; part: Buffer }[]> {
  if (looks.length === 0) return []
  const { rows } = await db.query<{ entry_id: string; place: number; part: Buffer }>({
    name: 'trail.partsAt',
    text: `select a.entry_id, a.place, ${partAt('a.place')} as part
           from unnest($1::uuid[], $2::int[]) as a (entry_id, place)
           join trail.list l on l.entry_id = a.entry_id`,
    values: [looks.map(({ entryId }) => entryId), looks.map(({ place }) => place)],
  })
  return rows
}

/** How often each of these was shown again. */
export async function timesAgain(
  db: Queryable,
  looks: readonly { entryId: string; place: number | null }[],
): Promise<{ look: string; times: string }[]> {
  if (looks.length === 0) return []
  const { rows } = await db.query<{ look: string; times: string }>({
    name: 'trail.timesAgain',
    text: `select a.look, count(*) as times from unnest($1::uuid[], $2::int[]) as a (look, place)
           join trail.look_again g on g.look = a.look
             and (g.places is null or a.place is null or a.place = any(g.places))
           group by a.look`,
    values: [looks.map(({ entryId }) => entryId), looks.map(({ place }) => place)],
  })
  return rows
}

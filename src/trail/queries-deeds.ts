import type { PersonId, Queryable, Statement } from '../kernel/index.ts'
import { counted } from './queries.ts'

/** SQL of what was done about people: whom an entry is about. */

export type NewDeed = { personId: PersonId; entryId: string; at: string }

export function deedRows(deeds: readonly NewDeed[]): Statement {
  return {
    name: 'trail.deedRows',
    text: counted(
      `insert into trail.deed (person_id, entry_id, at)
         select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[])`,
      'cardinality($1::uuid[])',
    ),
    values: [
      deeds.map(({ personId }) => personId),
      deeds.map(({ entryId }) => entryId),
      deeds.map(({ at }) => at),
    ],
  }
}

export type DeedRow = {
  entry_id: string
  at: Date
  /** null where the entry is no longer kept */
  text: string | null
  salt: Buffer | null
  data: Buffer | null
}

/** What was done about any of these, newest first, each entry once. */
export async function deedsAt(
  db: Queryable,
  personIds: readonly PersonId[],
  limit: number,
): Promise<DeedRow[]> {
  const { rows } = await db.query<DeedRow>({
    name: 'trail.deedsAt',
    text: `select d.entry_id, d.at, e.text, e.salt, e.data
      from (select distinct entry_id, at from trail.deed where person_id = any($1::uuid[])
            order by at desc, entry_id desc limit $2) d
      left join trail.entry e on e.id = d.entry_id order by d.at desc, d.entry_id desc`,
    values: [personIds, limit],
  })
  return rows
}

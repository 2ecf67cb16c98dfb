import type { Queryable } from '../kernel/index.ts'

/** What was done between two times by people who stood alike: the entries, the earliest first. */
export type DoneRow = {
  readonly role: string
  readonly organisation: string
  readonly side: string
  readonly unit: string | null
  readonly purpose: string
  /** of a look what was shown; of a command its name */
  readonly what: string
  /** the clause by which it was done; '' where it was public */
  readonly clause: string
  readonly ids: readonly string[]
}

const COLUMNS = `t.j -> 'actor' ->> 'role' as role, t.j -> 'actor' ->> 'organisation' as organisation,
  t.j -> 'actor' ->> 'side' as side, t.j -> 'actor' ->> 'unit' as unit, coalesce(t.j ->> 'purpose', '') as purpose,
  coalesce(t.j ->> 'clause', '') as clause, array_agg(t.id::text order by t.at, t.id) as ids`

/** Looks that were allowed. Whom they were at is in none of it. */
export async function looksAllowed(db: Queryable, from: Date, to: Date): Promise<DoneRow[]> {
  const { rows } = await db.query<DoneRow>({
    name: 'trail.looksAllowed',
    text: `select t.j ->> 'what' as what, ${COLUMNS}
      from (select e.id, e.at, e.text::json as j from trail.entry e
        where e.kind = 'look' and e.at >= $1 and e.at < $2 and e.text like '%"outcome":"allowed"%') t
      group by 1, 2, 3, 4, 5, 6, 7 order by 1, 2, 3, 4, 5, 6, 7`,
    values: [from, to],
  })
  return rows
}

/** Commands of people that were done. */
export async function commandsDone(db: Queryable, from: Date, to: Date): Promise<DoneRow[]> {
  const { rows } = await db.query<DoneRow>({
    name: 'trail.commandsDone',
    text: `select t.j ->> 'command' as what, ${COLUMNS}
      from (select e.id, e.at, e.text::json as j from trail.entry e
        where e.kind = 'command' and e.at >= $1 and e.at < $2) t
      where t.j -> 'refused' is null
      group by 1, 2, 3, 4, 5, 6, 7 order by 1, 2, 3, 4, 5, 6, 7`,
    values: [from, to],
  })
  return rows
}

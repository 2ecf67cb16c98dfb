import type { Queryable } from '../kernel/index.ts'

type PersonRow = { person_id: string }

/** Whoever is in any hospital now, the longest first. */
export async function personsStaying(db: Queryable, limit: number): Promise<string[]> {
  const { rows } = await db.query<PersonRow>({
    name: 'record.personsStaying',
    text: `select person_id from record.event where status = 'active' and kind = 'stay'
      group by person_id order by min(start_at), person_id limit $1`,
    values: [limit],
  })
  return rows.map(({ person_id }) => person_id)
}

/** Of these, the source persons for whom an organisation with one of the codes has something open. */
export async function heldBy(
  db: Queryable,
  personIds: readonly string[],
  codes: readonly string[],
): Promise<string[]> {
  const { rows } = await db.query<PersonRow>({
    name: 'record.heldBy',
    text: `select distinct person_id from record.event
      where person_id = any($1) and status = 'active' and organisation = any($2)
        and kind in ('request', 'assessment', 'service')`,
    values: [personIds, codes],
  })
  return rows.map(({ person_id }) => person_id)
}

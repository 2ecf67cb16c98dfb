import { idArray, type PersonId, type Queryable } from '../kernel/index.ts'

/** SQL of `record.objection`. */

/** Of these source persons those who object here, and since when. */
export async function standingObjections(
  db: Queryable,
  personIds: readonly PersonId[],
): Promise<{ personId: PersonId; since: Date }[]> {
  const { rows } = await db.query<{ person_id: PersonId; said_at: Date }>({
    name: 'record.standingObjections',
    text: `select person_id, said_at from (
        select distinct on (person_id) person_id, objects, said_at from record.objection
        where person_id = any($1) order by person_id, number desc) newest
      where objects`,
    values: [idArray(personIds)],
  })
  return rows.map(({ person_id: personId, said_at: since }) => ({ personId, since }))
}

/** Every source person of whom such a thing was ever said here. */
export async function personsWhoSaid(db: Queryable): Promise<PersonId[]> {
  const { rows } = await db.query<{ person_id: PersonId }>(
    'select distinct person_id from record.objection',
  )
  return rows.map(({ person_id }) => person_id)
}

/** The next word of each of them. Whoever writes holds `lockPlanned`. */
export async function writeObjection(
  tx: Queryable,
  personIds: readonly PersonId[],
  word: { objects: boolean; at: Date; by: string; entryId: string },
): Promise<{ person: PersonId; number: number }[]> {
  const { rows } = await tx.query<{ person: PersonId; number: number }>({
    name: 'record.writeObjection',
    text: `insert into record.objection (person_id, number, objects, said_at, said_by, entry_id)
      select p, 1 + (select coalesce(max(o.number), 0) from record.objection o where o.person_id = p), $2, $3, $4, $5
      from unnest($1::uuid[]) p returning person_id as person, number`,
    values: [idArray(personIds), word.objects, word.at, word.by, word.entryId],
  })
  return rows
}

/** A word as it is held to the log. */
export type AuditedObjection = {
  personId: PersonId
  number: number
  objects: boolean
  saidAt: Date
  saidBy: string
  entryId: string
}

export async function auditedObjections(db: Queryable): Promise<AuditedObjection[]> {
  const { rows } = await db.query<AuditedObjection>({
    name: 'record.auditedObjections',
    text: `select person_id as "personId", number, objects, said_at as "saidAt", said_by as "saidBy",
        entry_id as "entryId"
      from record.objection order by person_id, number`,
  })
  return rows
}

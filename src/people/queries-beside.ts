import { idArray, type PersonId, type Queryable } from '../kernel/index.ts'
import type { SourcePerson } from './person.ts'
import { PERSON_COLUMNS, type PersonAsKept, personAsSaid } from './queries.ts'

/** What whoever saves a person keeps beside them, as a text of their own: it is no word about the person. */
export type Beside = ReadonlyMap<PersonId, string | null>

/** Of these, those beside whom something is kept. */
export async function personsBeside(
  db: Queryable,
  personIds: readonly PersonId[],
): Promise<{ person: SourcePerson; beside: string }[]> {
  if (personIds.length === 0) return []
  const { rows } = await db.query<PersonAsKept & { beside: string }>({
    name: 'people.personsBeside',
    text: `select ${PERSON_COLUMNS}, beside from people.person where person_id = any($1) and beside is not null`,
    values: [idArray(personIds)],
  })
  return rows.map((row) => ({ person: personAsSaid(row), beside: row.beside }))
}

export async function updateBeside(
  tx: Queryable,
  rows: readonly (readonly [PersonId, string | null])[],
): Promise<void> {
  await tx.query({
    name: 'people.updateBeside',
    text: `update people.person o set beside = n.beside
      from unnest($1::uuid[], $2::text[]) n (person_id, beside) where o.person_id = n.person_id`,
    values: [idArray(rows.map(([personId]) => personId)), rows.map(([, beside]) => beside)],
  })
}

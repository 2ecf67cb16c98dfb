import { idArray, type PersonId, type Queryable, rowsOf } from '../kernel/index.ts'

const OWN = 'person_id = any($1) and superseded_at is null'

/** Which rows stand of these source persons, as `rowsOf` says it: the same only while none is put in or changed. */
export async function rowsStanding(db: Queryable, personIds: readonly PersonId[]): Promise<string> {
  const { rows } = await db.query<{ standing: string }>({
    name: 'record.rowsStanding',
    text: `select (${rowsOf('record.event', OWN)}) || ' ' || (${rowsOf('record.resource', OWN)})
      || ' ' || (${rowsOf('record.note', OWN)}) as standing`,
    values: [idArray(personIds)],
  })
  return rows[0]!.standing
}

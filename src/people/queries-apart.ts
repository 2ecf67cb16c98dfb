import { idArray, type PersonId, type Queryable } from '../kernel/index.ts'
import type { SourcePerson } from './person.ts'

/** SQL of `people.kept_apart`. */

/** What somebody of a feed that is kept apart is said to be, in place of what was said before. */
export async function writeKeptApart(
  tx: Queryable,
  rows: readonly { personId: PersonId; source: string; text: string }[],
  learntAt: Date,
): Promise<void> {
  await tx.query({
    name: 'people.writeKeptApart',
    text: `insert into people.kept_apart as k (person_id, source, learnt_at, changed_at, said)
      select person_id, source, $4, $4, said::json
        from unnest($1::uuid[], $2::text[], $3::text[]) n (person_id, source, said)
      on conflict (person_id) do update set said = excluded.said, changed_at = excluded.changed_at`,
    values: [
      idArray(rows.map(({ personId }) => personId)),
      rows.map(({ source }) => source),
      rows.map(({ text }) => text),
      learntAt,
    ],
  })
}

/** Of these source persons those whom one of these feeds keeps apart. */
export async function readKeptApart(
  db: Queryable,
  personIds: readonly PersonId[],
  sources: readonly string[],
): Promise<SourcePerson[]> {
  const { rows } = await db.query<{ said: SourcePerson }>({
    name: 'people.readKeptApart',
    text: 'select said from people.kept_apart where person_id = any($1) and source = any($2::text[])',
    values: [idArray(personIds), sources],
  })
  return rows.map(({ said }) => said)
}

/** Whom a feed keeps apart, in the order of their ids. */
export async function listKeptApart(
  db: Queryable,
  source: string,
  limit: number,
): Promise<SourcePerson[]> {
  const { rows } = await db.query<{ said: SourcePerson }>({
    name: 'people.listKeptApart',
    text: 'select said from people.kept_apart where source = $1 order by person_id limit $2',
    values: [source, limit],
  })
  return rows.map(({ said }) => said)
}

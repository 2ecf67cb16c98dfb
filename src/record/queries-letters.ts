import { idArray, type PersonId, type Queryable } from '../kernel/index.ts'
import type { KnownResource } from './known-resource.ts'
import { asKnown } from './queries-known.ts'
import { RESOURCE_COLUMNS, type ResourceRow, toResource } from './queries-read.ts'

/** Came since `learnt`, and not written before `written`. */
export type LettersWanted = { learnt: Date; written: Date }

const IS_NEW = `type in ('DocumentReference', 'Composition') and learnt_at > $1
  and coalesce(true_at, learnt_at) > $2`

/** Whoever a new letter is about. */
export async function personsWithLetters(
  db: Queryable,
  { learnt, written }: LettersWanted,
  limit: number,
  at?: Date,
): Promise<PersonId[]> {
  const { rows } = await db.query<{ person_id: PersonId }>(
    asKnown(at, {
      name: 'record.personsWithLetters',
      text: `select person_id from record.resource r where ${IS_NEW}
        group by person_id order by max(learnt_at) desc, person_id limit $3`,
      values: [learnt, written, limit],
    }),
  )
  return rows.map(({ person_id }) => person_id)
}

/** The new letters about these. */
export async function newLettersOf(
  db: Queryable,
  personIds: readonly PersonId[],
  { learnt, written }: LettersWanted,
  limit: number,
  at?: Date,
): Promise<KnownResource[]> {
  const { rows } = await db.query<ResourceRow>(
    asKnown(at, {
      name: 'record.newLettersOf',
      text: `select ${RESOURCE_COLUMNS} from record.resource r
        where ${IS_NEW} and person_id = any($3) order by learnt_at desc, id limit $4`,
      values: [learnt, written, idArray(personIds), limit],
    }),
  )
  return rows.map(toResource)
}

import {
  column,
  idArray,
  type PersonId,
  type Queryable,
  type RowOf,
  rowReader,
} from '../kernel/index.ts'
import { BASES } from './basis.ts'

const readSpan = rowReader('people.link', {
  person: column.personId,
  identity: column.personId,
  basis: column.oneOf(...BASES),
  members: column.listOf(column.personId),
  since: column.moment,
  /** null: it is so now */
  until: column.orNull(column.moment),
})
export type SpanOfLink = RowOf<typeof readSpan>

/** What the links of these are, and were, the newest last. */
export async function linkSpans(
  db: Queryable,
  persons: readonly PersonId[],
): Promise<SpanOfLink[]> {
  const { rows } = await db.query({
    name: 'people.linkSpans',
    text: `select person_id as person, identity_id as identity, basis, members, linked_at as since,
        null::timestamptz as until from people.link where person_id = any($1)
      union all
      select person_id, identity_id, basis, members, linked_at, until from people.link_history
      where person_id = any($1) order by since, until nulls last`,
    values: [idArray(persons)],
  })
  return rows.map(readSpan)
}

const readHappened = rowReader('people.decision', {
  because: column.oneOf('said', 'taken-back', 'version', 'source'),
  by: column.text,
})

/** What was written down of any of these at one moment: said, taken back, judged by a version, or sent by a source. */
export async function whatHappenedTo(
  db: Queryable,
  persons: readonly PersonId[],
  at: Date,
): Promise<RowOf<typeof readHappened>[]> {
  const { rows } = await db.query({
    name: 'people.whatHappenedTo',
    text: `select 'said' as because, actor as by from people.decision
        where person_id = any($1) and other_id = any($1) and said_at = $2
      union all select 'taken-back', undone_by from people.decision
        where person_id = any($1) and other_id = any($1) and undone_at = $2
      union all select 'version', version from people.match_version where effective_at = $2
      union all select 'source', source from people.person where person_id = any($1) and changed_at = $2
      union all select 'source', source from people.person_history where person_id = any($1) and changed_at = $2
      order by because, by`,
    values: [idArray(persons), at],
  })
  return rows.map(readHappened)
}

const readIdentity = rowReader('people.link', {
  person_id: column.personId,
  members: column.listOf(column.personId),
})

/** So many identities after one, in the order of their ids. */
export async function identitiesFrom(
  db: Queryable,
  after: string,
  limit: number,
): Promise<RowOf<typeof readIdentity>[]> {
  const { rows } = await db.query({
    name: 'people.identitiesFrom',
    text: `select person_id, members from people.link where identity_id = person_id and person_id > $1
      order by person_id limit $2`,
    values: [after, limit],
  })
  return rows.map(readIdentity)
}

/** Everybody of the identity that somebody belongs to; [] where nobody is known so. */
export async function identityIds(db: Queryable, personId: PersonId): Promise<PersonId[]> {
  const { rows } = await db.query<{ members: PersonId[] }>({
    name: 'people.identityIds',
    text: 'select members from people.link where person_id = $1',
    values: [personId],
  })
  return rows[0]?.members ?? []
}

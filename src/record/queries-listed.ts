import { idArray, type PersonId, type Queryable } from '../kernel/index.ts'
import type { TiedBy } from './queries-own.ts'

/** What lists that are looked at now rest on, for those of whom something has changed. */

/** Of these identities, those of whom something goes on or waits, or did so until `lately`, and at whom. */
export async function identitiesListed(
  db: Queryable,
  identityIds: readonly PersonId[],
  lately?: Date,
): Promise<{ identity_id: PersonId; codes: string[] }[]> {
  const { rows } = await db.query<{ identity_id: PersonId; codes: string[] }>({
    name: 'record.identitiesListed',
    text: `select identity_id, array_agg(distinct code) as codes
      from record.occurrence, lateral (values (organisation), (provider_id)) as at (code)
      where identity_id = any($1) and (status = 'active' or next is not null)
        and (superseded_at is null or superseded_at > $2) and code is not null
      group by identity_id`,
    values: [idArray(identityIds), lately ?? null],
  })
  return rows
}

/**
 * The hospitals that give anybody who is in a bed of theirs now a ready date. `places`: feeds, and beside each a code
 * of whom it speaks for.
 */
export async function hospitalsDating(db: Queryable, places: TiedBy): Promise<string[]> {
  const { rows } = await db.query<{ organisation: string }>({
    name: 'record.hospitalsDating',
    text: `select distinct organisation from record.event
      where kind = 'stay' and status = 'active' and superseded_at is null and detail ? 'readyAt'
        and (source, organisation) in (select * from unnest($1::text[], $2::text[]))`,
    values: [places.feeds, places.codes],
  })
  return rows.map(({ organisation }) => organisation)
}

/** The source person of each of these tellings, among those who are taken for one person. */
export async function personsOfEvents(
  db: Queryable,
  members: readonly PersonId[],
  eventIds: readonly string[],
): Promise<ReadonlyMap<string, PersonId>> {
  const { rows } = await db.query<{ event_id: string; person_id: PersonId }>({
    name: 'record.personsOfEvents',
    text: `select distinct event_id, person_id from record.event
      where person_id = any($1) and event_id = any($2)`,
    values: [idArray(members), idArray(eventIds)],
  })
  return new Map(rows.map(({ event_id, person_id }) => [event_id, person_id]))
}

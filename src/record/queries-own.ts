import { idArray, type PersonId, type Queryable } from '../kernel/index.ts'
import type { DataClass } from './data-class.ts'
import { asKnown } from './queries-known.ts'

/**
 * Who may have to be on a list of somebody's own people: a rule decides, these only find whom to ask it about. Each
 * list can be asked for as it was known at a time (`at`). What no feed may tell of a party is on none of its lists.
 */

/** By which codes feeds name a party, and the feeds by whose word something stands between it and a person. */
export type TiedBy = { readonly codes: readonly string[]; readonly feeds: readonly string[] }

type PersonRow = { person_id: PersonId }

/** As `foldUnit` folds it: `Ward 6` and `WARD  6` are one ward. */
const FOLDED_UNIT = `lower(regexp_replace(btrim(unit), '\\s+', ' ', 'g'))`

/** Whoever is in a bed of an organisation with one of the codes; on one unit of it where that is given, folded. */
export async function personsInBed(
  db: Queryable,
  { codes, feeds }: TiedBy,
  unit: string | undefined,
  limit: number,
  at?: Date,
): Promise<PersonId[]> {
  const { rows } = await db.query<PersonRow>(
    asKnown(at, {
      name: 'record.personsInBed',
      text: `select person_id from record.event e
      where status = 'active' and kind = 'stay' and organisation = any($1)
        and source = any($4) and ($2::text is null or ${FOLDED_UNIT} = $2)
      group by person_id order by min(start_at), person_id limit $3`,
      values: [codes, unit ?? null, limit, feeds],
    }),
  )
  return rows.map(({ person_id }) => person_id)
}

/** The units that feeds name in these classes for whoever is in a bed now; `ready`: anybody there has a ready date. */
export async function bedsNow(
  db: Queryable,
  { codes, feeds }: TiedBy,
  classes: readonly string[],
  at?: Date,
): Promise<{ unit: string; ready: boolean }[]> {
  const { rows } = await db.query<{ unit: string | null; ready: boolean }>(
    asKnown(at, {
      name: 'record.bedsNow',
      text: `select unit, bool_or(detail ? 'readyAt') as ready from record.event e
      where status = 'active' and kind = 'stay' and organisation = any($1) and source = any($2)
        and data_class = any($3)
      group by unit`,
      values: [codes, feeds, classes],
    }),
  )
  return rows.map(({ unit, ready }) => ({ unit: unit ?? '', ready }))
}

/** Whether any stay there of these classes, at any time, was on the unit. Reads far only where the answer is no. */
export async function isUnitNamed(
  db: Queryable,
  { codes, feeds }: TiedBy,
  classes: readonly string[],
  unit: string,
): Promise<boolean> {
  const { rows } = await db.query(
    asKnown(undefined, {
      name: 'record.isUnitNamed',
      text: `select from record.event e
      where kind = 'stay' and organisation = any($1) and source = any($3) and data_class = any($4)
        and ${FOLDED_UNIT} = $2
      limit 1`,
      values: [codes, unit, feeds, classes],
    }),
  )
  return rows.length > 0
}

/**
 * Whoever is in any hospital now, the longest first; `needs`: a way home or a reason for delay is known; `dated`:
 * the hospitals that gave them a ready date.
 */
export type StayingRow = { person_id: PersonId; needs: boolean; dated: string[] }

/** `places`: feeds, and beside each a code of whom it speaks for. */
export async function personsStaying(
  db: Queryable,
  places: TiedBy,
  limit: number,
  at?: Date,
): Promise<StayingRow[]> {
  const { rows } = await db.query<StayingRow>(
    asKnown(at, {
      name: 'record.personsStaying',
      text: `select person_id, bool_or(detail ? 'pathway' or detail ? 'delayReason') as needs,
        array_remove(array_agg(distinct organisation) filter (where detail ? 'readyAt'), null) as dated
      from record.event e where status = 'active' and kind = 'stay'
        and (source, organisation) in (select * from unnest($2::text[], $3::text[]))
      group by person_id order by min(start_at), person_id limit $1`,
      values: [limit, places.feeds, places.codes],
    }),
  )
  return rows
}

/** Whoever left a hospital since then, the last first. */
export async function personsLeft(
  db: Queryable,
  since: Date,
  limit: number,
  at?: Date,
): Promise<PersonId[]> {
  const { rows } = await db.query<PersonRow>(
    asKnown(at, {
      name: 'record.personsLeft',
      text: `select person_id from record.event e
      where status = 'finished' and kind = 'stay' and end_at > $1
      group by person_id order by max(end_at) desc, person_id limit $2`,
      values: [since, limit],
    }),
  )
  return rows.map(({ person_id }) => person_id)
}

/** Of these, the source persons for whom an organisation with one of the codes has something open. */
export async function heldBy(
  db: Queryable,
  personIds: readonly PersonId[],
  { codes, feeds }: TiedBy,
  at?: Date,
): Promise<PersonId[]> {
  const { rows } = await db.query<PersonRow>(
    asKnown(at, {
      name: 'record.heldBy',
      text: `select distinct person_id from record.event e
      where person_id = any($1) and status = 'active' and organisation = any($2)
        and source = any($3) and kind in ('request', 'assessment', 'service') and gone is null`,
      values: [personIds, codes, feeds],
    }),
  )
  return rows.map(({ person_id }) => person_id)
}

/** Whoever is given an open service by a provider with one of the codes, the longest first. */
export async function personsPlaced(
  db: Queryable,
  { codes, feeds }: TiedBy,
  limit: number,
  at?: Date,
): Promise<PersonId[]> {
  const { rows } = await db.query<PersonRow>(
    asKnown(at, {
      name: 'record.personsPlaced',
      text: `select person_id from record.event e
      where status = 'active' and kind = 'service' and detail ? 'providerId'
        and detail ->> 'providerId' = any($1) and source = any($3) and gone is null
      group by person_id order by min(start_at), person_id limit $2`,
      values: [codes, limit, feeds],
    }),
  )
  return rows.map(({ person_id }) => person_id)
}

/** Whoever has an open request or assessment, or whatever had an outcome since then that led on to something. */
export async function personsAwaiting(
  db: Queryable,
  { codes, feeds }: TiedBy,
  { since, now }: { since: Date; now: Date },
  limit: number,
  at?: Date,
): Promise<PersonId[]> {
  const { rows } = await db.query<PersonRow>(
    asKnown(at, {
      name: 'record.personsAwaiting',
      text: `select person_id from (
        select person_id, start_at from record.event e
        where status = 'active' and kind in ('request', 'assessment')
          and organisation = any($1) and source = any($5) and gone is null
        union all
        select e.person_id, e.start_at from record.event e
        where e.kind in ('request', 'assessment', 'review', 'service')
          and e.detail ? 'next'
          and e.organisation = any($1) and e.source = any($5)
          and coalesce(e.end_at, e.start_at) > $2
          and e.status = 'finished' and e.detail ->> 'next' <> 'ended' and e.gone is null
          and not exists (select from record.event later
            where later.person_id = e.person_id
              and later.organisation = any($1) and later.source = any($5)
              and later.kind = 'service' and later.status in ('active', 'finished') and later.gone is null
              and later.start_at > e.start_at and later.start_at <= $3
              and (e.kind <> 'service' or coalesce(later.end_at, 'infinity') > coalesce(e.end_at, e.start_at)))
      ) asked group by person_id order by min(start_at), person_id limit $4`,
      values: [codes, since, now, limit, feeds],
    }),
  )
  return rows.map(({ person_id }) => person_id)
}

/** Whoever has long-term support that goes on and no review or assessment since then, the longest first. */
export async function personsUnreviewed(
  db: Queryable,
  { codes, feeds }: TiedBy,
  since: Date,
  limit: number,
  at?: Date,
): Promise<PersonId[]> {
  const { rows } = await db.query<PersonRow>(
    asKnown(at, {
      name: 'record.personsUnreviewed',
      text: `select s.person_id from (
        select distinct person_id from record.event e
        where status = 'active' and kind = 'service' and organisation = any($1)
          and source = any($4) and detail ->> 'term' = 'long' and gone is null
      ) s, lateral (
        select min(e.start_at) filter (where e.kind = 'service' and e.detail ->> 'term' = 'long') as began,
          max(coalesce(e.end_at, e.start_at)) filter (where e.kind in ('review', 'assessment')) as reviewed
        from record.event e
        where e.person_id = s.person_id and e.organisation = any($1) and e.source = any($4)
          and e.status in ('active', 'finished') and e.gone is null
      ) known
      where greatest(known.began, known.reviewed) < $2
      order by greatest(known.began, known.reviewed), s.person_id limit $3`,
      values: [codes, since, limit, feeds],
    }),
  )
  return rows.map(({ person_id }) => person_id)
}

export type ReviewRow = {
  person_id: PersonId
  began_at: string | null
  reviewed_at: string | null
  goes_on: boolean
}

/** Of each source person and class: when long-term support began there, and the last review or assessment. */
export async function reviewsOf(
  db: Queryable,
  personIds: readonly PersonId[],
  { codes, feeds }: TiedBy,
  at?: Date,
): Promise<(ReviewRow & { data_class: DataClass })[]> {
  const { rows } = await db.query<ReviewRow & { data_class: DataClass }>(
    asKnown(at, {
      name: 'record.reviewsOf',
      text: `select person_id, data_class,
        (min(start_at) filter (where kind = 'service' and detail ->> 'term' = 'long'))::date::text as began_at,
        (max(coalesce(end_at, start_at)) filter (where kind in ('review', 'assessment')))::date::text
          as reviewed_at,
        bool_or(kind = 'service' and status = 'active' and detail ->> 'term' = 'long') as goes_on
      from record.event e
      where person_id = any($1) and organisation = any($2) and source = any($3)
        and status in ('active', 'finished') and gone is null
      group by person_id, data_class`,
      values: [personIds, codes, feeds],
    }),
  )
  return rows
}

/**
 * Of these, the source persons of whom anything stands that may tie them to an organisation with one of the codes: they
 * are in some hospital, it has something open for them, gives them a service, or has led on to something since then.
 * Whether they are tied is decided on each.
 */
export async function personsMaybeTied(
  db: Queryable,
  personIds: readonly PersonId[],
  codes: readonly string[],
  since: Date,
): Promise<PersonId[]> {
  const { rows } = await db.query<PersonRow>({
    name: 'record.personsMaybeTied',
    text: `select distinct person_id from record.event
      where person_id = any($1) and superseded_at is null
        and ((status = 'active' and (kind = 'stay' or organisation = any($2) or detail ->> 'providerId' = any($2)))
          or (detail ? 'next' and organisation = any($2) and coalesce(end_at, start_at) > $3))`,
    values: [idArray(personIds), codes, since],
  })
  return rows.map(({ person_id }) => person_id)
}

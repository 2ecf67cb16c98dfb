import { idArray, type PersonId, type Queryable } from '../kernel/index.ts'

/** One writer at a time says who may be counted: somebody who opts out meanwhile is not put back. */
export async function lockPlanned(tx: Queryable): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtextextended('record.planned_person', 0))")
}

/** Who may no longer be counted: identities that are none any more, and whoever belongs to those that opted out. */
export async function deletePlanned(
  tx: Queryable,
  identityIds: readonly PersonId[],
  members: readonly PersonId[],
): Promise<void> {
  await tx.query({
    name: 'record.deletePlanned',
    text: `with gone as (delete from record.planned_member where person_id = any($2))
      delete from record.planned_person where identity_id = any($1)`,
    values: [idArray(identityIds), idArray(members)],
  })
}

export type PlannedRow = {
  identityId: PersonId
  members: readonly PersonId[]
  anchor: PersonId
  birthYear: number | null
  /** null: they are not known to have died */
  diedKnownAt: Date | null
  sex: string
  ethnicGroup: string
  area: string | null
}

/** What is as it was is not written again. Whose oldest source person is another has another pseudonym. */
export async function writePlanned(tx: Queryable, rows: readonly PlannedRow[]): Promise<void> {
  const column = <K extends keyof PlannedRow>(name: K) => rows.map((row) => row[name])
  await tx.query({
    name: 'record.writePlanned',
    text: `insert into record.planned_person as p
        (identity_id, anchor, birth_year, died_known_at, sex, ethnic_group, area)
      select * from unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::timestamptz[], $5::text[], $6::text[],
        $7::text[])
      on conflict (identity_id) do update set anchor = excluded.anchor, birth_year = excluded.birth_year,
        died_known_at = excluded.died_known_at, sex = excluded.sex, ethnic_group = excluded.ethnic_group,
        area = excluded.area
      where (p.anchor, p.birth_year, p.died_known_at, p.sex, p.ethnic_group, p.area) is distinct from
        (excluded.anchor, excluded.birth_year, excluded.died_known_at, excluded.sex, excluded.ethnic_group,
          excluded.area)`,
    values: [
      idArray(column('identityId')),
      idArray(column('anchor')),
      column('birthYear'),
      column('diedKnownAt'),
      column('sex'),
      column('ethnicGroup'),
      column('area'),
    ],
  })
  await tx.query({
    name: 'record.writePseudonyms',
    text: `update record.planned_person p set person = s.person from record.pseudonym s
      where p.identity_id = any($1) and s.identity_id = p.identity_id and p.person is distinct from s.person`,
    values: [idArray(column('identityId'))],
  })
  const members = rows.flatMap(({ identityId, members: own }) =>
    own.map((personId) => ({ personId, identityId })),
  )
  await tx.query({
    name: 'record.writePlannedMembers',
    text: `insert into record.planned_member as m (person_id, identity_id)
      select * from unnest($1::uuid[], $2::uuid[])
      on conflict (person_id) do update set identity_id = excluded.identity_id
      where m.identity_id <> excluded.identity_id`,
    values: [
      idArray(members.map(({ personId }) => personId)),
      idArray(members.map(({ identityId }) => identityId)),
    ],
  })
}

/** Where these postcodes lie, folded as they are kept. */
export async function areasOf(
  db: Queryable,
  postcodes: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await db.query<{ postcode: string; area: string }>({
    name: 'record.areasOf',
    text: 'select postcode, area from record.postcode where postcode = any($1)',
    values: [postcodes],
  })
  return new Map(rows.map(({ postcode, area }) => [postcode, area]))
}

/** How deprived each area is: its tenth, 1 the most. */
export async function tenthsOf(db: Queryable): Promise<Map<string, number>> {
  const { rows } = await db.query<{ area: string; deprivation_tenth: number }>({
    name: 'record.tenthsOf',
    text: 'select area, deprivation_tenth from record.area where deprivation_tenth is not null',
  })
  return new Map(rows.map(({ area, deprivation_tenth }) => [area, deprivation_tenth]))
}

/**
 * What practices say about the use of somebody's record beyond their care, of these source persons: the codes, the
 * oldest word first. Only what holds one of them as text is read.
 */
export async function practiceObjections(
  db: Queryable,
  personIds: readonly PersonId[],
  { codes, feeds }: { codes: readonly string[]; feeds: readonly string[] },
): Promise<{ person_id: PersonId; code: string }[]> {
  const { rows } = await db.query<{ person_id: PersonId; code: string }>({
    name: 'record.practiceObjections',
    text: `select r.person_id, c.code #>> '{}' as code
      from record.resource r, jsonb_path_query(r.content::jsonb, 'lax $.code.coding[*].code') c (code)
      where r.person_id = any($1) and r.superseded_at is null and r.type in ('Condition', 'Observation')
        and r.source = any($3) and c.code #>> '{}' = any($2)
      order by coalesce(r.true_at, r.learnt_at), r.learnt_at`,
    values: [idArray(personIds), codes, feeds],
  })
  return rows
}

/** Those of these NHS numbers whose holders have opted out. */
export async function optedOutAmong(db: Queryable, numbers: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ nhs_number: string }>({
    name: 'record.optedOutAmong',
    text: 'select nhs_number from record.opt_out where nhs_number = any($1) and until is null',
    values: [numbers],
  })
  return rows.map(({ nhs_number }) => nhs_number)
}

export async function optedOutNow(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ nhs_number: string }>(
    'select nhs_number from record.opt_out where until is null',
  )
  return rows.map(({ nhs_number }) => nhs_number)
}

export type OptOutChange = { out: readonly string[]; back: readonly string[] }

/** Writes down who has opted out and who has not any more, and that the service answered. */
export async function changeOptOuts(
  tx: Queryable,
  { out, back }: OptOutChange,
  answer: { asked: number; optedOut: number },
  at: Date,
): Promise<void> {
  await tx.query(
    `with ended as (update record.opt_out set until = $3 where nhs_number = any($2) and until is null),
       begun as (insert into record.opt_out (nhs_number, since) select unnest($1::text[]), $3)
     insert into record.opt_out_answer (answered_at, asked, opted_out) values ($3, $4, $5)
     on conflict (answered_at) do nothing`,
    [out, back, at, answer.asked, answer.optedOut],
  )
}

export type AreaRow = {
  area: string
  name: string
  districtCode: string
  district: string
  deprivationTenth: number | null
  side: string | null
  mapX: number | null
  mapY: number | null
}

export async function writeAreas(tx: Queryable, rows: readonly AreaRow[]): Promise<void> {
  const column = <K extends keyof AreaRow>(name: K) => rows.map((row) => row[name])
  await tx.query(
    `insert into record.area (area, name, district_code, district, deprivation_tenth, side, map_x, map_y)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::text[], $7::smallint[],
       $8::smallint[])
     on conflict (area) do update set name = excluded.name, district_code = excluded.district_code,
       district = excluded.district, deprivation_tenth = excluded.deprivation_tenth, side = excluded.side,
       map_x = excluded.map_x, map_y = excluded.map_y`,
    [
      column('area'),
      column('name'),
      column('districtCode'),
      column('district'),
      column('deprivationTenth'),
      column('side'),
      column('mapX'),
      column('mapY'),
    ],
  )
}

export async function writePostcodes(
  tx: Queryable,
  rows: readonly { postcode: string; area: string }[],
): Promise<void> {
  await tx.query({
    name: 'record.writePostcodes',
    text: `insert into record.postcode (postcode, area) select * from unnest($1::text[], $2::text[])
      on conflict (postcode) do update set area = excluded.area where record.postcode.area <> excluded.area`,
    values: [rows.map(({ postcode }) => postcode), rows.map(({ area }) => area)],
  })
}

/** Every source person of whom a practice ever said such a thing. */
export async function personsWithObjection(
  db: Queryable,
  codes: readonly string[],
): Promise<PersonId[]> {
  const { rows } = await db.query<{ person_id: PersonId }>(
    `select distinct r.person_id
     from record.resource r, jsonb_path_query(r.content::jsonb, 'lax $.code.coding[*].code') c (code)
     where r.superseded_at is null and r.type in ('Condition', 'Observation')
       and r.content ~ array_to_string($1::text[], '|') and c.code #>> '{}' = any($1)`,
    [codes],
  )
  return rows.map(({ person_id }) => person_id)
}

/** Those of these source persons who are counted, by whatever view. */
export async function plannedAmong(
  db: Queryable,
  personIds: readonly PersonId[],
): Promise<PersonId[]> {
  const { rows } = await db.query<{ person_id: PersonId }>({
    name: 'record.plannedAmong',
    text: `select m.person_id from record.planned_member m
        join record.planned_person p on p.identity_id = m.identity_id where m.person_id = any($1)
      union select identity_id from record.planned_person where identity_id = any($1) or anchor = any($1)`,
    values: [idArray(personIds)],
  })
  return rows.map(({ person_id }) => person_id)
}

/** By which pseudonyms these identities are counted; who is not counted has none. */
export async function pseudonymsOf(
  db: Queryable,
  identityIds: readonly PersonId[],
): Promise<Map<PersonId, string>> {
  const { rows } = await db.query<{ identity_id: PersonId; person: string }>({
    name: 'record.pseudonymsOf',
    text: 'select identity_id, person from record.planned_person where identity_id = any($1)',
    values: [idArray(identityIds)],
  })
  return new Map(rows.map(({ identity_id, person }) => [identity_id, person]))
}

import {
  column,
  copyRows,
  idArray,
  type PersonId,
  type Queryable,
  type RowOf,
  rowReader,
  rowsOf,
  type Transaction,
} from '../kernel/index.ts'
import { BASES } from './basis.ts'
import type { SourcePerson } from './person.ts'

export type PersonRow = { person_id: PersonId; said: SourcePerson }

export async function readPersons(
  db: Queryable,
  personIds: readonly PersonId[],
): Promise<PersonRow[]> {
  const { rows } = await db.query<PersonAsKept>({
    name: 'people.readPersons',
    text: `select ${PERSON_COLUMNS} from people.person where person_id = any($1) order by person_id`,
    values: [idArray(personIds)],
  })
  return rows.map(asPersonRow)
}

/** The same as it was known at a time; of whom nothing was known then there is no row. */
export async function personsKnownAt(
  db: Queryable,
  personIds: readonly PersonId[],
  at: Date,
): Promise<PersonRow[]> {
  const { rows } = await db.query<PersonAsKept>({
    name: 'people.personsKnownAt',
    text: `select distinct on (person_id) ${PERSON_COLUMNS} from (
        select ${PERSON_COLUMNS}, changed_at from people.person where person_id = any($1) and changed_at <= $2
        union all
        select ${PERSON_COLUMNS}, changed_at from people.person_history
        where person_id = any($1) and changed_at <= $2 and until > $2
      ) known order by person_id, changed_at desc`,
    values: [idArray(personIds), at],
  })
  return rows.map(asPersonRow)
}

/** All that was ever said of these, in the order in which it was learnt. */
export async function personVersions(
  db: Queryable,
  personIds: readonly PersonId[],
): Promise<{ learntAt: Date; said: SourcePerson }[]> {
  const { rows } = await db.query<PersonAsKept & { changed_at: Date }>({
    name: 'people.personVersions',
    text: `select ${PERSON_COLUMNS}, changed_at, until from people.person_history where person_id = any($1)
      union all select ${PERSON_COLUMNS}, changed_at, null from people.person where person_id = any($1)
      order by changed_at, until nulls last`,
    values: [idArray(personIds)],
  })
  return rows.map((row) => ({ learntAt: row.changed_at, said: personAsSaid(row) }))
}

export const PERSON_COLUMNS = 'person_id, source, authority, source_id, nhs_number, said'

export function asPersonRow(row: PersonAsKept): PersonRow {
  return { person_id: row.person_id, said: personAsSaid(row) }
}

/** A person as a row has them: `said` is what stands in no column. */
export type PersonAsKept = {
  person_id: PersonId
  source: string
  authority: string
  source_id: string
  nhs_number: string | null
  said: Omit<SourcePerson, keyof InColumns>
}
type InColumns = Pick<SourcePerson, 'personId' | 'source' | 'authority' | 'sourceId' | 'nhsNumber'>

export function personAsSaid(row: PersonAsKept): SourcePerson {
  const { person_id: personId, source, authority, source_id: sourceId, nhs_number: number } = row
  return {
    personId,
    source,
    authority,
    sourceId,
    ...(number && { nhsNumber: number }),
    ...row.said,
  }
}

/** One writer at a time decides who is who: the lock is let go with the transaction. */
export async function lockIdentification(tx: Queryable): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtextextended('people.identification', 0))")
}

/** A person as they are kept: `text` is, as JSON, what stands in no column. */
export type WrittenPerson = { readonly person: InColumns; readonly text: string }

export function writtenPerson(person: SourcePerson): WrittenPerson {
  const { personId, source, authority, sourceId, nhsNumber, ...said } = person
  return { person, text: JSON.stringify(said) }
}

/** The same as it will be read. */
export function asRead({ person, text }: WrittenPerson): SourcePerson {
  const { personId, source, authority, sourceId, nhsNumber } = person
  const own = { person_id: personId, source, authority, source_id: sourceId }
  return personAsSaid({ ...own, nhs_number: nhsNumber ?? null, said: JSON.parse(text) })
}

export function insertPersons(
  tx: Transaction,
  people: readonly WrittenPerson[],
  learntAt: Date,
  beside: ReadonlyMap<PersonId, string | null> = new Map(),
): void {
  const learnt = learntAt.toISOString()
  const rows = people.map(({ person, text }) => [
    person.personId,
    learnt,
    learnt,
    person.source,
    person.authority,
    person.sourceId,
    person.nhsNumber,
    text,
    beside.get(person.personId),
  ])
  const columns =
    'person_id, learnt_at, changed_at, source, authority, source_id, nhs_number, said, beside'
  const shapes = [...(['uuid', 'moment', 'moment'] as const), ...Array<'text'>(6).fill('text')]
  copyRows(tx, `people.person (${columns})`, rows, shapes)
}

/** What they were said to be until now is kept. */
export async function updatePersons(
  tx: Queryable,
  people: readonly WrittenPerson[],
  changedAt: Date,
): Promise<void> {
  await tx.query({
    name: 'people.keepPersons',
    text: `insert into people.person_history (${PERSON_COLUMNS}, changed_at, until)
      select ${PERSON_COLUMNS}, changed_at, $2 from people.person where person_id = any($1)
      on conflict (person_id, changed_at) do update set authority = excluded.authority,
        source_id = excluded.source_id, nhs_number = excluded.nhs_number, said = excluded.said, until = excluded.until`,
    values: [idArray(people.map(({ person }) => person.personId)), changedAt],
  })
  await tx.query({
    name: 'people.updatePersons',
    text: `update people.person o set authority = p.authority, source_id = p.source_id,
        nhs_number = p.nhs_number, said = p.said, changed_at = $6
      from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::json[])
        p (person_id, authority, source_id, nhs_number, said)
      where o.person_id = p.person_id`,
    values: [
      idArray(people.map(({ person }) => person.personId)),
      people.map(({ person }) => person.authority),
      people.map(({ person }) => person.sourceId),
      people.map(({ person }) => person.nhsNumber ?? null),
      people.map(({ text }) => text),
      changedAt,
    ],
  })
}

export type KnownBy = { key: string; personId: PersonId; source: string }

export async function deleteKeys(tx: Queryable, keys: readonly KnownBy[]): Promise<void> {
  await tx.query({
    name: 'people.deleteKeys',
    text: `delete from people.known_by k
      using unnest($1::uuid[], $2::uuid[]) gone (key, person_id)
      where k.key = gone.key and k.person_id = gone.person_id`,
    values: [keys.map(({ key }) => key), keys.map(({ personId }) => personId)],
  })
}

export function insertKeys(tx: Transaction, keys: readonly KnownBy[]): void {
  const rows = keys.map(({ key, personId, source }) => [key, personId, source])
  copyRows(tx, 'people.known_by (key, person_id, source)', rows, ['uuid', 'uuid', 'text'])
}

export type Holder = { key: string; person_id: PersonId; source: string }

/**
 * Everyone known by one of the keys, but for sources in whose mouth they are common. A key that only one person has
 * leads nowhere and is left out, unless it is among `lost`: somebody had it until now. Each key is looked up by itself,
 * whatever the planner believes of a table that grows while it is asked.
 */
export async function holdersOf(
  tx: Queryable,
  keys: readonly string[],
  lost: readonly string[],
): Promise<Holder[]> {
  const { rows } = await tx.query<Holder>({
    name: 'people.holdersOf',
    text: `select k.key, k.person_id, k.source from unnest($1::uuid[]) w (key)
        cross join lateral (select * from people.known_by k where k.key = w.key offset 0) k
      where (w.key = any($2) or exists (select from people.known_by o where o.key = w.key offset 1))
        and not exists (select from people.common_key c where c.key = k.key and c.source = k.source)`,
    values: [idArray(keys), idArray(lost)],
  })
  return rows
}

/** A key, and a source in whose mouth it is common. */
export type Common = { key: string; source: string }

export async function commonAmong(tx: Queryable, keys: readonly string[]): Promise<Common[]> {
  const { rows } = await tx.query<Common>({
    name: 'people.commonAmong',
    text: 'select key, source from people.common_key where key = any($1)',
    values: [idArray(keys)],
  })
  return rows
}

export async function insertCommon(
  tx: Queryable,
  common: readonly Common[],
  at: Date,
): Promise<void> {
  await tx.query(
    `insert into people.common_key (key, source, since)
      select *, $3::timestamptz from unnest($1::uuid[], $2::text[]) on conflict do nothing`,
    [common.map(({ key }) => key), common.map(({ source }) => source), at],
  )
}

/** Of common keys that lost a holder, those that so few share now that they tell again. */
export async function deleteNoLongerCommon(
  tx: Queryable,
  keys: readonly string[],
  limit: number,
): Promise<void> {
  await tx.query(
    `delete from people.common_key c where c.key = any($1) and
      (select count(*) from people.known_by k where k.key = c.key and k.source = c.source) <= $2`,
    [keys, limit],
  )
}

const readLink = rowReader('people.link', {
  person_id: column.personId,
  identity_id: column.personId,
  basis: column.oneOf(...BASES),
  members: column.listOf(column.personId),
})
export type LinkRow = RowOf<typeof readLink>

export async function readLinks(db: Queryable, personIds: readonly PersonId[]): Promise<LinkRow[]> {
  const { rows } = await db.query({
    name: 'people.readLinks',
    text: 'select person_id, identity_id, basis, members from people.link where person_id = any($1)',
    values: [idArray(personIds)],
  })
  return rows.map(readLink)
}

/** What these source persons' identities are called, each once. */
export async function identityIdsOf(
  db: Queryable,
  personIds: readonly PersonId[],
): Promise<PersonId[]> {
  if (personIds.length === 0) return []
  const { rows } = await db.query<{ identity_id: PersonId }>({
    name: 'people.identityIdsOf',
    text: 'select distinct identity_id from people.link where person_id = any($1)',
    values: [idArray(personIds)],
  })
  return rows.map(({ identity_id }) => identity_id)
}

/** Everyone who was known at a time to be the same as a source person; [] where nothing was known of them. */
export async function membersKnownAt(
  db: Queryable,
  personId: PersonId,
  at: Date,
): Promise<PersonId[]> {
  const { rows } = await db.query<{ members: PersonId[] }>({
    name: 'people.membersKnownAt',
    text: `select members from people.link where person_id = $1 and linked_at <= $2
      union all
      select members from people.link_history where person_id = $1 and linked_at <= $2 and until > $2
      limit 1`,
    values: [personId, at],
  })
  return rows[0]?.members ?? []
}

const readSpan = rowReader('people.link_history', {
  identity_id: column.personId,
  members: column.listOf(column.personId),
  since: column.moment,
  /** null: it is so now */
  until: column.orNull(column.moment),
})
export type SpanRow = RowOf<typeof readSpan>

/** Who belonged to these identities, and from when to when: what a link was is kept with its first member. */
export async function identitySpans(
  db: Queryable,
  identityIds: readonly string[],
): Promise<SpanRow[]> {
  const { rows } = await db.query({
    name: 'people.identitySpans',
    text: `select identity_id, members, linked_at as since, null::timestamptz as until from people.link
      where person_id = any($1) and identity_id = person_id
      union all
      select identity_id, members, linked_at, until from people.link_history
      where person_id = any($1) and identity_id = person_id
      order by identity_id, since`,
    values: [idArray(identityIds)],
  })
  return rows.map(readSpan)
}

export function insertLinks(tx: Transaction, links: readonly LinkRow[], at: Date): void {
  const linked = at.toISOString()
  const rows = links.map((link) => [
    link.person_id,
    link.identity_id,
    link.basis,
    link.members,
    linked,
  ])
  const columns = 'person_id, identity_id, basis, members, linked_at'
  copyRows(tx, `people.link (${columns})`, rows, ['uuid', 'uuid', 'text', 'uuids', 'moment'])
}

/** What they were until now is kept. */
export async function changeLinks(
  tx: Queryable,
  links: readonly LinkRow[],
  at: Date,
): Promise<void> {
  await tx.query({
    name: 'people.keepLinks',
    text: `insert into people.link_history (person_id, linked_at, identity_id, basis, members, until)
      select person_id, linked_at, identity_id, basis, members, $2 from people.link
      where person_id = any($1::uuid[])
      on conflict (person_id, linked_at, identity_id) do update
        set basis = excluded.basis, members = excluded.members, until = excluded.until`,
    values: [idArray(links.map((link) => link.person_id)), at],
  })
  await tx.query({
    name: 'people.changeLinks',
    text: `update people.link o set identity_id = l.identity_id, basis = l.basis,
        members = l.members::uuid[], linked_at = $5
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) l (person_id, identity_id, basis, members)
      where o.person_id = l.person_id`,
    values: [...columnsOf(links), at],
  })
}

function columnsOf(links: readonly LinkRow[]): string[][] {
  return [
    links.map((link) => link.person_id),
    links.map((link) => link.identity_id),
    links.map((link) => link.basis),
    // An array of arrays of different lengths cannot be bound: each goes as PostgreSQL's own text.
    links.map((link) => `{${link.members.join(',')}}`),
  ]
}

/** The same, and which rows tell of them: the same only while nobody has said anything else of any of them. */
export async function identityNow(
  db: Queryable,
  personId: PersonId,
): Promise<{ members: PersonId[]; rows: string }> {
  const { rows } = await db.query<{ members: PersonId[]; rows: string }>({
    name: 'people.identityNow',
    text: `select members, (${rowsOf('people.person', 'person_id = any(members)')}) as rows
      from people.link where person_id = $1`,
    values: [personId],
  })
  return rows[0] ?? { members: [], rows: '' }
}

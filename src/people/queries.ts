import type { PersonId, Queryable } from '../kernel/index.ts'
import type { Basis, Doubt } from './identify.ts'
import type { SourcePerson } from './person.ts'

export type PersonRow = { person_id: PersonId; said: SourcePerson }

export async function readPersons(
  db: Queryable,
  personIds: readonly string[],
): Promise<PersonRow[]> {
  const { rows } = await db.query<PersonRow>({
    name: 'people.readPersons',
    text: 'select person_id, said from people.person where person_id = any($1) order by person_id',
    values: [personIds],
  })
  return rows
}

/** One writer at a time decides who is who: the lock is let go with the transaction. */
export async function lockIdentification(tx: Queryable): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtextextended('people.identification', 0))")
}

export async function upsertPersons(
  tx: Queryable,
  people: readonly SourcePerson[],
  learntAt: Date,
): Promise<void> {
  await tx.query({
    name: 'people.upsertPersons',
    text: `insert into people.person (person_id, source, authority, source_id, said, learnt_at, changed_at)
      select p.person_id, p.source, p.authority, p.source_id, p.said, $6, $6
      from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::jsonb[])
        p (person_id, source, authority, source_id, said)
      on conflict (person_id) do update set said = excluded.said, changed_at = excluded.changed_at`,
    values: [
      people.map((person) => person.personId),
      people.map((person) => person.source),
      people.map((person) => person.authority),
      people.map((person) => person.sourceId),
      people.map((person) => JSON.stringify(person)),
      learntAt,
    ],
  })
}

export type KnownBy = { key: string; personId: string; matches: boolean }

export async function deleteKeys(tx: Queryable, keys: readonly KnownBy[]): Promise<void> {
  await tx.query({
    name: 'people.deleteKeys',
    text: `delete from people.known_by k
      using unnest($1::uuid[], $2::uuid[]) gone (key, person_id)
      where k.key = gone.key and k.person_id = gone.person_id`,
    values: [keys.map(({ key }) => key), keys.map(({ personId }) => personId)],
  })
}

export async function insertKeys(tx: Queryable, keys: readonly KnownBy[]): Promise<void> {
  await tx.query({
    name: 'people.insertKeys',
    text: `insert into people.known_by (key, person_id, matches)
      select * from unnest($1::uuid[], $2::uuid[], $3::boolean[])
      on conflict do nothing`,
    values: [
      keys.map(({ key }) => key),
      keys.map(({ personId }) => personId),
      keys.map(({ matches }) => matches),
    ],
  })
}

/** Everyone known by one of the keys that are not common. */
export async function holdersOf(
  tx: Queryable,
  keys: readonly string[],
): Promise<{ key: string; person_id: PersonId }[]> {
  const { rows } = await tx.query<{ key: string; person_id: PersonId }>({
    name: 'people.holdersOf',
    text: `select k.key, k.person_id from people.known_by k
      where k.key = any($1) and not exists (select from people.common_key c where c.key = k.key)`,
    values: [keys],
  })
  return rows
}

export async function commonAmong(tx: Queryable, keys: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query<{ key: string }>({
    name: 'people.commonAmong',
    text: 'select key from people.common_key where key = any($1)',
    values: [keys],
  })
  return rows.map(({ key }) => key)
}

export async function insertCommon(
  tx: Queryable,
  keys: readonly string[],
  at: Date,
): Promise<void> {
  await tx.query(
    `insert into people.common_key (key, since) select unnest($1::uuid[]), $2 on conflict do nothing`,
    [keys, at],
  )
}

/** Of common keys that lost a holder, those that so few share now that they tell again. */
export async function deleteNoLongerCommon(
  tx: Queryable,
  keys: readonly string[],
  limit: number,
): Promise<void> {
  await tx.query(
    `delete from people.common_key c where c.key = any($1)
      and (select count(*) from people.known_by k where k.key = c.key) <= $2`,
    [keys, limit],
  )
}

export type LinkRow = {
  person_id: PersonId
  identity_id: string
  basis: Basis
  members: PersonId[]
}

export async function readLinks(db: Queryable, personIds: readonly string[]): Promise<LinkRow[]> {
  const { rows } = await db.query<LinkRow>({
    name: 'people.readLinks',
    text: 'select person_id, identity_id, basis, members from people.link where person_id = any($1)',
    values: [personIds],
  })
  return rows
}

export async function writeLinks(
  tx: Queryable,
  links: readonly LinkRow[],
  at: Date,
): Promise<void> {
  await tx.query({
    name: 'people.writeLinks',
    text: `insert into people.link (person_id, identity_id, basis, members, linked_at)
      select l.person_id, l.identity_id, l.basis, l.members::uuid[], $5
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) l (person_id, identity_id, basis, members)
      on conflict (person_id) do update set identity_id = excluded.identity_id,
        basis = excluded.basis, members = excluded.members, linked_at = excluded.linked_at`,
    values: [...columnsOf(links), at],
  })
  await tx.query({
    name: 'people.keepLinks',
    text: `insert into people.link_history (person_id, linked_at, identity_id, basis, members)
      select l.person_id, $5, l.identity_id, l.basis, l.members::uuid[]
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) l (person_id, identity_id, basis, members)
      on conflict (person_id, linked_at, identity_id) do update
        set basis = excluded.basis, members = excluded.members`,
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

export type DoubtRow = {
  person_id: PersonId
  reason: Doubt['reason']
  others: PersonId[]
  settled: boolean
}

export async function readDoubts(tx: Queryable, personIds: readonly string[]): Promise<DoubtRow[]> {
  const { rows } = await tx.query<DoubtRow>({
    name: 'people.readDoubts',
    text: `select person_id, reason, others, settled_at is not null as settled
      from people.doubt where person_id = any($1)`,
    values: [personIds],
  })
  return rows
}

export async function writeDoubts(
  tx: Queryable,
  doubts: readonly DoubtRow[],
  at: Date,
): Promise<void> {
  await tx.query({
    name: 'people.writeDoubts',
    text: `insert into people.doubt (person_id, reason, others, opened_at, settled_at)
      select d.person_id, d.reason, d.others::uuid[], $5::timestamptz,
        case when d.settled then $5::timestamptz end
      from unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[]) d (person_id, reason, others, settled)
      on conflict (person_id, reason) do update set others = excluded.others,
        settled_at = excluded.settled_at,
        opened_at = case when people.doubt.settled_at is null then people.doubt.opened_at
          else excluded.opened_at end`,
    values: [
      doubts.map((doubt) => doubt.person_id),
      doubts.map((doubt) => doubt.reason),
      doubts.map((doubt) => `{${doubt.others.join(',')}}`),
      doubts.map((doubt) => doubt.settled),
      at,
    ],
  })
}

export async function identityIds(db: Queryable, personId: PersonId): Promise<PersonId[]> {
  const { rows } = await db.query<{ members: PersonId[] }>({
    name: 'people.identityIds',
    text: 'select members from people.link where person_id = $1',
    values: [personId],
  })
  return rows[0]?.members ?? []
}

export async function personsKnownBy(
  db: Queryable,
  key: string,
  limit: number,
): Promise<PersonId[]> {
  const { rows } = await db.query<{ person_id: PersonId }>({
    name: 'people.personsKnownBy',
    text: 'select person_id from people.known_by where key = $1 order by person_id limit $2',
    values: [key, limit],
  })
  return rows.map(({ person_id }) => person_id)
}

export type Counts = { persons: string; identities: string; doubts: string }

export async function countPeople(db: Queryable): Promise<Counts> {
  const { rows } = await db.query<Counts>(
    `select (select count(*) from people.person) as persons,
      (select count(*) from people.link where person_id = members[1]) as identities,
      (select count(*) from people.doubt where settled_at is null) as doubts`,
  )
  return rows[0]!
}

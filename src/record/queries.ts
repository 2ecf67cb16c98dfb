import type { Queryable } from '../kernel/index.ts'
import type { CareEvent } from './event.ts'
import type { JsonObject } from './resource.ts'

export type OwnerRow = { id: string; person_id: string }

export async function readOwners(tx: Queryable, ids: readonly string[]): Promise<OwnerRow[]> {
  const { rows } = await tx.query<OwnerRow>({
    name: 'record.readOwners',
    text: 'select id, person_id from record.owner where id = any($1)',
    values: [ids],
  })
  return rows
}

/** How many were new; one that another writer has just put down is not overwritten. */
export async function insertOwners(tx: Queryable, owners: readonly OwnerRow[]): Promise<number> {
  const { rowCount } = await tx.query({
    name: 'record.insertOwners',
    text: `insert into record.owner (id, person_id) select * from unnest($1::uuid[], $2::uuid[])
      on conflict do nothing`,
    values: [owners.map(({ id }) => id), owners.map(({ person_id }) => person_id)],
  })
  return rowCount
}

export async function changeOwners(tx: Queryable, owners: readonly OwnerRow[]): Promise<void> {
  await tx.query(
    `update record.owner o set person_id = n.person_id
      from unnest($1::uuid[], $2::uuid[]) n (id, person_id) where o.id = n.id`,
    [owners.map(({ id }) => id), owners.map(({ person_id }) => person_id)],
  )
}

export type VersionRow = {
  person_id: string | null
  type: string
  id: string
  version: number
  digest: Buffer
}

export async function currentVersions(
  tx: Queryable,
  personIds: readonly string[],
  ids: readonly string[],
): Promise<VersionRow[]> {
  const { rows } = await tx.query<VersionRow>({
    name: 'record.currentVersions',
    text: `select distinct on (r.person_id, r.type, r.id) r.person_id, r.type, r.id, r.version,
        case when r.superseded_at is null then r.digest else '' end as digest
      from record.resource r
      join unnest($1::uuid[], $2::uuid[]) w (person_id, id)
        on r.person_id = w.person_id and r.id = w.id
      order by r.person_id, r.type, r.id, r.version desc`,
    values: [personIds, ids],
  })
  return rows
}

export type NewVersion = {
  person_id: string | null
  type: string
  id: string
  version: number
  source_id: string
  content: JsonObject
  digest: Buffer
  true_at: string | null
}

/** Returns how many went in: fewer than given means that another writer took the version number. */
export async function insertVersions(
  tx: Queryable,
  source: string,
  learntAt: Date,
  versions: readonly NewVersion[],
): Promise<number> {
  const { rowCount } = await tx.query({
    name: 'record.insertVersions',
    text: `insert into record.resource (person_id, type, id, version, source, source_id, content,
        digest, true_at, learnt_at)
      select v.person_id, v.type, v.id, v.version, $1, v.source_id, v.content, v.digest, v.true_at, $2
      from unnest($3::uuid[], $4::text[], $5::uuid[], $6::int[], $7::text[], $8::jsonb[], $9::bytea[],
        $10::timestamptz[]) v (person_id, type, id, version, source_id, content, digest, true_at)
      on conflict do nothing`,
    values: [
      source,
      learntAt,
      versions.map((version) => version.person_id),
      versions.map((version) => version.type),
      versions.map((version) => version.id),
      versions.map((version) => version.version),
      versions.map((version) => version.source_id),
      versions.map((version) => storable(version.content)),
      versions.map((version) => version.digest),
      versions.map((version) => version.true_at),
    ],
  })
  return rowCount
}

/** Closes every current version before the given one. */
export async function supersede(
  tx: Queryable,
  learntAt: Date,
  versions: readonly Pick<NewVersion, 'person_id' | 'type' | 'id' | 'version'>[],
): Promise<void> {
  await tx.query({
    name: 'record.supersede',
    text: `update record.resource r set superseded_at = $1
      from unnest($2::uuid[], $3::text[], $4::uuid[], $5::int[]) v (person_id, type, id, version)
      where r.person_id = v.person_id and r.type = v.type and r.id = v.id
        and r.version < v.version and r.superseded_at is null`,
    values: [
      learntAt,
      versions.map((version) => version.person_id),
      versions.map((version) => version.type),
      versions.map((version) => version.id),
      versions.map((version) => version.version),
    ],
  })
}

export async function currentSharedVersions(
  tx: Queryable,
  ids: readonly string[],
): Promise<VersionRow[]> {
  const { rows } = await tx.query<VersionRow>({
    name: 'record.currentSharedVersions',
    text: `select distinct on (id) null as person_id, type, id, version, digest
      from record.shared_resource where id = any($1) order by id, version desc`,
    values: [ids],
  })
  return rows
}

export async function insertSharedVersions(
  tx: Queryable,
  source: string,
  learntAt: Date,
  versions: readonly NewVersion[],
): Promise<number> {
  const { rowCount } = await tx.query({
    name: 'record.insertSharedVersions',
    text: `insert into record.shared_resource (id, version, type, source, source_id, content, digest,
        learnt_at)
      select v.id, v.version, v.type, $1, v.source_id, v.content, v.digest, $2
      from unnest($3::uuid[], $4::int[], $5::text[], $6::text[], $7::jsonb[], $8::bytea[])
        v (id, version, type, source_id, content, digest)
      on conflict do nothing`,
    values: [
      source,
      learntAt,
      versions.map((version) => version.id),
      versions.map((version) => version.version),
      versions.map((version) => version.type),
      versions.map((version) => version.source_id),
      versions.map((version) => storable(version.content)),
      versions.map((version) => version.digest),
    ],
  })
  return rowCount
}

export async function supersedeShared(
  tx: Queryable,
  learntAt: Date,
  versions: readonly Pick<NewVersion, 'id' | 'version'>[],
): Promise<void> {
  await tx.query({
    name: 'record.supersedeShared',
    text: `update record.shared_resource r set superseded_at = $1
      from unnest($2::uuid[], $3::int[]) v (id, version)
      where r.id = v.id and r.version < v.version and r.superseded_at is null`,
    values: [
      learntAt,
      versions.map((version) => version.id),
      versions.map((version) => version.version),
    ],
  })
}

export type EventDigest = { person_id: string; event_id: string; digest: Buffer }

export async function eventDigests(
  tx: Queryable,
  personIds: readonly string[],
  eventIds: readonly string[],
): Promise<EventDigest[]> {
  const { rows } = await tx.query<EventDigest>({
    name: 'record.eventDigests',
    text: `select e.person_id, e.event_id, e.digest from record.event e
      join unnest($1::uuid[], $2::uuid[]) w (person_id, event_id)
        on e.person_id = w.person_id and e.event_id = w.event_id`,
    values: [personIds, eventIds],
  })
  return rows
}

export type NewEvent = CareEvent & { eventId: string; digest: Buffer }

export async function upsertEvents(
  tx: Queryable,
  source: string,
  learntAt: Date,
  events: readonly NewEvent[],
): Promise<void> {
  await tx.query({
    name: 'record.upsertEvents',
    text: `insert into record.event (person_id, event_id, kind, status, start_at, end_at, organisation,
        organisation_name, unit, label, detail, source, digest, learnt_at, changed_at)
      select e.person_id, e.event_id, e.kind, e.status, e.start_at, e.end_at, e.organisation,
        e.organisation_name, e.unit, e.label, e.detail, $1, e.digest, $2, $2
      from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[],
        $9::text[], $10::text[], $11::text[], $12::text[], $13::jsonb[], $14::bytea[])
        e (person_id, event_id, kind, status, start_at, end_at, organisation, organisation_name, unit,
          label, detail, digest)
      on conflict (person_id, event_id) do update set kind = excluded.kind, status = excluded.status,
        start_at = excluded.start_at, end_at = excluded.end_at, organisation = excluded.organisation,
        organisation_name = excluded.organisation_name, unit = excluded.unit, label = excluded.label,
        detail = excluded.detail, digest = excluded.digest, changed_at = excluded.changed_at
      where record.event.digest <> excluded.digest`,
    values: [source, learntAt, ...eventColumns(events)],
  })
}

function eventColumns(events: readonly NewEvent[]): unknown[][] {
  return [
    events.map((event) => event.personId),
    events.map((event) => event.eventId),
    events.map((event) => event.kind),
    events.map((event) => event.status),
    events.map((event) => event.startAt ?? null),
    events.map((event) => event.endAt ?? null),
    events.map((event) => event.organisation ?? null),
    events.map((event) => event.organisationName ?? null),
    events.map((event) => event.unit ?? null),
    events.map((event) => event.label),
    events.map((event) => storable(event.detail)),
    events.map((event) => event.digest),
  ]
}

export async function deleteEvents(tx: Queryable, owners: readonly OwnerRow[]): Promise<void> {
  await tx.query(
    `delete from record.event e using unnest($1::uuid[], $2::uuid[]) gone (event_id, person_id)
      where e.event_id = gone.event_id and e.person_id = gone.person_id`,
    [owners.map(({ id }) => id), owners.map(({ person_id }) => person_id)],
  )
}

/** JSON that PostgreSQL takes: no NUL, no half of a surrogate pair. Both are legal JSON and no text. */
function storable(value: JsonObject): string {
  const text = JSON.stringify(value)
  if (!text.includes('\\u0000') && !text.includes('\\ud')) return text
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' ? part.replaceAll('\0', '').toWellFormed() : part,
  )
}

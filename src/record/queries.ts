import type { PersonId, Queryable } from '../kernel/index.ts'
import type { CareEvent } from './event.ts'
import type { JsonObject } from './resource.ts'

export type HolderRow = { id: string; person_id: PersonId }

export async function readHolders(tx: Queryable, ids: readonly string[]): Promise<HolderRow[]> {
  const { rows } = await tx.query<HolderRow>({
    name: 'record.readHolders',
    text: 'select id, person_id from record.holder where id = any($1)',
    values: [ids],
  })
  return rows
}

export async function insertHolders(tx: Queryable, holders: readonly HolderRow[]): Promise<void> {
  await tx.query({
    name: 'record.insertHolders',
    text: `insert into record.holder (id, person_id) select * from unnest($1::uuid[], $2::uuid[])
      on conflict do nothing`,
    values: [holders.map(({ id }) => id), holders.map(({ person_id }) => person_id)],
  })
}

export async function markContested(tx: Queryable, holders: readonly HolderRow[]): Promise<void> {
  await tx.query({
    name: 'record.markContested',
    text: `update record.resource r set contested = true
      from unnest($1::uuid[], $2::uuid[]) c (id, person_id)
      where r.id = c.id and r.person_id = c.person_id and not r.contested`,
    values: [holders.map(({ id }) => id), holders.map(({ person_id }) => person_id)],
  })
}

export type VersionRow = {
  person_id: string | null
  type: string
  id: string
  /** the greatest that was given out */
  version: number
  /** of the version that is current; empty where none is */
  digest: Buffer
  stamp: string
}

export async function currentVersions(
  tx: Queryable,
  personIds: readonly string[],
  ids: readonly string[],
): Promise<VersionRow[]> {
  const { rows } = await tx.query<VersionRow>({
    name: 'record.currentVersions',
    text: `select distinct on (r.person_id, r.type, r.id) r.person_id, r.type, r.id, r.digest, r.stamp,
        max(r.version) over (partition by r.person_id, r.type, r.id) as version
      from record.resource r
      join unnest($1::uuid[], $2::uuid[]) w (person_id, id)
        on r.person_id = w.person_id and r.id = w.id
      order by r.person_id, r.type, r.id, r.superseded_at is null desc, r.version desc`,
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
  content: string
  digest: Buffer
  stamp: string
  refs: JsonObject | null
  contested: boolean
  true_at: string | null
  as_at: string | null
  /** something newer is known already: it is kept, and never was current */
  late: boolean
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
        digest, stamp, refs, contested, true_at, as_at, learnt_at, superseded_at)
      select v.person_id, v.type, v.id, v.version, $1, v.source_id, v.content, v.digest, v.stamp, v.refs,
        v.contested, v.true_at, v.as_at, $2::timestamptz, case when v.late then $2::timestamptz end
      from unnest($3::uuid[], $4::text[], $5::uuid[], $6::int[], $7::text[], $8::jsonb[], $9::bytea[],
        $10::text[], $11::jsonb[], $12::boolean[], $13::timestamptz[], $14::date[], $15::boolean[])
        v (person_id, type, id, version, source_id, content, digest, stamp, refs, contested, true_at, as_at,
          late)
      on conflict do nothing`,
    values: [
      source,
      learntAt,
      versions.map((version) => version.person_id),
      versions.map((version) => version.type),
      versions.map((version) => version.id),
      versions.map((version) => version.version),
      versions.map((version) => version.source_id),
      versions.map((version) => version.content),
      versions.map((version) => version.digest),
      versions.map((version) => version.stamp),
      versions.map(({ refs }) => (refs === null ? null : JSON.stringify(refs))),
      versions.map((version) => version.contested),
      versions.map((version) => version.true_at),
      versions.map((version) => version.as_at),
      versions.map((version) => version.late),
    ],
  })
  return rowCount
}

/** The source has said the same again, later: the stamp and the day as at which it speaks move on. */
export async function renew(
  tx: Queryable,
  again: readonly Pick<NewVersion, 'person_id' | 'type' | 'id' | 'stamp' | 'as_at'>[],
): Promise<void> {
  await tx.query({
    name: 'record.renew',
    text: `update record.resource r set stamp = v.stamp, as_at = v.as_at
      from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::date[])
        v (person_id, type, id, stamp, as_at)
      where r.person_id = v.person_id and r.type = v.type and r.id = v.id and r.superseded_at is null
        and r.stamp < v.stamp`,
    values: [
      again.map(({ person_id }) => person_id),
      again.map(({ type }) => type),
      again.map(({ id }) => id),
      again.map(({ stamp }) => stamp),
      again.map(({ as_at }) => as_at),
    ],
  })
}

export async function renewShared(
  tx: Queryable,
  again: readonly { id: string; stamp: string }[],
): Promise<void> {
  await tx.query({
    name: 'record.renewShared',
    text: `update record.shared_resource r set stamp = v.stamp
      from unnest($1::uuid[], $2::text[]) v (id, stamp)
      where r.id = v.id and r.superseded_at is null and r.stamp < v.stamp`,
    values: [again.map(({ id }) => id), again.map(({ stamp }) => stamp)],
  })
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
    text: `select distinct on (s.id) null as person_id, s.type, s.id, s.digest, s.stamp,
        max(s.version) over (partition by s.id) as version
      from record.shared_resource s where s.id = any($1)
      order by s.id, s.superseded_at is null desc, s.version desc`,
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
    text: `insert into record.shared_resource (id, version, type, source, source_id, content, digest, stamp,
        learnt_at, superseded_at)
      select v.id, v.version, v.type, $1, v.source_id, v.content, v.digest, v.stamp, $2::timestamptz,
        case when v.late then $2::timestamptz end
      from unnest($3::uuid[], $4::int[], $5::text[], $6::text[], $7::jsonb[], $8::bytea[], $9::text[],
        $10::boolean[]) v (id, version, type, source_id, content, digest, stamp, late)
      on conflict do nothing`,
    values: [
      source,
      learntAt,
      versions.map((version) => version.id),
      versions.map((version) => version.version),
      versions.map((version) => version.type),
      versions.map((version) => version.source_id),
      versions.map((version) => version.content),
      versions.map((version) => version.digest),
      versions.map((version) => version.stamp),
      versions.map((version) => version.late),
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

export type NewEvent = CareEvent & { digest: Buffer }

export async function deleteEvents(
  tx: Queryable,
  events: readonly Pick<CareEvent, 'personId' | 'eventId'>[],
): Promise<void> {
  await tx.query({
    name: 'record.deleteEvents',
    text: `delete from record.event e using unnest($1::uuid[], $2::uuid[]) w (person_id, event_id)
      where e.person_id = w.person_id and e.event_id = w.event_id`,
    values: [events.map(({ personId }) => personId), events.map(({ eventId }) => eventId)],
  })
}

export async function upsertEvents(
  tx: Queryable,
  source: string,
  learntAt: Date,
  events: readonly NewEvent[],
): Promise<void> {
  await tx.query({
    name: 'record.upsertEvents',
    text: `insert into record.event (person_id, event_id, kind, status, form, start_at, end_at, organisation,
        organisation_name, unit, label, detail, numbers, stamps, said_at, as_at, scope, submission, source,
        digest, learnt_at, changed_at)
      select e.person_id, e.event_id, e.kind, e.status, e.form, e.start_at, e.end_at, e.organisation,
        e.organisation_name, e.unit, e.label, e.detail, e.numbers::text[], e.stamps, e.said_at, e.as_at,
        e.scope, e.submission, $1, e.digest, $2, $2
      from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::timestamptz[],
        $9::timestamptz[], $10::text[], $11::text[], $12::text[], $13::text[], $14::jsonb[], $15::text[],
        $16::jsonb[], $17::timestamptz[], $18::date[], $19::text[], $20::text[], $21::bytea[])
        e (person_id, event_id, kind, status, form, start_at, end_at, organisation, organisation_name, unit,
          label, detail, numbers, stamps, said_at, as_at, scope, submission, digest)
      on conflict (person_id, event_id) do update set kind = excluded.kind, status = excluded.status,
        start_at = excluded.start_at, end_at = excluded.end_at, organisation = excluded.organisation,
        organisation_name = excluded.organisation_name, unit = excluded.unit, label = excluded.label,
        detail = excluded.detail, numbers = excluded.numbers, stamps = excluded.stamps,
        said_at = excluded.said_at, as_at = excluded.as_at, scope = excluded.scope,
        submission = excluded.submission, gone = null, digest = excluded.digest,
        changed_at = excluded.changed_at
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
    events.map((event) => event.form),
    events.map((event) => event.startAt ?? null),
    events.map((event) => event.endAt ?? null),
    events.map((event) => event.organisation ?? null),
    events.map((event) => event.organisationName ?? null),
    events.map((event) => event.unit ?? null),
    events.map((event) => event.label),
    events.map((event) => storable(event.detail)),
    // An array of arrays of different lengths cannot be bound: each goes as PostgreSQL's own text.
    events.map(({ numbers = [] }) => textArray(numbers)),
    events.map(({ stamps }) => (stamps === undefined ? null : JSON.stringify(stamps))),
    events.map((event) => event.saidAt),
    events.map(({ told }) => told?.asAt ?? null),
    events.map(({ told }) => told?.scope ?? null),
    events.map(({ told }) => told?.submission ?? null),
    events.map((event) => event.digest),
  ]
}

function textArray(values: readonly string[]): string {
  return `{${values.map((value) => JSON.stringify(value.replaceAll('\0', '').toWellFormed())).join(',')}}`
}

/** What a return does to a telling of its scope: nothing, gone by the day of a later one, withdrawn. */
const GONE = `select e.person_id, e.event_id,
    case when exists (select from whole w where w.as_at = e.as_at and w.submission > e.submission) then e.as_at
      when e.status = 'active' then
        (select min(w.as_at) from whole w where w.as_at > e.as_at and w.submission > e.submission)
    end as gone
  from record.event e where e.source = $1 and e.scope = $2
    and e.submission < (select max(w.submission) from whole w)`
const WHOLE = `whole as (select * from unnest($3::date[], $4::text[]) w (as_at, submission))`

export type WholeReturns = {
  source: string
  scope: string
  returns: readonly { asAt: string; submission: string }[]
}

function wholeValues({ source, scope, returns }: WholeReturns): unknown[] {
  return [
    source,
    scope,
    returns.map(({ asAt }) => asAt),
    returns.map(({ submission }) => submission),
  ]
}

/** Of what stands in a scope, how much the whole returns of it leave out. */
export async function countLeftOut(
  tx: Queryable,
  whole: WholeReturns,
): Promise<{ leftOut: number; standing: number }> {
  const { rows } = await tx.query<{ left_out: string; standing: string }>(
    `with ${WHOLE}, gone as (${GONE})
      select (select count(*) from gone g join record.event e using (person_id, event_id)
          where g.gone is not null and e.gone is null) as left_out,
        (select count(*) from record.event e where e.source = $1 and e.scope = $2 and e.gone is null
          and (e.status = 'active' or e.as_at = (select max(w.as_at) from whole w))) as standing`,
    wholeValues(whole),
  )
  return { leftOut: Number(rows[0]!.left_out), standing: Number(rows[0]!.standing) }
}

export async function closeLeftOut(tx: Queryable, whole: WholeReturns, at: Date): Promise<number> {
  const { rowCount } = await tx.query(
    `with ${WHOLE}, gone as (${GONE})
      update record.event e set gone = g.gone, changed_at = $5
      from gone g where e.person_id = g.person_id and e.event_id = g.event_id
        and e.gone is distinct from g.gone and g.gone is not null`,
    [...wholeValues(whole), at],
  )
  return rowCount
}

/** JSON that PostgreSQL takes: no NUL, no half of a surrogate pair. Both are legal JSON and no text. */
export function storable(value: JsonObject): string {
  const text = JSON.stringify(value)
  if (!text.includes('\\u0000') && !text.includes('\\ud')) return text
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' ? part.replaceAll('\0', '').toWellFormed() : part,
  )
}

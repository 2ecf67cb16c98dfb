import {
  bareArray,
  copyRows,
  type PersonId,
  type Queryable,
  type Transaction,
} from '../kernel/index.ts'
import type { JsonObject } from './resource.ts'

export type HolderRow = { id: string; person_id: PersonId }

/**
 * Writes down to whom ids are given; answers to whom they were given before, and how many are new. A writer of the same
 * ones waits for the other; whoever finds fewer new ones than it must asks again.
 */
export async function claimIds(
  tx: Queryable,
  claims: readonly HolderRow[],
): Promise<{ held: HolderRow[]; added: number }> {
  const { rows } = await tx.query<{ id: string | null; person_id: string; added: string }>({
    name: 'record.claimIds',
    text: `with added as (
        insert into record.holder (id, person_id) select * from unnest($1::uuid[], $2::uuid[])
        on conflict do nothing returning 1
      )
      select h.id, h.person_id, null as added from record.holder h where h.id = any($1::uuid[])
      union all select null, null, count(*) from added`,
    values: [
      bareArray(claims.map(({ id }) => id)),
      bareArray(claims.map(({ person_id }) => person_id)),
    ],
  })
  const held = rows.filter((row): row is HolderRow & { added: string } => row.id !== null)
  return { held, added: Number(rows.find(({ id }) => id === null)!.added) }
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
    text: `select distinct on (r.person_id, r.id) r.person_id, r.id, r.digest, r.stamp,
        max(r.version) over (partition by r.person_id, r.id) as version
      from record.resource r
      join unnest($1::uuid[], $2::uuid[]) w (person_id, id)
        on r.person_id = w.person_id and r.id = w.id
      order by r.person_id, r.id, r.superseded_at is null desc, r.version desc`,
    values: [bareArray(personIds), bareArray(ids)],
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
  true_precision: string | null
  as_at: string | null
  /** something newer is known already: it is kept, and never was current */
  late: boolean
}

/** The first versions of what was not there before. */
export function copyVersions(
  tx: Transaction,
  source: string,
  learntAt: Date,
  versions: readonly NewVersion[],
): void {
  const rows = versions.map((one) => [
    one.person_id,
    one.type,
    one.id,
    one.version,
    source,
    one.source_id,
    one.content,
    one.digest,
    one.stamp,
    one.refs === null ? null : JSON.stringify(one.refs),
    one.contested,
    one.true_at,
    one.true_precision,
    one.as_at,
    learntAt,
    one.late ? learntAt : null,
  ])
  const columns = `person_id, type, id, version, source, source_id, content, digest, stamp, refs, contested,
    true_at, true_precision, as_at, learnt_at, superseded_at`
  copyRows(tx, `record.resource (${columns})`, rows)
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
        digest, stamp, refs, contested, true_at, true_precision, as_at, learnt_at, superseded_at)
      select v.person_id, v.type, v.id, v.version, $1, v.source_id, v.content, v.digest, v.stamp, v.refs,
        v.contested, v.true_at, v.true_precision, v.as_at, $2::timestamptz, case when v.late then $2::timestamptz end
      from unnest($3::uuid[], $4::text[], $5::uuid[], $6::int[], $7::text[], $8::jsonb[], $9::bytea[],
        $10::text[], $11::jsonb[], $12::boolean[], $13::timestamptz[], $14::text[], $15::date[],
        $16::boolean[])
        v (person_id, type, id, version, source_id, content, digest, stamp, refs, contested, true_at,
          true_precision, as_at, late)
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
      versions.map((version) => version.true_precision),
      versions.map((version) => version.as_at),
      versions.map((version) => version.late),
    ],
  })
  return rowCount
}

/** The source has said the same again, later: the stamp and the day as at which it speaks move on. */
export async function renew(
  tx: Queryable,
  again: readonly Pick<NewVersion, 'person_id' | 'id' | 'stamp' | 'as_at'>[],
): Promise<void> {
  await tx.query({
    name: 'record.renew',
    text: `update record.resource r set stamp = v.stamp, as_at = v.as_at
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::date[]) v (person_id, id, stamp, as_at)
      where r.person_id = v.person_id and r.id = v.id and r.superseded_at is null and r.stamp < v.stamp`,
    values: [
      again.map(({ person_id }) => person_id),
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
  versions: readonly Pick<NewVersion, 'person_id' | 'id' | 'version'>[],
): Promise<void> {
  await tx.query({
    name: 'record.supersede',
    text: `update record.resource r set superseded_at = $1
      from unnest($2::uuid[], $3::uuid[], $4::int[]) v (person_id, id, version)
      where r.person_id = v.person_id and r.id = v.id and r.version < v.version
        and r.superseded_at is null`,
    values: [
      learntAt,
      versions.map((version) => version.person_id),
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
    text: `select distinct on (s.id) null as person_id, s.id, s.digest, s.stamp,
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

import {
  copyRows,
  idArray,
  type PersonId,
  type Queryable,
  type Shape,
  type Transaction,
} from '../kernel/index.ts'
import type { Apart } from './apart.ts'
import type { DataClass } from './data-class.ts'
import type { JsonObject } from './resource.ts'

/** Nobody waits for it: what is asked next comes behind it. */
export function lockResources(tx: Transaction, source: string): void {
  tx.post({
    text: "select pg_advisory_xact_lock(hashtextextended('record ' || $1, 0))",
    values: [source],
  })
}

/** Of these ids, whosever they are. */
export async function markContested(tx: Queryable, ids: readonly string[]): Promise<void> {
  await tx.query({
    text: 'update record.resource set contested = true where id = any($1) and not contested',
    values: [ids],
  })
}

export type VersionRow = {
  person_id: PersonId | null
  id: string
  /** the greatest that was given out */
  version: number
  /** of the version that is current; empty where none is */
  digest: string
  stamp: string
}

/**
 * What is known by these ids, of each person to whom the source gave one. Each id is looked up by itself, whatever the
 * planner believes of a table that it has not counted yet.
 */
export async function currentVersions(
  tx: Queryable,
  ids: readonly string[],
): Promise<VersionRow[]> {
  const { rows } = await tx.query<VersionRow>({
    name: 'record.currentVersions',
    text: `select distinct on (r.person_id, r.id) r.person_id, r.id, r.stamp,
        encode(uuid_send(r.digest), 'hex') as digest,
        max(r.version) over (partition by r.person_id, r.id) as version
      from unnest($1::uuid[]) w (id)
        cross join lateral (select * from record.resource r where r.id = w.id offset 0) r
      order by r.person_id, r.id, r.superseded_at is null desc, r.version desc`,
    values: [idArray(ids)],
  })
  return rows
}

export type NewVersion = {
  person_id: PersonId | null
  type: string
  id: string
  version: number
  source_id: string
  content: string
  /** as the content has it */
  status: string | null
  data_class: DataClass
  /** pointer into the content → class */
  apart: Apart | null
  digest: string
  stamp: string
  refs: JsonObject | null
  contested: boolean
  true_at: string | null
  true_precision: string | null
  as_at: string | null
  /** something newer is known already: it is kept, and never was current */
  late: boolean
}

const OWNED = {
  person_id: 'uuid',
  id: 'uuid',
  digest: 'uuid',
  learnt_at: 'moment',
  true_at: 'moment',
  superseded_at: 'moment',
  version: 'int',
  as_at: 'day',
  contested: 'flag',
  true_precision: 'text',
  type: 'text',
  source: 'text',
  data_class: 'text',
  source_id: 'text',
  status: 'text',
  stamp: 'text',
  refs: 'jsonb',
  apart: 'text',
  content: 'text',
} satisfies Record<string, Shape>

/** Further versions: their numbers are free, since whoever gives them out holds the source's lock. */
export function copyVersions(
  tx: Transaction,
  source: string,
  learntAt: Date,
  versions: readonly NewVersion[],
): void {
  const learnt = learntAt.toISOString()
  const rows = versions.map((one) => [
    one.person_id,
    one.id,
    one.digest,
    learnt,
    one.true_at,
    one.late ? learnt : null,
    one.version,
    one.as_at,
    one.contested,
    one.true_precision,
    one.type,
    source,
    one.data_class,
    one.source_id,
    one.status,
    one.stamp,
    one.refs === null ? null : JSON.stringify(one.refs),
    one.apart === null ? null : JSON.stringify(one.apart),
    one.content,
  ])
  const columns = Object.keys(OWNED).join(', ')
  copyRows(tx, `record.resource (${columns})`, rows, Object.values(OWNED))
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
    text: `select distinct on (s.id) null as person_id, s.id, encode(uuid_send(s.digest), 'hex') as digest, s.stamp,
        max(s.version) over (partition by s.id) as version
      from record.shared_resource s where s.id = any($1)
      order by s.id, s.superseded_at is null desc, s.version desc`,
    values: [ids],
  })
  return rows
}

const SHARED = {
  id: 'uuid',
  version: 'int',
  type: 'text',
  source: 'text',
  source_id: 'text',
  content: 'text',
  digest: 'uuid',
  stamp: 'text',
  learnt_at: 'moment',
  superseded_at: 'moment',
} satisfies Record<string, Shape>

export function copySharedVersions(
  tx: Transaction,
  source: string,
  learntAt: Date,
  versions: readonly NewVersion[],
): void {
  const learnt = learntAt.toISOString()
  const rows = versions.map((one) => [
    one.id,
    one.version,
    one.type,
    source,
    one.source_id,
    one.content,
    one.digest,
    one.stamp,
    learnt,
    one.late ? learnt : null,
  ])
  const columns = Object.keys(SHARED).join(', ')
  copyRows(tx, `record.shared_resource (${columns})`, rows, Object.values(SHARED))
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

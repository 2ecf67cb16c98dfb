import type { PersonId, Queryable, SourceId } from '../kernel/index.ts'
import type { LeftOut } from '../record/index.ts'
import type { FieldCounts, ReturnReport } from './cld-check.ts'
import type { OpenReturn } from './returns.ts'

export type KnownReturn = {
  scope: string
  start: string
  end: string
  at: string
  digest: Buffer
  /** all of it was taken, and what it leaves out was closed */
  whole: boolean
}

type ReturnRow = {
  scope: string
  period_start: string
  period_end: string
  at: Date
  digest: Buffer
  whole: boolean
}

export async function readReturns(
  db: Queryable,
  source: SourceId,
  scopes: readonly string[],
): Promise<KnownReturn[]> {
  const { rows } = await db.query<ReturnRow>(
    `select scope, period_start::text, period_end::text, at, digest,
        whole_at is not null as whole
      from intake.submission where source = $1 and scope = any($2)`,
    [source, scopes],
  )
  return rows.map(({ scope, period_start, period_end, at, digest, whole }) => ({
    scope,
    start: period_start,
    end: period_end,
    at: at.toISOString(),
    digest,
    whole,
  }))
}

export async function insertReturns(
  tx: Queryable,
  source: SourceId,
  loadId: string,
  digest: Buffer,
  returns: readonly OpenReturn[],
): Promise<void> {
  await tx.query({
    name: 'intake.insertReturns',
    text: `insert into intake.submission (source, scope, period_start, period_end, at, digest, load_id, rows)
      select $1, r.scope, r.period_start, r.period_end, r.at, $2, $3, r.rows
      from unnest($4::text[], $5::date[], $6::date[], $7::timestamptz[], $8::bigint[])
        r (scope, period_start, period_end, at, rows)
      on conflict do nothing`,
    values: [
      source,
      digest,
      loadId,
      returns.map(({ scope }) => scope),
      returns.map(({ start }) => start),
      returns.map(({ end }) => end),
      returns.map(({ at }) => at),
      returns.map(({ rows }) => rows),
    ],
  })
}

/** The returns of a scope that arrived whole, as what they tell is marked with. */
export async function readWhole(
  tx: Queryable,
  source: SourceId,
  scope: string,
): Promise<{ asAt: string; submission: string }[]> {
  const { rows } = await tx.query<{ period_end: string; at: Date }>(
    `select period_end::text, at from intake.submission
      where source = $1 and scope = $2 and whole_at is not null`,
    [source, scope],
  )
  return rows.map(({ period_end, at }) => ({
    asAt: period_end,
    submission: `${period_end}~${at.toISOString()}`,
  }))
}

/** What is wrong with a return, row by row. */
export async function writeReport(
  tx: Queryable,
  source: SourceId,
  { scope, start, end, at }: OpenReturn,
  report: ReturnReport,
): Promise<void> {
  await tx.query(
    `update intake.submission set report = $6
      where source = $1 and scope = $2 and period_start = $3 and period_end = $4 and at = $5`,
    [source, scope, start, end, at, JSON.stringify(report)],
  )
}

export type Reported = { scope: string; start: string; end: string; at: Date; report: ReturnReport }

/** The newest return of a source of which there is a report. */
export async function lastReport(db: Queryable, source: SourceId): Promise<Reported | undefined> {
  const { rows } = await db.query<Reported>({
    name: 'intake.lastReport',
    text: `select scope, period_start::text as start, period_end::text as "end", at, report
      from intake.submission where source = $1 and report is not null
      order by period_end desc, at desc limit 1`,
    values: [source],
  })
  return rows[0]
}

/** Field by field, of the newest return of each source of which there is a report. */
export async function lastReportedFields(
  db: Queryable,
): Promise<{ source: SourceId; fields: readonly FieldCounts[] }[]> {
  const { rows } = await db.query<{ source: SourceId; fields: readonly FieldCounts[] }>({
    name: 'intake.lastReportedFields',
    text: `select distinct on (source) source, report -> 'fields' as fields
      from intake.submission where report is not null order by source, period_end desc, at desc`,
  })
  return rows
}

/** Rows of a return whose reference stands for more than one person. */
export async function writeShared(
  tx: Queryable,
  source: SourceId,
  { scope, start, end, at }: OpenReturn,
  shared: readonly (readonly number[])[],
): Promise<void> {
  await tx.query(
    `update intake.submission set shared = $6
      where source = $1 and scope = $2 and period_start = $3 and period_end = $4 and at = $5`,
    [source, scope, start, end, at, shared.length === 0 ? null : JSON.stringify(shared)],
  )
}

/** The same of the newest return of each source, where there are such rows. */
export async function lastShared(
  db: Queryable,
): Promise<{ source: SourceId; shared: readonly (readonly number[])[] }[]> {
  const { rows } = await db.query<{ source: SourceId; shared: number[][] | null }>({
    name: 'intake.lastShared',
    text: `select distinct on (source) source, shared
      from intake.submission order by source, period_end desc, at desc`,
  })
  return rows.flatMap(({ source, shared }) => (shared === null ? [] : [{ source, shared }]))
}

export async function markWhole(
  tx: Queryable,
  source: SourceId,
  one: OpenReturn,
  { leftOut, standing }: LeftOut,
  now: Date,
): Promise<void> {
  await tx.query(
    `update intake.submission set whole_at = $6, left_out = $7, standing = $8
      where source = $1 and scope = $2 and period_start = $3 and period_end = $4 and at = $5
        and whole_at is null`,
    [source, one.scope, one.start, one.end, one.at, now, leftOut, standing],
  )
}

export async function markAsked(
  tx: Queryable,
  source: SourceId,
  one: OpenReturn,
  { leftOut, standing }: LeftOut,
): Promise<void> {
  await tx.query(
    `update intake.submission set left_out = $6, standing = $7
      where source = $1 and scope = $2 and period_start = $3 and period_end = $4 and at = $5`,
    [source, one.scope, one.start, one.end, one.at, leftOut, standing],
  )
}

/** What is no event, and what a return older than this said last: `scope` as its keys begin. */
export async function readOlderFacts(
  tx: Queryable,
  source: SourceId,
  scope: string,
  submission: string,
): Promise<{ personId: PersonId; key: string }[]> {
  const { rows } = await tx.query<{ person_id: PersonId; key: string }>(
    `select person_id, key from intake.known, lateral (
        select max(said -> 'whole' ->> 'submission') as told, max(said ->> 'gone') as gone
        from json_each(fields) s (stamp, said)) f
      where source = $1 and about = 'council-fact' and starts_with(key, $2)
        and f.told < $3 and coalesce(f.gone, '') < $3
      order by person_id, key`,
    [source, scope, submission],
  )
  return rows.map(({ person_id, key }) => ({ personId: person_id, key }))
}

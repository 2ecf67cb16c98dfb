import {
  copyRows,
  idArray,
  type PersonId,
  type Queryable,
  type Transaction,
} from '../kernel/index.ts'
import type { Row } from './fact.ts'

/** SQL of what each person counts for now. */

/** One at a time works: what another has begun is waited for. */
export async function lockWork(tx: Queryable): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtextextended('measure.counted', 0))")
}

export type WorkedRow = {
  measure: string
  version: string
  first_month: string
  last_month: string
  worked_at: Date
  agreed: boolean
}

export async function workedMeasures(db: Queryable): Promise<Map<string, WorkedRow>> {
  const { rows } = await db.query<WorkedRow>({
    name: 'measure.worked',
    text: 'select measure, version, first_month, last_month, worked_at, agreed from measure.worked',
  })
  return new Map(rows.map((row) => [row.measure, row]))
}

export function saveWorked(tx: Transaction, row: WorkedRow): void {
  tx.post({
    name: 'measure.saveWorked',
    text: `insert into measure.worked (measure, version, first_month, last_month, worked_at, agreed)
      values ($1, $2, $3, $4, $5, $6)
      on conflict (measure) do update set version = excluded.version, first_month = excluded.first_month,
        last_month = excluded.last_month, worked_at = excluded.worked_at, agreed = excluded.agreed`,
    values: [
      row.measure,
      row.version,
      row.first_month,
      row.last_month,
      row.worked_at.toISOString(),
      row.agreed,
    ],
  })
}

/** All that anybody counts for in a measure goes; or what some people do. */
export function deleteCounted(tx: Transaction, measure: string, persons?: readonly string[]): void {
  const [some, values] =
    persons === undefined ? ['', []] : [' and person = any($2::uuid[])', [persons]]
  tx.post({
    text: `delete from measure.counted where measure = $1${some}`,
    values: [measure, ...values],
  })
}

export function insertCounted(
  tx: Transaction,
  measure: string,
  version: string,
  rows: readonly Row[],
): void {
  copyRows(
    tx,
    'measure.counted (person, measure, month, version, numerator, denominator)',
    rows.map(({ person, month, numerator, denominator }) => [
      person,
      measure,
      month,
      version,
      numerator,
      denominator,
    ]),
    ['uuid', 'text', 'text', 'text', 'bigint', 'bigint'],
  )
}

/** What these people count for, of all measures. */
export async function countedOf(
  db: Queryable,
  persons: readonly string[],
): Promise<(Row & { readonly measure: string })[]> {
  const { rows } = await db.query<{
    measure: string
    person: string
    month: string
    numerator: string
    denominator: string
  }>({
    name: 'measure.countedOf',
    text: `select measure, person, month, numerator, denominator from measure.counted
      where person = any($1::uuid[])`,
    values: [persons],
  })
  return rows.map(({ measure, person, month, numerator, denominator }) => ({
    measure,
    person,
    month,
    numerator: Number(numerator),
    denominator: Number(denominator),
  }))
}

export function insertMoved(
  tx: Transaction,
  measure: string,
  moved: readonly { person: string; month: string }[],
): void {
  tx.post({
    text: `insert into measure.moved (person, measure, month)
      select p, $1, m from unnest($2::uuid[], $3::text[]) u (p, m) on conflict do nothing`,
    values: [measure, moved.map(({ person }) => person), moved.map(({ month }) => month)],
  })
}

/** Everybody of whom something new is known: whoever is marked meanwhile stays marked. */
export async function takeChanged(tx: Queryable): Promise<PersonId[]> {
  const { rows } = await tx.query<{ identity_id: PersonId }>({
    name: 'measure.takeChanged',
    text: 'delete from measure.changed returning identity_id',
  })
  return rows.map(({ identity_id }) => identity_id)
}

export function markChanged(tx: Transaction, identityIds: readonly PersonId[]): void {
  tx.post({
    name: 'measure.markChanged',
    text: 'insert into measure.changed (identity_id) select unnest($1::uuid[]) on conflict do nothing',
    values: [idArray(identityIds)],
  })
}

/** Nothing need be marked before anything was worked: all of it will be. */
export async function isAnythingWorked(db: Queryable): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'measure.isAnythingWorked',
    text: 'select from measure.worked limit 1',
  })
  return rowCount > 0
}

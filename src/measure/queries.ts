import { column, type Queryable, type RowOf, rowReader, type Transaction } from '../kernel/index.ts'
import type { ToldFigure, ToldSplit } from './tell.ts'

/** SQL of editions: what was said, and stays. */

const readEdition = rowReader('measure.edition', {
  measure: column.text,
  period: column.text,
  number: column.place,
  version: column.text,
  clause: column.text,
  numerator: column.count,
  denominator: column.count,
  people: column.place,
  told: column.object,
  quality: column.orNull(column.place),
  worked_at: column.moment,
})
type EditionRow = RowOf<typeof readEdition>
export type Edition = Omit<EditionRow, 'told' | 'worked_at'> & {
  readonly told: ToldFigure
  readonly workedAt: Date
}

function editionOf(row: Record<string, unknown>): Edition {
  const { told, worked_at, ...rest } = readEdition(row)
  return { ...rest, told: told as ToldFigure, workedAt: worked_at }
}

/** The last edition of each period, of one measure or of all; as it was at a time where one is given. */
export async function lastEditions(
  db: Queryable,
  { measure, at }: { measure?: string; at?: Date } = {},
): Promise<Edition[]> {
  const { rows } = await db.query({
    name: 'measure.lastEditions',
    text: `select distinct on (measure, period) measure, period, number, version, clause, numerator, denominator,
        people, told, quality, worked_at
      from measure.edition
      where ($1::text is null or measure = $1) and ($2::timestamptz is null or worked_at <= $2)
      order by measure, period, number desc`,
    values: [measure ?? null, at?.toISOString() ?? null],
  })
  return rows.map(editionOf)
}

/** All that was ever said of a measure, or by a time, the newest first. */
export async function editionsOf(
  db: Queryable,
  { measure, at }: { measure: string; at?: Date },
): Promise<Edition[]> {
  const { rows } = await db.query({
    name: 'measure.editionsOf',
    text: `select measure, period, number, version, clause, numerator, denominator, people, told,
        quality, worked_at
      from measure.edition where measure = $1 and ($2::timestamptz is null or worked_at <= $2)
      order by worked_at desc, period desc, number desc`,
    values: [measure, at?.toISOString() ?? null],
  })
  return rows.map(editionOf)
}

export type NewEdition = Omit<Edition, 'numerator' | 'denominator'> & {
  readonly numerator: number
  readonly denominator: number
  readonly agreement: string
}

export function insertEditions(
  tx: Transaction,
  editions: readonly NewEdition[],
  entryId: string,
): void {
  for (const one of editions) {
    tx.post({
      name: 'measure.insertEdition',
      text: `insert into measure.edition (measure, period, number, version, clause, agreement, numerator, denominator,
          people, told, quality, worked_at, entry_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      values: [
        one.measure,
        one.period,
        one.number,
        one.version,
        one.clause,
        one.agreement,
        one.numerator,
        one.denominator,
        one.people,
        JSON.stringify(one.told),
        one.quality,
        one.workedAt.toISOString(),
        entryId,
      ],
    })
  }
}

export type SplitEdition = {
  readonly measure: string
  readonly quarter: string
  readonly number: number
  readonly version: string
  readonly told: readonly ToldSplit[]
}

/** The last of each quarter, of one measure or of all; as it was at a time where one is given. */
export async function lastSplits(
  db: Queryable,
  { measure, at }: { measure?: string; at?: Date } = {},
): Promise<SplitEdition[]> {
  const { rows } = await db.query<SplitEdition>({
    name: 'measure.lastSplits',
    text: `select distinct on (measure, quarter) measure, quarter, number, version, told
      from measure.split_edition
      where ($1::text is null or measure = $1) and ($2::timestamptz is null or worked_at <= $2)
      order by measure, quarter, number desc`,
    values: [measure ?? null, at?.toISOString() ?? null],
  })
  return rows
}

export function insertSplits(
  tx: Transaction,
  splits: readonly SplitEdition[],
  at: Date,
  entryId: string,
): void {
  for (const { measure, quarter, number, version, told } of splits) {
    tx.post({
      name: 'measure.insertSplit',
      text: `insert into measure.split_edition (measure, quarter, number, version, told, worked_at, entry_id)
        values ($1, $2, $3, $4, $5, $6, $7)`,
      values: [measure, quarter, number, version, JSON.stringify(told), at.toISOString(), entryId],
    })
  }
}

/** How many people count otherwise in each month of a measure than when it was last told. */
export async function movedIn(
  db: Queryable,
): Promise<{ measure: string; month: string; people: number }[]> {
  const { rows } = await db.query<{ measure: string; month: string; people: number }>({
    name: 'measure.movedIn',
    text: 'select measure, month, count(*)::int as people from measure.moved group by 1, 2',
  })
  return rows
}

/** What is told anew counts from here on as told. */
export function deleteMoved(tx: Transaction, measure: string, months: readonly string[]): void {
  tx.post({
    name: 'measure.deleteMoved',
    text: 'delete from measure.moved where measure = $1 and month = any($2)',
    values: [measure, months],
  })
}

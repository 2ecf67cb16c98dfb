import { column, type Queryable, rowReader } from '../kernel/index.ts'
import type { Division } from './queries.ts'

/** What whoever counts may read: under a pseudonym, and of nobody who opted out. */

export type LeftRow = { readonly readyAt: Date; readonly leftAt: Date }

const readLeft = rowReader('planning.waiting_stay', {
  ready_at: column.moment,
  left_at: column.moment,
})

/** Stays that were left from one time up to another, of whoever was said to be ready. */
export async function leftBetween(db: Queryable, from: Date, to: Date): Promise<LeftRow[]> {
  const { rows } = await db.query({
    name: 'transfer.leftBetween',
    text: `select ready_at, left_at from planning.waiting_stay
      where left_at >= $1 and left_at < $2 and ready_at is not null`,
    values: [from, to],
  })
  return rows.map(readLeft).map((row) => ({ readyAt: row.ready_at, leftAt: row.left_at }))
}

/** Some minutes of waiting of somebody, and what part of them belongs to a key. */
export type WaitingShare = {
  readonly person: string
  /** with the person, which stay it is */
  readonly admittedAt: Date | null
  readonly unit: string | null
  readonly pathway: string | null
  readonly council: string | null
  readonly ethnicGroup: string
  readonly key: string
  readonly from: Date
  readonly to: Date | null
  readonly parts: string
  readonly whole: string
  readonly openParts: string
  readonly openWhole: string
}

const readShare = rowReader('planning.waiting_share', {
  person: column.text,
  admitted_at: column.orNull(column.moment),
  unit: column.orNull(column.text),
  pathway: column.orNull(column.text),
  council: column.orNull(column.text),
  ethnic_group: column.text,
  key: column.text,
  from_at: column.moment,
  to_at: column.orNull(column.moment),
  parts: column.count,
  whole: column.count,
  open_parts: column.count,
  open_whole: column.count,
})

/** One division of what was waited from one time up to another. */
export async function sharesBetween(
  db: Queryable,
  split: Division,
  from: Date,
  to: Date,
): Promise<WaitingShare[]> {
  const { rows } = await db.query({
    name: 'transfer.sharesBetween',
    text: `select h.person, h.admitted_at, h.unit, h.pathway, h.council, p.ethnic_group, h.key, h.from_at, h.to_at,
        h.parts, h.whole, h.open_parts, h.open_whole
      from planning.waiting_share h join planning.person p on p.person = h.person
      where h.split = $1 and h.from_at < $3 and (h.to_at is null or h.to_at > $2)`,
    values: [split, from, to],
  })
  return rows.map(readShare).map((row) => ({
    person: row.person,
    admittedAt: row.admitted_at,
    unit: row.unit,
    pathway: row.pathway,
    council: row.council,
    ethnicGroup: row.ethnic_group,
    key: row.key,
    from: row.from_at,
    to: row.to_at,
    parts: row.parts,
    whole: row.whole,
    openParts: row.open_parts,
    openWhole: row.open_whole,
  }))
}

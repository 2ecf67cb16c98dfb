import type { Queryable, Transaction } from '../kernel/index.ts'

export type Rebase = {
  readonly measure: string
  readonly period: string
  /** who has said so, and why, in the order in which they did */
  readonly said: readonly { side: string; said_by: string; reason: string; said_at: string }[]
  /** whether all sides have */
  readonly holds: boolean
}

/** Where somebody said that limits begin anew, by a time where one is given. @param sides how many must have said so */
export async function rebasesOf(
  db: Queryable,
  { measure, sides, at }: { measure?: string; sides: number; at?: Date },
): Promise<Rebase[]> {
  const { rows } = await db.query<Omit<Rebase, 'holds'>>({
    name: 'measure.rebasesOf',
    text: `select measure, period, json_agg(json_build_object('side', side, 'said_by', said_by, 'reason', reason,
        'said_at', said_at) order by said_at) as said
      from measure.rebase
      where ($1::text is null or measure = $1) and ($2::timestamptz is null or said_at <= $2)
      group by measure, period order by measure, period`,
    values: [measure ?? null, at?.toISOString() ?? null],
  })
  return rows.map((row) => ({ ...row, holds: sides > 0 && row.said.length >= sides }))
}

export type NewRebase = {
  readonly measure: string
  readonly period: string
  readonly side: string
  readonly by: string
  readonly reason: string
  readonly at: Date
}

export function insertRebase(tx: Transaction, one: NewRebase, entryId: string): void {
  tx.post({
    name: 'measure.insertRebase',
    text: `insert into measure.rebase (measure, period, side, said_by, reason, said_at, entry_id)
      values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [one.measure, one.period, one.side, one.by, one.reason, one.at.toISOString(), entryId],
  })
}

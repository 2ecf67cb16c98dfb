import { column, type Queryable, rowReader, type Transaction } from '../kernel/index.ts'

/** What partners' own books say. */

const readOwn = rowReader('measure.difference', {
  measure: column.text,
  period: column.text,
  party: column.text,
  number: column.place,
  value: column.text,
  why: column.orNull(column.text),
  owner: column.orNull(column.text),
  due: column.orNull(column.text),
  said_by: column.text,
  said_at: column.moment,
})
export type OwnFigure = ReturnType<typeof readOwn>

/** The last word of each party, of a period or of all; as it was at a time where one is given. */
export async function ownFigures(
  db: Queryable,
  { measure, period, at }: { measure?: string; period?: string; at?: Date } = {},
): Promise<OwnFigure[]> {
  const { rows } = await db.query({
    name: 'measure.ownFigures',
    text: `select distinct on (measure, period, party) measure, period, party, number, value, why, owner,
        due::text, said_by, said_at
      from measure.difference
      where ($1::text is null or measure = $1) and ($2::text is null or period = $2)
        and ($3::timestamptz is null or said_at <= $3)
      order by measure, period, party, number desc`,
    values: [measure ?? null, period ?? null, at?.toISOString() ?? null],
  })
  return rows.map(readOwn)
}

export type NewOwnFigure = Omit<OwnFigure, 'number'> & { readonly number: number }

export function insertOwnFigure(tx: Transaction, one: NewOwnFigure, entryId: string): void {
  tx.post({
    name: 'measure.insertOwnFigure',
    text: `insert into measure.difference (measure, period, party, number, value, why, owner, due, said_by, said_at,
        entry_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    values: [
      one.measure,
      one.period,
      one.party,
      one.number,
      one.value,
      one.why,
      one.owner,
      one.due,
      one.said_by,
      one.said_at.toISOString(),
      entryId,
    ],
  })
}

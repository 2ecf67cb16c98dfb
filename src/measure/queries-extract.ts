import type { Queryable, Transaction } from '../kernel/index.ts'

/** Seals of extracts, as the log has them. */

export function insertExtract(
  tx: Transaction,
  {
    sealed,
    month,
    persons,
    occurrences,
    at,
  }: { sealed: string; month: string; persons: number; occurrences: number; at: Date },
  entryId: string,
): void {
  tx.post({
    name: 'measure.insertExtract',
    text: `insert into measure.extract (sealed, month, persons, occurrences, sealed_at, entry_id)
      values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    values: [sealed, month, persons, occurrences, at.toISOString(), entryId],
  })
}

export async function isSealed(db: Queryable, sealed: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'measure.isSealed',
    text: 'select from measure.extract where sealed = $1',
    values: [sealed],
  })
  return rowCount > 0
}

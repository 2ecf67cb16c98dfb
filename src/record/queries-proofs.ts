import { idArray, type PersonId, type Queryable } from '../kernel/index.ts'
import type { DataClass } from './data-class.ts'
import type { EventKind } from './event.ts'

/** An event by which somebody could be shown, as it was last told, whether it still stands or not. */
export type ProofRow = {
  event_id: string
  kind: EventKind
  data_class: DataClass
  source: string
  /** ISO */
  first_learnt_at: string
}

export async function proofsOf(
  db: Queryable,
  personIds: readonly PersonId[],
  eventIds: readonly string[],
): Promise<ProofRow[]> {
  const { rows } = await db.query<Omit<ProofRow, 'first_learnt_at'> & { first_learnt_at: Date }>({
    name: 'record.proofsOf',
    text: `select distinct on (event_id) event_id, kind, data_class, source, first_learnt_at
      from record.event where person_id = any($1) and event_id = any($2)
      order by event_id, version desc`,
    values: [idArray(personIds), idArray(eventIds)],
  })
  return rows.map((row) => ({ ...row, first_learnt_at: row.first_learnt_at.toISOString() }))
}

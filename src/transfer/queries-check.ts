import { column, idArray, type PersonId, type Queryable, rowReader } from '../kernel/index.ts'

/** What is kept of a stay beside its minutes, as text that is alike where it is alike. */
export type KeptStay = { readonly stayId: string; readonly kept: string }

const readStay = rowReader('transfer.stay', {
  stay_id: column.text,
  event_ids: column.texts,
  task_ids: column.texts,
  organisation: column.orNull(column.text),
  unit: column.orNull(column.text),
  pathway: column.orNull(column.text),
  council: column.orNull(column.text),
  admitted_at: column.orNull(column.moment),
  ready_at: column.orNull(column.moment),
  left_at: column.orNull(column.moment),
  sensitive: column.flag,
  went: column.orNull(column.text),
  came_back_at: column.orNull(column.moment),
  died: column.orNull(column.text),
  care_home: column.orNull(column.texts),
})

export async function keptStays(
  db: Queryable,
  identityIds: readonly PersonId[],
): Promise<KeptStay[]> {
  const { rows } = await db.query({
    name: 'transfer.keptStays',
    text: `select s.stay_id, s.event_ids, s.task_ids, s.organisation, s.unit, s.pathway, s.council, s.admitted_at,
        s.ready_at, s.left_at, s.sensitive, a.went, a.came_back_at, a.died, a.care_home
      from transfer.stay s
        left join transfer.after a on a.identity_id = s.identity_id and a.stay_id = s.stay_id
      where s.identity_id = any($1)`,
    values: [idArray(identityIds)],
  })
  return rows.map(readStay).map(({ stay_id: stayId, ...row }) => {
    const told = Object.values(row).map((one) => (one instanceof Date ? one.toISOString() : one))
    return { stayId, kept: JSON.stringify(told) }
  })
}

import type { Queryable } from '../kernel/index.ts'

/** Read by tests alone. */

export type VerdictRow = {
  verdict: 'parsed' | 'in-part' | 'quarantined'
  reason: string | null
  reason_place: string | null
  passed_over: string[]
  warnings: string[]
}

/** In the order of arrival. */
export async function verdictsOf(db: Queryable, source: string): Promise<VerdictRow[]> {
  const { rows } = await db.query<VerdictRow>(
    `select case when reason is not null then 'quarantined' when passed_over is not null then 'in-part'
        else 'parsed' end as verdict, reason, reason_place, coalesce(passed_over, '{}') as passed_over,
        coalesce(warnings, '{}') as warnings
      from intake.item where source = $1 order by id`,
    [source],
  )
  return rows
}

import type { PersonId, Queryable } from '../kernel/index.ts'
import type { Found } from './queries.ts'

/**
 * Stays of the made-up place in which somebody waited: who waits now, and not longer than people of the stories do, the
 * shortest first; who waited and left, and everybody who left after a night, the last first.
 */
export async function waitedStays(
  db: Queryable,
  of: 'waits' | 'left' | 'home',
  now: Date,
): Promise<Found[]> {
  const { rows } = await db.query<{ identity_id: PersonId; stay_id: string }>({
    name: 'transfer.waitedStays',
    text: `select identity_id, stay_id from transfer.stay
      where not sensitive and case when $1 = 'waits'
        then left_at is null and ready_at < $2::timestamptz - interval '1 day'
          and ready_at > $2::timestamptz - interval '132 hours'
        else left_at < $2 and left_at > $2::timestamptz - interval '26 days'
          and ($1 = 'home' or left_at - ready_at > interval '1 day')
          and left_at - admitted_at > interval '1 day' end
      order by coalesce(left_at, ready_at) desc, stay_id limit 60`,
    values: [of, now],
  })
  return rows.map((row) => ({ identityId: row.identity_id, stayId: row.stay_id }))
}

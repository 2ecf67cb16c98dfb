import type { Queryable } from '../kernel/index.ts'

/** The database answers. */
export async function ping(db: Queryable): Promise<boolean> {
  return (await db.query('select 1')).rowCount === 1
}

import type { Queryable } from '../kernel/index.ts'

/** Many keys are put in order at once sooner than each by itself: the index is made when all are there. */
export async function dropKeyIndex(owner: Queryable): Promise<void> {
  await owner.query('drop index people.match_key_keys')
}

export async function makeKeyIndex(owner: Queryable): Promise<void> {
  await owner.query(
    'create index match_key_keys on people.match_key using gin (keys) with (fastupdate = off)',
  )
  await owner.query('analyze people.match_key, people.person')
}

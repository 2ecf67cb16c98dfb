import type { Clock, Queryable, Settings } from '../kernel/index.ts'
import type { LoggedEntry } from '../trail/index.ts'
import { type Chain, walkChain } from './chain.ts'
import type { ClauseKind } from './clause.ts'
import { readAdoptions, readVersion } from './queries.ts'

/** The chain of consent as whoever may only read the database finds it. */
export async function auditAdoptions(
  db: Queryable,
  given: {
    kinds: readonly ClauseKind[]
    clock: Clock
    mode: Settings['mode']
    firstHash?: string
    logged(entryId: string): Promise<LoggedEntry | undefined>
  },
): Promise<Chain> {
  const rows = (await readAdoptions(db)).reverse()
  return walkChain(rows, { ...given, readVersion: (hash) => readVersion(db, hash) })
}

import type { Clock, Queryable, Settings } from '../kernel/index.ts'
import type { LoggedEntry, SpokenEntry, TrailFault } from '../trail/index.ts'
import { ADOPT } from './adopt.ts'
import { auditDisputes, DISPUTING } from './audit-disputes.ts'
import { type Chain, walkChain, withoutRows } from './chain.ts'
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

/** The commands whose entries say what stands in the tables of this room. */
export const LOGGED_COMMANDS = [ADOPT, ...DISPUTING]

/** The tables of this room, held to the log: `entries` are those of its commands that were found in it. */
export async function auditTables(
  db: Queryable,
  chain: Chain,
  { clock, logged }: { clock: Clock; logged(entryId: string): Promise<LoggedEntry | undefined> },
  entries: readonly SpokenEntry[],
): Promise<readonly TrailFault[]> {
  const adopting = entries.filter(({ command }) => command === ADOPT)
  const disputes = await auditDisputes(db, clock, logged, entries)
  return [...chain.faults, ...withoutRows(chain, adopting), ...disputes]
}

import { Fault, type Queryable } from '../kernel/index.ts'
import { entryData } from './entry.ts'
import type { Verifier } from './note.ts'
import { newestCheckpoint } from './queries-log.ts'
import { loggedEntryRow } from './queries-verify.ts'
import { TreeReader } from './read-tree.ts'
import { HandOvers } from './succession.ts'
import { inclusionProof, leafHash, verifyInclusion } from './tree.ts'

/** An entry that is in the signed log, and whose text is what was recorded. */
export type LoggedEntry = { id: string; index: number; text: string }

/**
 * Undefined where it is not: the proof is made and checked against the newest head that the log has signed.
 * Throws Fault where that is none of this key's.
 */
export async function readLogged(
  db: Queryable,
  logKey: Verifier,
  id: string,
): Promise<LoggedEntry | undefined> {
  const [row, newest] = await Promise.all([loggedEntryRow(db, id), newestCheckpoint(db)])
  if (row === undefined || newest === undefined) return undefined
  const handOvers = new HandOvers(logKey)
  await handOvers.read(db)
  const head = handOvers.open(newest.note)
  if (typeof head === 'string') throw wrongLogKey(head)
  const index = Number(row.index)
  if (index >= head.size || !entryData(row.salt, row.text).equals(row.leaf)) return undefined
  try {
    const { size, root } = head
    const proof = await new TreeReader(db).compute(size, (node) =>
      inclusionProof(index, size, node),
    )
    const place = { index, size, leaf: leafHash(row.leaf) }
    return verifyInclusion(place, proof, root) ? { id, index, text: row.text } : undefined
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** `why`: what the newest checkpoint is, or is not, as `openCheckpoint` says it. */
export function wrongLogKey(why: string): Fault {
  return new Fault(
    `the newest checkpoint of the log ${why}`,
    'CONCORDAT_LOG_KEY, CONCORDAT_LOG_NAME',
    'Give the key and the name with which this log was begun.',
    1,
  )
}

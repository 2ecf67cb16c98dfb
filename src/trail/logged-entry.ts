import type { Queryable } from '../kernel/index.ts'
import { openCheckpoint } from './checkpoint.ts'
import { entryData } from './entry.ts'
import type { Verifier } from './note.ts'
import { newestCheckpoint } from './queries-log.ts'
import { loggedEntryRow } from './queries-verify.ts'
import { TreeReader } from './read-tree.ts'
import { inclusionProof, leafHash, verifyInclusion } from './tree.ts'

/** An entry that is in the signed log, and whose text is what was recorded. */
export type LoggedEntry = { id: string; index: number; text: string }

/** Undefined where it is not: the proof is made and checked against the newest head that the log has signed. */
export async function readLogged(
  db: Queryable,
  logKey: Verifier,
  id: string,
): Promise<LoggedEntry | undefined> {
  const [row, newest] = await Promise.all([loggedEntryRow(db, id), newestCheckpoint(db)])
  const head = newest === undefined ? 'missing' : openCheckpoint(newest.note, logKey)
  if (row === undefined || typeof head === 'string') return undefined
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

import { type Database, newId, type Refusal, refuse, type Viewer } from '../kernel/index.ts'
import { describeViewer, ERASE, writeEntry } from './entry.ts'
import { deleteEntries, insertEntry } from './queries.ts'
import { erasable } from './queries-log.ts'
import type { Decision } from './told.ts'

/**
 * Takes the texts of entries out of the database for good, salt and all: what is left of them is a hash
 * that nobody can trace back. An entry of its own says which, why and who decided, with the signature of that
 * officer; `trail verify` takes the gaps that it names for what they are, and lists them. Only the owner's
 * login may delete; no page and no command can.
 */
export type Erasure = {
  entries: readonly string[]
  clause: string
  reason: string
  /** the officer's signature on it (`erasureStatement`); without one, verifying says that nobody decided it */
  decision?: Decision
}

/** Resolves to the id of the entry that says so. */
export async function eraseEntries(
  owner: Database,
  viewer: Viewer,
  { entries, clause, reason, decision }: Erasure,
  now: Date,
): Promise<string | Refusal> {
  const erased = [...new Set(entries)].sort()
  return owner.transaction(async (tx) => {
    const known = await erasable(tx, erased)
    if (erased.length === 0 || known.length < erased.length) {
      const sentence =
        'One of the entries is not in the log, was erased before, or is itself an erasure.'
      return refuse('not-erasable', sentence, { clause })
    }
    const id = newId()
    const entry = { erased, clause, reason, decision }
    const content = { ...describeViewer(viewer), command: ERASE, entry }
    await insertEntry(tx, writeEntry('command', now, content, id))
    await deleteEntries(tx, erased)
    return id
  })
}

import type { PersonId, Transaction } from '../kernel/index.ts'
import { identitiesOf } from '../people/index.ts'
import { isUnsettled, type Note, stateOf } from './note.ts'
import * as queries from './queries-notes.ts'

/**
 * Of whom something has changed, and of whoever was one with them: whose notes have to be settled, and whose no longer.
 * A note has to be, where somebody who belonged to the identity when it was written does so no longer.
 */
export async function askWhoseNotes(
  tx: Transaction,
  personIds: readonly PersonId[],
  now: Date,
): Promise<void> {
  const rows = await queries.askedOf(tx, personIds)
  if (rows.length === 0) return
  const identities = await identitiesOf(tx, [...new Set(rows.map(({ personId }) => personId))])
  const identityOf = new Map(identities.flatMap((one) => one.map((id) => [id, one] as const)))
  const asks = (note: Note | undefined) =>
    note !== undefined && isAsked(note, identityOf.get(note.personId) ?? [])
  const asked = rows.filter((row) => asks(row.note) && !row.asked)
  const settled = rows.filter((row) => !asks(row.note) && row.asked)
  if (asked.length > 0) queries.askWhose(tx, asked, now)
  if (settled.length > 0) queries.askNoLonger(tx, settled)
}

/** What was taken back is nobody's any more. */
function isAsked(note: Note, identity: readonly PersonId[]): boolean {
  return stateOf(note) === 'stands' && isUnsettled(note, identity)
}

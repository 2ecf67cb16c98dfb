import type { PersonId, Transaction } from '../kernel/index.ts'
import { identifyPersons } from './identify-persons.ts'
import { lockIdentification } from './queries.ts'
import { insertPairs } from './queries-doubts.ts'

/** Source persons to all of whom their source gives one id of its own. */
export type SharedItem = { personIds: readonly PersonId[] }

/**
 * Keeps that one of them must be mistaken, and nobody here can tell which: it is in doubt until links make them one
 * person, or people say that they are different. Runs in the caller's transaction.
 *
 * @returns the identities of which that is news
 */
export async function noteShared(
  tx: Transaction,
  shared: readonly SharedItem[],
  at: Date,
): Promise<PersonId[]> {
  const pairs = shared.flatMap(({ personIds }) => {
    const [first, ...others] = [...new Set(personIds)].sort()
    return others.map((other) => ({ a: first!, b: other, says: 'shares-item' as const }))
  })
  await lockIdentification(tx)
  const told = await insertPairs(tx, pairs, at)
  return identifyPersons(tx, told, at)
}

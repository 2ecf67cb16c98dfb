import type { PersonId, Transaction } from '../kernel/index.ts'
import { identifyPersons } from './identify-persons.ts'
import { lockIdentification, readPersons } from './queries.ts'
import { insertPairs } from './queries-doubts.ts'

/** A record, and the one that whoever gives out NHS numbers answered with when asked whose it is. */
export type TracedPair = { readonly person: PersonId; readonly answered: PersonId }

/**
 * Keeps whose records were traced to which, as far as what was answered is here, and works out who is who again.
 *
 * @returns the identities of whom that is news
 */
export async function noteTraced(
  tx: Transaction,
  traced: readonly TracedPair[],
  at: Date,
): Promise<PersonId[]> {
  if (traced.length === 0) return []
  await lockIdentification(tx)
  const here = await readPersons(
    tx,
    traced.map(({ answered }) => answered),
  )
  const known = new Set(here.map(({ person_id: id }) => id))
  const pairs = traced
    .filter(({ answered }) => known.has(answered))
    .map(({ person, answered }) => [person, answered].sort() as [PersonId, PersonId])
    .map(([a, b]) => ({ a, b, says: 'traced' as const }))
  const fresh = await insertPairs(tx, pairs, at)
  return identifyPersons(tx, fresh, at)
}

import type { PersonId, Transaction } from '../kernel/index.ts'
import { identifyAgain } from './identify-again.ts'
import { allOf, matchKeysOf } from './keys.ts'
import { readPersons } from './queries.ts'

/** The same where nothing new is known of these themselves, but of how they stand to others. */
export async function identifyPersons(
  tx: Transaction,
  personIds: readonly PersonId[],
  at: Date,
): Promise<PersonId[]> {
  if (personIds.length === 0) return []
  const persons = (await readPersons(tx, [...new Set(personIds)])).map(({ said }) => said)
  const keys = [...new Set(persons.flatMap((person) => allOf(matchKeysOf(person))))]
  return identifyAgain(tx, { persons, keys, lost: [] }, at)
}

import type { Databases, PersonId } from '../kernel/index.ts'
import { Few, tableOfPersons } from './match-few.ts'
import { FIELDS } from './match-field.ts'
import { nameOfVersion, writeVersion } from './match-model-file.ts'
import { FieldValues } from './match-table.ts'
import { matchTables } from './match-tables.ts'
import type { SourcePerson } from './person.ts'
import { insertPersons, writtenPerson } from './queries.ts'
import { insertVersion, putVersionInEffect, writeMatchKeys } from './queries-match.ts'
import { dropKeyIndex, makeKeyIndex } from './queries-testing.ts'

const AT = new Date('2026-03-01T09:00:00Z')
const AT_ONCE = 10_000

export { matchOne } from './match-one.ts'

/** A pair as a batch has it, its weight to the places that are told. */
export type Weighed = { readonly a: PersonId; readonly b: PersonId; readonly weight: string }

/**
 * Puts people straight into the tables, with a version that is learnt from them in bulk and is in effect.
 *
 * @returns the pairs that bulk finds, from the weight of review on
 */
export async function fillMatched(
  { owner, care }: Pick<Databases, 'owner' | 'care'>,
  persons: readonly SourcePerson[],
  review: number,
): Promise<Weighed[]> {
  const fields = FIELDS.map((field) => new FieldValues(field))
  const left = tableOfPersons(persons, fields)
  const asked = { fields, left, right: undefined, rules: [], rounds: undefined, threads: 1 }
  const { version, scored } = await matchTables({ ...asked, version: undefined, least: review })
  await dropKeyIndex(owner.short)
  for (let from = 0; from < persons.length; from += AT_ONCE) {
    const some = persons.slice(from, from + AT_ONCE)
    const few = new Few(version, some)
    const keys = some.map(({ personId }, row) => ({ personId, keys: few.keysOf(row) }))
    await care.transaction(async (tx) => {
      insertPersons(tx, some.map(writtenPerson), AT)
      await writeMatchKeys(tx, keys)
    })
  }
  await makeKeyIndex(owner.short)
  await care.transaction(async (tx) => {
    const name = nameOfVersion(version)
    await insertVersion(
      tx,
      { version: name, text: writeVersion(version), persons: persons.length },
      AT,
    )
    await putVersionInEffect(tx, { version: name, link: 20, review }, AT)
  })
  return Array.from(scored.weight, (weight, at) => {
    const pair = [scored.left[at]!, scored.right[at]!].map((row) => persons[row]!.personId)
    const [a, b] = pair.sort() as [PersonId, PersonId]
    return { a, b, weight: weight.toFixed(6) }
  })
}

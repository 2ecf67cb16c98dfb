import type { PersonId, Queryable, Transaction } from '../kernel/index.ts'
import { identifyPersons } from './identify-persons.ts'
import { Few, tableOfPersons } from './match-few.ts'
import { FIELDS } from './match-field.ts'
import { keepPairs, pairOf, versionCalled } from './match-saved.ts'
import { FieldValues } from './match-table.ts'
import { type Matched, matchTables } from './match-tables.ts'
import type { Version } from './match-version.ts'
import type { SourcePerson } from './person.ts'
import * as queries from './queries-match.ts'

const AT_ONCE = 5_000
const FIRST = '00000000-0000-0000-0000-000000000000'

export async function everybody(db: Queryable): Promise<SourcePerson[]> {
  const all: SourcePerson[] = []
  for (let after = FIRST; ; ) {
    const rows = await queries.personsFrom(db, after, AT_ONCE)
    all.push(...rows.map(({ said }) => said))
    if (rows.length < AT_ONCE) return all
    after = rows.at(-1)!.person_id
  }
}

/** Matches all of these with each other in bulk, by a version or by what is learnt from them. */
export async function matchAll(
  persons: readonly SourcePerson[],
  version: Version | undefined,
  least: number,
): Promise<Matched & { pairs: { ids: [PersonId, PersonId]; weight: number }[] }> {
  const fields = (version?.model.fields ?? FIELDS).map((field) => new FieldValues(field))
  const left = tableOfPersons(persons, fields)
  const asked = { fields, left, right: undefined, rules: [], rounds: undefined, threads: 1 }
  const matched = await matchTables({ ...asked, version, least })
  const { scored } = matched
  const idAt = (row: number) => persons[row]!.personId
  const pairs = Array.from(scored.weight, (weight, at) => ({
    ids: [idAt(scored.left[at]!), idAt(scored.right[at]!)] as [PersonId, PersonId],
    weight,
  }))
  return { ...matched, pairs }
}

/** Nothing that is learnt hangs on pairs that are less likely than this. */
const NONE = 1_000

/** Learns a version from everybody; undefined where it has not come to rest, or there is nobody. */
export async function learnFromEverybody(
  db: Queryable,
): Promise<{ version: Version; persons: number } | undefined> {
  const persons = await everybody(db)
  if (persons.length < 2) return undefined
  const { version, settled } = await matchAll(persons, undefined, NONE)
  return settled ? { version, persons: persons.length } : undefined
}

/**
 * Judges everybody by a version, and puts it into effect: whoever is new is judged by it from then on. Whoever calls
 * holds the lock of identification.
 *
 * @returns whose identity, or what is in doubt of them, may be another
 */
export async function judgeEverybody(
  tx: Transaction,
  inEffect: queries.InEffect,
  at: Date,
): Promise<PersonId[]> {
  const version = await versionCalled(tx, inEffect.version)
  const persons = await everybody(tx)
  const { pairs } = await matchAll(persons, version, inEffect.review)
  for (let from = 0; from < persons.length; from += AT_ONCE) {
    const some = persons.slice(from, from + AT_ONCE)
    const few = new Few(version, some)
    const keys = some.map(({ personId }, row) => ({ personId, keys: few.keysOf(row) }))
    await queries.writeMatchKeys(tx, keys)
  }
  const found = pairs.flatMap(({ ids, weight }) => pairOf(ids, weight, inEffect))
  const changed = await keepPairs(tx, await queries.alikePairs(tx, undefined), found, at)
  await queries.putVersionInEffect(tx, inEffect, at)
  const identities = new Set<PersonId>()
  for (let from = 0; from < changed.length; from += 500) {
    const some = changed.slice(from, from + 500)
    for (const id of await identifyPersons(tx, some, at)) identities.add(id)
  }
  return [...identities]
}

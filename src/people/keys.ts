import { derivedId, type PersonId } from '../kernel/index.ts'
import { birthOf } from './demographics.ts'
import { familyName, givenNames } from './name.ts'
import type { SourcePerson } from './person.ts'
import { whyNoId } from './source-id.ts'

/** Systems that name the NHS number: read as `nhsNumber`, never as an ordinary identifier. */
const NHS_NUMBER_SYSTEMS = new Set([
  'https://fhir.nhs.uk/id/nhs-number',
  '2.16.840.1.113883.2.1.4.1',
  'nhs',
])

/** What people type into a field for another system's number when they try something, or have none yet. */
const NO_IDENTIFIER = new Set(['test', 'blank', 'pending', 'new', 'x'])

/** pseudo postcodes of the NHS: no fixed abode, unknown, abroad */
const NOWHERE = /^ZZ99/

/**
 * The values by which two records may be known to be one person, each as a fixed-size key: the value
 * itself is not repeated in the look-up table, and none is too long for an index.
 */
export type MatchKeys = {
  nhsNumber: string | undefined
  /** records that one source has merged share one */
  merges: readonly string[]
  identifiers: readonly string[]
  /** full first name, family name, birth date and postcode, exactly */
  fallback: string | undefined
}

/** A person is asked for them several times while who is who is worked out. */
const worked = new WeakMap<SourcePerson, MatchKeys>()

export function matchKeysOf(person: SourcePerson): MatchKeys {
  const known = worked.get(person) ?? workOut(person)
  worked.set(person, known)
  return known
}

function workOut(person: SourcePerson): MatchKeys {
  return {
    nhsNumber: person.nhsNumber === undefined ? undefined : nhsNumberKey(person.nhsNumber),
    merges: mergeKeys(person),
    identifiers: identifierKeys(person),
    fallback: fallbackKey(person),
  }
}

/** The keys that people are matched by, in one list. */
export function allOf({ nhsNumber, merges, identifiers, fallback }: MatchKeys): string[] {
  return [nhsNumber, ...merges, ...identifiers, fallback].filter((key) => key !== undefined)
}

export function nhsNumberKey(number: string): string {
  return derivedId('nhs-number', number)
}

/** The same for both records, whichever of them says it. */
function mergeKeys({ personId, merges = [] }: SourcePerson): string[] {
  const pairs = merges.map((merge) => [personId, merge.personId].sort() as [PersonId, PersonId])
  return [...new Set(pairs.map((pair) => derivedId('merge', ...pair)))].sort()
}

/**
 * An identifier is known everywhere where it comes from whoever gives it out. Of a system of which nobody knows who
 * does, it counts within its source; what is another's is only said.
 */
function identifierKeys(person: SourcePerson): string[] {
  const { source, identifiers, issues = [], othersNumbers = [] } = person
  const keys = new Set<string>()
  for (const { system, value } of identifiers) {
    if (othersNumbers.includes(system)) continue
    const scope = issues.includes(system) ? [] : [source]
    const where = system.trim().toLowerCase()
    const what = value.trim().toLowerCase()
    // A value without its system could be anyone's: two systems count from 1.
    if (where === '' || what === '' || NHS_NUMBER_SYSTEMS.has(where)) continue
    const bare = what.replace(/[\s\-_./#?]/g, '')
    const repeated = bare.length > 1 && /^(.)\1*$/.test(bare)
    if (repeated || NO_IDENTIFIER.has(bare) || whyNoId(what) !== undefined) continue
    keys.add(derivedId('identifier', where, what, ...scope))
  }
  return [...keys].sort()
}

/** Where a restricted person lives is not matched by, as it is not shown. */
function fallbackKey(person: SourcePerson): string | undefined {
  if (person.restricted) return undefined
  const family = familyName(person.family)
  const first = givenNames(person.given)[0]
  const birth = birthOf(person)
  const postcode = postcodeOf(person)
  // An initial is not a full name: it would join the two brothers of a household.
  if (family === undefined || first === undefined || first.length < 2) return undefined
  if (birth === undefined || postcode === undefined) return undefined
  return derivedId('name-birth-postcode', family, first, birth, postcode)
}

/** Folded; undefined where none is said, or one that is of no place. */
export function postcodeOf({ address }: Pick<SourcePerson, 'address'>): string | undefined {
  const postcode = (address?.postcode ?? '').toUpperCase().replace(/[^A-Z0-9]/g, '')
  return postcode.length < 5 || NOWHERE.test(postcode) ? undefined : postcode
}

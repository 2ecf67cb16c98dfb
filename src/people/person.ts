import { derivedId } from '../kernel/index.ts'

/** A person as one system knows them: what a feed said last, put in one shape. */
export type SourcePerson = {
  /** the feed, for instance `mere-general` */
  source: string
  /** the source's own key of this person, unique within the source */
  sourceId: string
  personId: string
  /** ten digits, check digit right */
  nhsNumber?: string
  /** verification status 01-08 (NHS data dictionary) */
  nhsNumberStatus?: string
  /** what stood where the NHS number should be, when it fails the check */
  nhsNumberAsGiven?: string
  identifiers: readonly { system: string; value: string }[]
  family?: string
  given: readonly string[]
  /** YYYY-MM-DD */
  birthDate?: string
  /** YYYY-MM-DD */
  deathDate?: string
  sex?: 'male' | 'female' | 'other' | 'unknown'
  address?: { lines: readonly string[]; city?: string; postcode?: string }
  phones: readonly string[]
  emails: readonly string[]
  gpPractice?: { code?: string; name?: string }
  ethnicity?: string
  language?: string
  pronouns?: string
  /** when the source says that this was so */
  asAt?: string
}

/** The immutable id of a source person; the same for ever, whatever they are linked to. */
export function personIdOf(source: string, sourceId: string): string {
  return derivedId('person', source, sourceId)
}

/**
 * What is known after a further message of the same source about the same person. A field that the
 * message leaves out stays: a hospital's admission message carries less than its patient record,
 * and one must not wipe what the other said. An older message never overrides a newer one.
 */
export function mergePerson(known: SourcePerson, said: SourcePerson): SourcePerson {
  if (known.asAt !== undefined && said.asAt !== undefined && said.asAt < known.asAt) {
    return mergePerson(said, { ...known, asAt: undefined })
  }
  const merged: SourcePerson = { ...known }
  for (const [field, value] of Object.entries(said)) {
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0))
      continue
    Object.assign(merged, { [field]: value })
  }
  merged.identifiers = mergeIdentifiers(known.identifiers, said.identifiers)
  merged.asAt = latest(known.asAt, said.asAt)
  // A valid number settles it: what failed the check before is no longer worth showing.
  if (said.nhsNumber !== undefined && said.nhsNumberAsGiven === undefined) {
    merged.nhsNumberAsGiven = undefined
  }
  return merged
}

type Identifiers = SourcePerson['identifiers']

/** A system that the message names is replaced whole; systems that it does not name stay. */
function mergeIdentifiers(known: Identifiers, said: Identifiers): Identifiers {
  const named = new Set(said.map((identifier) => identifier.system))
  const all = [...known.filter((identifier) => !named.has(identifier.system)), ...said]
  const unique = new Map(
    all.map((identifier) => [JSON.stringify([identifier.system, identifier.value]), identifier]),
  )
  return [...unique.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, identifier]) => identifier)
}

function latest(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a > b ? a : b
}

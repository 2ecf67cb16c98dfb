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

import { type PersonId, toPersonId } from '../kernel/index.ts'
import { idOf } from './source-id.ts'

/** A person as one system knows them: what a feed said last, put in one shape. */
export type SourcePerson = {
  /** the feed, for instance `mere-general` */
  source: string
  /** the source's own key of this person, unique under its authority within the source */
  sourceId: string
  /** who gave the key out, where the source says so: a site, a council; '' where it is the source's only one */
  authority: string
  personId: PersonId
  /** ten digits, check digit right */
  nhsNumber?: string
  /** verification status 01-08 (NHS data dictionary) */
  nhsNumberStatus?: string
  /** what stood where the NHS number should be, when it fails the check */
  nhsNumberAsGiven?: string
  identifiers: readonly { system: string; value: string }[]
  /** systems among them whose numbers the source itself gives out, by its clause or its declared reading */
  issues?: readonly string[]
  /** systems among them that are another source's or party's: in this one's mouth they prove nothing */
  othersNumbers?: readonly string[]
  family?: string
  given: readonly string[]
  /** what else they are or were called: found by it, and nobody is linked by it alone */
  otherNames?: readonly OtherName[]
  /** YYYY-MM-DD */
  birthDate?: string
  /** YYYY-MM-DD */
  deathDate?: string
  /** the source says that the person has died, with a date or without one */
  dead?: boolean
  /** the source marks the person as restricted: nobody is shown, or finds them by, where they are */
  restricted?: boolean
  sex?: 'male' | 'female' | 'other' | 'unknown'
  address?: { lines: readonly string[]; city?: string; postcode?: string }
  phones: readonly string[]
  /** of the telephone numbers of which the source says it: what each is for */
  phoneUses?: Readonly<Record<string, 'home' | 'work' | 'mobile'>>
  emails: readonly string[]
  gpPractice?: { code?: string; name?: string }
  ethnicity?: string
  language?: string
  pronouns?: string
  /** other records of the same source that it says are this person too, until it takes that back */
  merges?: readonly Merge[]
  /** the source has named them by an NHS number alone, of a kind that it has traced, as its clause says */
  traced?: boolean
  /** the source has called two people by this key: what it says may be about either */
  ofTwo?: boolean
  /** when the source says that this was so */
  asAt?: string
}

export type OtherName = {
  use: 'nickname' | 'maiden' | 'old'
  family?: string
  given: readonly string[]
}

/** A link as a fact: whom with, why, and when the source said so. */
export type Merge = {
  personId: PersonId
  because: 'merge-message' | 'link-message' | 'replaced-by' | 'same-person'
  /** ISO */
  at: string
}

/** Those who were last asked for: what a source says of somebody comes together, and asks for them each time. */
const asked = new Map<string, PersonId>()
const ASKED_MAX = 2_000
let askedOf = { source: '', authority: '' }
let last: { value: string; id: PersonId } | undefined

/** The immutable id of a source person; the same for ever, whatever they are linked to. */
export function personIdOf(source: string, value: string, authority = ''): PersonId {
  if (source !== askedOf.source || authority !== askedOf.authority || asked.size >= ASKED_MAX) {
    asked.clear()
    askedOf = { source, authority }
    last = undefined
  }
  if (last?.value === value) return last.id
  const known = asked.get(value)
  const id = known ?? toPersonId(idOf('person', { source, authority, value }))
  if (known === undefined) asked.set(value, id)
  last = { value, id }
  return id
}

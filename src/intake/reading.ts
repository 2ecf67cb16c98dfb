import type { SourcePerson } from '../people/index.ts'
import type { CareEvent, ParsedResource } from '../record/index.ts'
import type { FileKind } from './kind.ts'
import type { FieldValue } from './latest.ts'

/** What one item says, before it is merged with what was said earlier about the same things. */
export type Reading = {
  said: readonly Said[]
  /** events that no other message can contradict: each is whole and newest by itself */
  events: readonly CareEvent[]
  resources: readonly ParsedResource[]
  /** sentences about what was read with care; never a name or a number */
  warnings: readonly string[]
}

/** Fields of a person or of an event that other messages speak of as well: the newest word stands. */
export type Said = {
  personId: string
  about: About
  /** the source's own key of the thing: for a person their id at the source, for a stay its visit number */
  key: string
  stamp: string
  fields: Readonly<Record<string, FieldValue | undefined>>
}

export const PERSON = 'person'
export const VISIT = 'visit'
export const COUNCIL_EVENT = 'council-event'
export type About = typeof PERSON | typeof VISIT | typeof COUNCIL_EVENT

/** The facts about a person: `SourcePerson` without the ids that follow from its source. */
export type PersonFields = Partial<Omit<SourcePerson, 'source' | 'sourceId' | 'personId' | 'asAt'>>

/** A council event is one whole: rows of two returns are never mixed (DHSC, CLD methodology: no hybrid rows). */
export type CouncilSaid = { event?: CareEvent; resources: readonly ParsedResource[] }

export type ReadContext = {
  source: string
  kind: FileKind
  /** SHA-256 of the item */
  hash: Buffer
  /** when it arrived, ISO: what is undated is as of then */
  receivedAt: string
  /** source ids of the people that the same file describes, by id or by the `urn:uuid:` that it gives them */
  people: ReadonlyMap<string, string>
}

export type Verdict = { ok: true; reading: Reading } | { ok: false; reason: string; place?: string }

/**
 * Thrown inside a parser when its item cannot be read; `readItem` turns it into a verdict. The sentence is
 * shown without a viewer, so it never quotes the item's content.
 */
export class Unreadable extends Error {
  readonly place: string | undefined

  constructor(reason: string, place?: string) {
    super(reason)
    this.name = 'Unreadable'
    this.place = place
  }
}

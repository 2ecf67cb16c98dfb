import { OfContent, type PersonId } from '../kernel/index.ts'
import type { CareEvent, ParsedResource } from '../record/index.ts'
import type { FeedReading } from './feed-reading.ts'
import type { FieldValue } from './latest.ts'

/** What one item says, before it is merged with what was said earlier about the same things. */
export type Reading = {
  said: readonly Said[]
  /** events that no other message can contradict: each is whole and newest by itself */
  events: readonly CareEvent[]
  resources: readonly ParsedResource[]
  /** sentences about what was read with care; never a name or a number */
  warnings: readonly string[]
  /** what of the item was kept and not read, by its name in its standard: `AL1`, `Patient.contact` */
  passedOver: readonly string[]
  /** events that were told and turn out to be none of that person's */
  withdrawn?: readonly { personId: PersonId; eventId: string }[]
  /** what else a room keeps of it, for the `keep` of its kind */
  own?: unknown
  /** the source person whom it is about, where nothing above says so */
  about?: PersonId
  /** an NHS number that it gives somebody, where nothing above says so */
  number?: string
  /** it says by nothing when it was so: what comes later, though it be the same bytes, is newer */
  undated?: boolean
  /** when what it tells was so, ISO, where that is not when the source last said it */
  trueAt?: string
  /** what it does with the fields of its kind, where they are other than facts about a person */
  fields?: readonly FieldTold[]
}

/** What an item does with one field: whether it must not be blank, is not, and can be used as it stands. */
export type FieldTold = {
  readonly name: string
  readonly asked: boolean
  readonly filled: boolean
  readonly valid: boolean
}

export const NOTHING_SAID: Reading = {
  said: [],
  events: [],
  resources: [],
  warnings: [],
  passedOver: [],
}

/** Fields of a person or of an event that other messages speak of as well: the newest word stands. */
export type Said = {
  personId: PersonId
  about: About
  /** the source's own key of the thing: for a person `personKey`, for a visit `visitKey`, `Type/id` for a resource */
  key: string
  stamp: string
  fields: Readonly<Record<string, FieldValue | undefined>>
}

export const PERSON = 'person'
export const VISIT = 'visit'
/** what a source without visit numbers says of somebody's visits, message by message (unnumbered.ts) */
export const UNNUMBERED = 'unnumbered'
export const COUNCIL_EVENT = 'council-event'
/** what a return says of somebody that is no event: who cares for them, why they are supported (council-fact.ts) */
export const COUNCIL_FACT = 'council-fact'
/** an event that a resource is: whole, as its newest version says */
export const RESOURCE_EVENT = 'resource-event'
export type About =
  | typeof PERSON
  | typeof VISIT
  | typeof UNNUMBERED
  | typeof COUNCIL_EVENT
  | typeof COUNCIL_FACT
  | typeof RESOURCE_EVENT

/** A council event is one whole: rows of two returns are never mixed (DHSC, CLD methodology: no hybrid rows). */
export type CouncilSaid = { event: CareEvent; resources: readonly ParsedResource[] }

export type ReadContext = {
  source: string
  kind: string
  /** SHA-256 of the item, hexadecimal */
  hash: string
  /** when it arrived, ISO: what is undated is as of then */
  receivedAt: string
  /** orders what arrived at the same moment */
  turn: number
  /** its place in the order in which its file tells, from 0 */
  sequence: number
  /** its place in a bundle that is one item, from 0 */
  within?: number
  file: FileContext
  feed: FeedReading
}

/** What else of its file an item needs, to be understood. */
export type FileContext = {
  /** the date that a bundle gives itself, ISO */
  dated?: string
  /** a history: what stands first is newest */
  newestFirst?: boolean
  /**
   * what entries are called (`urn:uuid:…` in small letters, an address without its scheme, `Patient/patient-1`,
   * `Patient?identifier=…`) → `Type/id` under which they are kept, where that is not the same
   */
  aliases: ReadonlyMap<string, string>
  /** the servers whose resources these are, without their scheme; the first is the feed's own */
  bases: ReadonlySet<string>
  /** tells apart what two files call by the same made-up id; '' where ids hold beyond the file */
  scope: string
  /** what its organisations and places are called, by `Type/id` */
  parties: ReadonlyMap<string, Party>
  /** `LA code, start, end` of a period → when the return that the file is was first received, ISO */
  returns: ReadonlyMap<string, string>
}

export type Party = { code?: string; name?: string }

/** What a load is called that no file brought. */
export const OVER_NETWORK = 'messages over the network'
export const NO_FILE: FileContext = {
  aliases: new Map(),
  bases: new Set(),
  scope: '',
  parties: new Map(),
  returns: new Map(),
}

export type Verdict = { ok: true; reading: Reading } | { ok: false; reason: string; place?: string }

/**
 * Thrown inside a parser when its item cannot be read; `readItem` turns it into a verdict. The sentence is
 * shown without a viewer, so it never quotes the item's content.
 */
export class Unreadable extends OfContent {
  readonly place: string | undefined

  constructor(reason: string, place?: string) {
    super(reason)
    this.name = 'Unreadable'
    this.place = place
  }
}

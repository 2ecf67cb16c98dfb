import type { Agreement } from '../agreement/index.ts'
import { DAY_MS } from '../kernel/index.ts'

/** How the agreement knows a feed's source: who sends it, on which side they stand, what they give. */
export type Sources = {
  /** 'Mere General' */
  nameOf(source: string): string
  /** as people say it: 'the hospital' */
  callOf(source: string): string
  /** a side's id, or '' for who stands on neither */
  sideOf(source: string, organisation?: string): string
  /** data classes that the source's feed gives */
  givesOf(source: string): readonly string[]
  /** the codes under which feeds know a party */
  codesOf(party: string): ReadonlySet<string>
  /** 'Mere General' for `RXS`; undefined for a code of no party */
  partyName(code: string): string | undefined
  /** whom to ask at the party with this code about a matter, the first of them that it answers for */
  contactOf(code: string, matters: readonly string[]): AgreedContact | undefined
  /** ISO: until when a return as at this day (YYYY-MM-DD) says what is so now */
  freshUntil(source: string, asAt: string): string
  /** in the agreement's own order */
  sides: readonly { id: string; name: string }[]
}

/** `the hospital social work team`, `01632 960127` */
export type AgreedContact = { who: string; how: string }

/** A row of the table that clauses of the kind `feed` compile to. */
type FeedRow = {
  id: string
  party: string
  name: string
  gives: readonly string[]
  everyMs: number
  dueMs: number
  calls?: string
}
/** A row of the table that clauses of the kind `responsibility` compile to. */
type ResponsibilityRow = {
  matter: string
  ask: readonly { party: string; who: string; how: string }[]
}

/** A source that the agreement does not name: returns are quarterly where nobody says otherwise. */
const UNPROMISED = { everyMs: 93 * DAY_MS, dueMs: 31 * DAY_MS }

const remembered = new WeakMap<Agreement, Sources>()

/** Read once for each agreement. */
export function sourcesOf(agreement: Agreement): Sources {
  const known = remembered.get(agreement)
  if (known !== undefined) return known
  const sources = readSources(agreement)
  remembered.set(agreement, sources)
  return sources
}

function readSources(agreement: Agreement): Sources {
  const { parties, sides } = agreement
  const party = new Map(parties.map((one) => [one.id, one]))
  const byCode = new Map(parties.flatMap((one) => one.codes.map((code) => [code, one])))
  const codes = new Map(parties.map((one) => [one.id, new Set(one.codes)]))
  const feeds = new Map(agreement.table<FeedRow>('feed').map((feed) => [feed.id, feed]))
  const matters = agreement.table<ResponsibilityRow>('responsibility')
  const none: ReadonlySet<string> = new Set()
  const partyOf = (source: string) => party.get(feeds.get(source)?.party ?? source)
  // A feed of many practices goes by its own name, one of a single party by the party's.
  const nameOf = (source: string) => party.get(source)?.name ?? feeds.get(source)?.name ?? source
  const ownCall = (source: string) =>
    feeds.get(source)?.calls ?? party.get(source)?.calls ?? nameOf(source)
  return {
    nameOf,
    // Two hospitals are both “the hospital”: then each goes by its name.
    callOf(source) {
      const call = ownCall(source)
      const others = [...feeds.keys()].filter((other) => other !== source)
      return others.some((other) => ownCall(other) === call) ? nameOf(source) : call
    },
    // A practice or a provider inside a feed stands where the agreement puts it, not where the feed does.
    sideOf: (source, organisation) =>
      (organisation === undefined ? undefined : byCode.get(organisation)?.side) ||
      (partyOf(source)?.side ?? ''),
    givesOf: (source) => feeds.get(source)?.gives ?? [],
    codesOf: (id) => codes.get(id) ?? none,
    partyName: (code) => byCode.get(code)?.name,
    contactOf(code, wanted) {
      const id = byCode.get(code)?.id
      const found = wanted.flatMap((matter) =>
        matters.filter((row) => row.matter === matter).flatMap(({ ask }) => ask),
      )
      const contact = found.find((one) => one.party === id)
      return contact && { who: contact.who, how: contact.how }
    },
    freshUntil(source, asAt) {
      const { everyMs, dueMs } = feeds.get(source) ?? UNPROMISED
      return new Date(Date.parse(asAt) + everyMs + dueMs).toISOString()
    },
    sides: sides.map(({ id, name }) => ({ id, name })),
  }
}

/** What a return said is no longer what is so: the next one should have come, and has not. */
export function isStale(
  source: string,
  asAt: string | undefined,
  sources: Sources,
  now: Date,
): boolean {
  return asAt !== undefined && sources.freshUntil(source, asAt) < now.toISOString()
}

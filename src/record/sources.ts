import type { Agreement } from '../agreement/index.ts'

/** How the agreement knows a feed's source: who sends it, on which side they stand, what they give. */
export type Sources = {
  /** 'Mere General' */
  nameOf(source: string): string
  /** a side's id, or '' for who stands on neither */
  sideOf(source: string, organisation?: string): string
  /** data classes that the source's feed gives */
  givesOf(source: string): readonly string[]
  /** the codes under which feeds know a party */
  codesOf(party: string): ReadonlySet<string>
  /** 'Mere General' for `RXS`; undefined for a code of no party */
  partyName(code: string): string | undefined
  /** in the agreement's own order */
  sides: readonly { id: string; name: string }[]
}

/** A row of the table that clauses of the kind `feed` compile to. */
type FeedRow = { id: string; party: string; name: string; gives: readonly string[] }

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
  const none: ReadonlySet<string> = new Set()
  const partyOf = (source: string) => party.get(feeds.get(source)?.party ?? source)
  return {
    // A feed of many practices goes by its own name, one of a single party by the party's.
    nameOf: (source) => party.get(source)?.name ?? feeds.get(source)?.name ?? source,
    // A practice or a provider inside a feed stands where the agreement puts it, not where the feed does.
    sideOf: (source, organisation) =>
      (organisation === undefined ? undefined : byCode.get(organisation)?.side) ||
      (partyOf(source)?.side ?? ''),
    givesOf: (source) => feeds.get(source)?.gives ?? [],
    codesOf: (id) => codes.get(id) ?? none,
    partyName: (code) => byCode.get(code)?.name,
    sides: sides.map(({ id, name }) => ({ id, name })),
  }
}

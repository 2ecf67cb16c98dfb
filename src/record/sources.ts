import type { Agreement } from '../agreement/index.ts'

/** How the agreement knows a feed's source: who sends it, and on which side they stand. */
export type Sources = {
  /** 'Mere General' */
  nameOf(source: string): string
  /** 'nhs', 'council', or '' for who stands on neither side */
  sideOf(source: string, organisation?: string): string
  /** the codes under which feeds know a party */
  codesOf(party: string): ReadonlySet<string>
  /** 'Mere General' for `RXS`; undefined for a code of no party */
  partyName(code: string): string | undefined
}

type FeedRow = { id?: string; feed?: string; source?: string; party?: string; name?: string }

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
  const parties = new Map(agreement.parties.map((party) => [party.id, party]))
  const byCode = new Map(
    agreement.parties.flatMap((party) => party.codes.map((code) => [code, party])),
  )
  const feeds = new Map(
    agreement.table<FeedRow>('feed').map((row) => [row.source ?? row.feed ?? row.id ?? '', row]),
  )
  const partyOf = (source: string) => parties.get(feeds.get(source)?.party ?? source)
  const codes = new Map(agreement.parties.map(({ id, codes: all }) => [id, new Set(all)]))
  const none: ReadonlySet<string> = new Set()
  return {
    nameOf: (source) => feeds.get(source)?.name ?? partyOf(source)?.name ?? source,
    // A practice or a provider inside a feed stands where the agreement puts it, not where the feed does.
    sideOf: (source, organisation) =>
      (organisation === undefined ? undefined : byCode.get(organisation)?.side) ||
      (partyOf(source)?.side ?? ''),
    codesOf: (party) => codes.get(party) ?? none,
    partyName: (code) => byCode.get(code)?.name,
  }
}

import type { Agreement } from '../agreement/index.ts'
import { remember } from '../kernel/index.ts'
import type { SourcePerson } from '../people/index.ts'
import { authoritySystem, localSystem } from './cx-ids.ts'
import { feedReading, readingsDeclared, readingsState } from './declared-reading.ts'
import type { FeedRow } from './feed-kind.ts'
import type { FeedReading } from './feed-reading.ts'

/**
 * Who gives out the numbers of a system, as far as a source is concerned: the source itself, another feed or party, or
 * nobody of whom it is known.
 */
export type Issuing = (system: string) => 'own' | 'theirs' | 'nobody'

/** Where nothing is known of who gives numbers out, each counts within its source alone. */
export const NOBODY_ISSUES: Issuing = () => 'nobody'

type Asked = {
  agreement?: { current(): Agreement | undefined } | undefined
  placeFolder: string | undefined
}

/**
 * As the clauses of feeds (the codes of the parties for which they speak) and the declared readings have it.
 * Messages that come one by one ask each time: it is worked out again where the text or a reading is another.
 */
export function issuingOf(source: string, { agreement, placeFolder }: Asked): Issuing {
  const current = agreement?.current()
  if (current === undefined) return workOut(source, undefined, placeFolder)
  const known = worked.get(current) ?? new Map<string, Issuing>()
  worked.set(current, known)
  const key = `${source} ${placeFolder} ${readingsState(placeFolder)}`
  const issuing = known.get(key) ?? workOut(source, current, placeFolder)
  known.set(key, issuing)
  return issuing
}

const worked = new WeakMap<Agreement, Map<string, Issuing>>()

function workOut(
  source: string,
  current: Agreement | undefined,
  placeFolder: string | undefined,
): Issuing {
  const parties = current?.parties ?? []
  const feeds = current?.table<FeedRow>('feed') ?? []
  const spokenFor = (feed: string) => feeds.find(({ id }) => id === feed)?.speaksFor ?? [feed]
  const codesOf = (some: readonly string[]) =>
    parties.filter(({ id }) => some.includes(id)).flatMap(({ codes }) => codes)
  const known = new Set([source, ...feeds.map(({ id }) => id), ...readingsDeclared(placeFolder)])
  const given = [...known].map((feed) => ({
    feed,
    issues: issuedBy(feedReading(feed, placeFolder), codesOf(spokenFor(feed))),
  }))
  const mine = given.find(({ feed }) => feed === source)!.issues
  const others = given.filter(({ feed }) => feed !== source).map(({ issues }) => issues)
  const mineToSay = spokenFor(source)
  const theirCodes = parties
    .filter(({ id }) => !mineToSay.includes(id))
    .flatMap(({ codes }) => codes)
  const own = systemsOf(source, mine)
  const theirs = new Set(
    [...others, issuedBy(undefined, theirCodes)].flatMap((one) => [...systemsOf(source, one)]),
  )
  const here = fold(localSystem(source, ''))
  const local = fold(localSystem('', '')).slice(0, -1)
  return remember(SYSTEMS_KNOWN, (system) => {
    const asked = fold(system)
    if (own.has(asked)) return 'own'
    // A word of another source's own, and what another gives out, is no proof in this one's mouth.
    if (theirs.has(asked)) return 'theirs'
    return asked.startsWith(local) && !asked.startsWith(here) ? 'theirs' : 'nobody'
  })
}

/** A feed writes a handful. */
const SYSTEMS_KNOWN = 100

/** Marks which of somebody's numbers their source gives out itself, and which are another's. */
export function withIssuing(person: SourcePerson, issuing: Issuing): SourcePerson {
  if (person.identifiers.length === 0) return person
  const named = person.identifiers.map(({ system }) => system)
  const systems = named.length < 2 ? named : [...new Set(named)].sort()
  const issues = systems.filter((system) => issuing(system) === 'own')
  const othersNumbers = systems.filter((system) => issuing(system) === 'theirs')
  return {
    ...person,
    ...(issues.length === 0 ? {} : { issues }),
    ...(othersNumbers.length === 0 ? {} : { othersNumbers }),
  }
}

type Issued = { authorities: readonly string[]; systems: readonly string[] }

function issuedBy(reading: FeedReading | undefined, codes: readonly string[]): Issued {
  const { patients, messages, issues = [], systems = {} } = reading ?? {}
  const declared = issues.filter((one) => !one.includes(':'))
  const named = [patients, messages?.authority, ...declared, ...codes]
  const authorities = named.filter((one) => one !== undefined)
  const folded = new Set(authorities.map(fold))
  const mapped = Object.entries(systems).filter(([authority]) => folded.has(fold(authority)))
  const addresses = issues.filter((one) => one.includes(':'))
  return { authorities, systems: [...mapped.map(([, system]) => system), ...addresses] }
}

/** As they stand in what a source writes: a word of its own for who gives numbers out is scoped to it. */
function systemsOf(source: string, { authorities, systems }: Issued): Set<string> {
  const named = authorities.flatMap((one) => [
    authoritySystem(one.toUpperCase()),
    localSystem(source, one.toUpperCase()),
  ])
  return new Set([...named, ...systems].map(fold))
}

function fold(text: string): string {
  return text.trim().toLowerCase()
}

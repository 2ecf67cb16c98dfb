import { isDeepStrictEqual } from 'node:util'
import type { Agreement } from '../agreement/index.ts'
import type { SourcePerson } from '../people/index.ts'
import type { DataClass } from './data-class.ts'
import type { EventKind } from './event.ts'
import type { KnownEvent } from './known-event.ts'
import { type Occurrence, occurrencesOf } from './occurrence.ts'
import { givenClass } from './part-of.ts'
import type { TiedBy } from './queries-own.ts'

/**
 * By whose word something stands between a party and a person. A feed proves a tie with a party only where its clause
 * speaks for that party and gives the class by which the clause of the tie lets it be proved, and only for as long
 * after it last spoke as its clause says. Nothing here names a party, a side or a feed.
 */
export type Ties = {
  /**
   * What counts of what is told, for any relationship: source persons of feeds that give who somebody is, their
   * practice left where the feed speaks for it; and what happened, put together without what others say.
   */
  countedOf(told: ToldOf): KnownOf
  /** of what happened, what counts for one relationship */
  provingOf(told: ToldOf, tie: string): readonly Occurrence[]
  /** the codes of a party, and the feeds by which something of this kind proves a tie with it */
  tiedBy(party: string, kind: EventKind): TiedBy
  /** the same of every party: feeds, and beside each a code of a party for which it speaks */
  placesOf(kind: EventKind): TiedBy
  /** feeds that have been silent for longer than their clause lets them prove anything */
  silent: readonly SilentFeed[]
}

/** `since`: when it last spoke; undefined where nobody knows */
export type SilentFeed = {
  feed: string
  since: Date | undefined
  holds: string
  clause: string
  /** the parties for which it speaks */
  speaksFor: readonly string[]
}

/** What sources tell of one person, and the same put together, as it is shown. */
export type ToldOf = KnownOf & { events: readonly KnownEvent[] }

/** What is known of one person, in any order. */
export type KnownOf = {
  persons: readonly SourcePerson[]
  occurrences: readonly Occurrence[]
}

/** When each feed last spoke, as far as was known `by` then; one that is not among them had not been heard. */
export type Heard = { by: Date; last: ReadonlyMap<string, Date> }

/** A row of the table that clauses of the kind `feed` compile to. */
type FeedRow = {
  id: string
  gives: readonly string[]
  speaksFor: readonly string[]
  holds?: string
  holdsMs?: number
  clause: string
}
type Feed = FeedRow & { codes: ReadonlySet<string> }

type Rules = {
  feeds: ReadonlyMap<string, Feed>
  codesOf: ReadonlyMap<string, readonly string[]>
  /** the codes of all parties */
  codes: ReadonlySet<string>
  /** by relationship, the classes by which it is proved; under '' those of any of them */
  provedBy: ReadonlyMap<string, ReadonlySet<string>>
}

const ANY = ''
/** What relationships rest on, and what a telling of it may be put together with. Anything else proves nothing. */
const TYING = new Set<EventKind>([
  'stay',
  'attendance',
  'request',
  'assessment',
  'service',
  'review',
])
const WHO: DataClass = 'demographics'
const REGISTERED = 'registered-here'

const remembered = new WeakMap<Agreement, Rules>()

/**
 * The ties of the agreement in effect, at a time, by feeds that last spoke then. `before`: of the same agreement; as
 * long as the same feeds are silent it is given back, with what it has worked out of those whom lists hold.
 */
export function tiesOf(agreement: Agreement, heard: Heard, now: Date, before?: Ties): Ties {
  const rules = rulesOf(agreement)
  const all = [...rules.feeds.values()]
  const silent = new Set(all.filter((feed) => isSilent(feed, heard, now)))
  const told = [...silent].map(({ id, holds, clause, speaksFor }): SilentFeed => {
    return { feed: id, since: heard.last.get(id), holds: holds!, clause, speaksFor }
  })
  if (before !== undefined && isDeepStrictEqual(before.silent, told)) return before
  const speaking = (source: string) => {
    const feed = rules.feeds.get(source)
    return feed === undefined || silent.has(feed) ? undefined : feed
  }
  const proving = (kind: EventKind) =>
    all.filter((feed) => !silent.has(feed) && givesProof(rules, feed, kind, ANY))
  const proves = (event: KnownEvent, relationship = ANY) =>
    isProof(rules, speaking(event.source), event, relationship)
  const personsOf = (persons: readonly SourcePerson[]) =>
    persons.flatMap((one) => {
      if (rules.feeds.get(one.source)?.gives.includes(WHO) !== true) return []
      return registers(rules, speaking(one.source), one) ? one : { ...one, gpPractice: undefined }
    })
  const countingOf = ({ events, occurrences }: ToldOf) => {
    const counts = (event: KnownEvent) => !TYING.has(event.kind) || proves(event)
    // Mostly all of it does.
    if (events.every((event) => counts(event) && !givenByOthers(rules, event))) return occurrences
    return occurrencesOf(events.filter(counts).map((event) => withoutProvider(rules, event)))
  }
  const countedOf = workedOnce(({ persons, ...told }: ToldOf): KnownOf => {
    return { persons: personsOf(persons), occurrences: countingOf({ persons, ...told }) }
  })
  const proofsOf = workedOnce((_: ToldOf) => new Map<string, readonly Occurrence[]>())
  const proofOf = (told: ToldOf, relationship: string) => {
    const counted = countedOf(told).occurrences
    const says = (event: KnownEvent) => proves(event, relationship)
    const mixed = counted.some(({ event, others }) =>
      others.some((other) => says(other) !== says(event)),
    )
    if (!mixed) return counted.filter(({ event }) => says(event))
    return occurrencesOf(told.events.filter(says).map((event) => withoutProvider(rules, event)))
  }
  return {
    countedOf,
    provingOf(told, relationship) {
      const proofs = proofsOf(told)
      const found = proofs.get(relationship) ?? proofOf(told, relationship)
      proofs.set(relationship, found)
      return found
    },
    tiedBy(party, kind) {
      const feeds = proving(kind).filter(({ speaksFor }) => speaksFor.includes(party))
      return { feeds: feeds.map(({ id }) => id), codes: rules.codesOf.get(party) ?? [] }
    },
    placesOf(kind) {
      const places = proving(kind).flatMap(({ id, codes }) => [...codes].map((code) => [id, code]))
      return { feeds: places.map(([id]) => id!), codes: places.map(([, code]) => code!) }
    },
    silent: told,
  }
}

/** Of the same telling the same answer: what is told is never changed. */
function workedOnce<R>(work: (told: ToldOf) => R): (told: ToldOf) => R {
  const known = new WeakMap<ToldOf, R>()
  return (told) => {
    const before = known.get(told)
    if (before !== undefined) return before
    const answer = work(told)
    known.set(told, answer)
    return answer
  }
}

function rulesOf(agreement: Agreement): Rules {
  const known = remembered.get(agreement)
  if (known !== undefined) return known
  const { parties } = agreement
  const codesOf = new Map(parties.map(({ id, codes }) => [id, codes]))
  const feeds = agreement.table<FeedRow>('feed').map((row): Feed => {
    return { ...row, codes: new Set(row.speaksFor.flatMap((party) => codesOf.get(party) ?? [])) }
  })
  const rows = agreement.table<{ id: string; provedBy: readonly string[] }>('relationship')
  const provedBy = new Map(rows.map(({ id, provedBy: by }) => [id, new Set(by)]))
  const rules = {
    feeds: new Map(feeds.map((feed) => [feed.id, feed])),
    codesOf,
    codes: new Set(parties.flatMap(({ codes }) => codes)),
    provedBy: provedBy.set(ANY, new Set(rows.flatMap(({ provedBy: by }) => by))),
  }
  remembered.set(agreement, rules)
  return rules
}

/** One that nobody had heard when it was asked spoke after that, if it ever did. */
function isSilent({ id, holdsMs }: Feed, { by, last }: Heard, now: Date): boolean {
  return holdsMs !== undefined && (last.get(id) ?? by).getTime() + holdsMs < now.getTime()
}

function givesProof(rules: Rules, { gives }: Feed, kind: EventKind, relationship: string): boolean {
  const given = givenClass(kind, gives)
  return given !== undefined && rules.provedBy.get(relationship)?.has(given) === true
}

/**
 * What names nobody counts as a part of what else its feed tells; what names somebody by no code could be of anybody.
 */
function isProof(
  rules: Rules,
  feed: Feed | undefined,
  { kind, organisation, organisationName }: KnownEvent,
  relationship: string,
): boolean {
  if (feed === undefined || !givesProof(rules, feed, kind, relationship)) return false
  if (organisation === undefined) return organisationName === undefined && feed.codes.size > 0
  return feed.codes.has(organisation)
}

/** By a party that the feed does not speak for: it is not tied by it. */
function givenByOthers({ feeds, codes }: Rules, { source, detail }: KnownEvent): boolean {
  const { providerId } = detail
  if (providerId === undefined || !codes.has(providerId)) return false
  return feeds.get(source)?.codes.has(providerId) !== true
}

function withoutProvider(rules: Rules, event: KnownEvent): KnownEvent {
  if (!givenByOthers(rules, event)) return event
  const { providerId: _, ...detail } = event.detail
  return { ...event, detail }
}

function registers(
  { provedBy }: Rules,
  feed: Feed | undefined,
  { gpPractice }: SourcePerson,
): boolean {
  if (feed === undefined || provedBy.get(REGISTERED)?.has(WHO) !== true) return false
  return feed.codes.has(gpPractice?.code ?? '')
}

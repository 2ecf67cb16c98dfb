import type { Agreement } from '../agreement/index.ts'
import { type Databases, KeptReadings, type PersonId, together } from '../kernel/index.ts'
import { readPersons, type SourcePerson } from '../people/index.ts'
import { eventsGiven } from './given.ts'
import { hideAddress } from './hide-address.ts'
import type { KnownEvent } from './known-event.ts'
import { FOLLOW_IDENTITY, LISTED } from './listed.ts'
import { occurrencesOf } from './occurrence.ts'
import { identitiesListed } from './queries-listed.ts'
import { standingEvents } from './queries-read.ts'
import { standingSince } from './read-known.ts'
import { sourcesOf } from './sources.ts'
import type { ToldOf } from './ties.ts'

/** More people than lists of a place hold at a time: some 20 kB each. */
const KEPT_MOST = 6_000

type Kept = { readonly identity: readonly PersonId[]; readonly told: ToldOf }
/** By this agreement, and of what has ended since then. */
type KeptBy = {
  readonly agreement: Agreement
  readonly since: number
  readonly readings: KeptReadings<Kept>
}

const remembered = new WeakMap<object, KeptBy>()

/**
 * What relationships rest on, for all who are decided on together, in their order. Of whoever goes on standing on lists
 * it is kept until something changes of them; nothing of what a viewer may see is.
 */
export async function toldNow(
  { databases }: { databases: Pick<Databases, 'care'> },
  agreement: Agreement,
  identities: readonly (readonly PersonId[])[],
  now: Date,
): Promise<ToldOf[]> {
  const db = together(databases.care.short)
  const since = standingSince(agreement, now)
  const { readings } = keptBy(databases, agreement, since)
  const reading = await readings.refresh(db)
  const kept = identities.map((identity) => {
    const known = readings.get(identity[0]!)
    return known !== undefined && isSameIdentity(known.identity, identity) ? known.told : undefined
  })
  const missing = identities.filter((_, place) => kept[place] === undefined)
  if (missing.length === 0) return kept as ToldOf[]
  const ids = missing.flat()
  const firsts = missing.map(([first]) => first!)
  const [persons, events, listed] = await Promise.all([
    readPersons(db, ids),
    standingEvents(db, ids, since),
    identitiesListed(db, firsts),
  ])
  const personOf = new Map(persons.map((person) => [person.personId, person]))
  const given = eventsGiven(events, sourcesOf(agreement))
  const eventsOf = Map.groupBy(given, ({ personId }) => personId)
  const toldOf = (identity: readonly PersonId[]) => {
    const own = identity.flatMap((id) => personOf.get(id) ?? [])
    return toldBy(own, identity, eventsOf)
  }
  const read = new Map(missing.map((identity) => [identity, toldOf(identity)]))
  // Of nobody else is news told when something changes.
  const followed = new Set(listed.map(({ identity_id }) => identity_id))
  for (const [identity, told] of read) {
    if (followed.has(identity[0]!)) readings.put(identity[0]!, { identity, told }, reading)
  }
  return identities.map((identity, place) => kept[place] ?? read.get(identity)!)
}

type Read = { readonly identity: readonly PersonId[]; readonly persons: readonly SourcePerson[] }

const beside = new WeakMap<readonly SourcePerson[], Map<string, readonly unknown[]>>()

/**
 * What more a list reads of people whom `toldNow` told of: kept as long, under a name that says what it is and on what
 * it depends. It must be otherwise only with what an identity's errand follows.
 */
export async function readBeside<R>(
  people: readonly Read[],
  what: string,
  read: (personIds: readonly PersonId[]) => Promise<readonly R[]>,
  whose: (row: R) => PersonId,
): Promise<R[]> {
  const missing = people.filter(({ persons }) => beside.get(persons)?.has(what) !== true)
  const rows =
    missing.length === 0 ? [] : await read(missing.flatMap(({ identity }) => [...identity]))
  const rowsOf = Map.groupBy(rows, whose)
  for (const { identity, persons } of missing) {
    const known = beside.get(persons) ?? new Map<string, readonly unknown[]>()
    beside.set(
      persons,
      known.set(
        what,
        identity.flatMap((id) => rowsOf.get(id) ?? []),
      ),
    )
  }
  return people.flatMap(({ persons }) => beside.get(persons)!.get(what) as R[])
}

/** What sources tell of one identity, put together. */
export function toldBy(
  persons: readonly SourcePerson[],
  identity: readonly PersonId[],
  eventsOf: ReadonlyMap<PersonId, readonly KnownEvent[]>,
): ToldOf {
  const told = identity.flatMap((id) => eventsOf.get(id) ?? [])
  const events = hideAddress(persons, told)
  return { persons, events, occurrences: occurrencesOf(events) }
}

function keptBy(databases: object, agreement: Agreement, since: Date): KeptBy {
  const known = remembered.get(databases)
  if (known?.agreement === agreement && known.since === since.getTime()) return known
  const watched = { topics: [LISTED], errands: [FOLLOW_IDENTITY] }
  const readings = new KeptReadings<Kept>(watched, KEPT_MOST)
  const fresh = { agreement, since: since.getTime(), readings }
  remembered.set(databases, fresh)
  return fresh
}

/** Whether two are the same people, in the order of their ids. */
export function isSameIdentity(a: readonly PersonId[], b: readonly PersonId[]): boolean {
  return a.length === b.length && a.every((id, place) => id === b[place])
}

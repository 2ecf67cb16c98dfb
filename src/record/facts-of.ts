import type { Agreement } from '../agreement/index.ts'
import { dayInLondon, type PersonId, type Queryable } from '../kernel/index.ts'
import { deathOf, identitySpans, readPersons, type SourcePerson } from '../people/index.ts'
import type { Counted } from './counted.ts'
import type { EventKind } from './event.ts'
import { hideAddress } from './hide-address.ts'
import { occurrencesOfIdentities } from './queries-occurrences.ts'
import { waitRuleOf } from './wait-rule.ts'
import { homesAt } from './waits.ts'

/** What is counted of one identity. */
export type Facts = {
  /** the first of `members` */
  identityId: PersonId
  /** everyone who is taken for the same person; [] where there is no such identity, or was none then */
  members: readonly PersonId[]
  occurrences: readonly Counted[]
}

/**
 * The same, at each of their stays the parties that have them as their own: their council; and the day on which they
 * died, YYYY-MM-DD: '' where nobody says when, absent where it is not sure that they have died.
 */
export type FactsOfStays = Facts & { homes: ReadonlyMap<string, readonly string[]>; died?: string }

/**
 * The door for rooms that count, keep clocks or draw lists: what happened to these identities, now or as it was known
 * at a time, in three statements whatever their number; where a restricted person lives is in none of it. They ask by
 * errand (topic `identity`), under no viewer: what they keep of it is shown to nobody but through `lookAtPeople`.
 */
export async function factsOf(
  db: Queryable,
  identityIds: readonly PersonId[],
  at?: Date,
): Promise<Facts[]> {
  const found = await readFacts(db, identityIds, at)
  return found.map(({ persons: _, ...facts }) => facts)
}

/** Of a long life in a record, what the clock of a stay rests on. */
const OF_STAYS: readonly EventKind[] = ['stay', 'task', 'assessment']

/**
 * Where somebody lives and who knows them is as it is known now. `alone`: only their stays and what must happen in
 * them, of whatever else happened to them nothing.
 */
export async function factsOfStays(
  db: Queryable,
  agreement: Agreement,
  identityIds: readonly PersonId[],
  { at, alone = false }: { at?: Date | undefined; alone?: boolean } = {},
): Promise<FactsOfStays[]> {
  const rule = waitRuleOf(agreement)
  const found = await readFacts(db, identityIds, at, alone ? OF_STAYS : undefined)
  return found.map(({ persons, ...facts }) => {
    const stays = facts.occurrences.filter(({ kind }) => kind === 'stay')
    const homes = stays.map(({ id, sources: [source], organisation }) => {
      return [id, homesAt(rule, persons, { source: source!, organisation })] as const
    })
    const died = diedOn(persons, at)
    return { ...facts, homes: new Map(homes), ...(died === undefined ? {} : { died }) }
  })
}

/** What was to come at the time that is asked about was not known then. */
function diedOn(persons: readonly SourcePerson[], at: Date | undefined): string | undefined {
  const death = deathOf(persons)
  if (death?.sure !== true) return undefined
  const [first = ''] = death.said.flatMap(({ deathDate }) => deathDate ?? []).sort()
  return at !== undefined && first > dayInLondon(at) ? undefined : first
}

async function readFacts(
  db: Queryable,
  identityIds: readonly PersonId[],
  at: Date | undefined,
  kinds?: readonly EventKind[],
): Promise<(Facts & { persons: readonly SourcePerson[] })[]> {
  const [spans, occurrences] = [
    await identitySpans(db, identityIds),
    await occurrencesOfIdentities(db, identityIds, at, kinds),
  ]
  const members = new Map(
    spans
      .filter(({ since, until }) =>
        at === undefined ? until === null : since <= at && (until === null || until > at),
      )
      .map((span) => [span.identity_id, span.members]),
  )
  const persons = await readPersons(db, [...members.values()].flat())
  const personOf = new Map(persons.map((person) => [person.personId, person]))
  return identityIds.map((identityId) => {
    const own = members.get(identityId) ?? []
    const known = own.flatMap((id) => personOf.get(id) ?? [])
    const told = hideAddress(known, occurrences.get(identityId)!)
    return { identityId, members: own, occurrences: told, persons: known }
  })
}

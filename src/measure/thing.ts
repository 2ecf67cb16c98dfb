import { DAY_MS, londonOffset } from '../kernel/index.ts'
import type { Facts, OccurrenceFact, PersonFact } from './fact.ts'
import { MOMENTS, type Moment } from './rule.ts'

/** Something that happened, its moments worked out once: as instants, and as days of London's calendar. */
export type Thing = {
  readonly said: OccurrenceFact
  /** milliseconds since 1970 */
  readonly at: { readonly [Name in Moment]?: number }
  /** days since 1970 */
  readonly day: { readonly [Name in Moment]?: number }
  readonly diedDay: number | undefined
}

/** Everybody with what happened to them, by its kind. */
export type Known = {
  readonly people: readonly { readonly person: PersonFact; readonly own: OwnThings }[]
  readonly ofYear: number
}
export type OwnThings = ReadonlyMap<string, readonly Thing[]>

const known = new WeakMap<Facts, Known>()

/** Facts are never changed, and many definitions are worked from the same. */
export function thingsOf(facts: Facts): Known {
  const before = known.get(facts)
  if (before !== undefined) return before
  const byPerson = new Map<string, Map<string, Thing[]>>()
  for (const said of facts.occurrences) {
    const own = byPerson.get(said.person) ?? new Map<string, Thing[]>()
    byPerson.set(said.person, own)
    const ones = own.get(said.kind)
    if (ones === undefined) own.set(said.kind, [thingOf(said)])
    else ones.push(thingOf(said))
  }
  const people = facts.persons.flatMap((person) => {
    const own = byPerson.get(person.person)
    return own === undefined ? [] : [{ person, own }]
  })
  const found = { people, ofYear: facts.ofYear }
  known.set(facts, found)
  return found
}

function thingOf(said: OccurrenceFact): Thing {
  const at: { [Name in Moment]?: number } = {}
  const day: { [Name in Moment]?: number } = {}
  for (const name of MOMENTS) {
    const written = said[name]
    if (written === undefined) continue
    const instant = Date.parse(written)
    at[name] = instant
    day[name] = londonDay(instant)
  }
  const died = said.died_known_at
  return { said, at, day, diedDay: died === undefined ? undefined : londonDay(Date.parse(died)) }
}

/** Whole days since 1970 of London's calendar. */
export function londonDay(instant: number): number {
  return Math.floor((instant + londonOffset(instant)) / DAY_MS)
}

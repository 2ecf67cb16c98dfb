import { formatCount, OfContent, type PersonId } from '../kernel/index.ts'
import { type Besides, commonWord, type Partition } from './identify.ts'
import { allOf, matchKeysOf } from './keys.ts'
import type { SourcePerson } from './person.ts'

/**
 * Records that hang together by what they share, each with the next, are worked out together, and those that are one
 * person are written down together, while nobody else can be. Nobody has as many as this: a system that says so is
 * mistaken, or means harm.
 */
const TOGETHER_MAX = 300
const ONE_PERSON_MAX = 100
/** Records that may have to be read to find that out, for each that is said. */
const READ_MAX = 2_000

/** What is said now would make a crowd: it is not taken, and what stands stays. The message is a sentence. */
export class Crowd extends OfContent {}

export function refuseManyRead(said: number, read: number): void {
  if (read > said * READ_MAX) throw together(READ_MAX)
}

/** @throws Crowd where too many hang together, by keys that tell or by what is said of two */
export function refuseCrowd(
  persons: readonly SourcePerson[],
  { common = new Set(), pairs = [] }: Besides,
): void {
  if (persons.length <= TOGETHER_MAX) return
  const first = new Map<PersonId, PersonId>(persons.map(({ personId }) => [personId, personId]))
  const size = new Map<PersonId, number>(persons.map(({ personId }) => [personId, 1]))
  const root = (id: PersonId): PersonId => {
    let at = id
    for (let next = first.get(at)!; next !== at; next = first.get(at)!) {
      first.set(at, first.get(next)!)
      at = next
    }
    return at
  }
  const join = (a: PersonId, b: PersonId) => {
    const [one, other] = [root(a), root(b)]
    if (one === other) return
    const both = size.get(one)! + size.get(other)!
    if (both > TOGETHER_MAX) throw together(TOGETHER_MAX)
    first.set(one, other)
    size.set(other, both)
  }
  const holder = new Map<string, PersonId>()
  for (const person of persons) {
    for (const key of allOf(matchKeysOf(person))) {
      if (common.size > 0 && common.has(commonWord(key, person.source))) continue
      const known = holder.get(key)
      if (known === undefined) holder.set(key, person.personId)
      else join(known, person.personId)
    }
  }
  for (const { a, b } of pairs) join(a, b)
}

/** @throws Crowd where one person would be of too many records */
export function refuseManyInOne({ identities }: Partition): void {
  if (identities.every(({ personIds }) => personIds.length <= ONE_PERSON_MAX)) return
  throw new Crowd(`more than ${ONE_PERSON_MAX} records would be one person`)
}

function together(most: number): Crowd {
  return new Crowd(`more than ${formatCount(most)} records would hang together by what they share`)
}

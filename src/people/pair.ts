import { derivedId, type PersonId } from '../kernel/index.ts'

/**
 * What is said of two source persons besides what sources say of each: `same` and `different` by people of all sides
 * that have to look, `traced` by whoever gives out NHS numbers, who was asked whose a record is, `shares-item` by a
 * source that gives both one id of its own, `likely` and `perhaps` by the version of matching in effect, with how much
 * likelier they are one than not, in powers of two.
 */
export const PAIR_WORDS = [
  'same',
  'different',
  'traced',
  'shares-item',
  'likely',
  'perhaps',
] as const
export type PairWord = (typeof PAIR_WORDS)[number]

export type Pair = { a: PersonId; b: PersonId; says: PairWord; weight?: number }

export type Paired = {
  same: ReadonlySet<PersonId>
  different: ReadonlySet<PersonId>
  traced: ReadonlySet<PersonId>
  likely: ReadonlySet<PersonId>
}

/** For each of whom something is said: whom people said that they are, and are not, and whom they are likely to be. */
export function pairsByPerson(pairs: readonly Pair[]): ReadonlyMap<PersonId, Paired> {
  const found = new Map<PersonId, Record<keyof Paired, Set<PersonId>>>()
  for (const { a, b, says } of pairs) {
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const known = found.get(one) ?? {
        same: new Set(),
        different: new Set(),
        traced: new Set(),
        likely: new Set(),
      }
      if (says !== 'shares-item' && says !== 'perhaps') known[says].add(other)
      found.set(one, known)
    }
  }
  return found
}

/** The same for both, whichever of them is asked. */
export function saidKey(a: PersonId, b: PersonId): string {
  return derivedId('said', ...[a, b].sort())
}

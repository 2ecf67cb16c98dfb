import { derivedId, type PersonId } from '../kernel/index.ts'

/**
 * Why somebody has to look, in order of the harm if it is left: the rules did not dare to decide, or sources say of
 * one person what cannot both be so.
 */
export const DOUBT_REASONS = [
  /** of one person: one source says that they have died, and others that know them do not */
  'death',
  /** one NHS number, and what else is said of them cannot be of one person */
  'number-contradicted',
  /** people said that they are one, and what sources say cannot be of one person */
  'said-contradicted',
  'merge-contradicted',
  /** the source has called somebody else by the same key */
  'key-of-two',
  /** the source gives one id of its own to both: it is settled by the source, or by people */
  'item-shared',
  'contradicted',
  'ambiguous',
  /** what is said of two is alike, and not enough to be sure */
  'may-be-one',
  /** one NHS number, and nothing besides that agrees */
  'number-alone',
  'number-common',
  'birth-date',
  'sex',
  'address',
] as const
export type DoubtReason = (typeof DOUBT_REASONS)[number]

/** What a person has to look at: why, and which records. Nothing is closed to anybody meanwhile. */
export type Doubt = {
  /** the same for the same records and reason */
  id: string
  reason: DoubtReason
  /** sorted */
  persons: readonly PersonId[]
  /** of two who may be one: how much likelier it is than not, in powers of two */
  weight?: number
}

/** Gathers what is in doubt, in any order, and tells each thing once. */
export class Doubts {
  readonly #found = new Map<string, { reason: DoubtReason; persons: Set<PersonId> }>()
  readonly #maybe: Doubt[] = []

  /** What is added of one record for one reason is one doubt. */
  add(
    { personId }: { readonly personId: PersonId },
    reason: DoubtReason,
    others: readonly { readonly personId: PersonId }[],
  ): void {
    const key = `${personId} ${reason}`
    const doubt = this.#found.get(key) ?? { reason, persons: new Set([personId]) }
    for (const other of others) doubt.persons.add(other.personId)
    this.#found.set(key, doubt)
  }

  /** Two who may be one: a doubt for each pair. */
  addPair(a: PersonId, b: PersonId, weight: number): void {
    this.#maybe.push({ ...doubtOf('may-be-one', new Set([a, b])), weight })
  }

  /** One whose records are all among those of another says nothing more. */
  list(): Doubt[] {
    const all = [...this.#found.values()]
    return [...Map.groupBy(all, ({ reason }) => reason)]
      .flatMap(([reason, some]) =>
        widest(some.map(({ persons }) => persons)).map((persons) => doubtOf(reason, persons)),
      )
      .concat(this.#maybe)
      .sort((a, b) => (a.id < b.id ? -1 : 1))
  }
}

function doubtOf(reason: DoubtReason, among: ReadonlySet<PersonId>): Doubt {
  const persons = [...among].sort()
  return { id: derivedId('doubt', reason, ...persons), reason, persons }
}

function widest(sets: readonly ReadonlySet<PersonId>[]): ReadonlySet<PersonId>[] {
  const ordered = [...sets].sort((a, b) => b.size - a.size)
  const kept: ReadonlySet<PersonId>[] = []
  const holding = new Map<PersonId, ReadonlySet<PersonId>[]>()
  for (const set of ordered) {
    const [first] = set
    const near = holding.get(first!) ?? []
    if (near.some((other) => set.isSubsetOf(other))) continue
    kept.push(set)
    for (const one of set) holding.set(one, [...(holding.get(one) ?? []), set])
  }
  return kept
}

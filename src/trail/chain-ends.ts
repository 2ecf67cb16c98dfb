import type { PersonId } from '../kernel/index.ts'
import type { Chain } from './look.ts'

const KEPT_MAX = 20_000

/**
 * The ends of the chains of whoever was looked at last, in memory. Another process needs none of it: where an
 * end here is no longer the end, its next number is taken, and then the chain is read again.
 */
export class ChainEnds {
  readonly #kept = new Map<PersonId, Chain>()
  readonly #max: number

  constructor(max = KEPT_MAX) {
    this.#max = max
  }

  get(person: PersonId): Chain | undefined {
    return this.#kept.get(person)
  }

  keep(chains: ReadonlyMap<PersonId, Chain>): void {
    for (const [person, chain] of chains) {
      this.#kept.delete(person)
      this.#kept.set(person, chain)
    }
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#max) break
      this.#kept.delete(oldest)
    }
  }

  forget(people: Iterable<PersonId>): void {
    for (const person of people) this.#kept.delete(person)
  }
}

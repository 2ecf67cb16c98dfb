import { createHash } from 'node:crypto'
import type { PersonId } from '../kernel/index.ts'
import type { Thresholds } from './matching-kind.ts'
import { DIVISIONS, type Division } from './queries-quality.ts'

/**
 * How a pair of records stood when it was drawn: as one person's, so unsure that people look, or less likely than that.
 * What is a hundred times less likely than what people look at, or never met, is in no sample.
 */
export const KINDS = ['linked', 'unsure', 'unlikely', 'very-unlikely'] as const
export type Kind = (typeof KINDS)[number]

export const SAMPLE_PATH = '/people/sample'

/** By each division, the group of somebody. */
export type Groups = Readonly<Record<Division, string>>

/** Pairs of one kind of which one record at least is of the group: how many there were. */
export type Stratum = {
  readonly by: Division
  readonly group: string
  readonly kind: Kind
  readonly pairs: number
  /** of the group, as identities are */
  readonly persons: number
}

/** A pair that was drawn, and for which of its groups. The first id is the lesser. */
export type Drawn = {
  readonly a: PersonId
  readonly b: PersonId
  readonly kind: Kind
  readonly of: readonly { readonly by: Division; readonly group: string }[]
}

const LESS = Math.log2(10)
/** The least match weight of a pair that can be drawn: a hundred times less likely than what people look at. */
export const leastDrawn = ({ review }: Thresholds) => review - 2 * LESS

/** @param weight of a pair that is not linked; at least `leastDrawn` */
export function kindOf(weight: number, { review }: Thresholds): Kind {
  if (weight >= review) return 'unsure'
  return weight >= review - LESS ? 'unlikely' : 'very-unlikely'
}

type Held = { order: string; pair: [PersonId, PersonId] }

/**
 * Draws of each group and kind so many pairs, each with the same chance: those whose order, a hash of sample and pair,
 * is the least. The order is the same in all groups, so that one pair serves several.
 */
export class Draw {
  readonly #sample: string
  readonly #each: number
  readonly #persons = new Map<string, number>()
  readonly #strata = new Map<string, Omit<Stratum, 'persons'> & { pairs: number; held: Held[] }>()

  /** @param sample by which the order is: nobody can choose it, and nobody knows it before */
  constructor(sample: string, each: number) {
    this.#sample = sample
    this.#each = each
  }

  /** Counts somebody in each of their groups. */
  count(groups: Groups): void {
    for (const by of DIVISIONS) {
      const key = JSON.stringify([by, groups[by]])
      this.#persons.set(key, (this.#persons.get(key) ?? 0) + 1)
    }
  }

  take(one: PersonId, other: PersonId, kind: Kind, groupsOf: (id: PersonId) => Groups): void {
    const pair: [PersonId, PersonId] = one < other ? [one, other] : [other, one]
    const order = createHash('sha256').update(`${this.#sample} ${pair[0]} ${pair[1]}`).digest('hex')
    const [first, second] = [groupsOf(pair[0]), groupsOf(pair[1])]
    for (const by of DIVISIONS) {
      for (const group of new Set([first[by], second[by]])) {
        const stratum = this.#of(by, group, kind)
        stratum.pairs += 1
        hold(stratum.held, { order, pair }, this.#each)
      }
    }
  }

  strata(): Stratum[] {
    return [...this.#strata.values()].map(({ held: _, ...stratum }) => {
      const key = JSON.stringify([stratum.by, stratum.group])
      return { ...stratum, persons: this.#persons.get(key) ?? 0 }
    })
  }

  drawn(): Drawn[] {
    const pairs = new Map<string, Drawn & { of: { by: Division; group: string }[] }>()
    for (const { by, group, kind, held } of this.#strata.values()) {
      for (const { order, pair } of held) {
        const known = pairs.get(order) ?? { a: pair[0], b: pair[1], kind, of: [] }
        pairs.set(order, known)
        known.of.push({ by, group })
      }
    }
    return [...pairs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, drawn]) => drawn)
  }

  #of(by: Division, group: string, kind: Kind) {
    const key = JSON.stringify([by, group, kind])
    const known = this.#strata.get(key) ?? { by, group, kind, pairs: 0, held: [] }
    this.#strata.set(key, known)
    return known
  }
}

/** Keeps the least of all that come, in order. */
function hold(held: Held[], one: Held, most: number): void {
  if (held.length === most && held.at(-1)!.order < one.order) return
  const at = held.findIndex(({ order }) => order > one.order)
  held.splice(at < 0 ? held.length : at, 0, one)
  if (held.length > most) held.pop()
}

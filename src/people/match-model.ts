import { type Field, LEVELS, MISSING, SHARED, type Shared } from './match-field.ts'

/** What is known of a field: how often each level is found of one person's records, and of two people's. */
export type FieldModel = Field & {
  /** of one person, by level; they sum to 1 */
  readonly m: readonly number[]
  /** of two people who have nothing to do with each other */
  readonly u: readonly number[]
}

/**
 * A trained model (Fellegi and Sunter 1969), with classes of pairs besides the same and unrelated: neighbours, people
 * of one household, twins, and parent and child of one name share some fields as one person does, and the others
 * no more than strangers. Somebody who moved between two records differs in all of where they live at once: as one
 * class, a move is held against them once and not for each field of it.
 */
export type Model = {
  readonly fields: readonly FieldModel[]
  /** of all pairs, how many are of each class; those left are unrelated */
  readonly shares: Readonly<Record<PairClass, number>>
}

export const CLASSES = {
  neighbours: ['place'],
  household: ['place', 'home', 'family'],
  twins: ['place', 'home', 'family', 'birth'],
  namesakes: ['place', 'home', 'family', 'given'],
  moved: ['nobody', 'given', 'birth', 'family'],
  same: ['nobody', 'given', 'birth', 'family', 'home', 'place'],
} as const satisfies Record<string, readonly Shared[]>
export type PairClass = keyof typeof CLASSES
export const PAIR_CLASSES = Object.keys(CLASSES) as PairClass[]

const GROUPS: readonly Shared[] = SHARED
export const GROUP_COUNT = GROUPS.length
/** for each class, for each group, whether it is shared */
const SHARES = PAIR_CLASSES.map((name) =>
  GROUPS.map((group) => (CLASSES[name] as readonly Shared[]).includes(group)),
)
/** The classes in which the two are one person. */
const ONE: readonly PairClass[] = ['moved', 'same']
export const IS_ONE = PAIR_CLASSES.map((name) => ONE.includes(name))
/** Of one person's pairs: whether what is of this group agrees as one person's does. */
export const sharesGroup = (at: number, group: number) => SHARES[at]![group]!

/** Natural logarithms of how much likelier each level is of one person than of two, by field. */
export function weightsOf({ m, u, kind }: FieldModel): number[] {
  return LEVELS[kind].map((_, level) => {
    let [own, others] = [m[level]!, u[level]!]
    // What was never seen of two people is not invented: it counts as the next level does.
    for (let next = level + 1; next < m.length && (own === 0 || others === 0); next += 1) {
      own += m[next]!
      others += u[next]!
    }
    return own === 0 || others === 0 ? 0 : Math.log(own / others)
  })
}

/** Scores patterns, and pairs by what their values are beside. */
export class Scorer {
  readonly #weights: readonly (readonly number[])[]
  readonly #groups: readonly number[]
  readonly #logShares: readonly number[]
  readonly #logs = new Float64Array(PAIR_CLASSES.length)

  constructor({ fields, shares }: Model) {
    this.#weights = fields.map(weightsOf)
    this.#groups = fields.map(({ shared }) => GROUPS.indexOf(shared))
    this.#logShares = PAIR_CLASSES.map((name) => Math.log(shares[name]))
  }

  /** By group of fields, how much likelier these levels are of those who share it than of strangers. */
  sums(levels: readonly number[]): Float64Array {
    const sums = new Float64Array(GROUPS.length)
    levels.forEach((level, field) => {
      if (level !== MISSING) sums[this.#groups[field]!]! += this.#weights[field]![level]!
    })
    return sums
  }

  /** What a level of a field says by itself, as a natural logarithm. */
  weightOf(field: number, level: number): number {
    return this.#weights[field]![level]!
  }

  groupOf(field: number): number {
    return this.#groups[field]!
  }

  /** Of each class, the chance that a pair with these sums is of it; what is left is that of strangers. */
  chances(sums: ArrayLike<number>, into: Float64Array): Float64Array {
    let most = 0
    for (let at = 0; at < SHARES.length; at += 1) {
      let log = this.#logShares[at]!
      for (let group = 0; group < GROUPS.length; group += 1) {
        if (SHARES[at]![group]) log += sums[group]!
      }
      into[at] = log
      if (log > most) most = log
    }
    let total = Math.exp(-most)
    for (let at = 0; at < SHARES.length; at += 1) {
      into[at] = Math.exp(into[at]! - most)
      total += into[at]!
    }
    for (let at = 0; at < SHARES.length; at += 1) into[at]! /= total
    return into
  }

  /**
   * Of one person, where it is likelier that they have moved: what that counts against them, in powers of two. What
   * then differs of where they live says nothing more.
   */
  movedWeight(sums: ArrayLike<number>): number | undefined {
    const log = (name: PairClass) => {
      const at = PAIR_CLASSES.indexOf(name)
      const own = SHARES[at]!.map((shared, group) => (shared ? sums[group]! : 0))
      return own.reduce((sum, one) => sum + one, this.#logShares[at]!)
    }
    if (log('moved') <= log('same')) return undefined
    const [moved, same] = (['moved', 'same'] as const).map((name) =>
      Math.exp(this.#logShares[PAIR_CLASSES.indexOf(name)]!),
    )
    return Math.log2(moved! / (moved! + same!))
  }

  /** True where what is of this group differs because somebody has moved. */
  movesWith(group: number): boolean {
    return !SHARES[PAIR_CLASSES.indexOf('moved')]![group]
  }

  /** How much likelier the two are one than not, in powers of two: 0 is even. */
  matchWeight(sums: ArrayLike<number>): number {
    const logs = this.#logs
    let [mostOne, mostOther] = [Number.NEGATIVE_INFINITY, 0]
    for (let at = 0; at < SHARES.length; at += 1) {
      let log = this.#logShares[at]!
      for (let group = 0; group < GROUPS.length; group += 1) {
        if (SHARES[at]![group]) log += sums[group]!
      }
      logs[at] = log
      if (!IS_ONE[at]) mostOther = Math.max(mostOther, log)
      else mostOne = Math.max(mostOne, log)
    }
    let [ones, others] = [0, Math.exp(-mostOther)]
    for (let at = 0; at < SHARES.length; at += 1) {
      if (IS_ONE[at]) ones += Math.exp(logs[at]! - mostOne)
      else others += Math.exp(logs[at]! - mostOther)
    }
    return (mostOne + Math.log(ones) - mostOther - Math.log(others)) / Math.LN2
  }
}

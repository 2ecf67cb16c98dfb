import type { Rows } from './match-block.ts'
import { LEVELS, MISSING, SAME } from './match-field.ts'
import { GROUP_COUNT, type Model, Scorer } from './match-model.ts'
import { levelsOf, type Pairs } from './match-pairs.ts'

export type Scored = {
  readonly left: Int32Array
  readonly right: Int32Array
  /** powers of two: 0 is as likely one person as two */
  readonly weight: Float64Array
}

/** How common each value of a field is: its part of all that is said. */
export type Commonness = {
  /** of each value, how many rows have it */
  readonly counts: Int32Array
  readonly said: number
}

/** What a pattern of levels weighs, before it is asked how common is what is the same. */
export type Weighed = {
  readonly levels: readonly number[]
  readonly sums: Float64Array
  /** fields in which the two are the same, and of which it is known how common each value is */
  readonly rare: readonly number[]
}

/**
 * Weighs pairs. What is the same counts for more where it is rare: by how common that value is beside how common
 * values of its field are.
 */
export class Scales {
  readonly #scorer: Scorer
  readonly #bases: readonly number[]
  readonly #chance: readonly number[]
  readonly #known: readonly boolean[]
  readonly #sums = new Float64Array(GROUP_COUNT)

  /** @param known of each field, whether it is known how common its values are */
  constructor(model: Model, known: readonly boolean[]) {
    this.#scorer = new Scorer(model)
    this.#bases = model.fields.map(({ kind }) => LEVELS[kind].length + 1)
    this.#chance = model.fields.map(({ u }) => Math.log(u[SAME]!))
    this.#known = known
  }

  pattern(pattern: number): Weighed {
    const levels = levelsOf(pattern, this.#bases)
    const rare = levels.flatMap((level, field) =>
      level === SAME && this.#known[field] ? [field] : [],
    )
    return { levels, sums: this.#scorer.sums(levels), rare }
  }

  /** What it can weigh at most, where everything that is the same is as rare as can be. */
  reach({ sums, rare }: Weighed, commonness: readonly (Commonness | undefined)[]): number {
    const best = Float64Array.from(sums)
    for (const field of rare) {
      const rarest = Math.log(Math.max(1, commonness[field]!.said))
      best[this.#scorer.groupOf(field)]! += Math.max(0, this.#chance[field]! + rarest)
    }
    return this.#scorer.matchWeight(best)
  }

  /** @param row of the left table, of which a value that is the same is read */
  weigh(
    { sums, rare }: Weighed,
    commonness: readonly (Commonness | undefined)[],
    { codes, width }: Rows,
    row: number,
  ): number {
    const all = this.#sums
    all.set(sums)
    for (let at = 0; at < rare.length; at += 1) {
      const field = rare[at]!
      const value = codes[row * width + field]!
      all[this.#scorer.groupOf(field)]! += this.#rarity(field, value, commonness[field]!)
    }
    return this.#scorer.matchWeight(all)
  }

  /**
   * What each field says by itself, in powers of two; undefined where one side says nothing. `moved`: what it counts
   * against them that they would have moved; undefined where they have not.
   */
  parts(
    { levels, rare, sums }: Weighed,
    commonness: readonly (Commonness | undefined)[],
    { codes, width }: Rows,
    row: number,
  ): { fields: (number | undefined)[]; moved: number | undefined } {
    const moved = this.#scorer.movedWeight(sums)
    const fields = levels.map((level, field) => {
      if (level === MISSING) return undefined
      if (moved !== undefined && this.#scorer.movesWith(this.#scorer.groupOf(field))) return 0
      const own = this.#scorer.weightOf(field, level)
      const value = codes[row * width + field]!
      const more = rare.includes(field) ? this.#rarity(field, value, commonness[field]!) : 0
      return (own + more) / Math.LN2
    })
    return { fields, moved }
  }

  #rarity(field: number, value: number, { counts, said }: Commonness): number {
    const chance = this.#chance[field]!
    // Of what nobody said when it was learnt, nothing is known.
    if (value === MISSING || said === 0 || chance === Number.NEGATIVE_INFINITY) return 0
    return chance - Math.log(counts[value]! / said)
  }
}

/** A little more than any rounding is worth. */
const MARGIN = 8

/** The pairs that are one person at least as likely as this. @param rows of the left table */
export function scorePairs(
  model: Model,
  pairs: Pairs,
  rows: Rows,
  commonness: readonly (Commonness | undefined)[],
  least: number,
): Scored {
  const scales = new Scales(
    model,
    commonness.map((one) => one !== undefined),
  )
  const known = Array.from(pairs.patterns, (pattern) => scales.pattern(pattern))
  const reach = known.map((weighed) => scales.reach(weighed, commonness) >= least - MARGIN)
  const kept: number[] = []
  const weights: number[] = []
  for (let at = 0; at < pairs.left.length; at += 1) {
    const pattern = pairs.pattern[at]!
    if (!reach[pattern]) continue
    const weight = scales.weigh(known[pattern]!, commonness, rows, pairs.left[at]!)
    if (weight < least) continue
    kept.push(at)
    weights.push(weight)
  }
  return {
    left: Int32Array.from(kept, (at) => pairs.left[at]!),
    right: Int32Array.from(kept, (at) => pairs.right[at]!),
    weight: Float64Array.from(weights),
  }
}

/** Of a weight, the chance that the two are one. */
export function probability(weight: number): number {
  return 1 / (1 + 2 ** -weight)
}

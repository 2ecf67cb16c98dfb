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

/**
 * The pairs that are one person at least as likely as this. What is the same counts for more where it is rare: by how
 * common that value is beside how common values of its field are.
 *
 * @param rows of the left table, of which a value that is the same is read
 */
export function scorePairs(
  model: Model,
  pairs: Pairs,
  rows: Rows,
  commonness: readonly (Commonness | undefined)[],
  least: number,
): Scored {
  const scorer = new Scorer(model)
  const bases = model.fields.map(({ kind }) => LEVELS[kind].length + 1)
  const known = Array.from(pairs.patterns, (pattern) => {
    const levels = levelsOf(pattern, bases)
    const same = levels.flatMap((level, field) => (level === SAME ? [field] : []))
    return { sums: scorer.sums(levels), rare: same.filter((field) => commonness[field]) }
  })
  const chance = model.fields.map(({ u }) => Math.log(u[SAME]!))
  const rarest = commonness.map((one) => (one === undefined ? 0 : Math.log(one.said)))
  // What a pattern can weigh at most, where everything that is the same is as rare as can be.
  const reach = known.map(({ sums, rare }) => {
    const best = Float64Array.from(sums)
    for (const field of rare) {
      best[scorer.groupOf(field)]! += Math.max(0, chance[field]! + rarest[field]!)
    }
    return scorer.matchWeight(best) >= least - 8
  })
  const kept: number[] = []
  const weights: number[] = []
  const sums = new Float64Array(GROUP_COUNT)
  for (let at = 0; at < pairs.left.length; at += 1) {
    const pattern = pairs.pattern[at]!
    if (!reach[pattern]) continue
    const { sums: before, rare } = known[pattern]!
    sums.set(before)
    for (const field of rare) {
      const { counts, said } = commonness[field]!
      const value = rows.codes[pairs.left[at]! * rows.width + field]!
      if (value === MISSING) continue
      sums[scorer.groupOf(field)]! += chance[field]! - Math.log(counts[value]! / said)
    }
    const weight = scorer.matchWeight(sums)
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

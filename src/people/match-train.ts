import { type Field, type Kind, LEVELS, MISSING, SAME } from './match-field.ts'
import {
  type FieldModel,
  IS_ONE,
  type Model,
  PAIR_CLASSES,
  type PairClass,
  Scorer,
  sharesGroup,
} from './match-model.ts'

/** How often each pattern of levels is found. */
export type Counted = readonly { readonly levels: readonly number[]; readonly count: number }[]

export type Seen = {
  readonly fields: readonly Field[]
  /** of pairs that were brought together: nearly all who are one are among them */
  readonly candidates: Counted
  /** of pairs drawn at random */
  readonly random: Counted
  /** of each field, how many of all pairs have the same value, and how many have one on both sides */
  readonly same: readonly { readonly same: number; readonly said: number }[]
  /** how many pairs there are at all */
  readonly pairs: number
  /** how many could be one person, at most */
  readonly most: number
}

/** How agreement of one person's records is spread over the levels, before anything was seen: it weighs as one pair. */
const BEFORE: Readonly<Record<Kind, readonly number[]>> = {
  given: [0.86, 0.04, 0.05, 0.02, 0.01, 0.02],
  family: [0.88, 0.02, 0.05, 0.02, 0.03],
  date: [0.93, 0.04, 0.015, 0.005, 0.01],
  number: [0.95, 0.03, 0.02],
  code: [0.97, 0.03],
  postcode: [0.8, 0.05, 0.02, 0.03, 0.1],
  text: [0.75, 0.1, 0.05, 0.1],
  phone: [0.75, 0.05, 0.2],
  email: [0.75, 0.05, 0.2],
}

/** Of those who are one, at most so many have a twin in the other file, or a parent or child of their name at home. */
const MOST_ALIKE = 0.01
/** Classes as they are taken to be before anything was seen: of all that are one, or of all pairs. */
const AT_FIRST = {
  twins: 0.001,
  namesakes: 0.001,
  moved: 0.05,
  household: 1e-5,
  neighbours: 1e-4,
} as const
/** In a number of so many digits so many others are one slip away. */
const SLIPS = 100
/** How many rounds are learnt at most, if it is not said. */
const ROUNDS = 500
const SETTLED = 1e-5

export type Trained = { readonly model: Model; readonly rounds: number; readonly settled: boolean }

/**
 * Learns by expectation and maximisation on the counts of patterns (Dempster, Laird, Rubin 1977; Winkler 1988): what
 * was not brought together counts as strangers, and what strangers share by chance is learnt from pairs at random and
 * from how often each value is found, less those who are one.
 */
export function train(seen: Seen, most = ROUNDS): Trained {
  const { fields, pairs } = seen
  let model: Model = {
    fields: fields.map((field, at) => ({
      ...field,
      m: BEFORE[field.kind],
      u: byChance(seen, at, undefined, 0),
    })),
    shares: sharesAtFirst(Math.max(1, seen.most / 2) / pairs),
  }
  for (let round = 1; round <= most; round += 1) {
    const next = improve(seen, model)
    const moved = Math.max(...next.fields.map((field, at) => distance(field, model.fields[at]!)))
    model = next
    if (moved < SETTLED) return { model, rounds: round, settled: true }
  }
  return { model, rounds: most, settled: false }
}

function sharesAtFirst(same: number): Model['shares'] {
  const { twins, namesakes, moved, ...others } = AT_FIRST
  const ofSame = { twins: same * twins, namesakes: same * namesakes, moved: same * moved }
  return { ...others, same, ...ofSame }
}

function bounded(shares: Model['shares'], most: number): Model['shares'] {
  const less = Math.min(1, most / (shares.same + shares.moved))
  const [same, moved] = [shares.same * less, shares.moved * less]
  const alike = (same + moved) * MOST_ALIKE
  return {
    ...shares,
    same,
    moved,
    twins: Math.min(shares.twins, alike),
    namesakes: Math.min(shares.namesakes, alike),
  }
}

function distance(a: FieldModel, b: FieldModel): number {
  return Math.max(...a.m.map((one, level) => Math.abs(one - b.m[level]!)))
}

function improve(seen: Seen, model: Model): Model {
  const { fields, candidates, random, pairs, most } = seen
  const scorer = new Scorer(model)
  const chances = new Float64Array(PAIR_CLASSES.length)
  const totals = new Float64Array(PAIR_CLASSES.length)
  const own = fields.map(({ kind }) => LEVELS[kind].map(() => 0))
  for (const { levels, count } of candidates) {
    scorer.chances(scorer.sums(levels), chances)
    for (let at = 0; at < chances.length; at += 1) totals[at]! += count * chances[at]!
    levels.forEach((level, field) => {
      if (level === MISSING) return
      const group = scorer.groupOf(field)
      for (let at = 0; at < chances.length; at += 1) {
        if (IS_ONE[at] && sharesGroup(at, group)) own[field]![level]! += count * chances[at]!
      }
    })
  }
  const others = fields.map(({ kind }) => LEVELS[kind].map(() => 0))
  for (const { levels, count } of random) {
    scorer.chances(scorer.sums(levels), chances)
    const weight = count * Math.max(0, 1 - chances.reduce((sum, one) => sum + one, 0))
    levels.forEach((level, field) => {
      if (level !== MISSING) others[field]![level]! += weight
    })
  }
  const shares = Object.fromEntries(
    PAIR_CLASSES.map((name, at) => [name, Math.max(0.5, totals[at]!) / pairs]),
  ) as Record<PairClass, number>
  return {
    fields: fields.map((field, at) => ({
      ...field,
      m: spread(own[at]!.map((weight, level) => weight + BEFORE[field.kind][level]!)),
      u: byChance(seen, at, others[at]!, own[at]![SAME]!),
    })),
    shares: bounded(shares, most / pairs),
  }
}

/**
 * How strangers agree: on the same value as often as values are common, on other levels as often as at random.
 *
 * @param others weights by level of pairs at random that are strangers; undefined before any round
 * @param same how many pairs with the same value are one person's
 */
function byChance(
  { fields, random, same, pairs }: Seen,
  field: number,
  others: readonly number[] | undefined,
  ofOnes: number,
): number[] {
  const { kind } = fields[field]!
  const found = others ?? countLevels(random, field, kind)
  const { same: all, said } = same[field]!
  const alike = said === 0 ? 0 : Math.max(0.5, all - ofOnes) / Math.max(1, said)
  const rest = found.slice(1)
  const restSum = rest.reduce((sum, one) => sum + one, 0)
  const levels = [alike, ...rest.map((one) => (restSum === 0 ? 0 : (one / restSum) * (1 - alike)))]
  // Too seldom to be drawn: as many as are one slip from the same number.
  if (kind === 'number' || kind === 'phone') levels[1] = Math.max(levels[1]!, alike * SLIPS)
  return pairs === 0 ? levels : spread(levels)
}

function countLevels(counted: Counted, field: number, kind: Kind): number[] {
  const counts = LEVELS[kind].map(() => 0)
  for (const { levels, count } of counted) {
    const level = levels[field]!
    if (level !== MISSING) counts[level]! += count
  }
  return counts
}

function spread(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, one) => total + one, 0)
  return sum === 0 ? weights.map(() => 0) : weights.map((one) => one / sum)
}

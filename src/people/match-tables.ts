import { blockingRules } from './match-block.ts'
import {
  byId,
  commonnessOf,
  countPatterns,
  countSame,
  drawRandom,
  type Tables,
} from './match-count.ts'
import { featuresOf } from './match-features.ts'
import { MISSING } from './match-field.ts'
import type { Model } from './match-model.ts'
import { basesOf, type Comparable, type Pairs } from './match-pairs.ts'
import { type Scored, scorePairs } from './match-score.ts'
import { type FieldValues, type MatchTable, shared } from './match-table.ts'
import { compareIn } from './match-threads.ts'
import { train } from './match-train.ts'

/** How many other rows one person may have in a file, on average. */
const COPIES = 5

export type MatchAsked = Tables & {
  readonly fields: readonly FieldValues[]
  /** rules by which rows are brought together, beside those that are known */
  readonly rules: readonly (readonly string[])[]
  /** undefined to learn one from these tables */
  readonly model: Model | undefined
  /** the least weight of a pair that is wanted, in powers of two */
  readonly least: number
  readonly threads: number
}

export type Matched = {
  readonly model: Model
  /** how many pairs were compared */
  readonly candidates: number
  readonly scored: Scored
  /** false where learning was stopped before it came to rest */
  readonly settled: boolean
  /** of which learning took so many milliseconds */
  readonly trained: number
}

/** Brings rows together, learns what agreement says, and scores each pair. */
export async function matchTables(asked: MatchAsked): Promise<Matched> {
  const { fields, left, right, least, threads } = asked
  const data = comparableOf(asked)
  const rules = blockingRules(fields, left, right, asked.rules)
  const parts = await compareIn(threads, data, rules)
  const began = performance.now()
  const { model, settled } =
    asked.model === undefined ? learn(asked, data, parts) : { model: asked.model, settled: true }
  const trained = performance.now() - began
  const commonness = commonnessOf(fields, asked)
  const scored = parts.map((part) => scorePairs(model, part, commonness, least))
  const candidates = parts.reduce((sum, part) => sum + part.left.length, 0)
  return { model, candidates, scored: joined(scored), settled, trained }
}

function learn({ fields, left, right }: MatchAsked, data: Comparable, parts: readonly Pairs[]) {
  const bases = basesOf(fields.map(({ field }) => field.kind))
  const tables = { left, right }
  return train({
    fields: fields.map(({ field }) => field),
    candidates: countPatterns(parts, bases),
    random: drawRandom(data, tables, bases),
    same: countSame(fields, tables),
    pairs: right === undefined ? (left.rows * (left.rows - 1)) / 2 : left.rows * right.rows,
    most: right === undefined ? left.rows * COPIES : Math.min(left.rows, right.rows),
  })
}

function comparableOf({ fields, left, right }: MatchAsked): Comparable {
  const other = right ?? left
  return {
    features: fields.map(featuresOf),
    left: left.codes,
    right: other.codes,
    leftOthers: left.others,
    rightOthers: other.others,
    order: right === undefined ? orderOf(left) : undefined,
    asFamily: asFamilyNames(fields),
  }
}

/** Of each given name the family name that is written alike. */
function asFamilyNames(fields: readonly FieldValues[]): Int32Array {
  const given = fields.find(({ field }) => field.kind === 'given')?.values
  const family = fields.find(({ field }) => field.kind === 'family')?.values
  const names = shared(given?.size ?? 0).fill(MISSING)
  if (given === undefined || family === undefined) return names
  const families = new Map(Array.from({ length: family.size }, (_, at) => [family.text(at), at]))
  for (let value = 0; value < given.size; value += 1) {
    names[value] = families.get(given.text(value)) ?? MISSING
  }
  return names
}

/** Ranks rows by their ids, however they stand in the file. */
function orderOf({ ids, rows }: MatchTable): Int32Array {
  const order = shared(rows)
  Array.from({ length: rows }, (_, row) => row)
    .sort((a, b) => byId(ids, a, b))
    .forEach((row, rank) => {
      order[row] = rank
    })
  return order
}

function joined(parts: readonly Scored[]): Scored {
  const [only] = parts
  if (parts.length === 1) return only!
  const length = parts.reduce((sum, { left }) => sum + left.length, 0)
  const all = {
    left: new Int32Array(length),
    right: new Int32Array(length),
    weight: new Float64Array(length),
  }
  let at = 0
  for (const { left, right, weight } of parts) {
    all.left.set(left, at)
    all.right.set(right, at)
    all.weight.set(weight, at)
    at += left.length
  }
  return all
}

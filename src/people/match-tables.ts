import { blockingRules, type Rows, type Rule, rulesAgain } from './match-block.ts'
import {
  byId,
  type Counts,
  commonnessOf,
  counted,
  countSame,
  drawRows,
  type Tables,
} from './match-count.ts'
import { featuresOf } from './match-features.ts'
import { MISSING } from './match-field.ts'
import { basesOf, type Comparable } from './match-pairs.ts'
import type { Scored } from './match-score.ts'
import { type FieldValues, type MatchTable, shared } from './match-table.ts'
import { Threads } from './match-threads.ts'
import { type Counted, train } from './match-train.ts'
import { judgedBy, type Version, versionOf } from './match-version.ts'

/** How many other rows one person may have in a file, on average. */
const COPIES = 5

export type MatchAsked = Tables & {
  readonly fields: readonly FieldValues[]
  /** rules by which rows are brought together, beside those that are known */
  readonly rules: readonly (readonly string[])[]
  /** by which rows are judged; undefined to learn one from these tables */
  readonly version: Version | undefined
  /** how many rounds are learnt at most; undefined for as many as are usual */
  readonly rounds: number | undefined
  /** the least weight of a pair that is wanted, in powers of two */
  readonly least: number
  readonly threads: number
}

export type Matched = {
  readonly version: Version
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
  const { version, fields } = asked
  const { model, rules, commonness, ...found } = await judgeAll(asked)
  // What was compared is let go before a version is written down, which takes room itself.
  return { ...found, version: version ?? versionOf(fields, model, rules, commonness) }
}

async function judgeAll(asked: MatchAsked) {
  const { fields, left, right, least, version } = asked
  const known = version && judgedBy(version, fields)
  const rules =
    version === undefined
      ? blockingRules(fields, left, right, asked.rules)
      : rulesAgain(fields, version.rules)
  const threads = openThreads(asked, rules)
  try {
    await threads.all('keys')
    const parts = await threads.all('compare')
    const began = performance.now()
    const candidates = countAll(asked, parts, 'candidates')
    const learnt =
      known === undefined
        ? learn(asked, candidates, countAll(asked, parts, 'random'))
        : { model: known.model, settled: true }
    const trained = performance.now() - began
    const commonness = known?.commonness ?? commonnessOf(fields, asked)
    const scored = await threads.all('score', learnt.model, commonness, least)
    return {
      model: learnt.model,
      rules,
      commonness,
      candidates: candidates.reduce((sum, { count }) => sum + count, 0),
      scored: joined(scored),
      settled: learnt.settled,
      trained,
    }
  } finally {
    await threads.close()
  }
}

function countAll(
  { fields }: MatchAsked,
  parts: readonly { candidates: Counts; random: Counts }[],
  which: 'candidates' | 'random',
): Counted {
  const bases = basesOf(fields.map(({ field }) => field.kind))
  return counted(
    parts.map((part) => part[which]),
    bases,
  )
}

/** Fewer pairs are compared sooner than a thread is started. */
const WORTH = 200_000

function openThreads(asked: MatchAsked, rules: readonly Rule[]): Threads {
  const data = comparableOf(asked)
  const keysOf = (rows: number) => ({
    keys: shared(rows * rules.length),
    rules: rules.length,
    rows,
  })
  const left = keysOf(data.left.rows)
  const right = asked.right === undefined ? left : keysOf(data.right.rows)
  const pairs = rules.reduce((sum, rule) => sum + rule.pairs, 0)
  const parts = pairs < WORTH ? 1 : asked.threads
  return new Threads({ data, rules, left, right, drawn: drawRows(asked) }, parts)
}

function learn({ fields, left, right, rounds }: MatchAsked, candidates: Counted, random: Counted) {
  const seen = {
    fields: fields.map(({ field }) => field),
    candidates,
    random,
    same: countSame(fields, { left, right }),
    pairs: right === undefined ? (left.rows * (left.rows - 1)) / 2 : left.rows * right.rows,
    most: right === undefined ? left.rows * COPIES : Math.min(left.rows, right.rows),
  }
  return train(seen, rounds)
}

export function comparableOf(asked: Pick<MatchAsked, 'fields' | 'left' | 'right'>): Comparable {
  const { fields, left, right } = asked
  const ofLeft = rowsOf(left)
  return {
    features: fields.map(featuresOf),
    left: ofLeft,
    right: right === undefined ? ofLeft : rowsOf(right),
    leftOthers: left.others,
    rightOthers: (right ?? left).others,
    order: right === undefined ? orderOf(left) : undefined,
    asFamily: asFamilyNames(fields),
  }
}

export function rowsOf(table: MatchTable): Rows {
  return { codes: table.packed(), width: table.codes.length, rows: table.rows }
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

import { ownKeyOf, type Rows, type Rule } from './match-block.ts'

/** For each row the key of each rule, row by row; 0 for none. */
export type Keys = { readonly keys: Int32Array; readonly rules: number; readonly rows: number }

/** Works out the keys of the rows from one to another. */
export function fillKeys(
  rules: readonly Rule[],
  { codes, width }: Rows,
  { keys }: Keys,
  [from, to]: readonly [number, number],
): void {
  for (let row = from; row < to; row += 1) {
    for (let at = 0; at < rules.length; at += 1) {
      keys[row * rules.length + at] = ownKeyOf(rules[at]!, codes, row * width)
    }
  }
}

/** Rows by the bucket that their key falls into, with their keys. */
type Dealt = { readonly rows: Int32Array; readonly keys: Int32Array; readonly starts: Int32Array }

/** So many rows of a side are in a bucket, more or less: it stays near the processor. */
const BUCKET = 512

/**
 * Pairs that are looked at together. What they say stands far apart in memory: where it is asked for all before any is
 * looked at, the processor waits for many at once and not for one after the other.
 */
const TOGETHER = 512

/** Pairs of rows, as many as are told: good until it returns. */
export type Met = (left: Int32Array, right: Int32Array, count: number) => void

/**
 * Every pair of rows that some rule brings together, once; of several parts the one with this number. Which part a pair
 * is in follows from its key alone.
 *
 * @param one the two tables are one
 */
export function eachPair(
  left: Keys,
  right: Keys,
  { part, parts, one }: { part: number; parts: number; one: boolean },
  met: Met,
): void {
  const { rules } = left
  const buckets = 1 << Math.max(0, 31 - Math.clz32(left.rows / parts / BUCKET))
  for (let rule = 0; rule < rules; rule += 1) {
    const dealtLeft = deal(left, rule, buckets, { part, parts })
    const dealtRight = one ? dealtLeft : deal(right, rule, buckets, { part, parts })
    const first = new FirstMet(left, right, rule, met)
    joinBuckets(dealtLeft, dealtRight, buckets, first)
    first.tell()
  }
}

/** Gathers pairs that a rule brings together, and tells those that no earlier rule has brought together already. */
class FirstMet {
  readonly #keys: readonly [Int32Array, Int32Array]
  readonly #rules: number
  readonly #rule: number
  readonly #met: Met
  readonly #left = new Int32Array(TOGETHER)
  readonly #right = new Int32Array(TOGETHER)
  #count = 0
  /** what was read ahead; kept, or it would not be read */
  ahead = 0

  constructor(left: Keys, right: Keys, rule: number, met: Met) {
    this.#keys = [left.keys, right.keys]
    this.#rules = left.rules
    this.#rule = rule
    this.#met = met
  }

  add(a: number, b: number): void {
    this.#left[this.#count] = a
    this.#right[this.#count] = b
    this.#count += 1
    if (this.#count === TOGETHER) this.tell()
  }

  tell(): void {
    const [left, right, count, rules] = [this.#left, this.#right, this.#count, this.#rules]
    const [lefts, rights] = this.#keys
    let ahead = 0
    if (this.#rule > 0) {
      for (let at = 0; at < count; at += 1) {
        ahead ^= lefts[left[at]! * rules]! ^ rights[right[at]! * rules]!
      }
    }
    let kept = 0
    for (let at = 0; at < count; at += 1) {
      const [a, b] = [left[at]!, right[at]!]
      if (this.#wereMet(a * rules, b * rules)) continue
      left[kept] = a
      right[kept] = b
      kept += 1
    }
    this.#count = 0
    this.ahead = ahead
    if (kept > 0) this.#met(left, right, kept)
  }

  #wereMet(ofA: number, ofB: number): boolean {
    const [lefts, rights] = this.#keys
    for (let before = 0; before < this.#rule; before += 1) {
      const key = lefts[ofA + before]!
      if (key !== 0 && key === rights[ofB + before]) return true
    }
    return false
  }
}

function deal(
  { keys, rules, rows }: Keys,
  rule: number,
  buckets: number,
  { part, parts }: { part: number; parts: number },
): Dealt {
  const starts = new Int32Array(buckets + 1)
  const last = rows * rules
  for (let at = rule; at < last; at += rules) {
    const key = keys[at]!
    if (key !== 0 && partOf(key, parts) === part) starts[(key & (buckets - 1)) + 1]! += 1
  }
  for (let at = 1; at <= buckets; at += 1) starts[at]! += starts[at - 1]!
  const next = starts.slice()
  const dealt = { rows: new Int32Array(starts[buckets]!), keys: new Int32Array(starts[buckets]!) }
  for (let row = 0, at = rule; at < last; row += 1, at += rules) {
    const key = keys[at]!
    if (key === 0 || partOf(key, parts) !== part) continue
    const bucket = key & (buckets - 1)
    const to = next[bucket]!
    next[bucket] = to + 1
    dealt.rows[to] = row
    dealt.keys[to] = key
  }
  return { ...dealt, starts }
}

/** By the upper half of a key, as buckets are by the lower. */
function partOf(key: number, parts: number): number {
  return ((key >>> 16) * parts) >>> 16
}

function joinBuckets(left: Dealt, right: Dealt, buckets: number, found: FirstMet): void {
  let most = 0
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    most = Math.max(most, left.starts[bucket + 1]! - left.starts[bucket]!)
  }
  const shift = Math.clz32(Math.max(1, most))
  const heads = new Int32Array(1 << (33 - shift)).fill(-1)
  const next = new Int32Array(most)
  const slotOf = (key: number) => Math.imul(key, 0x9e3779b1) >>> (shift - 1)
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const [from, to] = [left.starts[bucket]!, left.starts[bucket + 1]!]
    for (let at = from; at < to; at += 1) {
      const slot = slotOf(left.keys[at]!)
      next[at - from] = heads[slot]!
      heads[slot] = at
    }
    for (let other = right.starts[bucket]!; other < right.starts[bucket + 1]!; other += 1) {
      const key = right.keys[other]!
      for (let at = heads[slotOf(key)]!; at !== -1; at = next[at - from]!) {
        if (left.keys[at] === key) found.add(left.rows[at]!, right.rows[other]!)
      }
    }
    for (let at = from; at < to; at += 1) heads[slotOf(left.keys[at]!)] = -1
  }
}

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
 * Every pair of rows that some rule brings together, once; of several parts the one with this number. Which part a pair
 * is in follows from its key alone.
 *
 * @param one the two tables are one
 */
export function eachPair(
  left: Keys,
  right: Keys,
  { part, parts, one }: { part: number; parts: number; one: boolean },
  found: (left: number, right: number) => void,
): void {
  const { rules } = left
  const buckets = 1 << Math.max(0, 31 - Math.clz32(left.rows / parts / BUCKET))
  const [lefts, rights] = [left.keys, right.keys]
  for (let rule = 0; rule < rules; rule += 1) {
    const dealtLeft = deal(left, rule, buckets, { part, parts })
    const dealtRight = one ? dealtLeft : deal(right, rule, buckets, { part, parts })
    joinBuckets(dealtLeft, dealtRight, buckets, (a, b) => {
      const [ofA, ofB] = [a * rules, b * rules]
      // A pair that an earlier rule has brought together is there already.
      for (let before = 0; before < rule; before += 1) {
        const key = lefts[ofA + before]!
        if (key !== 0 && key === rights[ofB + before]) return
      }
      found(a, b)
    })
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

function joinBuckets(
  left: Dealt,
  right: Dealt,
  buckets: number,
  found: (left: number, right: number) => void,
): void {
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
        if (left.keys[at] === key) found(left.rows[at]!, right.rows[other]!)
      }
    }
    for (let at = from; at < to; at += 1) heads[slotOf(left.keys[at]!)] = -1
  }
}

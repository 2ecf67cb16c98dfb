import { type Compare, comparing } from './match-compare.ts'
import { type Features, has } from './match-features.ts'
import { type Kind, LEVELS, MISSING, SAME, SWAPPED } from './match-field.ts'

/** All that a worker needs to bring pairs together and to compare them; in memory that it shares. */
export type Comparable = {
  readonly features: readonly Features[]
  /** of each field, a value for each row */
  readonly left: readonly Int32Array[]
  readonly right: readonly Int32Array[]
  readonly leftOthers: Int32Array
  readonly rightOthers: Int32Array
  /** one file: a row is compared with each other once, in the order of these numbers */
  readonly order: Int32Array | undefined
  /** of each given name the family name that is written alike; -1 for none */
  readonly asFamily: Int32Array
}

/** Pairs of rows, and for each the pattern of levels on which they agree. */
export type Pairs = {
  readonly left: Int32Array
  readonly right: Int32Array
  /** a place in `patterns` */
  readonly pattern: Int32Array
  readonly patterns: Float64Array
}

/** A pattern is one number: its levels, and whether something is missing, as digits of a mixed base. */
export function basesOf(kinds: readonly Kind[]): number[] {
  return kinds.map((kind) => LEVELS[kind].length + 1)
}

/** The level of each field; MISSING where one side says nothing. */
export function levelsOf(pattern: number, bases: readonly number[]): number[] {
  let rest = pattern
  return bases.map((base) => {
    const digit = rest % base
    rest = (rest - digit) / base
    return digit - 1
  })
}

/** Says of any two rows on which pattern they agree. */
export function patternMaker(data: Comparable): (left: number, right: number) => number {
  const { features, left, right, leftOthers, rightOthers, asFamily } = data
  const compares: Compare[] = features.map(comparing)
  const bases = basesOf(features.map(({ kind }) => kind))
  const scales = bases.map((_, at) => bases.slice(0, at).reduce((all, base) => all * base, 1))
  const given = features.findIndex(({ kind }) => kind === 'given')
  const family = features.findIndex(({ kind }) => kind === 'family')
  const others = given < 0 ? undefined : features[given]!.others
  const isOther = (list: number, name: number) =>
    list !== MISSING && others !== undefined && has(others, list, name)
  return (a, b) => {
    let pattern = 0
    let swapped = false
    for (let field = 0; field < compares.length; field += 1) {
      const [one, other] = [left[field]![a]!, right[field]![b]!]
      if (one === MISSING || other === MISSING) continue
      let level = SAME
      if (one !== other) {
        if (field === family && swapped) continue
        level = compares[field]!(one, other)
        if (field === given && level > 1) {
          if (isOther(leftOthers[a]!, other) || isOther(rightOthers[b]!, one)) level = 1
          else if (family >= 0) {
            const [ownFamily, otherFamily] = [left[family]![a]!, right[family]![b]!]
            swapped =
              ownFamily !== MISSING &&
              asFamily[one] === otherFamily &&
              asFamily[other] === ownFamily
            if (swapped) level = SWAPPED
          }
        }
      }
      pattern += (level + 1) * scales[field]!
    }
    return pattern
  }
}

/** Numbers patterns in the order in which they come. */
export class PatternList {
  #table = new Int32Array(1 << 10).fill(-1)
  #patterns = new Float64Array(1 << 9)
  size = 0

  add(pattern: number): number {
    const slot = this.#slotOf(pattern)
    if (this.#table[slot] !== -1) return this.#table[slot]!
    if (this.size === this.#patterns.length) {
      const more = new Float64Array(this.size * 2)
      more.set(this.#patterns)
      this.#patterns = more
    }
    this.#patterns[this.size] = pattern
    this.#table[slot] = this.size
    this.size += 1
    if (this.size * 2 > this.#table.length) this.#rehash()
    return this.size - 1
  }

  get patterns(): Float64Array {
    return this.#patterns.slice(0, this.size)
  }

  #rehash(): void {
    this.#table = new Int32Array(this.#table.length * 4).fill(-1)
    for (let at = 0; at < this.size; at += 1) this.#table[this.#slotOf(this.#patterns[at]!)] = at
  }

  /** Where a pattern stands in the table, or may be put. */
  #slotOf(pattern: number): number {
    const mask = this.#table.length - 1
    const high = (pattern / 0x100000000) | 0
    let slot = (Math.imul(pattern | 0, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) & mask
    for (;;) {
      const found = this.#table[slot]!
      if (found === -1 || this.#patterns[found] === pattern) return slot
      slot = (slot + 1) & mask
    }
  }
}

/** What a thread is given. */
export type PartOfPairs = {
  readonly data: Comparable
  readonly rules: readonly Keys[]
  readonly part: number
  readonly parts: number
}

/** The keys by which a rule brings rows together. */
export type Keys = { readonly left: Int32Array; readonly right: Int32Array }

/**
 * Every pair that some rule brings together, once, compared; of several parts the one with this number. Which part a
 * pair is in follows from its key alone.
 */
export function comparePairs(
  data: Comparable,
  rules: readonly Keys[],
  { part, parts }: { part: number; parts: number },
): Pairs {
  const patternOf = patternMaker(data)
  const list = new PatternList()
  let lefts = new Int32Array(1 << 16)
  let rights = new Int32Array(1 << 16)
  let patterns = new Int32Array(1 << 16)
  let count = 0
  const add = (left: number, right: number) => {
    if (count === lefts.length) {
      lefts = longer(lefts)
      rights = longer(rights)
      patterns = longer(patterns)
    }
    lefts[count] = left
    rights[count] = right
    patterns[count] = list.add(patternOf(left, right))
    count += 1
  }
  const { order } = data
  rules.forEach((rule, at) => {
    const before = rules.slice(0, at)
    const isNew = (left: number, right: number) => {
      for (const { left: lefts, right: rights } of before) {
        const key = lefts[left]!
        if (key !== 0 && key === rights[right]) return false
      }
      return true
    }
    const leftRows = sorted(rule.left, part, parts)
    const rightRows = order === undefined ? sorted(rule.right, part, parts) : leftRows
    meet(rule, leftRows, rightRows, (left, right) => {
      if (order !== undefined && order[left]! >= order[right]!) return
      if (isNew(left, right)) add(left, right)
    })
  })
  return {
    left: lefts.slice(0, count),
    right: rights.slice(0, count),
    pattern: patterns.slice(0, count),
    patterns: list.patterns,
  }
}

function longer(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const more = new Int32Array(values.length * 2)
  more.set(values)
  return more
}

/** The rows whose key is of this part, by their keys (as unsigned numbers); 0 is no key. */
function sorted(keys: Int32Array, part: number, parts: number): Int32Array {
  let count = 0
  for (let row = 0; row < keys.length; row += 1) {
    if (keys[row] !== 0 && (keys[row]! >>> 0) % parts === part) count += 1
  }
  let from = new Int32Array(count)
  let to = new Int32Array(count)
  for (let row = 0, at = 0; row < keys.length; row += 1) {
    if (keys[row] === 0 || (keys[row]! >>> 0) % parts !== part) continue
    from[at] = row
    at += 1
  }
  for (let shift = 0; shift < 32; shift += 11) {
    const starts = new Int32Array(2049)
    for (const row of from) starts[((keys[row]! >>> shift) & 2047) + 1]! += 1
    for (let at = 1; at < starts.length; at += 1) starts[at]! += starts[at - 1]!
    for (const row of from) {
      const digit = (keys[row]! >>> shift) & 2047
      to[starts[digit]!] = row
      starts[digit]! += 1
    }
    ;[from, to] = [to, from]
  }
  return from
}

function meet(
  { left, right }: Keys,
  leftRows: Int32Array,
  rightRows: Int32Array,
  found: (left: number, right: number) => void,
): void {
  let [l, r] = [0, 0]
  while (l < leftRows.length && r < rightRows.length) {
    const key = left[leftRows[l]!]! >>> 0
    const other = right[rightRows[r]!]! >>> 0
    if (key < other) l += 1
    else if (key > other) r += 1
    else {
      const [startL, startR] = [l, r]
      while (l < leftRows.length && left[leftRows[l]!]! >>> 0 === key) l += 1
      while (r < rightRows.length && right[rightRows[r]!]! >>> 0 === key) r += 1
      for (let a = startL; a < l; a += 1) {
        for (let b = startR; b < r; b += 1) found(leftRows[a]!, rightRows[b]!)
      }
    }
  }
}

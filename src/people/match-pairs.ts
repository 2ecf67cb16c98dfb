import type { Rows } from './match-block.ts'
import { type Compare, comparing } from './match-compare.ts'
import { type Features, has } from './match-features.ts'
import { type Kind, LEVELS, MISSING, SAME, SWAPPED } from './match-field.ts'

/** All that a worker needs to compare rows; in memory that it shares. */
export type Comparable = {
  readonly features: readonly Features[]
  readonly left: Rows
  readonly right: Rows
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
  const { features, leftOthers, rightOthers, asFamily } = data
  const { width } = data.left
  const [left, right] = [data.left.codes, data.right.codes]
  const compares: Compare[] = features.map(comparing)
  const bases = basesOf(features.map(({ kind }) => kind))
  const scales = bases.map((_, at) => bases.slice(0, at).reduce((all, base) => all * base, 1))
  const given = features.findIndex(({ kind }) => kind === 'given')
  const family = features.findIndex(({ kind }) => kind === 'family')
  const others = given < 0 ? undefined : features[given]!.others
  const isOther = (list: number, name: number) =>
    list !== MISSING && others !== undefined && has(others, list, name)
  const isSwapped = (ofA: number, ofB: number, one: number, other: number) => {
    const [ownFamily, otherFamily] = [left[ofA + family]!, right[ofB + family]!]
    if (ownFamily === MISSING) return false
    return asFamily[one] === otherFamily && asFamily[other] === ownFamily
  }
  return (a, b) => {
    const ofA = a * width
    const ofB = b * width
    let pattern = 0
    let swapped = false
    for (let field = 0; field < compares.length; field += 1) {
      const one = left[ofA + field]!
      const other = right[ofB + field]!
      if (one === MISSING || other === MISSING) continue
      let level = SAME
      if (one !== other) {
        if (field === family && swapped) continue
        level = compares[field]!(one, other)
        if (field === given && level > 1) {
          if (isOther(leftOthers[a]!, other) || isOther(rightOthers[b]!, one)) level = 1
          else if (family >= 0) {
            swapped = isSwapped(ofA, ofB, one, other)
            if (swapped) level = SWAPPED
          }
        }
      }
      pattern += (level + 1) * scales[field]!
    }
    return pattern
  }
}

/** Asks memory for what these pairs say, so that it is near when they are compared. @returns nothing of meaning */
export function readAhead(
  { left, right }: Comparable,
  lefts: Int32Array,
  rights: Int32Array,
  count: number,
): number {
  const { width } = left
  let ahead = 0
  for (let at = 0; at < count; at += 1) {
    ahead ^= left.codes[lefts[at]! * width]! ^ right.codes[rights[at]! * width]!
  }
  return ahead
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

/** Pairs as they are found. */
export class PairList {
  readonly #list = new PatternList()
  #left = new Int32Array(1 << 16)
  #right = new Int32Array(1 << 16)
  #pattern = new Int32Array(1 << 16)
  size = 0

  add(left: number, right: number, pattern: number): void {
    const at = this.size
    if (at === this.#left.length) {
      this.#left = longer(this.#left)
      this.#right = longer(this.#right)
      this.#pattern = longer(this.#pattern)
    }
    this.#left[at] = left
    this.#right[at] = right
    this.#pattern[at] = this.#list.add(pattern)
    this.size = at + 1
  }

  get pairs(): Pairs {
    return {
      left: this.#left.subarray(0, this.size),
      right: this.#right.subarray(0, this.size),
      pattern: this.#pattern.subarray(0, this.size),
      patterns: this.#list.patterns,
    }
  }
}

function longer(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const more = new Int32Array(values.length * 2)
  more.set(values)
  return more
}

import { isAlike, isOneEdit } from './likeness.ts'
import { FACTS, type Features, FIRST, has, haveCommon, MASK, SECOND } from './match-features.ts'

/** The level (its place in `LEVELS`) at which two values of a field agree that are not the same. */
export type Compare = (a: number, b: number) => number

/** From here on two spellings are alike (Jaro and Winkler's likeness). */
const ALIKE = 0.86
/** Of fewer letters one that differs makes another name. */
const SHORT = 4

/** How two values of a field are compared. */
export function comparing(features: Features): Compare {
  const { kind, facts, lists } = features
  switch (kind) {
    case 'given':
      return remembering(features, (a, b) => {
        if (haveCommon(lists, a, b) || isInitial(features, a, b)) return 1
        return 2 + spelling(features, a, b, 3)
      })
    case 'family':
      return remembering(features, (a, b) => {
        if (has(lists, a, b) || has(lists, b, a) || haveCommon(lists, a, b)) return 1
        return 2 + spelling(features, a, b, 2)
      })
    case 'text':
      return (a, b) => 1 + spelling(features, a, b, 2)
    case 'date':
      return (a, b) => dates(facts[a * FACTS + FIRST]!, facts[b * FACTS + FIRST]!)
    case 'code':
      return () => 1
    case 'email':
      return (a, b) => (agree(facts, FIRST, a, b) ? 1 : 2)
    case 'number':
    case 'phone':
      return (a, b) => (oneEdit(features, a, b) ? 1 : 2)
    case 'postcode':
      return (a, b) => {
        if (oneEdit(features, a, b)) return 1
        if (agree(facts, FIRST, a, b)) return 2
        return agree(facts, SECOND, a, b) ? 3 : 4
      }
  }
}

function agree(facts: Int32Array, which: number, a: number, b: number): boolean {
  const own = facts[a * FACTS + which]!
  return own !== -1 && own === facts[b * FACTS + which]
}

/** 0 for a slip, 1 for alike, `other` for neither. */
function spelling({ facts, letters }: Features, a: number, b: number, other: number): number {
  const [atA, atB] = [a * FACTS, b * FACTS]
  // Two of three letters in common, or the likeness cannot be reached.
  const common = bits(facts[atA + MASK]! & facts[atB + MASK]!)
  if (common * 3 < bits(facts[atA + MASK]! | facts[atB + MASK]!)) return other
  const [fromA, toA] = [facts[atA]!, facts[atA + FACTS]!]
  const [fromB, toB] = [facts[atB]!, facts[atB + FACTS]!]
  const long = Math.min(toA - fromA, toB - fromB) >= SHORT
  if (long && isOneEdit(letters, fromA, toA, fromB, toB)) return 0
  return isAlike(letters, fromA, toA, fromB, toB, ALIKE) ? 1 : other
}

function oneEdit({ facts, letters }: Features, a: number, b: number): boolean {
  const [atA, atB] = [a * FACTS, b * FACTS]
  // One edit takes one letter away and brings one.
  if (bits(facts[atA + MASK]! ^ facts[atB + MASK]!) > 2) return false
  return isOneEdit(letters, facts[atA]!, facts[atA + FACTS]!, facts[atB]!, facts[atB + FACTS]!)
}

function isInitial({ facts, letters }: Features, a: number, b: number): boolean {
  const [fromA, fromB] = [facts[a * FACTS]!, facts[b * FACTS]!]
  if (letters[fromA] !== letters[fromB]) return false
  return facts[(a + 1) * FACTS]! - fromA === 1 || facts[(b + 1) * FACTS]! - fromB === 1
}

/** 1 a slip (day and month swapped, a digit, two neighbours), 2 two parts of three the same, 3 the year, 4 neither. */
function dates(a: number, b: number): number {
  const [yearA, monthA, dayA] = [Math.trunc(a / 10_000), Math.trunc(a / 100) % 100, a % 100]
  const [yearB, monthB, dayB] = [Math.trunc(b / 10_000), Math.trunc(b / 100) % 100, b % 100]
  const [year, month, day] = [yearA === yearB, monthA === monthB, dayA === dayB]
  if (year && monthA === dayB && dayA === monthB) return 1
  if (isDigitSlip(a, b)) return 1
  if ((year && (month || day)) || (month && day)) return 2
  return year ? 3 : 4
}

/** One digit of eight differs, or two neighbours are swapped. */
function isDigitSlip(a: number, b: number): boolean {
  let [restA, restB] = [a, b]
  let differing = 0
  let [lastA, lastB, lastAt] = [-1, -1, -1]
  for (let at = 0; at < 8; at += 1) {
    const [digitA, digitB] = [restA % 10, restB % 10]
    restA = (restA - digitA) / 10
    restB = (restB - digitB) / 10
    if (digitA === digitB) continue
    differing += 1
    if (differing > 2) return false
    if (differing === 2) return lastAt === at - 1 && lastA === digitB && lastB === digitA
    lastA = digitA
    lastB = digitB
    lastAt = at
  }
  return differing === 1
}

function bits(mask: number): number {
  let left = mask - ((mask >>> 1) & 0x55555555)
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333)
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** As many as stay near the processor. */
const SLOTS = 14

/** Asks for each pair of values once, as long as its slot is not taken by another. */
function remembering({ facts }: Features, compare: Compare): Compare {
  const bits = Math.min(SLOTS, 33 - Math.clz32(facts.length))
  const firsts = new Int32Array(1 << bits).fill(-1)
  const seconds = new Int32Array(1 << bits)
  const levels = new Uint8Array(1 << bits)
  const shift = 32 - bits
  return (a, b) => {
    const slot = (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77)) >>> shift
    if (firsts[slot] === a && seconds[slot] === b) return levels[slot]!
    const level = compare(a, b)
    firsts[slot] = a
    seconds[slot] = b
    levels[slot] = level
    return level
  }
}

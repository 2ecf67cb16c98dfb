import { isOneEdit, jaroWinkler } from './likeness.ts'
import { type Features, has, haveCommon } from './match-features.ts'

/** The level (its place in `LEVELS`) at which two values of a field agree that are not the same. */
export type Compare = (a: number, b: number) => number

/** From here on two spellings are alike (Jaro and Winkler's likeness). */
const ALIKE = 0.86
/** Of fewer letters one that differs makes another name. */
const SHORT = 4

/** How two values of a field are compared. */
export function comparing(features: Features): Compare {
  const { kind, first, second, lists } = features
  switch (kind) {
    case 'given':
      return remembering((a, b) => {
        if (haveCommon(lists, a, b) || isInitial(features, a, b)) return 1
        return 2 + spelling(features, a, b, 3)
      })
    case 'family':
      return remembering((a, b) => {
        if (has(lists, a, b) || has(lists, b, a) || haveCommon(lists, a, b)) return 1
        return 2 + spelling(features, a, b, 2)
      })
    case 'text':
      return (a, b) => 1 + spelling(features, a, b, 2)
    case 'date':
      return (a, b) => dates(first[a]!, first[b]!)
    case 'code':
      return () => 1
    case 'email':
      return (a, b) => (first[a] === first[b] ? 1 : 2)
    case 'number':
    case 'phone':
      return (a, b) => (oneEdit(features, a, b) ? 1 : 2)
    case 'postcode':
      return (a, b) => {
        if (oneEdit(features, a, b)) return 1
        if (first[a] !== -1 && first[a] === first[b]) return 2
        return second[a] !== -1 && second[a] === second[b] ? 3 : 4
      }
  }
}

/** 0 for a slip, 1 for alike, `other` for neither. */
function spelling(features: Features, a: number, b: number, other: number): number {
  const { ends, letters, masks } = features
  const [fromA, toA] = [a === 0 ? 0 : ends[a - 1]!, ends[a]!]
  const [fromB, toB] = [b === 0 ? 0 : ends[b - 1]!, ends[b]!]
  const [lengthA, lengthB] = [toA - fromA, toB - fromB]
  // Two of three letters in common, or the likeness cannot be reached.
  const common = bits(masks[a]! & masks[b]!)
  if (common * 3 < bits(masks[a]! | masks[b]!)) return other
  const long = Math.min(lengthA, lengthB) >= SHORT
  if (long && isOneEdit(letters, fromA, toA, fromB, toB)) return 0
  return jaroWinkler(letters, fromA, toA, fromB, toB) >= ALIKE ? 1 : other
}

function oneEdit({ ends, letters, masks }: Features, a: number, b: number): boolean {
  // One edit takes one letter away and brings one.
  if (bits(masks[a]! ^ masks[b]!) > 2) return false
  const [fromA, fromB] = [a === 0 ? 0 : ends[a - 1]!, b === 0 ? 0 : ends[b - 1]!]
  return isOneEdit(letters, fromA, ends[a]!, fromB, ends[b]!)
}

function isInitial({ ends, letters }: Features, a: number, b: number): boolean {
  const [fromA, fromB] = [a === 0 ? 0 : ends[a - 1]!, b === 0 ? 0 : ends[b - 1]!]
  if (letters[fromA] !== letters[fromB]) return false
  return ends[a]! - fromA === 1 || ends[b]! - fromB === 1
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
const SLOTS = 1 << 14

/** Asks for each pair of values once, as long as its slot is not taken by another. */
function remembering(compare: Compare): Compare {
  const firsts = new Int32Array(SLOTS).fill(-1)
  const seconds = new Int32Array(SLOTS)
  const levels = new Uint8Array(SLOTS)
  return (a, b) => {
    const slot = (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77)) >>> 18
    if (firsts[slot] === a && seconds[slot] === b) return levels[slot]!
    const level = compare(a, b)
    firsts[slot] = a
    seconds[slot] = b
    levels[slot] = level
    return level
  }
}

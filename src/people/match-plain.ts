import type { Kind } from './match-field.ts'

/**
 * Writes what a cell's bytes say into `into`, in the form in which it is compared, and answers how long that is; 0
 * where it says nothing; ELSE where only its text can tell. As `comparable` does it, without making text.
 */
export type Plain = (bytes: Buffer, from: number, to: number, into: Buffer) => number

export const ELSE = -1

const SPACE = 0x20
const DASH = 0x2d
const SLASH = 0x2f
const ZERO = 0x30
const [A, Z] = [0x41, 0x5a]

const isDigit = (byte: number) => byte >= ZERO && byte < ZERO + 10
const isCapital = (byte: number) => byte >= A && byte <= Z

export function plainOf(kind: Kind): Plain {
  switch (kind) {
    case 'given':
    case 'family':
    case 'text':
    case 'code':
      return words
    case 'date':
      return date
    case 'number':
      return number
    case 'postcode':
      return postcode
    case 'phone':
      return phone
    case 'email':
      return () => ELSE
  }
}

/** what a byte of a word becomes: itself in lower case, a space between words, nothing (0); of ASCII alone */
const FOLDED = new Uint8Array(128).map((_, code) => {
  const letter = String.fromCharCode(code)
  if (/[a-z0-9]/i.test(letter)) return letter.toLowerCase().charCodeAt(0)
  return /[\s,.\-/;:]/.test(letter) ? SPACE : 0
})

function words(bytes: Buffer, from: number, to: number, into: Buffer): number {
  let length = 0
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at]!
    if (byte > 127) return ELSE
    const folded = FOLDED[byte]!
    if (folded === 0) continue
    if (folded === SPACE && (length === 0 || into[length - 1] === SPACE)) continue
    into[length] = folded
    length += 1
  }
  return length > 0 && into[length - 1] === SPACE ? length - 1 : length
}

/** `1956-04-09` and `09/04/1956`. */
function date(bytes: Buffer, from: number, to: number, into: Buffer): number {
  if (to - from !== 10) return ELSE
  if (bytes[from + 4] === DASH && bytes[from + 7] === DASH) {
    return day(bytes, [from, from + 5, from + 8], into)
  }
  if (bytes[from + 2] === SLASH && bytes[from + 5] === SLASH) {
    return day(bytes, [from + 6, from + 3, from], into)
  }
  return ELSE
}

function day(
  bytes: Buffer,
  [year, month, day]: readonly [number, number, number],
  into: Buffer,
): number {
  for (let at = 0; at < 4; at += 1) into[at] = bytes[year + at]!
  for (let at = 0; at < 2; at += 1) into[4 + at] = bytes[month + at]!
  for (let at = 0; at < 2; at += 1) into[6 + at] = bytes[day + at]!
  for (let at = 0; at < 8; at += 1) if (!isDigit(into[at]!)) return ELSE
  const two = (at: number) => (into[at]! - ZERO) * 10 + into[at + 1]! - ZERO
  // Whether there was a 29, 30 or 31 of that month, and a year 0, only the calendar tells.
  const sure = two(4) >= 1 && two(4) <= 12 && two(6) >= 1 && two(6) <= 28 && two(0) >= 10
  return sure ? 8 : ELSE
}

const ID_MOST = 200
/** One digit as often as this is what is typed to get past a field. */
const REPEATED = 6

function number(bytes: Buffer, from: number, to: number, into: Buffer): number {
  if (to - from > ID_MOST) return ELSE
  let length = 0
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at]!
    if (byte === SPACE) continue
    if (!isDigit(byte)) return ELSE
    into[length] = byte
    length += 1
  }
  if (length === 0) return 0
  const alike = areAlike(into, length)
  return alike && (into[0] === ZERO || length >= REPEATED) ? 0 : length
}

function areAlike(bytes: Buffer, length: number): boolean {
  for (let at = 1; at < length; at += 1) if (bytes[at] !== bytes[0]) return false
  return true
}

/** Of the United Kingdom's postcodes alone. */
function postcode(bytes: Buffer, from: number, to: number, into: Buffer): number {
  let length = 0
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at]!
    if (byte === SPACE) continue
    const capital = byte >= A + 32 && byte <= Z + 32 ? byte - 32 : byte
    if (!isCapital(capital) && !isDigit(capital)) return ELSE
    if (length === 7) return ELSE
    into[length] = capital
    length += 1
  }
  const outward = length - 3
  if (outward < 2 || !isOutward(into, outward)) return ELSE
  const inward = isDigit(into[outward]!) && isCapital(into[outward + 1]!)
  if (!inward || !isCapital(into[outward + 2]!)) return ELSE
  const nowhere = into[0] === Z && into[1] === Z && into[2] === ZERO + 9 && into[3] === ZERO + 9
  if (nowhere) return 0
  into.copyWithin(outward + 1, outward, length)
  into[outward] = SPACE
  return length + 1
}

/** One letter or two, a digit, and a letter or digit besides or none. */
function isOutward(bytes: Buffer, length: number): boolean {
  if (!isCapital(bytes[0]!)) return false
  const letters = isCapital(bytes[1]!) ? 2 : 1
  return isDigit(bytes[letters]!) && (length === letters + 1 || length === letters + 2)
}

const PHONE_LEAST = 7
const PHONE_MOST = 9

function phone(bytes: Buffer, from: number, to: number, into: Buffer): number {
  let length = 0
  let start = 0
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at]!
    if (byte > 127) return ELSE
    if (!isDigit(byte)) continue
    into[length] = byte
    length += 1
  }
  if (length > PHONE_MOST) start = length - PHONE_MOST
  into.copyWithin(0, start, length)
  length -= start
  return length < PHONE_LEAST || areAlike(into, length) ? 0 : length
}

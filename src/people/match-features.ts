import type { Kind } from './match-field.ts'
import type { FieldValues } from './match-table.ts'
import { nicknameGroups } from './nicknames.ts'
import { FEW, ValueList } from './value-list.ts'

/** What comparing two values of a field asks for, worked out once a value, in memory that workers share. */
export type Features = {
  readonly kind: Kind
  /** the letters of each value, one after the other: bytes where all are ASCII */
  readonly letters: Uint8Array | Uint16Array
  /** of each value START, MASK, FIRST and SECOND, beside each other; it ends where the next starts */
  readonly facts: Int32Array
  /** of a name: the groups of short forms it is in, or its parts; of other names: each of them */
  readonly lists: Lists
  readonly others: Lists
}

export const FACTS = 4
/** which letters it has, of 32: two values with few in common are not alike */
export const MASK = 1
/** of a date: `19560409`; of a postcode its sector; of an e-mail what stands before the @; -1 for none */
export const FIRST = 2
/** of a postcode: its district */
export const SECOND = 3

/** Lists of numbers, one after the other. */
export type Lists = { readonly ends: Int32Array; readonly items: Int32Array }

export function featuresOf({ field, values, others }: FieldValues): Features {
  const { kind } = field
  const listed = kind === 'given' || kind === 'family'
  const texts = listed ? Array.from({ length: values.size }, (_, at) => values.text(at)) : []
  const named = new Map(texts.map((text, value) => [text, value]))
  const parts = new Map<string, number>()
  // A part that nobody has as a whole name gets a number that no name has.
  const partOf = (part: string) => {
    const number = named.get(part) ?? parts.get(part) ?? values.size + parts.size
    if (number >= values.size) parts.set(part, number)
    return number
  }
  const listOf = (text: string) => {
    if (kind === 'given') return nicknameGroups(text)
    if (!text.includes(' ')) return []
    return text
      .split(' ')
      .filter((part) => part.length >= 3)
      .map(partOf)
  }
  const otherNames = Array.from({ length: others.size }, (_, value) =>
    others
      .text(value)
      .split(' ')
      .flatMap((name) => named.get(name) ?? []),
  )
  return {
    kind,
    ...lettersOf(kind, values),
    lists: listsOf(texts.map(listOf)),
    others: listsOf(otherNames),
  }
}

function lettersOf(kind: Kind, values: ValueList): Pick<Features, 'letters' | 'facts'> {
  const { bytes, ends } = values.parts
  const letters = asciiOnly(bytes) ? sharedBytes(bytes) : sharedUnits(values)
  const facts = new Int32Array(new SharedArrayBuffer((values.size + 1) * FACTS * 4))
  const [firsts, seconds] = [new ValueList(FEW), new ValueList(FEW)]
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let [from, start] = [0, 0]
  for (let value = 0; value < values.size; value += 1) {
    const to = ends[value]!
    const end = letters instanceof Uint8Array ? to : start + values.text(value).length
    const at = value * FACTS
    facts[at] = start
    facts[at + MASK] = maskOf(letters, start, end)
    facts[at + FIRST] = firstOf(kind, text, from, to, firsts)
    facts[at + SECOND] = kind === 'postcode' ? before(text, from, to, SPACE, 0, seconds) : -1
    from = to
    start = end
  }
  facts[values.size * FACTS] = start
  return { letters, facts }
}

const SPACE = 0x20
const AT_SIGN = 0x40

function firstOf(kind: Kind, text: Buffer, from: number, to: number, numbers: ValueList): number {
  switch (kind) {
    case 'date': {
      let day = 0
      for (let at = from; at < to; at += 1) day = day * 10 + text[at]! - 0x30
      return day
    }
    case 'postcode':
      return before(text, from, to, SPACE, 2, numbers)
    case 'email':
      return before(text, from, to, AT_SIGN, 0, numbers)
    default:
      return -1
  }
}

/** A number for what stands before a mark, and so many bytes from the mark on; -1 where there is no mark. */
function before(
  text: Buffer,
  from: number,
  to: number,
  mark: number,
  more: number,
  numbers: ValueList,
): number {
  for (let at = from + 1; at < to; at += 1) {
    if (text[at] === mark) return numbers.add(text, from, Math.min(to, at + more))
  }
  return -1
}

function asciiOnly(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at]! > 127) return false
  return true
}

function sharedBytes(bytes: Uint8Array): Uint8Array {
  const letters = new Uint8Array(new SharedArrayBuffer(bytes.length))
  letters.set(bytes)
  return letters
}

function sharedUnits(values: ValueList): Uint16Array {
  const texts = Array.from({ length: values.size }, (_, value) => values.text(value))
  const length = texts.reduce((sum, text) => sum + text.length, 0)
  const letters = new Uint16Array(new SharedArrayBuffer(length * 2))
  let at = 0
  for (const text of texts) {
    for (let letter = 0; letter < text.length; letter += 1) {
      letters[at] = text.charCodeAt(letter)
      at += 1
    }
  }
  return letters
}

function maskOf(letters: Uint8Array | Uint16Array, start: number, end: number): number {
  let mask = 0
  for (let at = start; at < end; at += 1) mask |= 1 << (letters[at]! & 31)
  return mask
}

function listsOf(lists: readonly (readonly number[])[]): Lists {
  let end = 0
  return {
    ends: kept(
      lists.map((list) => {
        end += list.length
        return end
      }),
    ),
    items: kept(lists.flat()),
  }
}

function kept(values: readonly number[]): Int32Array {
  const array = new Int32Array(new SharedArrayBuffer(values.length * 4))
  array.set(values)
  return array
}

/** True where the lists of the two have a number in common. */
export function haveCommon({ ends, items }: Lists, a: number, b: number): boolean {
  const endB = ends[b]!
  for (let one = a === 0 ? 0 : ends[a - 1]!; one < ends[a]!; one += 1) {
    for (let other = b === 0 ? 0 : ends[b - 1]!; other < endB; other += 1) {
      if (items[one] === items[other]) return true
    }
  }
  return false
}

/** True where a list has a number. */
export function has({ ends, items }: Lists, list: number, item: number): boolean {
  for (let at = list === 0 ? 0 : ends[list - 1]!; at < ends[list]!; at += 1) {
    if (items[at] === item) return true
  }
  return false
}

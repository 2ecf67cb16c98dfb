import type { Kind } from './match-field.ts'
import type { FieldValues } from './match-table.ts'
import { nicknameGroups } from './nicknames.ts'

/** What comparing two values of a field asks for, worked out once a value, in memory that workers share. */
export type Features = {
  readonly kind: Kind
  /** the letters of each value end here; it begins where the one before ends */
  readonly ends: Int32Array
  readonly letters: Uint16Array
  /** which letters it has, of 32: two values with few in common are not alike */
  readonly masks: Int32Array
  /** of a date: `19560409`; of a postcode its sector; of an e-mail what stands before the @; -1 for none */
  readonly first: Int32Array
  /** of a postcode: its district */
  readonly second: Int32Array
  /** of a name: the groups of short forms it is in, or its parts; of other names: each of them */
  readonly lists: Lists
  readonly others: Lists
}

/** Lists of numbers, one after the other. */
export type Lists = { readonly ends: Int32Array; readonly items: Int32Array }

export function featuresOf({ field, values, others }: FieldValues): Features {
  const texts = Array.from({ length: values.size }, (_, value) => values.text(value))
  const { kind } = field
  const numbers = new Map<string, number>()
  const numberOf = (text: string | undefined) => {
    if (text === undefined || text === '') return -1
    const known = numbers.get(text) ?? numbers.size
    numbers.set(text, known)
    return known
  }
  const first = (text: string) => {
    if (kind === 'date') return Number(text)
    if (kind === 'postcode') return numberOf(/^(.+ \d)/.exec(text)?.[1])
    return kind === 'email' ? numberOf(text.slice(0, text.indexOf('@'))) : -1
  }
  const named = new Map(texts.map((text, value) => [text, value]))
  const listed = (text: string) => {
    if (kind === 'given') return nicknameGroups(text)
    if (kind !== 'family' || !text.includes(' ')) return []
    const parts = text.split(' ').filter((part) => part.length >= 3)
    // A part that nobody has as a whole name gets a number that no name has.
    return parts.map((part) => named.get(part) ?? values.size + numberOf(part))
  }
  const otherNames = Array.from({ length: others.size }, (_, value) =>
    others
      .text(value)
      .split(' ')
      .flatMap((name) => named.get(name) ?? []),
  )
  return {
    kind,
    ...lettersOf(kind === 'date' ? [] : texts),
    first: kept(texts.map(first)),
    second: kept(
      kind === 'postcode' ? texts.map((text) => numberOf(/^(.+) /.exec(text)?.[1])) : [],
    ),
    lists: listsOf(texts.map(listed)),
    others: listsOf(otherNames),
  }
}

function lettersOf(texts: readonly string[]): Pick<Features, 'letters' | 'ends' | 'masks'> {
  const length = texts.reduce((sum, text) => sum + text.length, 0)
  const letters = new Uint16Array(new SharedArrayBuffer(length * 2))
  const ends = kept(texts.map(() => 0))
  const masks = kept(texts.map(() => 0))
  let at = 0
  texts.forEach((text, value) => {
    let mask = 0
    for (let letter = 0; letter < text.length; letter += 1) {
      const code = text.charCodeAt(letter)
      letters[at] = code
      mask |= 1 << (code & 31)
      at += 1
    }
    ends[value] = at
    masks[value] = mask
  })
  return { letters, ends, masks }
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

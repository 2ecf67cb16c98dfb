import type { SourcePerson } from '../people/index.ts'
import { isRestricted } from './restricted.ts'

/** What stands where an address was. */
const NOT_SHOWN = '(not shown)'
/** Shorter lines, such as `A1`, stand for something else elsewhere. */
const LETTERS_MIN = 4

/**
 * Wherever a text of any source, or of somebody here, repeats where a restricted person lives, it is taken out: their
 * postcodes, and the lines of their address with and without the number of the house. What is not theirs stays. Pure.
 */
export function hideAddress<T>(persons: readonly SourcePerson[], told: T): T {
  if (!isRestricted(persons)) return told
  const pattern = addressPattern(persons)
  return pattern === undefined ? told : (hideIn(told, pattern) as T)
}

function addressPattern(persons: readonly SourcePerson[]): RegExp | undefined {
  const addresses = persons.flatMap(({ address }) => address ?? [])
  const lines = addresses.flatMap((address) => address.lines.flatMap(lineVariants))
  const postcodes = addresses.flatMap(({ postcode = '' }) => spaced(postcode))
  const all = [...new Set([...lines, ...postcodes])].sort((a, b) => b.length - a.length)
  if (all.length === 0) return undefined
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${all.join('|')})(?![\\p{L}\\p{N}])`, 'giu')
}

const BETWEEN = '[^\\p{L}\\p{N}]+'

/** `12 High Street`, and `High Street` alone. */
function lineVariants(line: string): string[] {
  const words = line.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
  const street = words.slice(words.findIndex((word) => /^\p{L}/u.test(word)))
  return [words, street]
    .filter((some) => some.length > 1 || words.length === 1)
    .filter((some) => some.join('').replace(/\P{L}/gu, '').length >= LETTERS_MIN)
    .map((some) => some.join(BETWEEN))
}

/** `ZM1 4QT`, `zm14qt`: wherever the space stands. */
function spaced(postcode: string): string[] {
  const letters = [...postcode.replace(/[^\p{L}\p{N}]/gu, '')]
  return letters.length < 5 ? [] : [letters.join('\\s*')]
}

function hideIn(value: unknown, pattern: RegExp): unknown {
  if (typeof value === 'string') return value.replace(pattern, NOT_SHOWN)
  if (Array.isArray(value)) return value.map((one) => hideIn(one, pattern))
  if (typeof value !== 'object' || value === null) return value
  // What is more than data, such as a number that keeps its digits, is left as it is.
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, hideIn(one, pattern)]),
  )
}

import { byCount, remember } from '../kernel/index.ts'

/**
 * Codes are for computers. What a source names by a code alone is said to be named so, in words; the code itself is
 * beside it for whoever must look it up (`pages/codes.tsx`), and nowhere else.
 */

/** Of a system that people who work with it know by name. */
export type Code = { code: string; system?: string }

const SYSTEMS: ReadonlyMap<string, string> = new Map([
  ['http://snomed.info/sct', 'SNOMED CT'],
  ['http://hl7.org/fhir/sid/icd-10', 'ICD-10'],
  ['https://dmd.nhs.uk', 'dm+d'],
  ['http://read.info/ctv3', 'Read codes'],
  ['http://loinc.org', 'LOINC'],
])
/** `84114007`, `1-991000001`, `2.16.840.1` */
const NUMBERS = /^\d+(?:[-./:]\d+)*$/
/** `J18.9`, `Y90001`, `RXS01`, `E10000099`, `28b` */
const LETTERED = /^(?:[A-Z]{1,4}\d[A-Z\d]*(?:[.-][A-Z\d]+)*|\d{1,3}[a-z]|[A-Z\d]+(?:_[A-Z\d]+)+)$/
const LONG_NUMBER = /^\d{6,}$/
const ADDRESS = /^(?:urn:|https?:\/\/|[\da-f]{8}-[\da-f]{4}-)\S*$/i
/** A date of which no more is known is no code. */
const MOMENT = /^(?:1[89]|20)\d{2}(?:-\d{2}){0,2}(?:T\S+)?$/
const IN_BRACKETS = /\s*[([]([^()[\]\s]+)[)\]]\s*$/

/** Nothing but a code: no word that anybody could read. */
export function isCode(text: string): boolean {
  const bare = text.trim()
  if (MOMENT.test(bare)) return false
  return NUMBERS.test(bare) || LETTERED.test(bare) || ADDRESS.test(bare)
}

/** `a condition named only by a code` */
export function byCode(noun: string): string {
  return `${noun} named only by a code`.trim()
}

/** Where the codes stand beside the words, a short word is a name (`E45`) unless it is one of them. */
export function isOneOf(codes: readonly string[]): (word: string) => boolean {
  const own = new Set(codes.map((code) => code.toLowerCase()))
  return (word) => own.has(word.toLowerCase()) || LONG_NUMBER.test(word)
}

export function isByCode(words: string): boolean {
  return /\bnamed only by a code\b/.test(words)
}

/**
 * `Heart failure` of `Heart failure (84114007)`; undefined where nothing is left.
 *
 * @param isOne what in it is a code
 */
export function withoutCode(
  text: string,
  isOne: (word: string) => boolean = isCode,
): string | undefined {
  const [whole, inside] = IN_BRACKETS.exec(text) ?? []
  const bare = inside !== undefined && isOne(inside)
  const words = (bare ? text.slice(0, -whole!.length) : text).trim()
  return words === '' || isOne(words) ? undefined : words
}

/** Most visits are for few reasons. */
const LISTS_REMEMBERED = 10_000
const LONGEST = 200

/**
 * A list that a message wrote: `Heart failure (I50); J18` is `Heart failure; another named only by a code`, with that
 * code.
 */
export const listWithoutCodes = remember(LISTS_REMEMBERED, namedIn, LONGEST)

function namedIn(text: string): { readonly words: string; readonly codes: readonly Code[] } {
  const parts = text.split('; ')
  const codes = parts.filter((part) => withoutCode(part) === undefined).map((code) => ({ code }))
  const words = parts.flatMap((part) => withoutCode(part) ?? [])
  const unnamed = parts.length - words.length
  if (unnamed === 0) return { words: words.join('; '), codes }
  if (words.length === 0) return { words: byCode(byCount(unnamed, '', 'all')), codes }
  return { words: [...words, byCode(byCount(unnamed, 'another', 'others'))].join('; '), codes }
}

/** `84114007 (SNOMED CT)` */
export function codeText({ code, system }: Code): string {
  const name = SYSTEMS.get(system ?? '')
  return name === undefined ? code : `${code} (${name})`
}

/** A code of a list that people may not know: `entered-in-error` is `entered in error`. */
export function plainStatus(status: string): string {
  return isCode(status) ? byCode('a state') : status.replaceAll(/[-_]/g, ' ')
}

let languages: Intl.DisplayNames | undefined

/** `Urdu` for `ur`, `ur-PK`; words stay as they are. */
export function languageWords(language: string): string {
  const [, tag, more = ''] = /^([a-z]{2,3}(?:-[A-Za-z]{2,4})*)(, .*)?$/.exec(language) ?? []
  if (tag === undefined) return isCode(language) ? byCode('a language') : language
  languages ??= new Intl.DisplayNames(['en-GB'], { type: 'language', fallback: 'none' })
  const [main = tag] = tag.split('-')
  return `${languages.of(main) ?? byCode('a language')}${more}`
}

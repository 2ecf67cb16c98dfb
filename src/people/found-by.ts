import { remember } from '../kernel/index.ts'
import { familyName, fold, givenNames } from './name.ts'
import type { SourcePerson } from './person.ts'

/** What of a person a word is: somebody who is found is told by what. */
export type FoundAs =
  | 'nhs-number'
  | 'own-number'
  | 'birth-date'
  | 'birth-year'
  | 'family'
  | 'part-of-family'
  | 'given'
  | 'other-name'
  | 'postcode'
  | 'outward'
  | 'address'

/** An address is a few lines: whoever sends a novel is found by its beginning. */
const ADDRESS_WORDS_MAX = 20
/** Parts of a name that are put together: `de la Cruz Smith` has four. */
const PARTS_MAX = 6

/**
 * The words that somebody is found by, each with what it is; the same words are kept for the look-up. A restricted
 * person has none of where they are.
 */
export function foundBy(person: SourcePerson): Map<string, FoundAs> {
  const words = new Map<string, FoundAs>()
  tellWords(person, (word, as) => {
    if (!words.has(word)) words.set(word, as)
  })
  return words
}

/** The words alone: they are few, and looking through them costs less than a table of them. */
export function wordsOf(person: SourcePerson): string[] {
  const words: string[] = []
  tellWords(person, (word) => {
    if (!words.includes(word)) words.push(word)
  })
  return words
}

function tellWords(person: SourcePerson, add: Add): void {
  if (person.nhsNumber !== undefined) add(numberWord(person.nhsNumber), 'nhs-number')
  for (const value of [person.sourceId, ...ownIdentifiers(person)])
    if (fold(value) !== '') add(ownWord(person.source, value), 'own-number')
  addNames(person, add)
  const birth = /^(\d{4})-\d{2}-\d{2}$/.exec(person.birthDate ?? '')
  if (birth !== null) {
    add(birthWord(birth[0]), 'birth-date')
    add(yearWord(birth[1]!), 'birth-year')
  }
  if (!person.restricted) addAddress(person, add)
  for (const code of practiceCodes(person)) add(practiceWord(code), 'address')
}

/** What is another's number is only said. */
function ownIdentifiers({ identifiers, othersNumbers = [] }: SourcePerson): string[] {
  return identifiers.flatMap(({ system, value }) => (othersNumbers.includes(system) ? [] : [value]))
}

/** Of a practice, by whose staff somebody is looked for: nobody types it. */
export function practiceWord(code: string): string {
  return `r${code}`
}
export function numberWord(nhsNumber: string): string {
  return `#${nhsNumber}`
}
/** What a source calls somebody by, however it is written: `MG-001` and `mg 001` are one. */
export function ownWord(source: string, value: string): string {
  return `i${source} ${fold(value).slice(0, 60)}`
}
export function nameWord(folded: string): string {
  return `n${folded.slice(0, 60)}`
}
export function birthWord(date: string): string {
  return `b${date}`
}
export function yearWord(year: string): string {
  return `y${year}`
}
export function postcodeWord(postcode: string): string {
  return `p${bare(postcode)}`
}
export function outwardWord(outward: string): string {
  return `o${bare(outward)}`
}
export function addressWord(folded: string): string {
  return `a${folded.slice(0, 60)}`
}

/** Of such words those that are names of letters alone: slips are looked for among them. */
export function namesAmong(words: readonly string[]): string[] {
  const names = words.filter((word) => word[0] === 'n')
  return [...new Set(names)]
    .filter((word) => /^n\p{L}{3,}$/u.test(word))
    .map((word) => word.slice(1))
}

/** The folded words of a name: each part of it, and parts that follow each other written as one. */
export function wordsOfName(name: string): string[] {
  const parts = name
    .split(/[\s\-\u2010-\u2015/,]+/)
    .map(fold)
    .filter((part) => part !== '')
    .slice(0, PARTS_MAX)
  return parts.flatMap((_, from) => parts.slice(from).map((_, at) => joined(parts, from, at)))
}

function joined(parts: readonly string[], from: number, more: number): string {
  return parts.slice(from, from + more + 1).join('')
}

type Add = (word: string, as: FoundAs) => void

function addNames({ family, given, otherNames = [] }: SourcePerson, add: Add): void {
  const whole = familyName(family)
  if (whole !== undefined) {
    add(nameWord(whole), 'family')
    for (const word of wordsOfName(family!)) add(nameWord(word), 'part-of-family')
  }
  for (const word of wordsOfGiven(given)) add(nameWord(word), 'given')
  for (const other of otherNames) {
    const words = familyName(other.family) === undefined ? [] : wordsOfName(other.family!)
    for (const word of [...words, ...wordsOfGiven(other.given)]) add(nameWord(word), 'other-name')
  }
}

function wordsOfGiven(given: readonly string[]): string[] {
  return given.flatMap((name) => (name.length > NAME_LENGTH ? ofGiven(name) : knownGiven(name)))
}

function ofGiven(name: string): readonly string[] {
  if (givenNames([name]).length === 0) return []
  return wordsOfName(name).filter((word) => givenNames([word]).length > 0)
}

/** The same few thousand names are most people's. */
const NAMES_KNOWN = 4_000
const NAME_LENGTH = 40
const knownGiven = remember(NAMES_KNOWN, ofGiven)

function addAddress({ address }: SourcePerson, add: Add): void {
  if (address === undefined) return
  const postcode = bare(address.postcode ?? '')
  if (postcode.length >= 5) {
    add(postcodeWord(postcode), 'postcode')
    add(outwardWord(postcode.slice(0, -3)), 'outward')
  }
  const words = [...address.lines, address.city ?? ''].flatMap((line) => line.split(/[\s,./-]+/))
  const folded = words.map(fold).filter((word) => word !== '')
  for (const word of folded.slice(0, ADDRESS_WORDS_MAX)) add(addressWord(word), 'address')
}

function practiceCodes({ gpPractice }: SourcePerson): string[] {
  return gpPractice?.code === undefined ? [] : [gpPractice.code]
}

function bare(postcode: string): string {
  return postcode.toUpperCase().replace(/[^A-Z0-9]/g, '')
}

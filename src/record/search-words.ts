import { fold, isTitle, readNhsNumber, type SearchTerm } from '../people/index.ts'
import { readTypedDates } from './typed-dates.ts'

/** What somebody typed into the one box, or a sentence that says what is wrong with it. */
export type SearchWords = { terms: SearchTerm[] } | { error: string }

/** Whoever needs more words than this has pasted a letter. */
const TERMS_MAX = 10
export const SEARCH_LETTERS_MAX = 200

const NHS_NUMBER = /(?<![\d/])\d{3}([ .\-\u2013]?)\d{3}\1\d{4}(?![\d/])/
const POSTCODE = /\b([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})\b/i
const OUTWARD = /^[a-z]{1,2}\d[a-z\d]?$/
/** What is said before a number or a date and tells nobody apart. */
const LABEL = 'nhs|hospital|mrn|born|dob|d\\.o\\.b\\.?|birth ?date|date of birth|postcode'
const LABELS = new RegExp(
  `\\b(?:${LABEL})(?:\\s+(?:number|no\\b\\.?))?\\s*[:#]?\\s*(?=[a-z]{0,3}-?\\d)`,
  'gi',
)
/** What stands before a name, together with it or apart: `O'Brien`, `O Brien`; `van Dyke`, `Vandyke`, `Dyke`. */
const PARTICLES = new Set(
  'o mc mac de del della di da du la le van von der den ter ten st saint al el ap ab fitz ben bin ibn'.split(
    ' ',
  ),
)

/**
 * Reads names, birth dates and numbers in any order: `whitlock 3 apr 1941`, `NHS 999 012 3454`, `O Brien, ZM1`,
 * `7 Orchard Row`. What may be meant in several ways keeps them all.
 */
export function readSearchWords(text: string, now: Date): SearchWords {
  const typed = text
    .normalize('NFKC')
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
  if (typed === '') return { error: 'Type a name, a birth date or a number' }
  if (typed.length > SEARCH_LETTERS_MAX)
    return { error: `Type fewer than ${SEARCH_LETTERS_MAX} letters` }
  const terms: SearchTerm[] = []
  const { rest: unnumbered, error } = takeNumber(typed.replace(LABELS, ' '), terms)
  if (error !== undefined) return { error }
  const dated = readTypedDates(unnumbered, now)
  if ('error' in dated) return dated
  terms.push(...dated.dates.map((one): SearchTerm => ({ births: one.days, own: one.digits })))
  let { rest } = dated
  const postcode = POSTCODE.exec(rest)
  if (postcode !== null) {
    terms.push({ postcode: postcode[1]! + postcode[2]! })
    rest = rest.replace(postcode[0], ' ')
  }
  terms.push(...readWords(rest))
  if (terms.length === 0) return { error: 'Type a name, a birth date or a number' }
  if (terms.length > TERMS_MAX) return { error: `Type ${TERMS_MAX} words at most` }
  if (terms.every((term) => term.initial !== undefined))
    return { error: 'Type more of the name: one letter is too little to find somebody by' }
  return { terms }
}

/** A placeholder such as 999 999 9999 is a number that nobody has: it finds nobody, like any other. */
function takeNumber(text: string, terms: SearchTerm[]): { rest: string; error?: string } {
  const found = NHS_NUMBER.exec(text)
  if (found === null) {
    const isNumber = /^[\d .-]+$/.test(text.trim()) && /\d{3,} \d{3,}/.test(text)
    const read = isNumber ? readNhsNumber(text) : undefined
    if (read === undefined || read.ok) return { rest: text }
    return { rest: '', error: `That is not an NHS number: ${read.why}` }
  }
  const digits = found[0].replace(/\D/g, '')
  const read = readNhsNumber(digits)
  if (!read.ok && !/^(\d)\1{9}$/.test(digits))
    return { rest: '', error: `That is not an NHS number: ${read.why}` }
  terms.push({ nhsNumber: digits })
  return { rest: text.replace(found[0], ' ') }
}

function readWords(text: string): SearchTerm[] {
  const typed = text
    .split(/[\s,;]+/)
    .map((word) => ({ word: fold(word), written: word }))
    .filter(({ word }) => word !== '')
  const words = typed.filter(({ word }) => !isTitle(word))
  const read = words.length === 0 ? typed : words
  const terms: SearchTerm[] = []
  for (let at = 0; at < read.length; at += 1) {
    const { word } = read[at]!
    const next = read[at + 1]?.word
    if (next !== undefined && PARTICLES.has(word) && /^\p{L}{2,}$/u.test(next)) {
      terms.push({ word: word + next, bare: next })
      at += 1
    } else terms.push(...termsOf(read[at]!))
  }
  return terms
}

/** `Smith-Okello` is found by each half, in whichever order. */
function termsOf({ word, written }: { word: string; written: string }): SearchTerm[] {
  const halves = written.split(/[-\u2010-\u2015/]/).map(fold)
  if (halves.length > 1 && halves.every((half) => /^\p{L}{2,}$/u.test(half)))
    return halves.map((half) => ({ word: half }))
  if (/^\p{L}$/u.test(word)) return [{ initial: word }]
  if (/^(18|19|20)\d\d$/.test(word)) return [{ year: word, word }]
  if (!/\d/.test(word)) return [{ word }]
  return [{ word, own: word, ...(OUTWARD.test(word) ? { outward: word } : {}) }]
}

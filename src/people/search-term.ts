import {
  addressWord,
  birthWord,
  type FoundAs,
  foundBy,
  nameWord,
  numberWord,
  outwardWord,
  ownWord,
  postcodeWord,
  yearWord,
} from './found-by.ts'
import { fold, givenNames, isSlip } from './name.ts'
import { nicknamesOf } from './nicknames.ts'
import type { SourcePerson } from './person.ts'

/** A part of what was typed, with every way in which it may be meant. */
export type SearchTerm = {
  /** ten digits */
  nhsNumber?: string
  /** YYYY-MM-DD, each of which it may be: `3-4-12` is of two centuries */
  births?: readonly string[]
  /** YYYY */
  year?: string
  postcode?: string
  /** the first half of a postcode */
  outward?: string
  /** folded: a name or a word of an address; `o brien` is one */
  word?: string
  /** folded: the same without `o`, `van`, `de` before it */
  bare?: string
  /** a letter that a first name begins with */
  initial?: string
  /** what the viewer's own organisation may call somebody by */
  own?: string
}

/** How close what was typed is to what is known. */
export type Likeness = 'same' | 'short-form' | 'slip' | 'beginning'

/** A term with all the words by which whoever is meant may be kept. */
export type WantedTerm = { words: ReadonlyMap<string, Likeness>; initial?: string }

/** Names that are kept of anybody at all, by which names like those typed are known. */
export type KnownNames = { like(word: string): readonly string[] }

const NO_NAMES: KnownNames = { like: () => [] }

/** A name shorter than this is not taken for the beginning of another. */
const BEGINNING_MIN = 3

/** @param sources by whose numbers the viewer's organisation calls people */
export function wantedTerm(
  term: SearchTerm,
  sources: readonly string[],
  names: KnownNames = NO_NAMES,
): WantedTerm {
  const words = new Map<string, Likeness>()
  const add = (word: string, likeness: Likeness = 'same') => {
    if (!words.has(word)) words.set(word, likeness)
  }
  if (term.nhsNumber !== undefined) add(numberWord(term.nhsNumber))
  for (const birth of term.births ?? []) add(birthWord(birth))
  if (term.year !== undefined) add(yearWord(term.year))
  if (term.postcode !== undefined) add(postcodeWord(term.postcode))
  if (term.outward !== undefined) add(outwardWord(term.outward))
  if (term.own !== undefined) for (const source of sources) add(ownWord(source, term.own))
  for (const word of [term.word, term.bare]) {
    if (word === undefined) continue
    add(nameWord(word))
    add(addressWord(word))
    for (const other of nicknamesOf(word)) add(nameWord(other), 'short-form')
    for (const other of names.like(word)) add(nameWord(other), likenessOf(word, other))
  }
  return { words, initial: term.initial }
}

function likenessOf(typed: string, known: string): Likeness {
  if (typed === known) return 'same'
  return isSlip(typed, known) ? 'slip' : 'beginning'
}

/** Whether a name that is known may be what was meant by one that was typed. */
export function isLike(typed: string, known: string): boolean {
  if (typed === known || isSlip(typed, known)) return true
  return typed.length >= BEGINNING_MIN && known.startsWith(typed)
}

/**
 * A search that names somebody: by a number, or by a birth date or postcode with something beside it. Whoever is looked
 * for so was looked for; a name alone, a year or a street is a way through one's own people.
 */
export function namesSomebody(terms: readonly SearchTerm[]): boolean {
  const has = (kinds: readonly (keyof SearchTerm)[]) =>
    terms.some((term) => kinds.some((kind) => term[kind] !== undefined))
  if (has(['nhsNumber'])) return true
  if (terms.some(({ own }) => own !== undefined && fold(own).length >= 5)) return true
  const named = terms.some(({ word }) => word !== undefined && /\p{L}/u.test(word))
  if (has(['births'])) return named || has(['postcode'])
  return named && has(['postcode'])
}

export type Fit = {
  /** the more, the better it fits */
  points: number
  reasons: readonly { as: FoundAs | 'initial'; likeness: Likeness }[]
}

const POINTS: Record<FoundAs | 'initial', number> = {
  'nhs-number': 100,
  'own-number': 100,
  'birth-date': 60,
  postcode: 40,
  family: 40,
  'part-of-family': 36,
  given: 30,
  'other-name': 24,
  outward: 15,
  'birth-year': 15,
  address: 12,
  initial: 10,
}
const SHARE: Record<Likeness, number> = { same: 1, 'short-form': 0.9, slip: 0.6, beginning: 0.5 }
const OF_A_PLACE: ReadonlySet<FoundAs> = new Set(['postcode', 'outward', 'address'])

/**
 * How well what is known of somebody fits what was typed; undefined where part of it does not. All of it must fit what
 * one source says. Whoever is restricted, whichever source says so, is not found by where they are.
 */
export function fitOf(
  terms: readonly WantedTerm[],
  persons: readonly SourcePerson[],
): Fit | undefined {
  const restricted = persons.some((person) => person.restricted)
  const fits = persons.flatMap((person) => fitOfOne(terms, person, restricted) ?? [])
  return fits.sort((a, b) => b.points - a.points)[0]
}

function fitOfOne(
  terms: readonly WantedTerm[],
  person: SourcePerson,
  restricted: boolean,
): Fit | undefined {
  const found = foundBy(person)
  const reasons: Fit['reasons'][number][] = []
  for (const { words, initial } of terms) {
    const reason = bestReason(words, found, restricted) ?? initialOf(initial, person)
    if (reason === undefined) return undefined
    reasons.push(reason)
  }
  const points = reasons.reduce((sum, one) => sum + pointsOf(one), 0)
  return { points, reasons: reasons.toSorted((a, b) => pointsOf(b) - pointsOf(a)) }
}

type Reason = Fit['reasons'][number]

function pointsOf({ as, likeness }: Reason): number {
  return POINTS[as] * SHARE[likeness]
}

function bestReason(
  words: ReadonlyMap<string, Likeness>,
  found: ReadonlyMap<string, FoundAs>,
  restricted: boolean,
): Reason | undefined {
  let best: Reason | undefined
  for (const [word, likeness] of words) {
    const as = found.get(word)
    if (as === undefined || (restricted && OF_A_PLACE.has(as))) continue
    const reason = { as, likeness }
    if (best === undefined || pointsOf(reason) > pointsOf(best)) best = reason
  }
  return best
}

function initialOf(initial: string | undefined, person: SourcePerson): Reason | undefined {
  if (initial === undefined) return undefined
  const fits = givenNames(person.given).some((name) => name.startsWith(initial))
  return fits ? { as: 'initial', likeness: 'same' } : undefined
}

import { derivedId, hasUnseen } from '../kernel/index.ts'

/**
 * The one maker of ids. What a source calls something (a person, a visit, a resource, a council's event) is a
 * value under an authority within the source; the three together, and nothing less, are one thing for ever.
 * Two hospitals that both count from 1 never meet, and neither do two sites of one trust.
 */
export type SourceKey = {
  /** the feed, for instance `mere-general` */
  readonly source: string
  /** who gave the value out, as the source writes it; '' where the source says no more than the value */
  readonly authority: string
  readonly value: string
}

export type Thing = 'person' | 'visit' | 'resource' | 'council-event' | 'event'

/** `parts`: what more tells things of one kind apart, for instance a resource's type. */
export function idOf(
  thing: Thing,
  { source, authority, value }: SourceKey,
  ...parts: string[]
): string {
  return derivedId(thing, source, foldAuthority(authority), value.trim(), ...parts)
}

/** `rxs` and `RXS ` are one authority. */
function foldAuthority(authority: string): string {
  return authority.trim().toUpperCase()
}

/** What people and programs write where there is nothing, without its spaces and signs. */
const NOTHING = new Set([
  'unknown',
  'unk',
  'none',
  'null',
  'nil',
  'na',
  'nan',
  'notknown',
  'notgiven',
  'notavailable',
  'notapplicable',
  'undefined',
  'tba',
  'tbc',
  'missing',
  'noid',
  'nonumber',
  'test',
  'temp',
  'temporary',
  'dummy',
  'blank',
  'pending',
  'tbd',
  'xxx',
  'anon',
  'anonymous',
  'default',
])

/** Longer than any number that a system gives out, or an address made of one. */
const ID_LENGTH_MAX = 200
/** `1.23457E+11`: a spreadsheet has made a number of it and thrown the rest away. */
const MANGLED = /^[+-]?\d+(?:[.,]\d+)?e[+-]?\d+$/i
/** `H0012345`, `4711`, `G66-obs-2`: what most numbers look like, and nothing of what follows does. */
const PLAIN = /^(?:\d*[1-9]\d*|[a-z][a-z\d-]*[1-9][a-z\d-]*)$/i
/** One digit, six times or more: what is typed to get past a field. */
const REPEATED = /^(\d)\1{5,}$/
/** What a spreadsheet writes where a formula failed. */
const SHEET_ERROR = /^#(?:n\/?a|ref|value|name|null|num|div\/0)[!?]?$/i

/**
 * Why a value names nothing, as a sentence's end without the value; undefined where it may name something. Such
 * a value must never become an id: everybody who has none would be one person.
 */
export function whyNoId(value: string): string | undefined {
  if (value.length > ID_LENGTH_MAX) return `is longer than ${ID_LENGTH_MAX} characters`
  if (PLAIN.test(value) && !REPEATED.test(value)) return undefined
  if (hasUnseen(value)) return 'holds a character that cannot be seen'
  const bare = value.trim().toLowerCase()
  if (bare.startsWith('#') && SHEET_ERROR.test(bare)) return 'is an error of a spreadsheet'
  if (MANGLED.test(bare)) return 'is a number that a spreadsheet has cut short'
  const nothing = 'stands for nothing: it is what is written where there is no number'
  if (REPEATED.test(bare)) return nothing
  // No word for nothing holds a digit, and noughts alone are all that is left to ask about.
  if (/[1-9]/.test(bare)) return undefined
  const letters = bare.replace(/[^\p{L}\p{N}]/gu, '')
  if (letters === '' || /^0+$/.test(letters) || NOTHING.has(letters)) {
    return nothing
  }
  return undefined
}

import { birthDay, foldWords, phoneOf, plainNumber, postcodeText } from './match-values.ts'

/** How a field's values are made comparable, and which levels of agreement it has. */
export type Kind =
  | 'given'
  | 'family'
  | 'date'
  | 'number'
  | 'code'
  | 'postcode'
  | 'text'
  | 'phone'
  | 'email'

/**
 * Whom a value belongs to besides the person: what a neighbour, a household, a twin or a child of the same name shares
 * without being the same person.
 */
export const SHARED = ['nobody', 'given', 'birth', 'family', 'home', 'place'] as const
export type Shared = (typeof SHARED)[number]

export type Field = {
  readonly name: string
  readonly kind: Kind
  readonly shared: Shared
}

/** The columns that are known by name; others are named by a settings file. */
export const FIELDS: readonly Field[] = [
  { name: 'nhs_number', kind: 'number', shared: 'nobody' },
  { name: 'given_name', kind: 'given', shared: 'given' },
  { name: 'family_name', kind: 'family', shared: 'family' },
  { name: 'date_of_birth', kind: 'date', shared: 'birth' },
  { name: 'sex', kind: 'code', shared: 'given' },
  { name: 'postcode', kind: 'postcode', shared: 'place' },
  { name: 'address_line_1', kind: 'text', shared: 'home' },
  { name: 'address_line_2', kind: 'text', shared: 'place' },
  { name: 'city', kind: 'text', shared: 'place' },
  { name: 'phone', kind: 'phone', shared: 'home' },
  { name: 'email', kind: 'email', shared: 'home' },
  { name: 'gp_practice', kind: 'code', shared: 'place' },
]

/** The levels of each kind, from agreement to none; what is not said on both sides is no level. */
export const LEVELS: Readonly<Record<Kind, readonly string[]>> = {
  given: [
    'the same',
    'another name of theirs',
    'a slip apart',
    'alike',
    'swapped with the family name',
    'different',
  ],
  family: ['the same', 'a part of a double name', 'a slip apart', 'alike', 'different'],
  date: ['the same', 'a slip apart', 'two parts of three the same', 'the same year', 'different'],
  number: ['the same', 'a slip apart', 'different'],
  code: ['the same', 'different'],
  postcode: ['the same', 'a slip apart', 'the same sector', 'the same district', 'different'],
  text: ['the same', 'a slip apart', 'alike', 'different'],
  phone: ['the same', 'a slip apart', 'different'],
  email: ['the same', 'the same before the @', 'different'],
}

/** Which level is which, where a comparison or a rule has to name it. */
export const SAME = 0
export const SWAPPED = 4
/** Not said on one side or both. */
export const MISSING = -1

/**
 * What a cell says in the form in which it is compared; undefined where it says nothing.
 * A placeholder is nothing: it would make strangers alike.
 */
export function comparable(kind: Kind, text: string): string | undefined {
  switch (kind) {
    case 'given':
    case 'family':
      return foldWords(text, true)
    case 'text':
      return foldWords(text, false)
    case 'date':
      return birthDay(text)
    case 'number':
      return plainNumber(text)
    case 'postcode':
      return postcodeText(text)
    case 'phone':
      return phoneOf(text)
    case 'email':
      return emailOf(text)
    case 'code':
      return foldWords(text, false)
  }
}

function emailOf(text: string): string | undefined {
  const email = text.trim().toLowerCase()
  return /^[^@\s]+@[^@\s]+$/.test(email) ? email : undefined
}

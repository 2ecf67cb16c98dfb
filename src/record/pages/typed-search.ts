import type { PeopleQuery } from '../../people/index.ts'
import { type FieldError, readTypedDate, type TypedDate, typedDate } from '../../shell/index.ts'
import { readSearchNumber, readSearchWords } from '../search-words.ts'

/** Names of the fields; what was typed comes back in them when something is wrong. */
export type TypedSearch = {
  words: string
  number: string
  family: string
  given: string
  born: TypedDate
}
export const NOTHING_TYPED: TypedSearch = {
  words: '',
  number: '',
  family: '',
  given: '',
  born: { day: '', month: '', year: '' },
}

export function readTyped(sent: unknown): TypedSearch {
  const body = (sent ?? {}) as Record<string, unknown>
  const text = (name: string) => {
    const value = body[name]
    return typeof value === 'string' ? value.trim().slice(0, 200) : ''
  }
  return {
    words: text('words'),
    number: text('nhs-number'),
    family: text('family'),
    given: text('given'),
    born: typedDate(body, 'born'),
  }
}

/** The search that was meant, or what is wrong with it, field by field. */
export function readSearch(typed: TypedSearch): { query?: PeopleQuery; errors: FieldError[] } {
  if (typed.words !== '') {
    const read = readSearchWords(typed.words)
    if ('query' in read) return { query: read.query, errors: [] }
    return { errors: [{ field: 'nhs-number', message: read.error }] }
  }
  if (typed.number !== '') {
    const read = readSearchNumber(typed.number)
    if ('query' in read) return { query: read.query, errors: [] }
    return { errors: [{ field: 'nhs-number', message: read.error }] }
  }
  const born = readTypedDate(typed.born, 'born', 'Birth date')
  const errors: FieldError[] = []
  const nothing =
    typed.family === '' && typed.given === '' && born.date === undefined && !born.error
  if (nothing)
    return {
      errors: [{ field: 'nhs-number', message: 'Type an NHS number, or a name and a birth date' }],
    }
  if (typed.family === '') errors.push({ field: 'family', message: 'Type the family name' })
  if (born.error) errors.push(born.error)
  else if (born.date === undefined)
    errors.push({ field: 'born-day', message: 'Type the birth date' })
  if (errors.length > 0) return { errors }
  const given = typed.given === '' ? undefined : typed.given
  return { query: { family: typed.family, given, birthDate: born.date! }, errors: [] }
}

import { isDeepStrictEqual } from 'node:util'
import type { SourcePerson } from '../people/index.ts'
import type { Fields, FieldValue, Stamped } from './latest.ts'
import { PATIENT } from './person-fields.ts'

/**
 * What a Patient says of somebody of whom no message speaks stands with `people` already, word for word: what is known
 * is kept beside the person, as its stamp and those of its words that do not stand there. As soon as something else is
 * said of the person, the whole is put together again and has a row of its own.
 */

/** Words that are called the same on both sides. */
const SAME = [
  'nhsNumber',
  'nhsNumberStatus',
  'identifiers',
  'family',
  'given',
  'birthDate',
  'sex',
  'restricted',
  'address',
  'phones',
  'emails',
  'gpPractice',
  'ethnicity',
  'language',
  'pronouns',
  'otherNames',
] as const
/** A number that is none is what a valid one takes back. */
const AS_GIVEN = 'nhsNumberAsGiven'

/** The text by which what is known is put together again; undefined where it needs a row of its own. */
export function besidePerson(known: Stamped, person: SourcePerson): string | undefined {
  let names = 0
  for (const _ in known) names += 1
  const [stamp, said] = known[PATIENT] ?? []
  if (stamp === undefined || names > 1) return undefined
  const own: Fields = { ...(said as Fields) }
  for (const name of SAME) {
    const word = own[name]
    if (word === undefined) {
      if (isSaid(person[name])) return undefined
    } else if (word === person[name] || isDeepStrictEqual(word, person[name])) {
      delete own[name]
    }
  }
  if (person.nhsNumber !== undefined) {
    if (own[AS_GIVEN] !== null) return undefined
    delete own[AS_GIVEN]
  }
  return JSON.stringify([stamp, own])
}

/** The same as it was before. */
export function withPerson(beside: string, person: SourcePerson): Stamped {
  const [stamp, own] = JSON.parse(beside) as [string, Fields]
  const whole: Fields = {}
  if (person.nhsNumber !== undefined) whole[AS_GIVEN] = null
  for (const name of SAME) {
    const value = person[name]
    if (isSaid(value)) whole[name] = value as FieldValue
  }
  return { [PATIENT]: [stamp, { ...whole, ...own }] }
}

function isSaid(value: unknown): boolean {
  return value !== undefined && !(Array.isArray(value) && value.length === 0)
}

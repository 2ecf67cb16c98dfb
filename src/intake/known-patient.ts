import { isDeepStrictEqual } from 'node:util'
import type { SourcePerson } from '../people/index.ts'
import type { Fields, FieldValue, Stamped } from './latest.ts'
import { PATIENT } from './person-fields.ts'

/**
 * What a Patient says of somebody of whom no message speaks stands with `people` already, word for word: what is known
 * keeps its stamp, and of its words those that do not stand there. As soon as something else is said of the person,
 * the whole is put together again.
 */
const BESIDE_PEOPLE = 'patient beside people'

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

export function besidePeople(known: Stamped, person: SourcePerson | undefined): Stamped {
  const [stamp, said] = known[PATIENT] ?? []
  if (stamp === undefined || person === undefined || Object.keys(known).length > 1) return known
  const own: Fields = { ...(said as Fields) }
  for (const name of SAME) {
    if (own[name] !== undefined && isDeepStrictEqual(own[name], person[name])) delete own[name]
    else if (own[name] === undefined && isSaid(person[name])) return known
  }
  if (person.nhsNumber !== undefined) {
    if (own[AS_GIVEN] !== null) return known
    delete own[AS_GIVEN]
  }
  return { [BESIDE_PEOPLE]: [stamp, own] }
}

export function isBesidePeople(known: Stamped): boolean {
  return known[BESIDE_PEOPLE] !== undefined
}

/** The same as it was before. */
export function withPeople(known: Stamped, person: SourcePerson): Stamped {
  const kept = known[BESIDE_PEOPLE]
  if (kept === undefined) return known
  const whole: Fields = {}
  if (person.nhsNumber !== undefined) whole[AS_GIVEN] = null
  for (const name of SAME) {
    const value = person[name]
    if (isSaid(value)) whole[name] = value as FieldValue
  }
  return { [PATIENT]: [kept[0], { ...whole, ...(kept[1] as Fields) }] }
}

function isSaid(value: unknown): boolean {
  return value !== undefined && !(Array.isArray(value) && value.length === 0)
}

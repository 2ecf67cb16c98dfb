import { birthOf, fold, type SourcePerson } from '../people/index.ts'

/** What somebody is known by in a staff list, as words to be hashed: undefined where it is not known. */
export type StaffWords = {
  readonly number?: string
  readonly nameBirth?: string
  /** where they live, to the door */
  readonly home?: string
  /** their family name where they live, to the postcode */
  readonly familyNear?: string
  /** with whom they work, where their employer says so */
  readonly team?: string
}

type Who = Pick<SourcePerson, 'nhsNumber' | 'family' | 'given' | 'birthDate' | 'address'> & {
  readonly team?: string
}

/**
 * Pure: the same for whoever writes it with other capitals, accents or spaces. Each word begins with what it is of, so
 * that none can be taken for another.
 */
export function staffWords(who: Who): StaffWords {
  const family = fold(who.family ?? '')
  const given = fold(who.given[0] ?? '')
  const born = birthOf(who)
  const line = fold(who.address?.lines[0] ?? '')
  const postcode = fold(who.address?.postcode ?? '')
  const whole = born?.length === 10
  return {
    ...(who.nhsNumber === undefined ? {} : { number: `number ${who.nhsNumber}` }),
    ...(family && given && whole ? { nameBirth: `name ${family} ${given} ${born}` } : {}),
    ...(line && postcode ? { home: `home ${line} ${postcode}` } : {}),
    ...(who.team ? { team: `team ${fold(who.team)}` } : {}),
    ...(family && postcode ? { familyNear: `family ${family} ${postcode}` } : {}),
  }
}

/** What somebody signs in with, as their employer lists it. */
export function accountWord(account: string): string {
  return `account ${account.trim().toLowerCase().replaceAll(/\s+/g, ' ')}`
}

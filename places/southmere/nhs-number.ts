import { type Seed, scatter } from './random.ts'

/**
 * NHS numbers for made-up people. None beginning with 9 has ever been given out (exchange-standards
 * section 4). The blocks 900 and 911, where the national test sandbox lives, and 999, which is kept
 * for story people, are left free.
 */
const FIRST = 1_200_000
const HOW_MANY = 8_700_000

/** The number of the person with that index: ten digits, unique, with the right check digit. */
export function nhsNumberOf(seed: Seed, index: number): string {
  const body = `9${FIRST + scatter(index, HOW_MANY, seed)}`
  // A body of eight digits and a ninth: at most one ninth digit in ten leaves no check digit.
  const wanted = (index * 7 + 3) % 10
  return withCheckDigit(`${body}${wanted}`) ?? withCheckDigit(`${body}${(wanted + 1) % 10}`)!
}

/**
 * Nine digits with their tenth: weights 10 to 2, modulus 11; undefined where there is none (10).
 */
export function withCheckDigit(nine: string): string | undefined {
  const check = checkDigit(nine)
  return check === 10 ? undefined : `${nine}${check}`
}

export function isNhsNumber(text: string): boolean {
  return /^\d{10}$/.test(text) && checkDigit(text) === Number(text[9])
}

function checkDigit(text: string): number {
  let sum = 0
  for (let place = 0; place < 9; place += 1) sum += Number(text[place]) * (10 - place)
  return (11 - (sum % 11)) % 11
}

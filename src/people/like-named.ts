import { remember } from '../kernel/index.ts'
import { familyName, givenNames, similarFamily, similarGiven } from './name.ts'
import type { SourcePerson } from './person.ts'

/** Of a ward the same pairs are asked about at every page. */
const PAIRS_REMEMBERED = 10_000

const likeFamilies = remember(PAIRS_REMEMBERED, (pair) => {
  const [a, b] = pair.split('\n') as [string, string]
  return similarFamily(a, b)
})

/**
 * Two records whose names somebody in a hurry could take for each other: a like family name, and a like first name or
 * the same first letter.
 */
export function areLikeNamed(a: SourcePerson, b: SourcePerson): boolean {
  if (familyName(a.family) === undefined || familyName(b.family) === undefined) return false
  if (!likeFamilies(`${a.family}\n${b.family}`)) return false
  const [left, right] = [givenNames(a.given), givenNames(b.given)]
  return left.some((one) => right.some((other) => similarGiven(one, other) || one[0] === other[0]))
}

import { birthOf, type SourcePerson } from '../people/index.ts'
import { asBelieved } from './identity-view.ts'
import { isRestricted } from './restricted.ts'

export const NOT_KNOWN = 'not known'

/** What may be counted of somebody: nothing that tells who they are. */
export type PlannedPerson = {
  birthYear?: number
  sex: 'female' | 'male' | 'other' | typeof NOT_KNOWN
  ethnicGroup: EthnicGroup
  area?: string
}

export type EthnicGroup = 'white' | 'mixed' | 'asian' | 'black' | 'other' | typeof NOT_KNOWN

/**
 * Of several sources, who is believed first is heard first. Where a restricted person lives is in no count either.
 *
 * @param areaOf of a postcode, folded as `foldPostcode` does
 */
export function plannedPerson(
  persons: readonly SourcePerson[],
  areaOf: (postcode: string) => string | undefined,
): PlannedPerson {
  const ordered = asBelieved(persons)
  const first = <T>(read: (person: SourcePerson) => T | undefined) =>
    ordered.map(read).find((value) => value !== undefined)
  const birth = first(birthOf)
  const area = isRestricted(ordered)
    ? undefined
    : first(({ address }) => areaOf(foldPostcode(address?.postcode ?? '')))
  return {
    ...(birth === undefined ? {} : { birthYear: Number(birth.slice(0, 4)) }),
    sex: first(({ sex }) => (sex === 'unknown' ? undefined : sex)) ?? NOT_KNOWN,
    ethnicGroup: first(({ ethnicity }) => ethnicGroupOf(ethnicity ?? '')) ?? NOT_KNOWN,
    ...(area === undefined ? {} : { area }),
  }
}

/** Letters and digits alone: `zm2 4ab` and `ZM24AB` are one. */
export function foldPostcode(written: string): string {
  return written.toUpperCase().replace(/[^A-Z0-9]/g, '')
}

/**
 * The five groups of the census, from what sources write: words of the NHS data dictionary, of the census and of Client
 * Level Data. The first that fits counts: `White and Asian` is mixed, `Asian or Asian British: Chinese` Asian.
 */
const GROUPS: readonly [RegExp, EthnicGroup][] = [
  [/not (stated|known|recorded)|refused|undeclared|no data|unknown/, NOT_KNOWN],
  [/mixed|white and|multiple/, 'mixed'],
  [/asian|indian|pakistani|bangladeshi|chinese/, 'asian'],
  [/black|african|caribbean/, 'black'],
  [/white|british|english|welsh|scottish|irish|gypsy|traveller|roma\b/, 'white'],
  [/arab|other/, 'other'],
]

function ethnicGroupOf(words: string): EthnicGroup | undefined {
  const folded = words.toLowerCase()
  const group = GROUPS.find(([pattern]) => pattern.test(folded))?.[1]
  return group === NOT_KNOWN ? undefined : group
}

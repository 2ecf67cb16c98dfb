import type { Queryable } from '../kernel/index.ts'
import { birthOf, type SampleGroups, type SourcePerson } from '../people/index.ts'
import { asBelieved } from './identity-view.ts'
import { foldPostcode, NOT_KNOWN, plannedPerson } from './planned-person.ts'
import { areasOf, tenthsOf } from './queries-planning.ts'

/**
 * Of which groups identities are, by what is believed of each: ethnic group, how deprived the area is, age and sex. It
 * is said of a restricted person no more than for any count.
 *
 * @param today by which people have their age, YYYY-MM-DD
 */
export async function groupsOf(
  db: Queryable,
  identities: readonly (readonly SourcePerson[])[],
  today: string,
): Promise<SampleGroups[]> {
  const postcodes = identities.flatMap((own) =>
    own.map(({ address }) => foldPostcode(address?.postcode ?? '')),
  )
  const [areas, tenths] = await Promise.all([areasOf(db, [...new Set(postcodes)]), tenthsOf(db)])
  return identities.map((own) => {
    const { sex, ethnicGroup, area } = plannedPerson(own, (postcode) => areas.get(postcode))
    const born = asBelieved(own)
      .map(birthOf)
      .find((date) => date !== undefined)
    return {
      'ethnic-group': ethnicGroup,
      deprivation: tenthGroup(area === undefined ? undefined : tenths.get(area)),
      age: ageGroup(born, today),
      sex,
    }
  })
}

/** `tenth 01` is the most deprived: so they stand in order. */
export function tenthGroup(tenth: number | undefined): string {
  return tenth === undefined ? NOT_KNOWN : `tenth ${String(tenth).padStart(2, '0')}`
}

/** @param born YYYY-MM-DD, or a part of it */
export function ageGroup(born: string | undefined, today: string): string {
  if (born === undefined) return NOT_KNOWN
  const hadBirthday = today.slice(5) >= born.slice(5)
  const age = Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (hadBirthday ? 0 : 1)
  return age < 18 ? '0 to 17' : age < 65 ? '18 to 64' : age < 80 ? '65 to 79' : '80 and older'
}

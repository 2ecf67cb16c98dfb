import { familyName, givenName } from './names.ts'
import { chooseEthnicity } from './population.ts'
import { chooser, randomOf, type Seed } from './random.ts'

/** Somebody who looks after people by profession: doctor, nurse, social worker. */
export type Clinician = { code: string; family: string; given: string; title: string }

/**
 * The n-th professional of the county. Numbers are in the regulators' form, from C99 on (doctors), which theirs has
 * not reached; other professions have other letters.
 */
export function clinician(seed: Seed, index: number, title: string, prefix = 'C99'): Clinician {
  const random = randomOf(seed, 'clinician', index)
  const ethnicity = chooseEthnicity(random, 45)
  const origin = chooser(ethnicity.origins)(random)
  return {
    code: `${prefix}${String(index + 10).padStart(5, '0')}`,
    family: familyName(random, origin),
    given: givenName(random, origin, random.chance(0.5) ? 'female' : 'male', 1975),
    title,
  }
}

export function fullName({ title, given, family }: Clinician): string {
  return title === '' ? `${given} ${family}` : `${title} ${given} ${family}`
}

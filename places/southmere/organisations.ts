import type { Address, County } from './county.ts'
import { familyName, givenName } from './names.ts'
import { chooseEthnicity } from './population.ts'
import { chooser, randomOf, type Seed } from './random.ts'

export type Clinician = { code: string; family: string; given: string; title: string }
export type Practice = { code: string; name: string; town: string; doctors: readonly Clinician[] }
export type CareProvider = { name: string; locationId: string; address?: Address }

export type Organisations = {
  practices: readonly Practice[]
  careHomes: readonly CareProvider[]
  nursingHomes: readonly CareProvider[]
  homeCare: readonly CareProvider[]
  consultants: readonly Clinician[]
}

export const HOSPITAL = { code: 'RXS', name: 'Mere General Hospital' } as const
export const COMMUNITY_HOSPITAL = { code: 'RXSC1', name: 'Mere Cottage Hospital' } as const
export const COUNCIL = { code: 'E10000099', name: 'Southmere Council' } as const

export type Ward = { name: string; what: string; bays: number }

export const WARDS: readonly Ward[] = [
  { name: 'Ward 1', what: 'Acute medical unit', bays: 6 },
  { name: 'Ward 2', what: 'Children', bays: 4 },
  { name: 'Ward 3', what: 'General and respiratory medicine', bays: 5 },
  { name: 'Ward 4', what: 'Heart and lung', bays: 5 },
  { name: 'Ward 5', what: 'Stroke', bays: 4 },
  { name: 'Ward 6', what: 'Care of older people', bays: 6 },
  { name: 'Ward 7', what: 'Surgery', bays: 5 },
  { name: 'Ward 8', what: 'Bones and joints', bays: 5 },
  { name: 'Ward 9', what: 'Digestive diseases', bays: 4 },
  { name: 'Ward 10', what: 'Women', bays: 4 },
  { name: 'Ward 11', what: 'Planned surgery, short stay', bays: 4 },
  { name: 'Ward 12', what: 'Critical care', bays: 2 },
]

const PEOPLE_PER_PRACTICE = 9000
const PEOPLE_PER_CARE_HOME = 3500
const PEOPLE_PER_HOME_CARE = 30_000
const TOWNS = 15
const MERE_STREET = 'Mere Street Surgery'
const CARE_HOME_NAMES = [
  'The Limes',
  'Harbour View',
  'St Anne’s',
  'Rowan House',
  'Wendle Court',
  'The Old Rectory',
  'Saltings',
  'Moor View',
  'Beechcroft',
  'Priory Lodge',
]
const HOME_CARE_NAMES = [
  'Kindhand Home Care',
  'Mereside Care at Home',
  'Southmere Homecare Co-operative',
  'Bluebell Support',
  'Wendle Valley Carers',
  'Steady Hands',
]

/**
 * Who serves the county. Codes keep to the form of the real ones and stand outside what has been
 * given out, as far as we know: no trust is RXS, no practice Y90xxx, no care provider's location
 * 1-99xxxxxxx.
 */
export function southmereOrganisations(seed: Seed, people: number, county: County): Organisations {
  const practices = Math.max(6, Math.ceil(people / PEOPLE_PER_PRACTICE))
  const homes = Math.max(4, Math.ceil(people / PEOPLE_PER_CARE_HOME))
  const agencies = Math.max(6, Math.ceil(people / PEOPLE_PER_HOME_CARE))
  return {
    practices: Array.from({ length: practices }, (_, index) => practice(seed, county, index)),
    careHomes: Array.from({ length: homes }, (_, index) => careHome(county, index * 2)),
    nursingHomes: Array.from({ length: homes }, (_, index) => careHome(county, index * 2 + 1)),
    homeCare: Array.from({ length: agencies }, (_, index) => ({
      name: numbered(HOME_CARE_NAMES, index),
      locationId: `1-99200${String(index + 1).padStart(4, '0')}`,
    })),
    consultants: WARDS.map((_, index) => clinician(seed, 1000 + index, 'Dr')),
  }
}

/**
 * Each area has a practice that most of its people choose; they spread evenly over the practices.
 */
export function practiceOfArea(organisations: Organisations, areaIndex: number): Practice {
  return organisations.practices[areaIndex % organisations.practices.length]!
}

function practice(seed: Seed, county: County, index: number): Practice {
  const kinds = ['Surgery', 'Medical Centre', 'Health Centre', 'Group Practice']
  // The first areas hold one of each town; 7 and 4 lead through all towns and kinds.
  const { town } = county.areas[(index * 7) % TOWNS]!
  const round = Math.floor(index / (TOWNS * kinds.length))
  const name =
    index === 0
      ? MERE_STREET
      : `${town} ${kinds[index % kinds.length]}${round > 0 ? ` ${round + 1}` : ''}`
  const doctors = [0, 1, 2].map((doctor) => clinician(seed, 2000 + index * 3 + doctor, 'Dr'))
  // The GP of personas.yaml works here.
  if (index === 0) doctors[0] = { code: 'C9900001', family: 'Khan', given: 'Nadia', title: 'Dr' }
  return { code: `Y${90_001 + index}`, name, town, doctors }
}

function careHome(county: County, index: number): CareProvider {
  return {
    name: `${numbered(CARE_HOME_NAMES, index)}${index % 2 === 0 ? '' : ' Nursing Home'}`,
    locationId: `1-99100${String(index + 1).padStart(4, '0')}`,
    // From the end of the addresses, which households fill from the beginning.
    address: county.home(county.capacity - 1 - index),
  }
}

function clinician(seed: Seed, index: number, title: string): Clinician {
  const random = randomOf(seed, 'clinician', index)
  const ethnicity = chooseEthnicity(random, 45)
  const origin = chooser(ethnicity.origins)(random)
  return {
    // Professional numbers in the regulator's form, from C99 on, which it has not reached.
    code: `C99${String(index + 10).padStart(5, '0')}`,
    family: familyName(random, origin),
    given: givenName(random, origin, random.chance(0.5) ? 'female' : 'male', 1975),
    title,
  }
}

function numbered(names: readonly string[], index: number): string {
  const round = Math.floor(index / names.length)
  return round === 0 ? names[index]! : `${names[index % names.length]} ${round + 1}`
}

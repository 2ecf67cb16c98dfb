import { type Clinician, clinician } from './clinicians.ts'
import type { Address, County } from './county.ts'
import { practicePhone, providerPhone } from './phones.ts'
import type { Seed } from './random.ts'
import { southmereWards, type Ward } from './wards.ts'

export type Practice = {
  code: string
  name: string
  town: string
  phone: string
  doctors: readonly Clinician[]
  /** how old its extract is, in days: what was written down since is not in it */
  extractAge: number
}
export type CareProvider = { name: string; locationId: string; phone: string; address?: Address }

export type Organisations = {
  practices: readonly Practice[]
  careHomes: readonly CareProvider[]
  nursingHomes: readonly CareProvider[]
  homeCare: readonly CareProvider[]
  wards: readonly Ward[]
}

export const HOSPITAL = { code: 'RXS', name: 'Mere General Hospital' } as const
export const COMMUNITY_HOSPITAL = { code: 'RXSC1', name: 'Mere Cottage Hospital' } as const
export const COUNCIL = { code: 'E10000099', name: 'Southmere Council' } as const

const PEOPLE_PER_PRACTICE = 9000
const PEOPLE_PER_CARE_HOME = 3500
const PEOPLE_PER_HOME_CARE = 30_000
const TOWNS = 15
const MERE_STREET = 'Mere Street Surgery'
/** One practice sends nothing new: its last extract is five months old. */
const STALE = { practice: 5, days: 150 }
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
      phone: providerPhone(index * 3),
    })),
    wards: southmereWards(seed, people),
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
  return {
    code: `Y${90_001 + index}`,
    name,
    town,
    phone: practicePhone(index),
    doctors,
    extractAge: index === STALE.practice ? STALE.days : 0,
  }
}

function careHome(county: County, index: number): CareProvider {
  return {
    name: `${numbered(CARE_HOME_NAMES, index)}${index % 2 === 0 ? '' : ' Nursing Home'}`,
    locationId: `1-99100${String(index + 1).padStart(4, '0')}`,
    phone: providerPhone(index * 3 + 1),
    // From the end of the addresses, which households fill from the beginning.
    address: county.home(county.capacity - 1 - index),
  }
}

function numbered(names: readonly string[], index: number): string {
  const round = Math.floor(index / names.length)
  return round === 0 ? names[index]! : `${names[index % names.length]} ${round + 1}`
}

import { type Clinician, clinician } from './clinicians.ts'
import { hospitalPhone } from './phones.ts'
import type { Seed } from './random.ts'

/** What a ward is for: reasons to be in hospital name one of these. */
export type Specialty =
  | 'acute'
  | 'children'
  | 'chest'
  | 'heart'
  | 'stroke'
  | 'older'
  | 'surgery'
  | 'bones'
  | 'digestive'
  | 'women'
  | 'planned'

export type Ward = {
  /** `Ward 6`, as messages and personas write it */
  name: string
  specialty: Specialty
  what: string
  beds: number
  phone: string
  consultant: Clinician
  /** one of them is a patient's named nurse */
  nurses: readonly Clinician[]
}

type Kind = {
  specialty: Specialty
  what: string
  /** of the beds in use, per cent; assumption */
  share: number
  /** of those who lie there, how many are ready to leave: together the published 13 %; by ward assumption */
  ready: number
  /** nobody younger lies there; 18 where it is not said */
  from?: number
  /** people of the stories who lie there now */
  stories?: number
  /** the wards that can be signed in to: see STRETCHED */
  signIn?: true
}

/** In the order of their numbers: the first of them is Ward 1. */
const KINDS: readonly Kind[] = [
  { specialty: 'acute', what: 'Acute medical unit', share: 14, ready: 0.02 },
  { specialty: 'children', what: 'Children', share: 5, ready: 0, from: 0, stories: 1 },
  {
    specialty: 'chest',
    what: 'General and respiratory medicine',
    share: 14,
    ready: 0.18,
    stories: 4,
    signIn: true,
  },
  { specialty: 'heart', what: 'Heart and lung', share: 10, ready: 0.05 },
  { specialty: 'stroke', what: 'Stroke', share: 6, ready: 0.2, from: 35 },
  {
    specialty: 'older',
    what: 'Care of older people',
    share: 22,
    ready: 0.3,
    from: 70,
    stories: 5,
    signIn: true,
  },
  { specialty: 'surgery', what: 'Surgery', share: 8, ready: 0.03 },
  { specialty: 'bones', what: 'Bones and joints', share: 10, ready: 0.16, stories: 1 },
  { specialty: 'digestive', what: 'Digestive diseases', share: 6, ready: 0.03 },
  { specialty: 'women', what: 'Women', share: 2, ready: 0 },
  { specialty: 'planned', what: 'Planned surgery, short stay', share: 3, ready: 0 },
]

export const SPECIALTIES: readonly Specialty[] = KINDS.map(({ specialty }) => specialty)

/**
 * General and acute beds open in England, 2024-25, and how many were full (NHS England, bed availability and
 * occupancy; policy-2026 section 7), on the 56,490,048 people of the census: 1.87 a 1,000, 91.1 % full.
 */
const BEDS_A_PERSON = 105_446 / 56_490_048
export const OCCUPANCY = 0.911
/**
 * A county of 10,000 fills 17 beds, and a ward of four is none to learn on: the wards that can be signed in to
 * hold 18 people beside those of the stories from there on, fewer below. From about 50,000 people on nothing is
 * stretched.
 */
const STRETCHED = { people: 18, from: 10_000 }
const MOST_BEDS = 28
const BEDS_A_BAY = 6
const NURSES = 4

/** How many lie in the wards of that kind now, beside the people of the stories. */
export function inWardsNow(specialty: Specialty, people: number): number {
  const { share, signIn } = kindOf(specialty)
  const published = (people * BEDS_A_PERSON * OCCUPANCY * share) / 100
  const stretched = signIn ? Math.min(1, people / STRETCHED.from) * STRETCHED.people : 0
  return Math.max(published, stretched)
}

export function readyShareOf(specialty: Specialty): number {
  return kindOf(specialty).ready
}

/** Whether somebody of that age may lie there: children among children, others where they are old enough. */
export function mayLieIn(specialty: Specialty, age: number): boolean {
  return age < 18 ? specialty === 'children' : specialty !== 'children' && age >= fromAge(specialty)
}

export function fromAge(specialty: Specialty): number {
  return kindOf(specialty).from ?? 18
}

/** Each kind has the beds that its people need at the published occupancy, on as many wards as that takes. */
export function southmereWards(seed: Seed, people: number): Ward[] {
  const first: Ward[] = []
  const more: Ward[] = []
  KINDS.forEach(({ specialty, what, stories = 0 }) => {
    const need = Math.ceil(inWardsNow(specialty, people) / OCCUPANCY)
    const wards = Math.max(1, Math.ceil(need / MOST_BEDS))
    for (let one = 0; one < wards; one += 1) {
      const own = Math.ceil((need - one) / wards) + (one === 0 ? stories : 0)
      const number = one === 0 ? first.length + 1 : KINDS.length + more.length + 1
      const ward = wardAt(seed, number, specialty, one === 0 ? what : `${what} ${one + 1}`, own)
      if (one === 0) first.push(ward)
      else more.push(ward)
    }
  })
  return [...first, ...more]
}

function wardAt(
  seed: Seed,
  number: number,
  specialty: Specialty,
  what: string,
  beds: number,
): Ward {
  return {
    name: `Ward ${number}`,
    specialty,
    what,
    beds: Math.max(BEDS_A_BAY, beds),
    phone: hospitalPhone(number),
    consultant: clinician(seed, 999 + number, 'Dr'),
    nurses: Array.from({ length: NURSES }, (_, one) =>
      clinician(seed, 40_000 + number * NURSES + one, 'Nurse', 'N99'),
    ),
  }
}

/** Bay and bed of the n-th place of a ward, from 0: six beds a bay. */
export function placeIn(ward: string, place: number): Location {
  return { ward, bay: Math.floor(place / BEDS_A_BAY) + 1, bed: (place % BEDS_A_BAY) + 1 }
}

export type Location = { ward: string; bay: number; bed: number }

function kindOf(specialty: Specialty): Kind {
  return KINDS.find((kind) => kind.specialty === specialty)!
}

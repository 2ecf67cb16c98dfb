import { ageOn, type Day, onDay } from './calendar.ts'
import type { View } from './dirt.ts'
import type { Written } from './fhir-terms.ts'
import { bloodPressure, letter, type Result, result, vaccination } from './fhir-unseen.ts'
import type { Life } from './life.ts'
import type { World } from './person.ts'
import { type Random, randomOf } from './random.ts'
import { isOpen } from './stay.ts'

/** How many of those who could have one have one here: a small part, for bulk teaches nobody. Assumptions. */
const SHARE = { pressure: 0.12, sugar: 0.2, letter: 0.3, vaccination: 0.05 }
const DAYS_BACK = 300
const LETTERS_FROM = 180

const HBA1C = {
  words: 'Haemoglobin A1c',
  loinc: '59261-8',
  category: 'laboratory',
  unit: 'mmol/mol',
} as const
const WEIGHT = {
  words: 'Body weight',
  loinc: '29463-7',
  category: 'vital-signs',
  unit: 'kg',
} as const
const OXYGEN = {
  words: 'Oxygen saturation',
  loinc: '59408-5',
  category: 'vital-signs',
  unit: '%',
} as const

/** Results, letters and vaccinations in the practice's record. */
export function unseenAtPractice(world: World, life: Life, view: View, until: Day): Written[] {
  const random = randomOf(world.seed, 'unseen', life.person.index)
  const has = (id: string) => life.health.conditions.some(({ kind }) => kind.id === id)
  const day = () => dayBefore(random, life, until)
  const found: Written[] = []
  if (has('hypertension') && random.chance(SHARE.pressure)) {
    const [systolic, diastolic] = [random.between(112, 168), random.between(62, 98)]
    found.push(bloodPressure(view, 'o1', systolic, diastolic, day()))
  }
  if (has('diabetes') && random.chance(SHARE.sugar)) {
    found.push(result(view, 'o2', { ...HBA1C, value: random.between(42, 88), day: day() }))
  }
  const left = life.stays.findLast(
    ({ leftAt }) => leftAt !== undefined && leftAt > (world.asOf - LETTERS_FROM) * 1440,
  )
  if (left !== undefined && onDay(left.leftAt!) < until && random.chance(SHARE.letter)) {
    found.push(letter(view, 'l1', 'Discharge summary from hospital', onDay(left.leftAt!)))
  }
  if (ageOn(life.person.birth, world.asOf) >= 65 && random.chance(SHARE.vaccination)) {
    found.push(vaccination(view, 'v1', 'Influenza vaccination', day()))
  }
  return found
}

/** Results of those who are on a ward now, and the letter that says why they were sent in. */
export function unseenInHospital(world: World, life: Life, view: View): Written[] {
  const stay = life.stays.find(isOpen)
  if (stay === undefined) return []
  const random = randomOf(world.seed, 'unseen in hospital', life.person.index)
  const came = onDay(stay.admittedAt)
  const grown = ageOn(life.person.birth, world.asOf) >= 18
  const weight: Result = { ...WEIGHT, value: random.between(46, 104), day: came }
  const oxygen: Result = { ...OXYGEN, value: random.between(90, 99), day: came }
  const found: Written[] = [result(view, 'o1', oxygen)]
  if (grown) {
    const [systolic, diastolic] = [random.between(98, 160), random.between(55, 92)]
    found.push(bloodPressure(view, 'o2', systolic, diastolic, came), result(view, 'o3', weight))
  }
  const { practice } = life.person
  if (stay.emergency) found.push(letter(view, 'l1', 'Letter from the GP', came, practice.name))
  return found
}

function dayBefore(random: Random, life: Life, until: Day): Day {
  const last = Math.min(until, life.person.death ?? until)
  return Math.max(life.person.birth, last - random.below(DAYS_BACK))
}

import { ALLERGIES, type AllergyKind } from './allergy-kinds.ts'
import { ageOn, type Day } from './calendar.ts'
import { CONDITIONS, type ConditionKind } from './conditions.ts'
import type { Medicine } from './medicines.ts'
import type { Person, World } from './person.ts'
import { type Random, randomOf } from './random.ts'

export type Condition = {
  kind: Pick<ConditionKind, 'id' | 'snomed' | 'words' | 'weight'>
  since: Day
}
export type Prescription = { medicine: Medicine; since: Day; stopped: boolean }
export type Allergy = { kind: AllergyKind; since: Day }

export type Health = {
  conditions: Condition[]
  medicines: Prescription[]
  allergies: Allergy[]
  /** 1 is usual for the age; more means more stays, more attendances, more care */
  frailty: number
}

/**
 * A lasting difference between people of one age: some are in and out, most are not. Assumption.
 */
const SPREAD = 0.6

export function healthOf(world: World, person: Person): Health {
  const random = randomOf(world.seed, 'health', person.index)
  const end = person.death ?? world.asOf - 1
  const age = Math.max(0, ageOn(person.birth, end))
  const conditions: Condition[] = []
  const medicines = new Map<string, Prescription>()
  let weight = 0
  for (const kind of CONDITIONS) {
    const since = onsetOf(random, kind, person, age)
    if (since === undefined) continue
    conditions.push({ kind, since: Math.min(since, end) })
    weight += kind.weight
    for (const one of medicinesFor(random, kind, Math.min(since, end), end))
      medicines.set(one.medicine.name, one)
  }
  const luck = Math.exp(SPREAD * random.normal() - (SPREAD * SPREAD) / 2)
  return {
    conditions,
    medicines: [...medicines.values()],
    allergies: allergiesOf(random, person, end),
    frailty: luck * (0.75 + 0.3 * weight),
  }
}

/**
 * One draw decides both whether somebody has a condition by their age and since when: the age at
 * which the share of people who have it passed their draw.
 */
function onsetOf(
  random: Random,
  kind: ConditionKind,
  person: Person,
  age: number,
): Day | undefined {
  const decile = person.address.area.deprivationDecile
  const gradient = kind.deprivation ** ((5.5 - decile) / 9)
  const resident = person.householdKind === 'care home' && kind.id === 'dementia' ? 2.2 : 1
  const draw = random.next() / (gradient * resident)
  if (draw > shareAt(kind, Math.min(99.9, age + 0.5))) return undefined
  let low = 0
  let high = age + 0.5
  for (let step = 0; step < 12; step += 1) {
    const middle = (low + high) / 2
    if (shareAt(kind, middle) >= draw) high = middle
    else low = middle
  }
  return person.birth + Math.floor(high * 365.2425)
}

function shareAt(kind: ConditionKind, age: number): number {
  const step = Math.min(4, Math.floor(age / 20))
  const left = kind.atAges[step]!
  return left + ((kind.atAges[step + 1]! - left) * (age - step * 20)) / 20
}

function medicinesFor(random: Random, kind: ConditionKind, since: Day, end: Day): Prescription[] {
  const first = kind.medicines.length > 1 ? random.below(kind.medicines.length) : 0
  return Array.from({ length: Math.min(kind.takes, kind.medicines.length) }, (_, place) => ({
    medicine: kind.medicines[(first + place) % kind.medicines.length]!,
    // The record shows the prescription in force: renewed within the year.
    since: Math.max(since, end - random.below(365)),
    stopped: random.chance(0.08),
  }))
}

function allergiesOf(random: Random, person: Person, end: Day): Allergy[] {
  const found: Allergy[] = []
  for (const kind of ALLERGIES) {
    if (random.chance(kind.share)) {
      found.push({ kind, since: person.birth + Math.floor(random.next() * (end - person.birth)) })
    }
  }
  return found
}

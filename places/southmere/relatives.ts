import { ageOn, at } from './calendar.ts'
import type { View } from './dirt.ts'
import type { Life } from './life.ts'
import { familyNameFor, givenName, type Sex } from './names.ts'
import type { Person, World } from './person.ts'
import { chooser, type Random, randomOf } from './random.ts'
import type { Feed } from './rates.ts'
import { isOpen } from './stay.ts'

/** Somebody whom a record names beside the patient, and which records do. */
export type Relative = {
  family: string
  given: string
  relationship: string
  /** HL7 v3 RoleCode */
  code: string
  phone?: string
  nextOfKin?: true
  carer?: true
  knownTo: readonly Feed[]
}

type Kin = Pick<Relative, 'family' | 'given' | 'relationship' | 'code' | 'phone'>

/** How often a record names next of kin or a carer, and how often two records name different people. Assumptions. */
const NAMED = { gpFrom65: 0.18, gpUnder65: 0.015, hospital: 0.7, differs: 0.12 }
const CARER = { gp: 0.6, differs: 0.2 }
/** A hospital asks for next of kin of those who are in, or were lately. */
const DAYS_ASKED = 90

/** Next of kin and carers of a household: of the people in it first, else a grown child who lives elsewhere. */
export function addRelatives(world: World, lives: readonly Life[]): void {
  for (const life of lives) {
    const random = randomOf(world.seed, 'relatives', life.person.index)
    const kin = lives
      .filter((other) => other !== life && isAdult(world, other.person))
      .map((other) => ({ other, kin: asKin(life.person, other.person) }))
    const nearest = kin[0]?.kin ?? kinElsewhere(world, random, life.person)
    life.relatives = [
      ...nextOfKin(world, random, life, nearest),
      ...carers(world, random, life, kin),
    ]
  }
}

function nextOfKin(world: World, random: Random, life: Life, nearest: Kin): Relative[] {
  const age = ageOn(life.person.birth, world.asOf)
  const gp = life.gp !== undefined && random.chance(age < 65 ? NAMED.gpUnder65 : NAMED.gpFrom65)
  const lately = life.stays.some(
    (stay) => isOpen(stay) || (stay.leftAt ?? 0) > at(world.asOf - DAYS_ASKED, 0),
  )
  const hospital = lately && random.chance(NAMED.hospital)
  if (gp && hospital && random.chance(NAMED.differs)) {
    const other = kinElsewhere(world, random, life.person)
    return [
      { ...nearest, nextOfKin: true, knownTo: ['southmere-gp'] },
      { ...other, nextOfKin: true, knownTo: ['mere-general'] },
    ]
  }
  const knownTo: Feed[] = [
    ...(gp ? (['southmere-gp'] as const) : []),
    ...(hospital ? (['mere-general'] as const) : []),
  ]
  return knownTo.length === 0 ? [] : [{ ...nearest, nextOfKin: true, knownTo }]
}

/** The council names whom it knows to care, in the words of its own record; the practice the same, or another. */
function carers(
  world: World,
  random: Random,
  life: Life,
  household: readonly { other: Life; kin: Kin }[],
): Relative[] {
  const id = life.council?.view.id
  const found = household.find(
    ({ other }) => id !== undefined && other.council?.caresFor.includes(id),
  )
  if (found === undefined) return []
  const view: View = found.other.council!.view
  const known: Kin = { ...found.kin, family: view.family, given: view.given }
  const council: Relative = { ...known, carer: true, knownTo: ['southmere-council'] }
  if (life.gp === undefined || !random.chance(CARER.gp)) return [council]
  if (!random.chance(CARER.differs)) {
    return [council, { ...found.kin, carer: true, knownTo: ['southmere-gp'] }]
  }
  const another = kinElsewhere(world, random, life.person)
  return [council, { ...another, carer: true, knownTo: ['southmere-gp'] }]
}

function isAdult(world: World, person: Person): boolean {
  return person.death === undefined && ageOn(person.birth, world.asOf) >= 18
}

/** What the other one is to somebody, from their ages: 16 years apart is parent and child. */
function asKin(person: Person, other: Person): Kin {
  const { family, given, mobile, landline } = other
  const years = (other.birth - person.birth) / 365.25
  const same = person.householdKind === 'sharers' ? 'friend' : 'partner'
  const tie = years > 16 ? 'child' : years < -16 ? 'parent' : same
  const [relationship, code] = WORDS[tie][other.sex]
  return { family, given, relationship, code, phone: mobile ?? landline }
}

type Words = Record<Sex, readonly [words: string, code: string]>

const WORDS: Readonly<Record<'child' | 'parent' | 'partner' | 'friend', Words>> = {
  child: { female: ['Daughter', 'DAUC'], male: ['Son', 'SONC'] },
  parent: { female: ['Mother', 'MTH'], male: ['Father', 'FTH'] },
  partner: { female: ['Wife or partner', 'DOMPART'], male: ['Husband or partner', 'DOMPART'] },
  friend: { female: ['Friend', 'FRND'], male: ['Friend', 'FRND'] },
}
const HAS_GROWN_CHILDREN = 50

/** A grown child who lives elsewhere, of the younger a parent. */
function kinElsewhere(world: World, random: Random, person: Person): Kin {
  const older = ageOn(person.birth, world.asOf) >= HAS_GROWN_CHILDREN
  const sex = random.chance(0.55) ? 'female' : 'male'
  const origin = chooser(person.ethnicity.origins)(random)
  const year = 1970 + Math.floor(person.birth / 365.25) + (older ? 28 : -28)
  const [relationship, code] = WORDS[older ? 'child' : 'parent'][sex]
  return {
    family: familyNameFor(person.family, sex),
    given: givenName(random, origin, sex, year),
    relationship,
    code,
    phone: `07700900${String(random.below(1000)).padStart(3, '0')}`,
  }
}

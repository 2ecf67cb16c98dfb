import { ageOn, type Day, partsOf } from './calendar.ts'
import type { Address, County } from './county.ts'
import type { HouseholdKind, HouseholdPlan, PlannedMember } from './households.ts'
import type { Origin } from './name-lists.ts'
import { familyName, familyNameFor, givenName, nicknameOf, type Sex, titleFor } from './names.ts'
import { nhsNumberOf } from './nhs-number.ts'
import {
  type CareProvider,
  type Organisations,
  type Practice,
  practiceOfArea,
} from './organisations.ts'
import { chanceOfDeath, chooseEthnicity, type Ethnicity } from './population.ts'
import { chooser, type Random, randomOf, type Seed } from './random.ts'

/** Somebody as they truly are. What each side knows of them is a view (dirt.ts). */
export type Person = {
  /** of truth/people.csv */
  key: string
  index: number
  household: number
  householdKind: HouseholdKind
  sex: Sex
  title: string
  given: string
  middle?: string
  family: string
  /** the family name before marriage, where it changed */
  birthFamily?: string
  /** what others call them */
  knownAs?: string
  birth: Day
  death?: Day
  ethnicity: Ethnicity
  nhsNumber: string
  address: Address
  /** where they lived before, if they moved within two years or so */
  formerAddress?: Address
  mobile?: string
  landline?: string
  email?: string
  practice: Practice
  careHome?: CareProvider
  /** whoever hurt them must not find them */
  restricted?: true
  /** lives in the county next door: no practice and no council of Southmere knows them (visitors.ts) */
  away?: true
}

export type World = {
  seed: Seed
  /** nothing has happened after midnight at the start of this day */
  asOf: Day
  people: number
  /** how far back what is told of them goes */
  historyDays: number
  county: County
  organisations: Organisations
}

/** Of a year, when so many years are asked for. */
export const DAYS_A_YEAR = 365

/** Moved house within the two years: 18 %; assumption, about one household in eleven a year. */
const MOVED_RATE = 0.18
/** Took their husband's name on marrying: assumption. */
const TOOK_NAME_RATE = 0.75
const SAME_BACKGROUND_RATE = 0.88
/** Households whose address is protected on the national register: assumption. */
const RESTRICTED_RATE = 0.0006
const NEAREST_PRACTICE_RATE = 0.8

/**
 * The people of one household; `firstIndex` is the number of the first of them in the whole county.
 */
export function peopleOf(
  world: World,
  plan: HouseholdPlan,
  household: number,
  firstIndex: number,
): Person[] {
  const random = randomOf(world.seed, 'household', household)
  const setting = settingOf(world, random, plan, household)
  const head = backgroundOf(random, plan.members[0]!.age)
  const headFamily = familyName(random, head.origin)
  const people: Person[] = []
  plan.members.forEach((member, place) => {
    const sex = sexOf(random, plan, member, people)
    const own =
      member.role === 'sharer' ||
      (member.role === 'partner' && !random.chance(SAME_BACKGROUND_RATE))
    const background = own ? backgroundOf(random, member.age) : head
    const birth =
      member.twinOf === undefined
        ? birthOf(world, random, member.age)
        : people[member.twinOf]!.birth
    const family = familyOf(random, member, sex, background.origin, headFamily, people)
    people.push(
      onePerson(world, random, {
        index: firstIndex + place,
        household,
        kind: plan.kind,
        sex,
        birth,
        background,
        setting,
        ...family,
        married: member.role === 'partner' || (plan.kind === 'couple' && place === 0),
      }),
    )
  })
  keepTwinsApart(random, plan, people)
  return people
}

type Setting = {
  address: Address
  formerAddress?: Address
  restricted?: true
  practice: Practice
  careHome?: CareProvider
}
type Background = { ethnicity: Ethnicity; origin: Origin }

function settingOf(world: World, random: Random, plan: HouseholdPlan, household: number): Setting {
  const { county, organisations } = world
  const moved = random.chance(plan.kind === 'care home' ? 0.4 : MOVED_RATE)
  const formerAddress = moved ? county.home(random.below(county.capacity)) : undefined
  const careHome =
    plan.kind === 'care home'
      ? random.pick(random.chance(0.4) ? organisations.nursingHomes : organisations.careHomes)
      : undefined
  const home = careHome?.address ?? county.home(household)
  const address = careHome ? { ...home, lines: [careHome.name, ...home.lines] } : home
  const areaIndex = county.areas.indexOf(address.area)
  const practice = random.chance(NEAREST_PRACTICE_RATE)
    ? practiceOfArea(organisations, areaIndex)
    : random.pick(organisations.practices)
  const restricted = careHome === undefined && random.chance(RESTRICTED_RATE) ? true : undefined
  return { address, formerAddress, practice, careHome, restricted }
}

function backgroundOf(random: Random, age: number): Background {
  const ethnicity = chooseEthnicity(random, age)
  return { ethnicity, origin: chooser(ethnicity.origins)(random) }
}

/**
 * Couples are nearly always a woman and a man; the older somebody who lives alone or in a care
 * home, the likelier a woman.
 */
function sexOf(random: Random, plan: HouseholdPlan, member: PlannedMember, others: Person[]): Sex {
  if (member.role === 'partner') {
    const same = random.chance(0.02)
    return (others[0]!.sex === 'female') === same ? 'female' : 'male'
  }
  if (plan.kind === 'lone parent' && member.role === 'head')
    return random.chance(0.85) ? 'female' : 'male'
  if (plan.kind === 'alone' || plan.kind === 'care home') {
    const female = member.age < 60 ? 0.42 : Math.min(0.75, 0.52 + (member.age - 60) * 0.006)
    return random.chance(female) ? 'female' : 'male'
  }
  return random.chance(member.role === 'child' ? 0.488 : 0.5) ? 'female' : 'male'
}

function birthOf(world: World, random: Random, age: number): Day {
  return world.asOf - 1 - Math.floor((age + random.next()) * 365.2425)
}

function familyOf(
  random: Random,
  member: PlannedMember,
  sex: Sex,
  origin: Origin,
  headFamily: string,
  others: Person[],
): { family: string; birthFamily?: string } {
  if (member.role === 'sharer') return { family: familyNameFor(familyName(random, origin), sex) }
  const family = familyNameFor(headFamily, sex)
  const married =
    member.role === 'partner' || (sex === 'female' && member.role !== 'child' && member.age >= 28)
  if (!married || member.role === 'child') return { family }
  const maiden = familyNameFor(familyName(random, origin), sex)
  const partnersDiffer = member.role === 'partner' && others[0]!.sex !== sex
  if (sex === 'female' && random.chance(TOOK_NAME_RATE)) return { family, birthFamily: maiden }
  // A husband beside a head of the household who is his wife: her name is his.
  if (partnersDiffer && sex === 'male' && random.chance(TOOK_NAME_RATE)) return { family }
  return { family: member.role === 'partner' ? maiden : family }
}

function onePerson(
  world: World,
  random: Random,
  about: {
    index: number
    household: number
    kind: HouseholdKind
    sex: Sex
    birth: Day
    background: Background
    setting: Setting
    family: string
    birthFamily?: string
    married: boolean
  },
): Person {
  const { index, sex, birth, background, setting, family, birthFamily } = about
  const birthYear = partsOf(birth).year
  const age = ageOn(birth, world.asOf)
  const given = givenName(random, background.origin, sex, birthYear)
  const middle = random.chance(0.55)
    ? givenName(random, background.origin, sex, birthYear - 20)
    : undefined
  const death =
    age >= 18 && random.chance(chanceOfDeath(age, world.historyDays / DAYS_A_YEAR))
      ? world.asOf - 1 - random.below(world.historyDays - 1)
      : undefined
  return {
    key: `p${String(index + 1).padStart(7, '0')}`,
    index,
    household: about.household,
    householdKind: about.kind,
    sex,
    title: titleFor(random, sex, age, about.married),
    given,
    middle: middle === given ? undefined : middle,
    family,
    birthFamily: birthFamily === family ? undefined : birthFamily,
    knownAs: random.chance(0.5) ? nicknameOf(random, given) : undefined,
    birth,
    death,
    ethnicity: background.ethnicity,
    nhsNumber: nhsNumberOf(world.seed, index),
    ...setting,
    ...contactsOf(random, age, given, family, index),
  }
}

/**
 * Numbers that Ofcom keeps for drama (07700 900xxx, 01632 960xxx): few, so they repeat; and a
 * domain of RFC 2606.
 */
function contactsOf(
  random: Random,
  age: number,
  given: string,
  family: string,
  index: number,
): { mobile?: string; landline?: string; email?: string } {
  const mobile = age >= 11 && random.chance(age < 75 ? 0.93 : 0.6)
  const landline = age >= 30 && random.chance(age < 60 ? 0.25 : 0.75)
  const email = age >= 16 && random.chance(age < 75 ? 0.75 : 0.3)
  const name = `${given}.${family}`
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z.]/g, '')
  return {
    mobile: mobile ? `07700900${String(random.below(1000)).padStart(3, '0')}` : undefined,
    landline: landline ? `01632960${String(random.below(1000)).padStart(3, '0')}` : undefined,
    email: email ? `${name}${(index * 7) % 100}@example.org` : undefined,
  }
}

/** Two children of one name in a house would be a slip of ours, not the dirt of a feed. */
function keepTwinsApart(random: Random, plan: HouseholdPlan, people: Person[]): void {
  const names = new Set<string>()
  people.forEach((person, place) => {
    if (plan.members[place]!.role !== 'child') return
    for (let tries = 0; names.has(person.given) && tries < 20; tries += 1) {
      person.given = givenName(random, 'british', person.sex, partsOf(person.birth).year)
      person.knownAs = undefined
    }
    names.add(person.given)
  })
}

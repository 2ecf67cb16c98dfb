import { type Day, dayOf, partsOf } from './calendar.ts'
import type { Address } from './county.ts'
import type { Sex } from './names.ts'
import { nhsNumberOf } from './nhs-number.ts'
import type { Practice } from './organisations.ts'
import type { Person, World } from './person.ts'
import type { Ethnicity } from './population.ts'
import { type Random, randomOf, type Seed, scatter } from './random.ts'
import { DIRT, type DirtRates, type Feed } from './rates.ts'

/** A person as one feed knows them: right, late or wrong. */
export type View = {
  feed: Feed
  /** the number that this feed gives them */
  id: string
  personKey: string
  /** as the feed holds it: may be absent, mistyped or another person's */
  nhsNumber?: string
  title: string
  given: string
  middle?: string
  family: string
  birth: Day
  death?: Day
  /** dead, and nobody wrote down when */
  deathUndated?: true
  /** the address is safe with nobody (a protected address, as on the national register) */
  restricted?: true
  sex: Sex | 'unknown'
  ethnicity?: Ethnicity
  address: Address
  mobile?: string
  landline?: string
  email?: string
  practice?: Practice
  /** what is wrong with it, for truth/dirt.csv */
  dirt: DirtKind[]
}

/** What a feed has wrong by chance, and what it does not know because it is old or leaves something out. */
export type DirtKind =
  | keyof DirtRates
  | 'deathNotKnown'
  | 'serviceEndNotSent'
  | 'oldList'
  | 'transliterated'
  | 'birthFirstOfJanuary'
  | 'sharedAddress'

const ID_SPACE = 9_000_000
const ID_FIRST = 1_000_000
/** How a feed's own numbers begin, and what keeps them unlike those of the other feeds. */
const NUMBERS: Readonly<Record<Feed, { prefix: string; salt: number }>> = {
  'southmere-gp': { prefix: 'G', salt: 0x1b873593 },
  'mere-general': { prefix: 'H', salt: 0x52dce729 },
  'southmere-council': { prefix: '', salt: 0x38495ab5 },
}

/** `registration` is 1 for the second of two hospital numbers: its own mistakes, and its own id. */
export function viewOf(world: World, person: Person, feed: Feed, registration = 0): View {
  const random = randomOf(world.seed, `${feed} ${registration}`, person.index)
  const rates = DIRT[feed]
  const view = cleanView(world, person, feed, registration)
  spoilNhsNumber(world, random, rates, person, view)
  spoilNames(random, rates, person, view)
  spoilBirth(world, random, rates, view)
  forget(random, rates, person, view)
  spoilDeath(world, random, rates, view)
  return view
}

/** The view that a feed would have if it made no mistakes. */
export function cleanView(world: World, person: Person, feed: Feed, registration = 0): View {
  return {
    feed,
    id: idIn(world.seed, feed, person.index * 2 + registration),
    personKey: person.key,
    nhsNumber: person.nhsNumber,
    title: person.title,
    given: person.given,
    middle: person.middle,
    family: person.family,
    birth: person.birth,
    death: person.death,
    // A council's return has no place for such a mark.
    restricted: feed === 'southmere-council' ? undefined : person.restricted,
    sex: person.sex,
    ethnicity: person.ethnicity,
    address: person.address,
    mobile: person.mobile,
    landline: person.landline,
    email: person.email,
    practice: person.away === true ? undefined : person.practice,
    dirt: [],
  }
}

/** Seven digits, unique within the feed. */
function idIn(seed: Seed, feed: Feed, index: number): string {
  const { prefix, salt } = NUMBERS[feed]
  return `${prefix}${ID_FIRST + scatter(index, ID_SPACE, [seed[0] ^ salt, seed[1]])}`
}

function spoilNhsNumber(
  world: World,
  random: Random,
  rates: DirtRates,
  person: Person,
  view: View,
): void {
  if (random.chance(rates.nhsNumberMissing)) {
    view.nhsNumber = undefined
    view.dirt.push('nhsNumberMissing')
  } else if (random.chance(rates.nhsNumberMistyped)) {
    view.nhsNumber = mistypedNumber(random, person.nhsNumber)
    view.dirt.push('nhsNumberMistyped')
  } else if (random.chance(rates.nhsNumberOfAnother)) {
    const step = random.between(1, 4)
    const next = person.index + step < world.people ? person.index + step : person.index - step
    view.nhsNumber = nhsNumberOf(world.seed, next)
    view.dirt.push('nhsNumberOfAnother')
  }
}

/** One digit wrong: weights 2 to 10 and modulus 11 are chosen so that the check always notices. */
export function mistypedNumber(random: Random, number: string): string {
  const place = random.between(3, 8)
  const digit = (Number(number[place]) + random.between(1, 9)) % 10
  return number.slice(0, place) + String(digit) + number.slice(place + 1)
}

function spoilNames(random: Random, rates: DirtRates, person: Person, view: View): void {
  if (person.birthFamily !== undefined && random.chance(rates.earlierFamily)) {
    view.family = person.birthFamily
    view.dirt.push('earlierFamily')
  }
  if (person.knownAs !== undefined && random.chance(rates.nickname)) {
    view.given = person.knownAs
    view.dirt.push('nickname')
  }
  if (random.chance(rates.givenMistyped)) {
    view.given = mistyped(random, view.given)
    view.dirt.push('givenMistyped')
  }
  if (random.chance(rates.familyMistyped)) {
    view.family = mistyped(random, view.family)
    view.dirt.push('familyMistyped')
  }
  if (random.chance(rates.givenAndFamilySwapped)) {
    const { given, family } = view
    view.given = family
    view.family = given
    view.dirt.push('givenAndFamilySwapped')
  }
  if (view.middle !== undefined && random.chance(rates.middleMissing)) view.middle = undefined
}

/**
 * What fingers do: leave out a letter, double one, swap two, hit the wrong one. Never the first
 * letter.
 */
export function mistyped(random: Random, name: string): string {
  const letters = [...name]
  if (letters.length < 3) return `${name}e`
  const place = random.between(1, letters.length - 2)
  const kind = random.below(4)
  if (kind === 0) letters.splice(place, 1)
  else if (kind === 1) letters.splice(place, 0, letters[place]!)
  else if (kind === 2 && letters[place] !== letters[place + 1]) {
    letters.splice(place, 2, letters[place + 1]!, letters[place]!)
  } else letters[place] = letters[place] === 'a' ? 'e' : 'a'
  return letters.join('')
}

function spoilBirth(world: World, random: Random, rates: DirtRates, view: View): void {
  const { year, month, date } = partsOf(view.birth)
  // A wrong date never lies in the future, nor after the death.
  const latest = view.death ?? world.asOf - 1
  if (random.chance(rates.birthSwapped) && date <= 12 && date !== month) {
    const swapped = dayOf(year, date, month)
    if (swapped > latest) return
    view.birth = swapped
    view.dirt.push('birthSwapped')
  } else if (random.chance(rates.birthMistyped)) {
    const wrong = random.chance(0.5)
      ? dayOf(year + random.pick([-10, -1, 1, 10]), month, Math.min(date, 28))
      : dayOf(year, month, (date % 28) + 1)
    if (wrong > latest || wrong === view.birth) return
    view.birth = wrong
    view.dirt.push('birthMistyped')
  }
}

function forget(random: Random, rates: DirtRates, person: Person, view: View): void {
  if (person.formerAddress !== undefined && random.chance(rates.earlierAddress)) {
    view.address = person.formerAddress
    view.dirt.push('earlierAddress')
  }
  if (random.chance(rates.sexUnknown)) {
    view.sex = 'unknown'
    view.dirt.push('sexUnknown')
  }
  if (random.chance(rates.ethnicityUnknown)) view.ethnicity = undefined
  if (random.chance(rates.contactMissing)) {
    view.mobile = undefined
    view.landline = undefined
    view.email = undefined
  }
}

/** An old extract does not know of a later death; others know of it and not of the day. */
function spoilDeath(world: World, random: Random, rates: DirtRates, view: View): void {
  if (view.death === undefined) return
  const age = view.feed === 'southmere-gp' ? (view.practice?.extractAge ?? 0) : 0
  if (view.death >= world.asOf - age) {
    view.death = undefined
    view.dirt.push('deathNotKnown')
  } else if (random.chance(rates.deathUndated)) {
    view.death = undefined
    view.deathUndated = true
    view.dirt.push('deathUndated')
  }
}

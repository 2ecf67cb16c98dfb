import { alertsOf, type Flag } from './alerts.ts'
import { type AllergyLists, allergyLists } from './allergies.ts'
import { type Attendance, attendancesOf } from './attendances.ts'
import type { Beds } from './beds.ts'
import { ageOn, type Day, onDay } from './calendar.ts'
import { addCarers } from './carers.ts'
import { type Census, stayNow } from './census.ts'
import { councilEventsOf } from './council-care.ts'
import { type CouncilClient, clientOf } from './council-client.ts'
import { CLIENT } from './council-words.ts'
import { type View, viewOf } from './dirt.ts'
import { type Health, healthOf } from './health.ts'
import { pastStaysOf } from './hospital-stays.ts'
import { oldViewOf } from './old-list.ts'
import { type Order, ordersOf } from './orders.ts'
import type { Person, World } from './person.ts'
import type { Quota } from './quota.ts'
import { randomOf } from './random.ts'
import { DOUBLE_REGISTRATION, NOT_REGISTERED } from './rates.ts'
import { addRelatives, type Relative } from './relatives.ts'
import type { Stay } from './stay.ts'
import { mayLiveElsewhere } from './visitors.ts'

/** Two years of a person's life, and what each feed holds of it. */
export type Life = {
  person: Person
  health: Health
  stays: Stay[]
  attendances: Attendance[]
  gp?: View
  /** none, one, or two where the hospital has registered them twice */
  hospital: View[]
  council?: CouncilClient
  /** what the practice and the hospital have written down */
  allergies: AllergyLists
  /** what the hospital gives or gave; what the practice gives is in `health` */
  orders: Order[]
  relatives: Relative[]
  flags: Flag[]
  /** of the stories: the day on which the first visit of home care was missed */
  missedVisit?: Day
}

/** What must be known of everybody before: who lies where, who waits for the council, which numbers are given. */
export type Counters = {
  census: Census
  /** who waits for the council at home */
  waiting: Quota
  /** who of those in hospital lives elsewhere */
  visitors: Quota
  beds: Beds
  nextVisit: () => string
}

/**
 * Outpatients: in the hospital's index without a stay or an attendance in two years. Assumption.
 */
const KNOWN_TO_HOSPITAL = 0.12

export function livesOf(world: World, people: readonly Person[], counters: Counters): Life[] {
  const lives = people.map((person) => lifeOf(world, person, counters))
  const members = lives.map((life) => ({ ...life, client: life.council }))
  addCarers(world, members)
  lives.forEach((life, place) => {
    life.council = members[place]!.client
    if (life.gp === undefined && life.council === undefined && life.hospital.length === 0) {
      if (isInExtract(world, life.person)) life.gp = viewOf(world, life.person, 'southmere-gp')
      else life.hospital.push(viewOf(world, life.person, 'mere-general'))
    }
    life.flags = alertsOf(world, life)
  })
  addRelatives(world, lives)
  return lives
}

function lifeOf(world: World, person: Person, counters: Counters): Life {
  const random = randomOf(world.seed, 'feeds', person.index)
  const health = healthOf(world, person)
  const stays = staysOf(world, person, health, counters)
  mayLiveElsewhere(world, person, stays, counters.visitors)
  const attendances = attendancesOf(world, person, health, stays)
  const isOurs = person.away !== true
  const registered = !random.chance(NOT_REGISTERED) && isInExtract(world, person) && isOurs
  const life: Life = {
    person,
    health,
    stays,
    attendances,
    hospital: [],
    allergies: allergyLists(world, person, health, stays),
    orders: ordersOf(world, stays, health.medicines, randomOf(world.seed, 'orders', person.index)),
    relatives: [],
    flags: [],
  }
  if (registered) life.gp = viewOf(world, person, 'southmere-gp')
  if (stays.length + attendances.length > 0 || random.chance(KNOWN_TO_HOSPITAL))
    register(world, life)
  if (isOurs) life.council = councilOf(world, life, counters)
  return life
}

/** Whoever was born since a practice's last extract is not in it. */
function isInExtract(world: World, { birth, practice }: Person): boolean {
  return birth < world.asOf - practice.extractAge
}

function staysOf(world: World, person: Person, health: Health, counters: Counters): Stay[] {
  const place = counters.census.placeOf(person, health)
  if (place === undefined) return pastStaysOf(world, person, health, world.asOf, counters.nextVisit)
  const now = stayNow(world, person, place)
  now.moves.at(-1)!.location = counters.beds.take(place.specialty)
  const past = pastStaysOf(world, person, health, onDay(now.admittedAt), counters.nextVisit)
  return [...past, { ...now, visit: counters.nextVisit() }]
}

/** A second registration happens at a later visit, and later visits go under either number. */
function register(world: World, life: Life): void {
  const { person, stays, attendances } = life
  const random = randomOf(world.seed, 'registration', person.index)
  life.hospital.push(viewOf(world, person, 'mere-general'))
  if (!random.chance(DOUBLE_REGISTRATION)) {
    const old = oldViewOf(world, person)
    if (old !== undefined) life.hospital.push(old)
    return
  }
  life.hospital.push(viewOf(world, person, 'mere-general', 1))
  for (const stay of stays.slice(1)) if (random.chance(0.5)) stay.registration = 1
  for (const attendance of attendances) {
    attendance.registration = attendance.stay?.registration ?? (random.chance(0.5) ? 1 : 0)
  }
}

function councilOf(
  world: World,
  { person, health, stays }: Life,
  { waiting }: Counters,
): CouncilClient | undefined {
  if (ageOn(person.birth, world.asOf) < 18) return undefined
  const view = viewOf(world, person, 'southmere-council')
  const events = councilEventsOf(world, person, health, stays, waiting, view.id)
  if (events.length === 0) return undefined
  if (events.some(({ endNotSent }) => endNotSent)) view.dirt.push('serviceEndNotSent')
  const random = randomOf(world.seed, 'council client', person.index)
  return { ...clientOf(random, person, health, view, CLIENT.user, world.asOf), events }
}

import { type Attendance, attendancesOf } from './attendances.ts'
import { ageOn } from './calendar.ts'
import { addCarers } from './carers.ts'
import { councilEventsOf } from './council-care.ts'
import { type CouncilClient, clientOf } from './council-client.ts'
import { CLIENT } from './council-words.ts'
import { type View, viewOf } from './dirt.ts'
import { type Health, healthOf } from './health.ts'
import { type Beds, type Stay, staysOf } from './hospital-stays.ts'
import type { Person, World } from './person.ts'
import { randomOf } from './random.ts'
import { DOUBLE_REGISTRATION, NOT_REGISTERED } from './rates.ts'

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
  relatives: Relative[]
  flags: Flag[]
}

/** Somebody whom the GP's record names beside the patient. */
export type Relative = {
  family: string
  given: string
  relationship: string
  code: string
  phone: string
}

/** A warning in the hospital's record. */
export type Flag = { words: string; category: string; since: number }

export type Counters = { beds: Beds; nextVisit: () => string }

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
      life.gp = viewOf(world, life.person, 'southmere-gp')
    }
  })
  return lives
}

function lifeOf(world: World, person: Person, counters: Counters): Life {
  const random = randomOf(world.seed, 'feeds', person.index)
  const health = healthOf(world, person)
  const stays = staysOf(world, person, health, counters.beds, counters.nextVisit)
  const attendances = attendancesOf(world, person, health, stays)
  const registered = !random.chance(NOT_REGISTERED)
  const life: Life = { person, health, stays, attendances, hospital: [], relatives: [], flags: [] }
  if (registered) life.gp = viewOf(world, person, 'southmere-gp')
  if (stays.length + attendances.length > 0 || random.chance(KNOWN_TO_HOSPITAL))
    register(world, life)
  life.council = councilOf(world, life)
  return life
}

/** A second registration happens at a later visit, and later visits go under either number. */
function register(world: World, life: Life): void {
  const { person, stays, attendances } = life
  const random = randomOf(world.seed, 'registration', person.index)
  life.hospital.push(viewOf(world, person, 'mere-general'))
  if (!random.chance(DOUBLE_REGISTRATION)) return
  life.hospital.push(viewOf(world, person, 'mere-general', 1))
  for (const stay of stays.slice(1)) if (random.chance(0.5)) stay.registration = 1
  for (const attendance of attendances) {
    attendance.registration = attendance.stay?.registration ?? (random.chance(0.5) ? 1 : 0)
  }
}

function councilOf(world: World, { person, health, stays }: Life): CouncilClient | undefined {
  if (ageOn(person.birth, world.asOf) < 18) return undefined
  const view = viewOf(world, person, 'southmere-council')
  const events = councilEventsOf(world, person, health, stays, view.id)
  if (events.length === 0) return undefined
  const random = randomOf(world.seed, 'council client', person.index)
  return { ...clientOf(random, person, health, view, CLIENT.user, world.asOf), events }
}

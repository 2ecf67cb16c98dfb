import {
  bandOf,
  EMERGENCY_REASONS,
  hourOfArrival,
  PLANNED_REASONS,
  type Reason,
  reasonAt,
} from './admission-reasons.ts'
import { ageOn, at, type Day, MINUTES_A_DAY, type Minute, onDay } from './calendar.ts'
import { reasonOnPathway } from './delay-reasons.ts'
import type { Health } from './health.ts'
import { delayDays, expectedDays, nightsUntilReady, pathwayOf } from './leaving.ts'
import type { Person, World } from './person.ts'
import { chooser, type Random, randomOf } from './random.ts'
import { DELAY_ODDS, rateAt, STAYS_A_YEAR } from './rates.ts'
import type { Move, Pathway, Stay } from './stay.ts'
import { type Location, placeIn, type Specialty, type Ward } from './wards.ts'

/**
 * Stays of less than a night have no ready date (England counts stays of one night and more).
 * Share: assumption.
 */
const SAME_DAY = 0.28
const CANCELLED = 0.02
/** Stays whose ready date nobody wrote down: assumption. */
const NOT_WRITTEN = 0.03
/** The share of deaths that happen in a hospital bed: assumption. */
const DIES_IN_HOSPITAL = 0.42
/** Brings the whole to LEFT_ON_READY_DAY with DELAY_ODDS; found by generating 300,000 people. */
const DELAY_BASE = 0.078
/**
 * How many on pathways 1 to 3 need something of the council; the rest is health care at home.
 * Assumption.
 */
export const COUNCIL_SHARE: readonly [number, number, number, number] = [0, 0.65, 0.6, 0.9]

const chooseEmergency = ([0, 1, 2] as const).map((band) =>
  chooser(EMERGENCY_REASONS.map((reason) => [reason, reason.weights[band]] as const)),
)
const choosePlanned = ([0, 1, 2] as const).map((band) =>
  chooser(PLANNED_REASONS.map((reason) => [reason, reason.weights[band]] as const)),
)

/** Stays that were over by `until`: as-of, or the day on which the person came in who is in now (census.ts). */
export function pastStaysOf(
  world: World,
  person: Person,
  health: Health,
  until: Day,
  nextVisit: () => string,
): Stay[] {
  const random = randomOf(world.seed, 'stays', person.index)
  const end = Math.min(person.death ?? until, until)
  const start = Math.max(person.birth, world.asOf - world.historyDays)
  const stays: Stay[] = []
  let free = at(start, 0)
  for (const { emergency, day } of arrivals(random, person, health, start, end)) {
    const arrived = emergency
      ? at(day, hourOfArrival(random), random.below(60))
      : at(day, 7, random.below(90))
    if (arrived < free) continue
    const stay = oneStay(world, random, person, emergency, arrived)
    const over = stay.leftAt ?? stay.cancelledAt!
    if (onDay(over) >= end) continue
    stays.push({
      ...stay,
      visit: nextVisit(),
      expected: expectedDays(random, stay, at(world.asOf, 0)),
    })
    free = over + MINUTES_A_DAY
  }
  const last = lastStay(world, random, person, free, nextVisit)
  return last === undefined ? stays : [...stays, last]
}

type Arrival = { emergency: boolean; day: Day }

function arrivals(random: Random, person: Person, health: Health, start: Day, end: Day): Arrival[] {
  const rates = rateAt(STAYS_A_YEAR, ageOn(person.birth, end))
  const years = Math.max(0, end - start) / 365.25
  const draw = (emergency: boolean, rate: number): Arrival[] =>
    Array.from({ length: random.poisson(rate * years) }, () => ({
      emergency,
      day: start + Math.floor(random.next() * (end - start)),
    }))
  const found = [
    ...draw(true, rates.emergency * health.frailty),
    ...draw(false, rates.planned * Math.min(2, health.frailty)),
  ]
  return found.sort((left, right) => left.day - right.day)
}

/** A stay that has begun, of which nothing more is known. */
export function begunStay(
  world: World,
  emergency: boolean,
  reason: Reason,
  admittedAt: Minute,
  moves: Move[],
): Stay {
  const ward = world.organisations.wards.find(({ specialty }) => specialty === reason.specialty)!
  return {
    visit: '',
    registration: 0,
    method: emergency ? '22' : '11',
    emergency,
    reason,
    consultant: ward.consultant,
    admittedAt,
    moves,
    expected: [],
    delays: [],
    died: false,
    needsCouncil: false,
  }
}

export function oneStay(
  world: World,
  random: Random,
  person: Person,
  emergency: boolean,
  admittedAt: Minute,
): Stay {
  const age = ageOn(person.birth, onDay(admittedAt))
  const band = bandOf(age)
  const reason = reasonAt((emergency ? chooseEmergency : choosePlanned)[band]!, random, age)
  const moves = movesOf(world, random, emergency, band, reason, admittedAt)
  const stay = begunStay(world, emergency, reason, admittedAt, moves)
  if (random.chance(CANCELLED)) {
    stay.moves.length = 1
    stay.cancelledAt = admittedAt + random.between(20, 240)
  } else if (emergency && random.chance(SAME_DAY)) {
    stay.moves.length = 1
    const midnight = at(onDay(admittedAt) + 1, 0) - 1
    stay.leftAt = Math.min(midnight, admittedAt + random.between(150, 700))
  } else planLeaving(random, person, stay, age, reason.length)
  return stay
}

/**
 * Through the acute medical unit to a ward, mostly; straight to the ward for children and planned
 * care.
 */
function movesOf(
  world: World,
  random: Random,
  emergency: boolean,
  band: 0 | 1 | 2,
  reason: Reason,
  admittedAt: Minute,
): Move[] {
  const own: Specialty = band === 0 ? 'children' : reason.specialty!
  const first = emergency && band > 0 ? 'acute' : own
  const moves: Move[] = [{ at: admittedAt, location: anyBed(world, random, first) }]
  if (first !== own && random.chance(0.8)) {
    moves.push({
      at: admittedAt + random.between(240, 1800),
      location: anyBed(world, random, own),
    })
  }
  if (random.chance(0.1)) {
    moves.push({
      at: moves.at(-1)!.at + random.between(600, 4000),
      location: anyBed(world, random, own),
    })
  }
  return moves
}

export function anyBed(world: World, random: Random, specialty: Specialty): Location {
  const ward: Ward = random.pick(
    world.organisations.wards.filter((one) => one.specialty === specialty),
  )
  return placeIn(ward.name, random.below(ward.beds))
}

/** When they are ready, by which pathway, what holds them up and when they leave. */
function planLeaving(
  random: Random,
  person: Person,
  stay: Stay,
  age: number,
  length: number,
): void {
  const nights = nightsUntilReady(stay.emergency, age, length, random.normal())
  const readyDay = onDay(stay.admittedAt) + nights
  const atHome = person.householdKind !== 'care home'
  const pathway = atHome && age >= 18 ? pathwayOf(random, age) : 0
  const delay = random.chance(DELAY_BASE * DELAY_ODDS[pathway]) ? delayDays(random) : 0
  stay.readyAt = at(readyDay, random.between(9, 13), random.below(60))
  stay.pathway = pathway
  stay.leftAt = at(readyDay + delay, random.between(14, 20), random.below(60))
  const last = stay.moves.findIndex(({ at: moved }) => moved >= stay.readyAt!)
  if (last > 0) stay.moves.length = last
  stay.delays.push(...delaysFrom(random, pathway, readyDay + 1, readyDay + delay))
  stay.needsCouncil = random.chance(COUNCIL_SHARE[pathway])
  if (stay.delays.length === 0 && random.chance(NOT_WRITTEN)) {
    stay.readyAt = undefined
    stay.pathway = undefined
    stay.needsCouncil = false
  }
}

/** Why somebody is still there: from the day after they were ready; again after each week, when it may have changed. */
export function delaysFrom(
  random: Random,
  pathway: Pathway,
  first: Day,
  last: Day,
): Stay['delays'] {
  const delays: Stay['delays'] = []
  for (let day = first; day <= last; day += 7) {
    delays.push({
      at: at(day, 9, random.below(90)),
      reason: reasonOnPathway(random, pathway).words,
    })
  }
  return delays
}

/** A stay that ends in death, for those who die in hospital: the last days of their life. */
function lastStay(
  world: World,
  random: Random,
  person: Person,
  free: Minute,
  nextVisit: () => string,
): Stay | undefined {
  if (person.death === undefined || !random.chance(DIES_IN_HOSPITAL)) return undefined
  const admittedAt = at(
    person.death - random.between(1, 16),
    hourOfArrival(random),
    random.below(60),
  )
  if (admittedAt < free || onDay(admittedAt) < world.asOf - world.historyDays) return undefined
  const age = ageOn(person.birth, person.death)
  const band = bandOf(age)
  const reason = reasonAt(chooseEmergency[band]!, random, age)
  const leftAt = at(person.death, random.below(24), random.below(60))
  const moves = movesOf(world, random, true, band, reason, admittedAt)
  const stay = begunStay(
    world,
    true,
    reason,
    admittedAt,
    moves.filter(({ at: moved }) => moved < leftAt),
  )
  return { ...stay, visit: nextVisit(), leftAt, died: true }
}

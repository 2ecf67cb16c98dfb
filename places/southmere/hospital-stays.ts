import {
  bandOf,
  DELAY_REASONS,
  EMERGENCY_REASONS,
  hourOfArrival,
  PLANNED_REASONS,
  type Reason,
} from './admission-reasons.ts'
import { ageOn, at, type Day, MINUTES_A_DAY, type Minute, onDay } from './calendar.ts'
import type { Health } from './health.ts'
import { HOSPITAL, WARDS } from './organisations.ts'
import { HISTORY_DAYS, type Person, type World } from './person.ts'
import { chooser, type Random, randomOf } from './random.ts'
import {
  DELAY_BANDS,
  DELAY_ODDS,
  LONG_DELAY_FROM,
  LONG_DELAY_SHARE,
  MEAN_DELAY_DAYS,
  PATHWAYS,
  rateAt,
  STAYS_A_YEAR,
} from './rates.ts'

export type Pathway = 0 | 1 | 2 | 3
export type Move = { at: Minute; location: Location }
export type Location = { ward: string; bay: number; bed: number }

/** A stay in Mere General; what had not happened by as-of is not in it. */
export type Stay = {
  /** unique: PV1-19 */
  visit: string
  /** 0, or 1 where it was recorded under the second hospital number */
  registration: 0 | 1
  emergency: boolean
  reason: Pick<Reason, 'words' | 'snomed'>
  consultant: number
  admittedAt: Minute
  /** the first is where they were admitted */
  moves: Move[]
  /** recorded in error, or the person was sent home before the bed was taken */
  cancelledAt?: Minute
  readyAt?: Minute
  pathway?: Pathway
  /** why they were still there, each from the day on which it was written down */
  delays: { at: Minute; reason: string }[]
  /** absent while they are still in */
  leftAt?: Minute
  died: boolean
  /** with a care package waiting or starting: the council hears of these */
  needsCouncil: boolean
}

/** The beds in which people lie now: nobody shares one. Small: one number a ward. */
export type Beds = { take(ward: string): Location }

/**
 * Stays of less than a night have no ready date (England counts stays of one night and more).
 * Share: assumption.
 */
const SAME_DAY = 0.28
const CANCELLED = 0.02
/** The share of deaths that happen in a hospital bed: assumption. */
const DIES_IN_HOSPITAL = 0.42
/** Brings the whole to LEFT_ON_READY_DAY with DELAY_ODDS; found by generating 300,000 people. */
const DELAY_BASE = 0.0544
/**
 * How many on pathways 1 to 3 need something of the council; the rest is health care at home.
 * Assumption.
 */
const COUNCIL_SHARE: readonly [number, number, number, number] = [0, 0.3, 0.5, 0.9]

const chooseDelay = ([0, 1, 2, 3] as const).map((pathway) =>
  chooser(DELAY_REASONS.map(({ words, weights }) => [words, weights[pathway]] as const)),
)
const chooseEmergency = ([0, 1, 2] as const).map((band) =>
  chooser(EMERGENCY_REASONS.map((reason) => [reason, reason.weights[band]] as const)),
)
const choosePlanned = ([0, 1, 2] as const).map((band) =>
  chooser(PLANNED_REASONS.map((reason) => [reason, reason.weights[band]] as const)),
)
const choosePathway = {
  under65: chooser(PATHWAYS.under65.map((share, pathway) => [pathway as Pathway, share] as const)),
  from65: chooser(PATHWAYS.from65.map((share, pathway) => [pathway as Pathway, share] as const)),
}
const chooseBand = chooser([
  ...DELAY_BANDS.map((band) => [band, band.share] as const),
  [undefined, LONG_DELAY_SHARE] as const,
])

export function bedsOf(): Beds {
  const taken = new Map<string, number>()
  return {
    take(ward) {
      const number = taken.get(ward) ?? 0
      taken.set(ward, number + 1)
      // Bay 2 of every ward is left to the people of the stories.
      const bay = Math.floor(number / 6)
      return { ward, bay: bay === 0 ? 1 : bay + 2, bed: (number % 6) + 1 }
    },
  }
}

export function staysOf(
  world: World,
  person: Person,
  health: Health,
  beds: Beds,
  nextVisit: () => string,
): Stay[] {
  const random = randomOf(world.seed, 'stays', person.index)
  const end = person.death ?? world.asOf
  const start = Math.max(person.birth, world.asOf - HISTORY_DAYS)
  const stays: Stay[] = []
  let free = at(start, 0)
  for (const { emergency, day } of arrivals(random, person, health, start, end)) {
    const arrived = emergency
      ? at(day, hourOfArrival(random), random.below(60))
      : at(day, 7, random.below(90))
    if (arrived < free) continue
    const stay = oneStay(random, person, emergency, arrived, nextVisit)
    if (person.death !== undefined && endDay(stay, world) >= person.death) continue
    stays.push(upTo(world, stay, beds))
    free = (stay.leftAt ?? stay.cancelledAt ?? stay.admittedAt) + MINUTES_A_DAY
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

function oneStay(
  random: Random,
  person: Person,
  emergency: boolean,
  admittedAt: Minute,
  nextVisit: () => string,
): Stay {
  const age = ageOn(person.birth, onDay(admittedAt))
  const band = bandOf(age)
  const reason = (emergency ? chooseEmergency : choosePlanned)[band]!(random)
  const stay: Stay = {
    visit: nextVisit(),
    registration: 0,
    emergency,
    reason,
    consultant: WARDS.findIndex(({ name }) => name === reason.ward),
    admittedAt,
    moves: movesOf(random, emergency, band, reason, admittedAt),
    delays: [],
    died: false,
    needsCouncil: false,
  }
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
  random: Random,
  emergency: boolean,
  band: 0 | 1 | 2,
  reason: Reason,
  admittedAt: Minute,
): Move[] {
  const ward = band === 0 ? 'Ward 2' : reason.ward
  const first = emergency && band > 0 ? 'Ward 1' : ward
  const moves: Move[] = [{ at: admittedAt, location: anyBed(random, first) }]
  if (first !== ward && random.chance(0.8)) {
    moves.push({ at: admittedAt + random.between(240, 1800), location: anyBed(random, ward) })
  }
  if (random.chance(0.1)) {
    moves.push({ at: moves.at(-1)!.at + random.between(600, 4000), location: anyBed(random, ward) })
  }
  return moves
}

function anyBed(random: Random, ward: string): Location {
  const bays = WARDS.find(({ name }) => name === ward)!.bays
  return { ward, bay: random.between(1, bays), bed: random.between(1, 6) }
}

/** When they are ready, by which pathway, what holds them up and when they leave. */
function planLeaving(
  random: Random,
  person: Person,
  stay: Stay,
  age: number,
  length: number,
): void {
  const usual = (stay.emergency ? (age < 65 ? 2 : 5.2) : 1) * length
  const nights = 1 + Math.floor(usual * Math.exp(0.85 * random.normal()))
  const readyDay = onDay(stay.admittedAt) + nights
  const atHome = person.householdKind !== 'care home'
  const pathway = (
    atHome && age >= 18 ? choosePathway[age < 65 ? 'under65' : 'from65'](random) : 0
  ) as Pathway
  const delay = random.chance(DELAY_BASE * DELAY_ODDS[pathway]) ? delayDays(random) : 0
  stay.readyAt = at(readyDay, random.between(9, 13), random.below(60))
  stay.pathway = pathway
  stay.leftAt = at(readyDay + delay, random.between(14, 20), random.below(60))
  stay.needsCouncil = random.chance(COUNCIL_SHARE[pathway])
  const last = stay.moves.findIndex(({ at: moved }) => moved >= stay.readyAt!)
  if (last > 0) stay.moves.length = last
  // Why, from the day after; again after each week, when it may have changed.
  for (let day = readyDay + 1; day <= readyDay + delay; day += 7) {
    stay.delays.push({ at: at(day, 9, random.below(90)), reason: chooseDelay[pathway]!(random) })
  }
}

/**
 * At least one day; the bands of rates.ts, and a long tail whose mean makes the whole mean the
 * published one.
 */
export function delayDays(random: Random): number {
  const band = chooseBand(random)
  if (band !== undefined) return random.between(band.from, band.to)
  return LONG_DELAY_FROM + Math.floor(random.exponential(LONG_TAIL))
}

const LONG_TAIL = longTail()

function longTail(): number {
  const short = DELAY_BANDS.reduce((sum, { from, to, share }) => sum + (share * (from + to)) / 2, 0)
  // Half a day more, because whole days are cut down from the drawn wait.
  return (MEAN_DELAY_DAYS - short) / LONG_DELAY_SHARE - LONG_DELAY_FROM + 0.5
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
  if (admittedAt < free || onDay(admittedAt) < world.asOf - HISTORY_DAYS) return undefined
  const reason = chooseEmergency[bandOf(ageOn(person.birth, person.death))]!(random)
  const leftAt = at(person.death, random.below(24), random.below(60))
  return {
    visit: nextVisit(),
    registration: 0,
    emergency: true,
    reason,
    consultant: WARDS.findIndex(({ name }) => name === reason.ward),
    admittedAt,
    moves: movesOf(
      random,
      true,
      bandOf(ageOn(person.birth, person.death)),
      reason,
      admittedAt,
    ).filter(({ at: moved }) => moved < leftAt),
    delays: [],
    leftAt,
    died: true,
    needsCouncil: false,
  }
}

function endDay(stay: Stay, world: World): Day {
  return onDay(stay.leftAt ?? stay.cancelledAt ?? at(world.asOf, 0))
}

/**
 * Cuts off what had not happened by the start of as-of; whoever is still in lies in a bed of their
 * own.
 */
function upTo(world: World, stay: Stay, beds: Beds): Stay {
  const now = at(world.asOf, 0)
  if (stay.cancelledAt !== undefined && stay.cancelledAt >= now) stay.cancelledAt = undefined
  if (stay.leftAt !== undefined && stay.leftAt < now) return stay
  if (stay.cancelledAt !== undefined) return stay
  stay.leftAt = undefined
  stay.moves = stay.moves.filter(({ at: moved }) => moved < now)
  stay.delays = stay.delays.filter(({ at: written }) => written < now)
  if (stay.readyAt !== undefined && stay.readyAt >= now) {
    stay.readyAt = undefined
    stay.pathway = undefined
  }
  const last = stay.moves.at(-1)!
  last.location = beds.take(last.location.ward)
  return stay
}

export function locationText({ ward, bay, bed }: Location): string {
  return `${ward}^Bay ${bay}^Bed ${bed}^${HOSPITAL.code}`
}

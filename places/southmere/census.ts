import {
  bandOf,
  EMERGENCY_REASONS,
  hourOfArrival,
  PLANNED_REASONS,
  type Reason,
  reasonAt,
} from './admission-reasons.ts'
import { ageOn, at, type Day, type Minute, onDay } from './calendar.ts'
import { chooseReasonNow, type DelayReason, earlierReason } from './delay-reasons.ts'
import type { Health } from './health.ts'
import { anyBed, begunStay, COUNCIL_SHARE } from './hospital-stays.ts'
import { expectedDays, nightsUntilReady } from './leaving.ts'
import type { Person, World } from './person.ts'
import { quotaOf } from './quota.ts'
import { chooser, type Random, randomOf } from './random.ts'
import { PATHWAYS_WAITING, rateAt, STAYS_A_YEAR, WAITED_BANDS } from './rates.ts'
import type { Move, Pathway, Stay } from './stay.ts'
import {
  fromAge,
  inWardsNow,
  mayLieIn,
  readyShareOf,
  SPECIALTIES,
  type Specialty,
} from './wards.ts'

/** Where somebody lies now, and whether they could leave. */
export type Place = { specialty: Specialty; waiting?: Waiting }
type Waiting = { reason: DelayReason; turn: number }

/**
 * Who is in hospital on the morning of as-of. As many as the beds say (wards.ts), at every size and for every seed:
 * drawn one by one they would be 12 in one place and 24 in the next. Each kind of ward has a quota (quota.ts), and so
 * has who of them is ready.
 */
export type Census = { placeOf(person: Person, health: Health): Place | undefined }

/**
 * Need for a bed, summed over all who may lie on that kind of ward, per person of the county: found by generating
 * 300,000 people.
 */
const NEED = { children: 0.0094, from18: 0.0895, from35: 0.0789, from70: 0.0453 }
/**
 * Up to this size nobody made by chance waits in hospital for the council for longer than those of the stories do: a
 * list of ten then begins with people whom one can look up here.
 */
const SMALL = { people: 20_000, councilDays: 3 }
/** The golden section: each step falls into the widest gap that the steps before it left. */
const GOLDEN = 0.6180339887

export function censusOf(world: World): Census {
  const random = randomOf(world.seed, 'census', 0)
  const wards = SPECIALTIES.map((specialty) => {
    const lying = inWardsNow(specialty, world.people)
    const all = world.people * needFor(specialty)
    return {
      specialty,
      places: quotaOf(lying / all, random.next()),
      ready: quotaOf(readyShareOf(specialty), random.between(4, 9) / 10),
    }
  })
  let turn = random.below(100)
  const waiting = (): Waiting => {
    turn += 1
    return { reason: chooseReasonNow({ next: () => (turn * GOLDEN) % 1 }), turn }
  }
  return {
    placeOf(person, health) {
      if (person.death !== undefined || person.birth >= world.asOf - 1) return undefined
      const age = ageOn(person.birth, world.asOf)
      const need = rateAt(STAYS_A_YEAR, age).emergency * health.frailty
      const open = wards.filter(({ specialty }) => mayLieIn(specialty, age))
      for (const { places } of open) places.add(need)
      const due = open.find(({ places }) => places.take())
      if (due === undefined) return undefined
      due.ready.add(1)
      return { specialty: due.specialty, waiting: due.ready.take() ? waiting() : undefined }
    },
  }
}

/** Need for a bed of all who may lie there, a person of the county. */
function needFor(specialty: Specialty): number {
  if (specialty === 'children') return NEED.children
  return NEED[fromAge(specialty) >= 70 ? 'from70' : fromAge(specialty) >= 35 ? 'from35' : 'from18']
}

const chooseWaited = chooser(WAITED_BANDS.map((band) => [band, band.share] as const))
const reasonsOn = new Map(SPECIALTIES.map((specialty) => [specialty, reasonChoosers(specialty)]))

/** The stay of somebody who has a place: begun, not over. Bed and visit number are for the caller to give. */
export function stayNow(world: World, person: Person, { specialty, waiting }: Place): Stay {
  const random = randomOf(world.seed, 'now', person.index)
  const age = ageOn(person.birth, world.asOf)
  const reason = reasonAt(reasonsOn.get(specialty)![bandOf(age)]!, random, age)
  const emergency = EMERGENCY_REASONS.includes(reason)
  const waited = waiting === undefined ? 0 : daysWaited(world, random, waiting)
  const nights = nightsUntilReady(emergency, age, reason.length, random.normal() + 0.85)
  const short = specialty === 'acute' || specialty === 'planned' || specialty === 'children'
  const before =
    waiting === undefined
      ? Math.floor(random.next() * (short ? Math.min(3, nights) : nights))
      : nights
  const days = Math.max(1, Math.min(before + waited + 1, world.asOf - person.birth))
  const came = cameOn(random, emergency, world.asOf - days)
  const moves = movesTo(world, random, specialty, emergency, came)
  const stay = begunStay(world, emergency, reason, came, moves)
  stay.consultant = world.organisations.wards.find((one) => one.specialty === specialty)!.consultant
  if (waiting !== undefined) wait(random, stay, waiting.reason, world.asOf, waited)
  if (isSmall(world) && waited > SMALL.councilDays) stay.needsCouncil = false
  stay.expected = expectedDays(random, stay, at(world.asOf, 0))
  return stay
}

/** On the acute medical unit lies whoever came in unplanned; elsewhere what the ward is for. By age (bandOf). */
function reasonChoosers(specialty: Specialty): ((random: Random) => Reason)[] {
  const anything = specialty === 'acute' || specialty === 'children'
  const fitting = [...EMERGENCY_REASONS, ...PLANNED_REASONS].filter((reason) =>
    anything ? EMERGENCY_REASONS.includes(reason) : reason.specialty === specialty,
  )
  return ([0, 1, 2] as const).map((band) =>
    chooser(fitting.map((reason) => [reason, reason.weights[band]] as const)),
  )
}

function daysWaited(world: World, random: Random, { reason, turn }: Waiting): number {
  const { from, to } = chooseWaited(random)
  const days = random.between(from, to)
  const capped = isSmall(world) && reason.holder === 'council'
  return capped ? Math.min(days, 1 + (turn % SMALL.councilDays)) : days
}

function isSmall({ people }: World): boolean {
  return people <= SMALL.people
}

/** Never after the midnight at which as-of begins. */
function cameOn(random: Random, emergency: boolean, day: Day): Minute {
  return emergency
    ? at(day, Math.min(21, hourOfArrival(random)), random.below(60))
    : at(day, 7, random.below(90))
}

/** Through the acute medical unit to the ward, as in the past; the last bed is put in by the caller. */
function movesTo(
  world: World,
  random: Random,
  specialty: Specialty,
  emergency: boolean,
  came: Minute,
): Move[] {
  const own = anyBed(world, random, specialty)
  const moved = Math.min(came + random.between(240, 1800), at(world.asOf, 0) - 30)
  const through = emergency && specialty !== 'acute' && specialty !== 'children'
  if (!through || moved < came + 60) return [{ at: came, location: own }]
  return [
    { at: came, location: anyBed(world, random, 'acute') },
    { at: moved, location: own },
  ]
}

/** Ready so many days ago; why still here is written down on the same day, and again when it changes. */
function wait(random: Random, stay: Stay, reason: DelayReason, asOf: Day, waited: number): void {
  const ready = Math.max(asOf - waited, onDay(stay.admittedAt) + 1)
  const pathway = pathwayFor(random, reason)
  stay.readyAt = at(ready, random.between(9, 12), random.below(60))
  stay.pathway = pathway
  stay.needsCouncil = reason.holder === 'council' || random.chance(COUNCIL_SHARE[pathway])
  const longest = Math.min(reason.longest ?? waited, waited)
  const changed = waited > 6 || longest < waited
  const since = changed ? asOf - random.between(Math.min(2, longest), longest) : ready
  const onTheDay = at(ready, 15, random.below(60))
  if (since === ready) {
    stay.delays.push({ at: onTheDay, reason: reason.words })
    return
  }
  const before = earlierReason(random, pathway).words
  stay.delays.push({ at: onTheDay, reason: before })
  stay.delays.push({ at: at(since, 9, random.below(90)), reason: reason.words })
}

function pathwayFor(random: Random, { pathways }: DelayReason): Pathway {
  const table = pathways.map((pathway) => [pathway, PATHWAYS_WAITING[pathway]] as const)
  return chooser(table)(random)
}

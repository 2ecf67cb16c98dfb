import { ATTENDANCE_REASONS, bandOf, hourOfArrival, type Reason } from './admission-reasons.ts'
import { ageOn, at, type Minute } from './calendar.ts'
import type { Health } from './health.ts'
import type { Person, World } from './person.ts'
import { chooser, type Random, randomOf } from './random.ts'
import { rateAt, STAYS_A_YEAR } from './rates.ts'
import { COMING_MOST, comingOn } from './signals.ts'
import type { Stay } from './stay.ts'

/** A visit to the emergency department. */
export type Attendance = {
  arrivedAt: Minute
  leftAt: Minute
  /** 1 where it was recorded under the second hospital number */
  registration: 0 | 1
  reason: Pick<Reason, 'words' | 'snomed'>
  /** the stay that it led to */
  stay?: Stay
}

/**
 * Emergency stays that begin in the emergency department (admission method 21); the others are sent in by a GP (22).
 * Assumption.
 */
const BEGINS_HERE = 0.75

const chooseReason = ([0, 1, 2] as const).map((band) =>
  chooser(ATTENDANCE_REASONS.map((reason) => [reason, reason.weights[band]] as const)),
)
export function attendancesOf(
  world: World,
  person: Person,
  health: Health,
  stays: readonly Stay[],
): Attendance[] {
  const random = randomOf(world.seed, 'attendances', person.index)
  const found = stays
    .filter(({ emergency }) => emergency && random.chance(BEGINS_HERE))
    .map((stay) => ledTo(random, stay, at(person.birth, 0)))
  const end = person.death ?? world.asOf
  const start = Math.max(person.birth, world.asOf - world.historyDays)
  const age = ageOn(person.birth, end)
  const rate = rateAt(STAYS_A_YEAR, age).attendances * Math.sqrt(health.frailty)
  const count = random.poisson((rate * COMING_MOST * Math.max(0, end - start)) / 365.25)
  for (let one = 0; one < count; one += 1) {
    const day = start + Math.floor(random.next() * (end - start))
    const arrivedAt = at(day, hourOfArrival(random), random.below(60))
    if (!random.chance(comingOn(world, day) / COMING_MOST)) continue
    const leftAt = arrivedAt + Math.floor(60 + random.exponential(130))
    if (leftAt >= at(end, 0) || stays.some((stay) => overlaps(stay, arrivedAt, leftAt))) continue
    found.push({ arrivedAt, leftAt, registration: 0, reason: chooseReason[bandOf(age)]!(random) })
  }
  return found.sort((left, right) => left.arrivedAt - right.arrivedAt)
}

function ledTo(random: Random, stay: Stay, birth: Minute): Attendance {
  const arrivedAt = Math.max(birth, stay.admittedAt - random.between(70, 600))
  stay.method = '21'
  return { arrivedAt, leftAt: stay.admittedAt, registration: 0, reason: stay.reason, stay }
}

function overlaps(stay: Stay, arrivedAt: Minute, leftAt: Minute): boolean {
  const end = stay.leftAt ?? stay.cancelledAt ?? Number.POSITIVE_INFINITY
  return leftAt >= stay.admittedAt - 600 && arrivedAt <= end
}

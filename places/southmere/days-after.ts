import { hourOfArrival } from './admission-reasons.ts'
import { ageOn, at, type Day, isoDay, MINUTES_A_DAY, type Minute, onDay } from './calendar.ts'
import { viewOf } from './dirt.ts'
import type { ExtractFiles } from './extract-files.ts'
import { everybody } from './generate.ts'
import { delaysFrom, oneStay } from './hospital-stays.ts'
import { delayDays, expectedDays, nightsUntilReady, pathwayOf } from './leaving.ts'
import type { Life } from './life.ts'
import { answerAgain } from './opt-outs.ts'
import type { World } from './person.ts'
import { type Random, randomOf } from './random.ts'
import { rateAt, STAYS_A_YEAR } from './rates.ts'
import { reviewsOf } from './reviews.ts'
import { isOpen, type Stay } from './stay.ts'
import { storyOf } from './story-people.ts'
import { writeCaseloadAfter } from './write-caseload.ts'
import { cldPeriods, writeClient } from './write-cld.ts'
import { staffOf } from './write-council-record.ts'
import { writeDaily } from './write-daily.ts'
import { writeGpRecord } from './write-fhir.ts'
import { eventsOf, messageOf } from './write-hl7.ts'
import { writeVisitsAfter } from './write-visits.ts'

/**
 * What happens in the county after the morning of as-of, from day to day: who is in hospital gets ready and leaves, and
 * others come. Each person has one stream for it, begun at as-of, so that the days up to the tenth are the same whether
 * they are asked for at once or one by one. People of the stories stay as they are: they can be looked up.
 *
 * @param from the first day to be told, as-of or later
 * @param until the morning up to which everything is told
 * @yields how many people there are so far
 */
export function* writeDaysAfter(
  world: World,
  from: Day,
  until: Day,
  files: ExtractFiles,
): Generator<number> {
  const later: World = { ...world, asOf: until }
  // Of quarters that were told whole, nothing is told again.
  const periods = cldPeriods(later)
    .filter(({ end }) => end >= from)
    .map((period) => ({
      ...period,
      path: `council/cld-${period.name}-to-${isoDay(period.end)}.csv`,
    }))
  const { workers } = staffOf(world)
  let people = 0
  for (const lives of everybody(world)) {
    for (const life of lives) {
      if (life.council !== undefined) writeClient(life.council, periods, files)
      writeDaily(world, life, workers, { from, until }, files)
      answerAgain(world, life, files)
      writeVisitsAfter(later, life, from, files)
      writeCaseloadAfter(later, life, from, files)
      if (storyOf(life.person) !== undefined) continue
      // Their practice sends them anew: it has heard from the hospital.
      if (writeStaysAfter(world, life, { from, until }, files)) writeGpRecord(later, life, files)
    }
    people += lives.length
    yield people
  }
}

type Days = { from: Day; until: Day }

/** Whether anything was told. */
function writeStaysAfter(
  world: World,
  life: Life,
  { from, until }: Days,
  files: ExtractFiles,
): boolean {
  let some = false
  const stays = staysAfter(world, life, until)
  const segments = randomOf(world.seed, 'segments after', life.person.index)
  const view = (stay: Stay) =>
    life.hospital[stay.registration] ?? viewOf(world, life.person, 'mere-general')
  const begins = at(world.asOf, 0)
  for (const stay of stays) {
    const told = eventsOf(stay, reviewsOf(stay, world.asOf, until))
    const events = told.filter((event) => event.at >= begins && event.at < at(until, 0))
    for (const [place, event] of events.entries()) {
      const control = `MA${stay.visit}.${place}`
      const later = { ...world, asOf: onDay(event.at) + 1 }
      const message = messageOf(later, segments, life, view(stay), stay, event, control)
      if (onDay(event.at) < from) continue
      files.write(`hospital/adt-${isoDay(onDay(event.at))}.hl7`, message)
      some = true
    }
  }
  return some
}

/**
 * The wards of a small county are stretched at as-of (wards.ts), and would be as empty as it makes them a week later:
 * up to this size so many more come, so that on any day some twenty are in and six of them wait.
 */
const SMALL = 20_000
const STRETCHED = 1.7
/** Of those who get ready after as-of, how many wait then: assumption. */
const WAITS = 0.3

/** How the stay goes on that is open at as-of, and the stays that begin after it. */
export function staysAfter(world: World, life: Life, until: Day): Stay[] {
  const { person, health, stays: before } = life
  if (person.death !== undefined) return []
  const random = randomOf(world.seed, 'after', person.index)
  const stays: Stay[] = []
  let free = at(world.asOf, 0)
  const open = before.find(isOpen)
  if (open !== undefined) {
    const stay = goOn(random, world, life, open)
    stays.push(stay)
    free = stay.leftAt! + MINUTES_A_DAY
  }
  const rates = rateAt(STAYS_A_YEAR, ageOn(person.birth, world.asOf))
  const yearly = rates.emergency * health.frailty * (world.people > SMALL ? 1 : STRETCHED)
  for (let count = 1; yearly > 0; count += 1) {
    const day = onDay(free) + Math.floor(random.exponential(365.25 / yearly))
    if (day >= until) return stays
    const came = Math.max(free, at(day, hourOfArrival(random), random.below(60)))
    const visit = `W${String(person.index).padStart(7, '0')}${count}`
    const begun = { ...oneStay(world, random, person, true, came), visit }
    const words = randomOf(world.seed, `expected ${visit}`, person.index)
    const stay = { ...begun, expected: expectedDays(words, begun, begun.leftAt ?? came) }
    stays.push(stay)
    free = (stay.leftAt ?? stay.cancelledAt!) + MINUTES_A_DAY
  }
  return stays
}

/** Who waits goes when the wait is over; who is not ready gets ready first. What was said before as-of stays said. */
function goOn(random: Random, world: World, { person }: Life, stay: Stay): Stay {
  const age = ageOn(person.birth, world.asOf)
  const waits = stay.readyAt !== undefined
  const nights = waits ? 0 : nightsUntilReady(stay.emergency, age, 1, random.normal()) - 1
  const pathway = stay.pathway ?? pathwayOf(random, age)
  const readyAt: Minute =
    stay.readyAt ?? at(world.asOf + nights, random.between(9, 13), random.below(60))
  const delay = waits || random.chance(WAITS) ? delayDays(random) : 0
  const leaves = world.asOf + nights + delay
  const more = delaysFrom(random, pathway, world.asOf + nights + 1, leaves)
  return {
    ...stay,
    readyAt,
    pathway,
    delays: [...stay.delays, ...more],
    leftAt: at(leaves, random.between(14, 20), random.below(60)),
  }
}

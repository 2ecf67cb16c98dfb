import { ageOn, type Day } from './calendar.ts'
import { lowLevel, reablement } from './care-packages.ts'
import { assessmentTold, type Draft, shortService } from './council-drafts.ts'
import { ASSESSMENT, METHOD, OUTCOME, ROUTE } from './council-words.ts'
import type { Health } from './health.ts'
import type { Person, World } from './person.ts'
import { type Quota, quotaOf } from './quota.ts'
import { chooser, type Random, randomOf } from './random.ts'
import { REQUESTS_A_YEAR, REQUESTS_FROM_HOSPITAL, rateAt, WAITING_FOR_COUNCIL } from './rates.ts'
import { answeredAfter } from './signals.ts'

/**
 * What comes of a request by somebody new, per cent (England 2014-15, the last year for which this
 * was published in these words: universal services or signposting 31, nothing 28, ongoing low level
 * 16, short term to maximise independence 12, long term 8; the rest other. NHS Digital, Community
 * Care Statistics). Long-term support is drawn by itself, below.
 */
const chooseOutcome = chooser([
  ['advice', 31],
  ['nothing', 28],
  ['low level', 16],
  ['reablement', 12],
  ['other', 5],
] as const)
const chooseRefusal = chooser([
  [OUTCOME.none, 5],
  [OUTCOME.declined, 3],
  [OUTCOME.selfFunded, 2],
  [OUTCOME.health, 1],
] as const)

/**
 * Brings the requests of the frail and the well together to the published numbers; found by
 * generating 300,000 people.
 */
const ASKS = { under65: 1.2, from65: 0.62 }

/**
 * Chance to ask of everybody who may wait, per person of the county: found by generating 300,000 people.
 */
const ASKING = 0.0386
const chooseWait = chooser([
  ['assessment', 50],
  ['service', 30],
  ['reablement', 20],
] as const)
const SETTLED_DAYS = 60
/** How long they have waited so far at home, in days: assumption. Nobody waits longer than half a year. */
const WAITED = { mean: 30, least: 2, most: 180 }

/** As many wait for the council at home as in England for their size, at every size (quota.ts). */
export function waitingQuota(world: World): Quota {
  const start = randomOf(world.seed, 'waiting', 0).next()
  return quotaOf(WAITING_FOR_COUNCIL / ASKING, start)
}

/** Whether it is this one who waits at home for what the council has said yes to. */
export function isNext(world: World, person: Person, health: Health, waiting: Quota): boolean {
  if (person.careHome !== undefined || person.death !== undefined) return false
  waiting.add(rateAt(REQUESTS_A_YEAR, ageOn(person.birth, world.asOf)).share * health.frailty)
  return waiting.take()
}

/** Asked, told yes, and nothing has come of it so far: no assessment, or no service. */
export function waitingNow(world: World, random: Random, person: Person, drafts: Draft[]): void {
  const days = Math.min(WAITED.most, WAITED.least + Math.floor(random.exponential(WAITED.mean)))
  const since = world.asOf - days
  const age = ageOn(person.birth, world.asOf)
  const kind = chooseWait(random)
  if (kind !== 'service') {
    const asked = since - random.between(0, 9)
    const outcome = kind === 'assessment' ? OUTCOME.assessment : OUTCOME.reablement
    drafts.push(requestTold(asked, since, age, outcome))
    return
  }
  const assessed = since - random.between(1, 8)
  const asked = assessed - random.between(7, 40)
  drafts.push(
    requestTold(asked, asked + random.between(0, 4), age, OUTCOME.assessment),
    assessmentTold(assessed, since, ASSESSMENT.long, METHOD.user, OUTCOME.planning),
  )
}

function requestTold(start: Day, end: Day, age: number, outcome: string): Draft {
  return {
    type: 'Request',
    start,
    end,
    description: 'Asked for help',
    route: age < 19 ? ROUTE.transition : ROUTE.community,
    outcome,
  }
}

/**
 * Those who were new to support at the time, and what came of their asking. Nobody asks anew in the weeks before it is
 * `settled`: by support that lasts, or by being in hospital.
 */
export function requests(
  world: World,
  random: Random,
  person: Person,
  health: Health,
  settled: Day | undefined,
  drafts: Draft[],
): void {
  if (person.careHome) return
  const age = ageOn(person.birth, world.asOf)
  const rate =
    rateAt(REQUESTS_A_YEAR, age).share *
    (1 - REQUESTS_FROM_HOSPITAL) *
    (age < 65 ? ASKS.under65 : ASKS.from65) *
    health.frailty
  const from = Math.max(world.asOf - world.historyDays, person.birth + Math.ceil(18 * 365.25))
  const end = person.death ?? world.asOf
  const count = random.poisson((rate * Math.max(0, end - from)) / 365.25)
  for (let one = 0; one < count; one += 1) {
    const day = from + Math.floor(random.next() * (end - from))
    // These are people new to support.
    if (settled !== undefined && day >= settled - SETTLED_DAYS) continue
    requestByNewcomer(world, random, day, age, drafts)
  }
}

function requestByNewcomer(
  world: World,
  random: Random,
  day: Day,
  age: number,
  drafts: Draft[],
): void {
  const kind = chooseOutcome(random)
  const outcome = {
    advice: OUTCOME.advice,
    nothing: chooseRefusal(random),
    'low level': OUTCOME.planning,
    reablement: OUTCOME.reablement,
    other: random.pick([OUTCOME.elsewhere, OUTCOME.other]),
  }[kind]
  const end = day + answeredAfter(world, day, random.between(0, 9))
  drafts.push(requestTold(day, end, age, outcome))
  if (kind === 'advice' || kind === 'nothing' || kind === 'other') return
  const to = kind === 'reablement' ? OUTCOME.reablement : OUTCOME.planning
  const assessed = end + random.between(1, 10)
  drafts.push(assessmentTold(end + 1, assessed, ASSESSMENT.short, METHOD.user, to))
  const start = end + random.between(11, 25)
  if (kind === 'reablement') shortService(world, random, start, reablement(random), drafts)
  else {
    const what = lowLevel(random)
    drafts.push({
      type: 'Service',
      start,
      end: start + random.between(0, 90),
      ...what,
      outcome: OUTCOME.asPlanned,
    })
  }
}

import { ageOn, type Day, onDay } from './calendar.ts'
import {
  careHomePlace,
  communityPackage,
  dayCentre,
  homeCare,
  lowLevel,
  type Package,
  reablement,
  shortHomeCare,
  shortStay,
} from './care-packages.ts'
import type { CouncilEvent } from './council-client.ts'
import { ACHIEVED, ASSESSMENT, METHOD, OUTCOME, REVIEW, ROUTE } from './council-words.ts'
import type { Health } from './health.ts'
import type { Stay } from './hospital-stays.ts'
import { HISTORY_DAYS, type Person, type World } from './person.ts'
import { chooser, type Random, randomOf } from './random.ts'
import {
  COUNCIL_FUNDED_RESIDENTS,
  LONG_TERM_SUPPORT,
  REQUESTS_A_YEAR,
  REQUESTS_FROM_HOSPITAL,
  rateAt,
} from './rates.ts'

/** What a file of the two years could hold: an event that ended before them is not sent again. */
type Draft = Omit<CouncilEvent, 'reference'>

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
const chooseEnd = chooser([
  [OUTCOME.asPlanned, 62],
  [OUTCOME.hospital, 12],
  [OUTCOME.planning, 14],
  [OUTCOME.otherEnd, 12],
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

/** How long people have had support: most for a year or more. Assumptions. */
const MEAN_DAYS_SUPPORTED = 900
const ENDED = 0.15
const MEAN_DAYS_UNCHANGED = 420

/** The council's events of an adult, oldest first; empty for nearly everybody. */
export function councilEventsOf(
  world: World,
  person: Person,
  health: Health,
  stays: readonly Stay[],
  councilId: string,
): CouncilEvent[] {
  if (ageOn(person.birth, world.asOf) < 18) return []
  const random = randomOf(world.seed, 'council', person.index)
  const drafts: Draft[] = []
  const supportedFrom = longTermSupport(world, random, person, health, drafts)
  for (const stay of stays) afterHospital(world, random, stay, supportedFrom, drafts)
  requests(world, random, person, health, supportedFrom, drafts)
  return finish(world, person, councilId, drafts)
}

function longTermSupport(
  world: World,
  random: Random,
  person: Person,
  health: Health,
  drafts: Draft[],
): Day | undefined {
  const has = (id: string) => health.conditions.some(({ kind }) => kind.id === id)
  const age = ageOn(person.birth, person.death ?? world.asOf)
  if (!random.chance(chanceOfSupport(person, health, age, has))) return undefined
  const adult = person.birth + Math.ceil(18 * 365.25)
  const start = Math.max(
    adult + 1,
    world.asOf - 1 - Math.floor(random.exponential(MEAN_DAYS_SUPPORTED)),
  )
  const latest = (person.death ?? world.asOf) - 1
  if (start >= latest) return undefined
  const end = random.chance(ENDED) ? random.between(start + 1, latest) : undefined
  if (start >= world.asOf - HISTORY_DAYS) beginning(random, start, ROUTE.community, drafts)
  chain(random, start, end, latest, drafts, () =>
    person.careHome
      ? careHomePlace(random, person.careHome)
      : communityPackage(world, random, age, has('learning-disability')),
  )
  if (!person.careHome && random.chance(0.15)) {
    drafts.push({
      type: 'Service',
      start,
      end,
      ...dayCentre(random),
      outcome: end === undefined ? undefined : OUTCOME.otherEnd,
    })
  }
  reviews(world, random, start, end ?? latest, drafts)
  return start
}

/**
 * By the published shares, turned towards those who need it; a care-home resident's place is funded
 * or not.
 */
function chanceOfSupport(
  person: Person,
  health: Health,
  age: number,
  has: (id: string) => boolean,
): number {
  if (person.careHome) return COUNCIL_FUNDED_RESIDENTS
  if (age < 65)
    return has('learning-disability') ? 0.42 : has('psychosis') ? 0.12 : 0.0048 * health.frailty
  return Math.min(0.8, rateAt(LONG_TERM_SUPPORT, age).share * 0.62 * health.frailty)
}

/** The request and the assessment that long-term support begins with. */
function beginning(random: Random, start: Day, route: string, drafts: Draft[]): void {
  const assessed = start - random.between(1, 12)
  const asked = assessed - random.between(2, 30)
  drafts.push(
    {
      type: 'Request',
      start: asked,
      end: asked + random.between(0, 2),
      description: 'Asked for help',
      route,
      outcome: OUTCOME.assessment,
    },
    {
      type: 'Assessment',
      start: assessed,
      end: assessed + random.between(0, Math.max(0, start - assessed - 1)),
      description: 'Care Act assessment',
      assessmentType: ASSESSMENT.long,
      method: random.chance(0.4) ? METHOD.both : METHOD.user,
      outcome: OUTCOME.planning,
    },
  )
}

/**
 * Packages one after the other: each change of hours or of kind ends one row and begins the next.
 */
function chain(
  random: Random,
  start: Day,
  end: Day | undefined,
  latest: Day,
  drafts: Draft[],
  next: () => Package,
): void {
  let from = start
  for (;;) {
    const until = from + 30 + Math.floor(random.exponential(MEAN_DAYS_UNCHANGED))
    const last = end === undefined ? until > latest : until >= end
    if (last) {
      drafts.push({
        type: 'Service',
        start: from,
        end,
        ...next(),
        outcome:
          end === undefined
            ? undefined
            : random.pick([OUTCOME.asPlanned, OUTCOME.otherEnd, OUTCOME.selfFunded]),
      })
      return
    }
    drafts.push({ type: 'Service', start: from, end: until, ...next(), outcome: OUTCOME.continued })
    from = until + 1
  }
}

/** About once a year, and now and then in between. */
function reviews(world: World, random: Random, start: Day, latest: Day, drafts: Draft[]): void {
  for (let day = start + 42 + random.below(40); day < latest; day += random.between(300, 420)) {
    if (day < world.asOf - HISTORY_DAYS || random.chance(0.25)) continue
    const planned = random.chance(0.85)
    drafts.push(
      review(random, day, planned ? REVIEW.planned : random.pick([REVIEW.other, REVIEW.carer])),
    )
  }
}

function review(random: Random, day: Day, reason: string): Draft {
  return {
    type: 'Review',
    start: day,
    end: day + random.between(0, 14),
    description: 'Review of support',
    reviewReason: reason,
    achieved: ACHIEVED[random.pick([0, 0, 1, 1, 1, 2])],
    method: random.chance(0.4) ? METHOD.both : METHOD.user,
    outcome: OUTCOME.continued,
  }
}

/**
 * What the council does for somebody who is ready to leave hospital: a request, and what starts
 * when they leave.
 */
function afterHospital(
  world: World,
  random: Random,
  stay: Stay,
  supportedFrom: Day | undefined,
  drafts: Draft[],
): void {
  if (!stay.needsCouncil || stay.readyAt === undefined) return
  const ready = onDay(stay.readyAt)
  if (supportedFrom !== undefined && supportedFrom < ready) {
    drafts.push(review(random, ready, REVIEW.hospital))
    return
  }
  const asked = Math.max(onDay(stay.admittedAt), ready - random.between(0, 2))
  const bed = stay.pathway !== 1
  const toReablement = !bed && random.chance(0.7)
  drafts.push({
    type: 'Request',
    start: asked,
    end: asked + random.between(0, 1),
    description: 'Leaving hospital',
    route: ROUTE.hospital,
    outcome: toReablement
      ? OUTCOME.reablement
      : stay.pathway === 3
        ? OUTCOME.assessment
        : OUTCOME.planning,
  })
  if (stay.leftAt === undefined) return
  const left = onDay(stay.leftAt)
  const home = random.pick(
    random.chance(0.4) ? world.organisations.nursingHomes : world.organisations.careHomes,
  )
  if (stay.pathway === 3) {
    const assessed = random.between(asked, left)
    drafts.push(
      {
        type: 'Assessment',
        start: assessed,
        end: random.between(assessed, left),
        description: 'Care Act assessment',
        assessmentType: ASSESSMENT.long,
        method: METHOD.both,
        outcome: OUTCOME.planning,
      },
      { type: 'Service', start: left, ...careHomePlace(random, home) },
    )
    return
  }
  const what = toReablement
    ? reablement(random)
    : bed
      ? shortStay(random, home)
      : shortHomeCare(world, random)
  shortService(random, left, what, drafts)
}

/** Two to six weeks; then nothing, hospital again, or home care that stays. */
function shortService(random: Random, start: Day, what: Package, drafts: Draft[]): void {
  const end = start + random.between(10, 42)
  const outcome = chooseEnd(random)
  drafts.push({ type: 'Service', start, end, ...what, outcome })
  if (outcome !== OUTCOME.planning || what.provider === undefined) return
  drafts.push(
    {
      type: 'Assessment',
      start: end - 4,
      end: end - random.between(0, 3),
      description: 'Care Act assessment',
      assessmentType: ASSESSMENT.long,
      method: METHOD.user,
      outcome: OUTCOME.planning,
    },
    { type: 'Service', start: end + 1, ...homeCare(random, what.provider, random.between(1, 3)) },
  )
}

function requests(
  world: World,
  random: Random,
  person: Person,
  health: Health,
  supportedFrom: Day | undefined,
  drafts: Draft[],
): void {
  if (person.careHome) return
  const age = ageOn(person.birth, world.asOf)
  const rate =
    rateAt(REQUESTS_A_YEAR, age).share *
    (1 - REQUESTS_FROM_HOSPITAL) *
    (age < 65 ? ASKS.under65 : ASKS.from65) *
    health.frailty
  const from = Math.max(world.asOf - HISTORY_DAYS, person.birth + Math.ceil(18 * 365.25))
  const end = person.death ?? world.asOf
  const count = random.poisson((rate * Math.max(0, end - from)) / 365.25)
  for (let one = 0; one < count; one += 1) {
    const day = from + Math.floor(random.next() * (end - from))
    // These are people new to support.
    if (supportedFrom !== undefined && day >= supportedFrom - 60) continue
    requestByNewcomer(random, day, age, drafts)
  }
}

function requestByNewcomer(random: Random, day: Day, age: number, drafts: Draft[]): void {
  const kind = chooseOutcome(random)
  const outcome = {
    advice: OUTCOME.advice,
    nothing: chooseRefusal(random),
    'low level': OUTCOME.planning,
    reablement: OUTCOME.reablement,
    other: random.pick([OUTCOME.elsewhere, OUTCOME.other]),
  }[kind]
  const end = day + random.between(0, 9)
  drafts.push({
    type: 'Request',
    start: day,
    end,
    description: 'Asked for help',
    route: age < 19 ? ROUTE.transition : ROUTE.community,
    outcome,
  })
  if (kind === 'advice' || kind === 'nothing' || kind === 'other') return
  drafts.push({
    type: 'Assessment',
    start: end + 1,
    end: end + random.between(1, 10),
    description: 'Assessment at home',
    assessmentType: ASSESSMENT.short,
    method: METHOD.user,
    outcome: kind === 'reablement' ? OUTCOME.reablement : OUTCOME.planning,
  })
  const start = end + random.between(11, 25)
  if (kind === 'reablement') shortService(random, start, reablement(random), drafts)
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

/**
 * Cuts at death and at as-of: only services may be open, and what the council had not finished by
 * then it has not sent (exchange-standards section 1.3). Ended before the two years: not sent
 * either.
 */
function finish(world: World, person: Person, councilId: string, drafts: Draft[]): CouncilEvent[] {
  const since = world.asOf - HISTORY_DAYS
  const kept: Draft[] = []
  for (const draft of drafts) {
    const event = { ...draft }
    const last = person.death ?? world.asOf - 1
    if (event.start > last || event.start < person.birth) continue
    if (event.type === 'Service' && (event.end === undefined || event.end > last)) {
      event.end = person.death
      event.outcome = person.death === undefined ? undefined : OUTCOME.died
    }
    if (event.type !== 'Service' && (event.end === undefined || event.end > last)) continue
    if (event.end !== undefined && event.end < since) continue
    kept.push(event)
  }
  kept.sort((left, right) => left.start - right.start)
  return kept.map((draft, place) => ({
    ...draft,
    reference: `${councilId}-${String(place + 1).padStart(2, '0')}`,
  }))
}

import { at, type Day, MINUTES_A_DAY, type Minute, onDay } from './calendar.ts'
import type { CouncilEvent } from './council-client.ts'
import type { Life } from './life.ts'
import type { CareProvider } from './organisations.ts'
import type { World } from './person.ts'
import { chooser, type Random, randomOf } from './random.ts'
import type { Stay } from './stay.ts'

/** A visit of home care: as it was planned, and what came of it by as-of. */
export type HomeVisit = {
  provider: CareProvider
  plannedAt: Minute
  minutes: number
  /** absent while it is still to come */
  outcome?: Outcome
  actualAt?: Minute
  actualMinutes?: number
  reason?: string
}
export type HomeWeek = { provider: CareProvider; monday: Day; planned: number; delivered: number }
type Outcome = 'made' | 'late' | 'missed' | 'cancelled' | 'refused'

/** Told singly for so many days back; before that a row a week. */
const SINGLY_DAYS = 60
/** A rota is known to the end of the next day. */
const AHEAD_DAYS = 2
const TIMES: readonly (readonly (readonly [hour: number, minute: number])[])[] = [
  [],
  [[8, 30]],
  [
    [8, 0],
    [18, 0],
  ],
  [
    [8, 0],
    [12, 30],
    [18, 30],
  ],
  [
    [7, 45],
    [12, 0],
    [16, 30],
    [20, 30],
  ],
]
const CARER_A_DAY = 40
const LATE = { least: 31, most: 95 }
/** What comes of a visit. Assumptions. */
const chooseOutcome = chooser<Outcome>([
  ['made', 935],
  ['late', 35],
  ['missed', 10],
  ['cancelled', 12],
  ['refused', 8],
])
const MISSED = ['no carer came', 'the carer was ill', 'left out of the rota'] as const
const IN_HOSPITAL = 'in hospital'
/** How much of a week's hours is given. Assumption. */
const GIVEN = 0.96

/** Visits that were planned for these days: from the first, to before the second. */
export function visitsOf(world: World, life: Life, from: Day, until: Day): HomeVisit[] {
  const { council, person } = life
  if (council === undefined) return []
  const now = at(world.asOf, 0)
  return council.events.flatMap((event) => {
    if (!isVisited(event)) return []
    const last = Math.min(until - 1, event.end ?? until, person.death ?? until)
    const visits: HomeVisit[] = []
    for (let day = Math.max(from, event.start); day <= last; day += 1) {
      const random = randomOf(world.seed, 'home visits', person.index * 40_009 + day)
      for (const [hour, minute] of TIMES[event.visits]!) {
        const plannedAt = at(day, hour, minute + (person.index % 6) * 5)
        const visit = { provider: event.provider, plannedAt, minutes: minutesOf(event) }
        // While somebody is in hospital nobody is sent.
        if (plannedAt >= now) visits.push(...(stayAt(life, now - 1) === undefined ? [visit] : []))
        else visits.push(...cameOf(random, life, visit))
      }
    }
    return visits
  })
}

/** The day from which visits are told singly: a Monday, so that no week is told in both ways. */
export function singlyFrom({ asOf }: World): Day {
  return mondayOf(asOf - SINGLY_DAYS)
}

/** Visits are planned to the end of the day before this one. */
export function plannedUntil({ asOf }: World): Day {
  return asOf + AHEAD_DAYS
}

/** Whole weeks of home care before the visits that are told singly. */
export function weeksOf(world: World, { council, person }: Life): HomeWeek[] {
  if (council === undefined) return []
  const first = mondayOf(world.asOf - world.historyDays) + 7
  return council.events.flatMap((event) => {
    if (!isVisited(event)) return []
    const last = Math.min(
      singlyFrom(world),
      event.end ?? singlyFrom(world),
      person.death ?? singlyFrom(world),
    )
    const weeks: HomeWeek[] = []
    for (let monday = Math.max(first, mondayOf(event.start) + 7); monday + 7 <= last; monday += 7) {
      const random = randomOf(world.seed, 'home weeks', person.index * 40_009 + monday)
      const planned = (event.visits * 7 * minutesOf(event)) / 60
      const delivered = planned * Math.min(1, GIVEN + random.normal() * 0.03)
      weeks.push({ provider: event.provider, monday, planned, delivered })
    }
    return weeks
  })
}

type Visited = CouncilEvent & { visits: number; provider: CareProvider }

function isVisited(event: CouncilEvent): event is Visited {
  return event.visits !== undefined && event.provider !== undefined
}

function minutesOf({ visits }: Visited): number {
  return visits === 1 ? 45 : 30
}

/** While somebody is in hospital nobody is sent; the first visit that nobody needs is told as cancelled. */
function cameOf(random: Random, life: Life, visit: HomeVisit): HomeVisit[] {
  const outcome = chooseOutcome(random)
  const late = random.between(LATE.least, LATE.most)
  const early = random.between(-10, 15)
  const minutes = Math.max(10, visit.minutes + random.between(-8, 6))
  const away = stayAt(life, visit.plannedAt)
  if (away !== undefined) {
    const first = visit.plannedAt - away.admittedAt < MINUTES_A_DAY / 2
    return first ? [{ ...visit, outcome: 'cancelled', reason: IN_HOSPITAL }] : []
  }
  const told = life.missedVisit
  if (told !== undefined && onDay(visit.plannedAt) === told) {
    const isFirst = visit.plannedAt < at(told, 10)
    if (isFirst) return [{ ...visit, outcome: 'missed', reason: MISSED[0] }]
  }
  if (outcome === 'missed') return [{ ...visit, outcome, reason: random.pick(MISSED) }]
  if (outcome === 'cancelled') return [{ ...visit, outcome, reason: 'family was there' }]
  if (outcome === 'refused') return [{ ...visit, outcome }]
  const actualAt = visit.plannedAt + (outcome === 'late' ? late : early)
  return [{ ...visit, outcome, actualAt, actualMinutes: minutes }]
}

/** The stay in hospital in which somebody is at a time. */
export function stayAt({ stays }: Life, minute: Minute): Stay | undefined {
  return stays.find(
    ({ admittedAt, leftAt, cancelledAt }) =>
      cancelledAt === undefined && admittedAt <= minute && (leftAt ?? Infinity) > minute,
  )
}

/** One of the agency's carers, for a day. */
export function carerOf({ provider, plannedAt }: HomeVisit, personIndex: number): string {
  const one = (onDay(plannedAt) * 7 + personIndex * 3) % CARER_A_DAY
  return `${provider.locationId.slice(-3)}C${String(one + 1).padStart(2, '0')}`
}

/** The Monday of the week in which a day is. */
export function mondayOf(day: Day): Day {
  // 1 January 1970 was a Thursday.
  return day - ((((day + 3) % 7) + 7) % 7)
}

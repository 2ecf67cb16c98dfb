import { ageOn, type Day } from './calendar.ts'
import { careHomePlace, communityPackage, dayCentre, type Package } from './care-packages.ts'
import { assessmentTold, type Draft, review } from './council-drafts.ts'
import { ASSESSMENT, METHOD, OUTCOME, REVIEW, ROUTE } from './council-words.ts'
import type { Health } from './health.ts'
import type { Person, World } from './person.ts'
import type { Random } from './random.ts'
import { COUNCIL_FUNDED_RESIDENTS, LONG_TERM_SUPPORT, rateAt } from './rates.ts'

/** How long people have had support: most for a year or more. Assumptions. */
const MEAN_DAYS_SUPPORTED = 900
const ENDED = 0.15
const MEAN_DAYS_UNCHANGED = 420

/** Adds the long-term support of somebody who has any, and says since when. */
export function longTermSupport(
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
  if (start >= world.asOf - world.historyDays) beginning(random, start, ROUTE.community, drafts)
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
  return Math.min(0.8, rateAt(LONG_TERM_SUPPORT, age).share * 0.25 * health.frailty)
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
    assessmentTold(
      assessed,
      assessed + random.between(0, Math.max(0, start - assessed - 1)),
      ASSESSMENT.long,
      random.chance(0.4) ? METHOD.both : METHOD.user,
      OUTCOME.planning,
    ),
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
    if (day < world.asOf - world.historyDays || random.chance(0.25)) continue
    const planned = random.chance(0.85)
    drafts.push(
      review(random, day, planned ? REVIEW.planned : random.pick([REVIEW.other, REVIEW.carer])),
    )
  }
}

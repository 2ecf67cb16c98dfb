import { type Day, onDay } from './calendar.ts'
import { careHomePlace, homeCare, reablement, shortHomeCare, shortStay } from './care-packages.ts'
import { assessmentTold, type Draft, review, shortService } from './council-drafts.ts'
import { ASSESSMENT, METHOD, OUTCOME, REVIEW, ROUTE } from './council-words.ts'
import type { World } from './person.ts'
import type { Random } from './random.ts'
import type { Stay } from './stay.ts'

/**
 * What the council does for somebody who is ready to leave hospital: a request, and what starts
 * when they leave.
 */
export function afterHospital(
  world: World,
  random: Random,
  stay: Stay,
  supportedFrom: Day | undefined,
  drafts: Draft[],
): void {
  if (!stay.needsCouncil || stay.readyAt === undefined || stay.leftAt === undefined) return
  const ready = onDay(stay.readyAt)
  if (supportedFrom !== undefined && supportedFrom < ready) {
    drafts.push(review(random, ready, REVIEW.hospital))
    return
  }
  const bed = stay.pathway !== 1
  const toReablement = !bed && random.chance(0.7)
  const request = requestFromHospital(random, stay, ready, toReablement)
  const asked = request.start
  drafts.push(request)
  const left = onDay(stay.leftAt)
  const home = random.pick(
    random.chance(0.4) ? world.organisations.nursingHomes : world.organisations.careHomes,
  )
  if (stay.pathway === 3) {
    const assessed = random.between(asked, left)
    const end = random.between(assessed, left)
    drafts.push(assessmentTold(assessed, end, ASSESSMENT.long, METHOD.both, OUTCOME.planning), {
      type: 'Service',
      start: left,
      ...careHomePlace(random, home),
    })
    return
  }
  const what = toReablement
    ? reablement(random)
    : bed
      ? shortStay(random, home)
      : shortHomeCare(world, random)
  shortService(world, random, left, what, drafts)
}

/**
 * What the council has done for somebody who is still in: it was asked, has assessed whom it had the time to assess,
 * and nothing has started. Whose care only waits to start again had some, until they came in.
 */
export function duringStay(
  world: World,
  random: Random,
  stay: Stay,
  supportedFrom: Day | undefined,
  drafts: Draft[],
): void {
  if (!stay.needsCouncil || stay.readyAt === undefined) return
  const came = onDay(stay.admittedAt)
  const ready = onDay(stay.readyAt)
  if (stay.pathway === 0 && supportedFrom === undefined) {
    const what = homeCare(random, random.pick(world.organisations.homeCare), random.between(1, 3))
    const start = came - random.between(90, 600)
    drafts.push({ type: 'Service', start, end: came, ...what, outcome: OUTCOME.hospital })
  }
  const request = requestFromHospital(random, stay, ready, stay.pathway === 1 && random.chance(0.6))
  const asked = Math.min(request.start, world.asOf - 2)
  drafts.push({ ...request, start: asked, end: Math.min(request.end!, world.asOf - 1) })
  const waited = world.asOf - asked
  if (request.outcome !== OUTCOME.assessment || waited < 4 || random.chance(0.4)) return
  const assessed = asked + 1
  const end = random.between(assessed + 1, world.asOf - 1)
  drafts.push(assessmentTold(assessed, end, ASSESSMENT.long, METHOD.both, OUTCOME.planning))
}

function requestFromHospital(random: Random, stay: Stay, ready: Day, toReablement: boolean): Draft {
  const asked = Math.max(onDay(stay.admittedAt), ready - random.between(0, 2))
  const outcome = toReablement
    ? OUTCOME.reablement
    : stay.pathway === 3
      ? OUTCOME.assessment
      : OUTCOME.planning
  return {
    type: 'Request',
    start: asked,
    end: asked + random.between(0, 1),
    description: 'Leaving hospital',
    route: ROUTE.hospital,
    outcome,
  }
}

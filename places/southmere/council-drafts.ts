import type { Day } from './calendar.ts'
import { homeCare, type Package } from './care-packages.ts'
import type { CouncilEvent } from './council-client.ts'
import { ACHIEVED, ASSESSMENT, METHOD, OUTCOME } from './council-words.ts'
import type { World } from './person.ts'
import { chooser, type Random } from './random.ts'

/** What a file of the two years could hold: an event that ended before them is not sent again. */
export type Draft = Omit<CouncilEvent, 'reference'>

const chooseEnd = chooser([
  [OUTCOME.asPlanned, 62],
  [OUTCOME.hospital, 12],
  [OUTCOME.planning, 14],
  [OUTCOME.otherEnd, 12],
] as const)

export function assessmentTold(
  start: Day,
  end: Day,
  assessmentType: string,
  method: string,
  outcome: string,
): Draft {
  const description =
    assessmentType === ASSESSMENT.long ? 'Care Act assessment' : 'Assessment at home'
  return { type: 'Assessment', start, end, description, assessmentType, method, outcome }
}

export function review(random: Random, day: Day, reason: string): Draft {
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

/** Two to six weeks; then nothing, hospital again, or home care that stays. */
export function shortService(
  world: World,
  random: Random,
  start: Day,
  what: Package,
  drafts: Draft[],
): void {
  const end = start + random.between(10, 42)
  const outcome = chooseEnd(random)
  drafts.push({ type: 'Service', start, end, ...what, outcome })
  if (outcome !== OUTCOME.planning) return
  const agency = random.pick(world.organisations.homeCare)
  drafts.push(
    assessmentTold(
      end - 4,
      end - random.between(0, 3),
      ASSESSMENT.long,
      METHOD.user,
      OUTCOME.planning,
    ),
    { type: 'Service', start: end + 1, ...homeCare(random, agency, random.between(1, 3)) },
  )
}

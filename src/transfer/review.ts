import { londonOffset } from '../kernel/index.ts'
import { type Fact, standingFacts } from './fact.ts'
import { DAY_MINUTES, type Minute, minuteOf, timeOf } from './minute.ts'

/** The last time that somebody, or a feed, said whether the criteria to reside are met. */
export type LastReview = {
  readonly at: Minute
  readonly by: string
  /** what it found: they can leave */
  readonly ready: boolean
  /** not since this half of the day began: the criteria are reviewed twice a day */
  readonly due: boolean
}

const HALF = DAY_MINUTES / 2

/** Pure. Undefined where nobody has ever said it. */
export function lastReview(facts: readonly Fact[], now: Minute): LastReview | undefined {
  const last = reviewsOf(facts).findLast(({ at }) => at <= now)
  if (last === undefined) return undefined
  const { fact, at } = last
  return { at, by: fact.by.name, ready: fact.met !== true, due: at < halfOf(now) }
}

type Reviewed = { readonly fact: Fact; readonly at: Minute }
const known = new WeakMap<readonly Fact[], readonly Reviewed[]>()

/** In the order in which they were found: of the same facts, which are never changed, worked out once. */
function reviewsOf(facts: readonly Fact[]): readonly Reviewed[] {
  const before = known.get(facts)
  if (before !== undefined) return before
  const reviews = standingFacts(facts)
    .filter(({ kind }) => kind === 'review')
    .map((fact) => ({ fact, at: reviewedAt(fact) }))
    .sort((a, b) => a.at - b.at)
  known.set(facts, reviews)
  return reviews
}

/** Somebody finds at one time what was so from another; of a feed only the latter is known. */
function reviewedAt({ by, at, learntAt }: Fact): Minute {
  return minuteOf(by.role === 'feed' ? at : learntAt)
}

/** Midnight or noon of London, whichever was last. */
function halfOf(now: Minute): Minute {
  const wall = now + londonOffset(timeOf(now).getTime()) / 60_000
  return now - (wall % HALF)
}

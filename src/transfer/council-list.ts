import { derivedId } from '../kernel/index.ts'
import type { Counted } from '../record/index.ts'
import type { Fact, SaidBy } from './fact.ts'
import { ALWAYS, type Minute, minuteOf, type Span, sureFrom, timeOf, without } from './minute.ts'
import type { Task } from './task.ts'
import type { TaskKind } from './task-kind.ts'

/**
 * What a council has on its own lists of somebody: an assessment that it makes, a package that it looks for, a place in
 * one of its queues. `support`: of a queue that does not say for what.
 */
export const LISTED = [
  'assessment',
  'reablement',
  'home-care',
  'short-stay',
  'care-home',
  'support',
] as const
export type Listed = (typeof LISTED)[number]

const LISTED_WORDS: Readonly<Record<Listed, string>> = {
  assessment: 'an assessment',
  reablement: 'reablement',
  'home-care': 'home care',
  'short-stay': 'a short stay in a care home',
  'care-home': 'a place in a care home',
  support: 'support that it does not say more of',
}

export function listedWords(listed: Listed): string {
  return LISTED_WORDS[listed]
}

/** In which a feed speaks. */
export const FEED_ROLE = 'feed'

/** In councils' words and in those of Client Level Data; the first that fits. What is none of these is no task. */
const WORDS: readonly (readonly [RegExp, Listed])[] = [
  [/assess/i, 'assessment'],
  [/reablement|rehabilitation/i, 'reablement'],
  [/short.(?:stay|term).*(?:care|nursing|residential)|respite/i, 'short-stay'],
  [/care home|nursing|residential/i, 'care-home'],
  [/home care|home support|domiciliary|care at home/i, 'home-care'],
  [/^(?:support|services?|care|package)$/i, 'support'],
]

/** An assessment is on a list from its start to its end; of what is asked for, the list says since when. */
export type Listing = {
  readonly listed: Listed
  readonly from: string
  readonly until?: string
  readonly waitsFor?: string
}

/** Undefined for what is on no list of somebody's council, or is none of the sorts above. */
export function listingOf({
  kind,
  status,
  gone,
  start,
  end,
  asked,
  provider,
}: Counted): Listing | undefined {
  if (gone !== undefined) return undefined
  if (kind === 'assessment') {
    if (start === undefined || (status !== 'active' && status !== 'finished')) return undefined
    return { listed: 'assessment', from: start, ...(end === undefined ? {} : { until: end }) }
  }
  const what = asked?.what.trim() ?? ''
  const listed = WORDS.find(([words]) => words.test(what))?.[1]
  if (asked === undefined || listed === undefined) return undefined
  const { from, until } = asked
  return {
    listed,
    from,
    ...(until === undefined ? {} : { until }),
    ...(provider === undefined ? {} : { waitsFor: provider }),
  }
}

/**
 * Pure: what a council's list says of one thing, as facts of a task of its own word. In the minutes for which others
 * have the same task open it is that task, and holds nothing twice: the list has it before, and goes on with it where a
 * code of the hospital's has moved on, or where what was asked was not needed. What was said to be done is done.
 *
 * @param id of what is counted
 * @param others the tasks of the stay that feeds, people and messages tell of
 */
export function listFacts(
  id: string,
  { from, until, waitsFor }: Listing,
  about: {
    readonly stay: string
    readonly learntAt: string
    readonly by: SaidBy
    readonly kind: TaskKind
    readonly holder: string
  },
  others: readonly Task[],
): Fact[] {
  const { stay, learntAt, by, kind, holder } = about
  const whole: Span = {
    from: minuteOf(from),
    to: until === undefined ? ALWAYS : Math.max(sureFrom(until), sureFrom(from)),
  }
  const taken = others.filter((one) => one.kind === kind).map(spanOf)
  return without(whole, taken)
    .filter(({ to }) => to > sureFrom(from) || to === whole.to)
    .flatMap((part) => {
      const task = derivedId('on a list', id, beginningOf(part.from, whole, from))
      const said = { stay, learntAt, by, task }
      const at = beginningOf(part.from, whole, from)
      const open: Fact = {
        ...{ ...said, id: task, kind: 'open', at, what: kind, holders: [holder] },
        ...(waitsFor === undefined ? {} : { waitsFor }),
      }
      const end = part.to === whole.to ? until : timeOf(part.to).toISOString()
      if (end === undefined) return [open]
      const outcome = part.to === whole.to ? 'done' : 'not-needed'
      const closing = derivedId('off a list', task, end)
      return [open, { ...said, id: closing, kind: 'close', at: end, outcome } satisfies Fact]
    })
}

/** A code that is followed by another was not said to be done. */
function spanOf({ opened, closed, outcome, openedBy }: Task): Span {
  const isDone = outcome === 'done' && openedBy.role !== FEED_ROLE
  return { from: opened, to: closed === undefined || isDone ? ALWAYS : closed }
}

function beginningOf(minute: Minute, whole: Span, from: string): string {
  return minute === whole.from ? from : timeOf(minute).toISOString()
}

import type { Contested, Holding, Waiting } from './clock.ts'
import { type Fact, inOrder, standingFacts } from './fact.ts'
import {
  ALWAYS,
  type Minute,
  minuteOf,
  type Span,
  shared,
  sureFrom,
  sureUntil,
  without,
} from './minute.ts'
import type { StayState } from './stay-cycle.ts'
import { type Task, type TaskRule, tasksOf } from './task.ts'
import type { TaskKind } from './task-kind.ts'
import type { Trouble } from './trouble.ts'

/** When somebody came and left, as the hospital's feed has it. Moments as exactly as they are known. */
export type Told = {
  readonly id: string
  readonly admitted?: string
  /** absent while it goes on */
  readonly left?: string
  readonly over: boolean
}

/** All that is known of one stay, in any order. */
export type StayFacts = Told & {
  /** the other stays of the same person */
  readonly others: readonly Told[]
  readonly facts: readonly Fact[]
  readonly contests: readonly Contested[]
}

/** Since when they can leave, and who says so. */
export type Ready = {
  readonly at: Minute
  readonly fact: string
  /** sides that stand behind this moment, in their order */
  readonly sides: readonly string[]
}

/** A stay as it stands: what a clock runs on, and what a page tells. */
export type Stay = {
  readonly id: string
  readonly admitted?: Minute
  readonly left?: Minute
  readonly state: StayState
  readonly ready?: Ready
  /** each date on which they were expected to leave, as they were said, the last one last */
  readonly expected: readonly Fact[]
  readonly tasks: readonly Task[]
  readonly waiting: Waiting
  readonly troubles: readonly Trouble[]
}

/** Pure: what follows from what is known, as of a minute. */
export function stayOf(
  known: StayFacts,
  rule: TaskRule & { isParty(holder: string): boolean },
  now: Minute = ALWAYS,
): Stay {
  const standing = standingFacts(known.facts)
  const troubles: Trouble[] = []
  const tell = (trouble: Trouble) => void troubles.push(trouble)
  const bed = bedOf(known, tell)
  const readySpans = spansOf(standing)
  const own = readySpans.flatMap(({ sure, to, fact }) => {
    const part = shared(bed, { from: sure, to })
    return part === undefined ? [] : [{ ...part, fact }]
  })
  const first = readySpans[0]
  if (first !== undefined && first.sure <= bed.from && first.from < bed.from)
    tell({ kind: 'ready-before' })
  if (first !== undefined && first.from >= bed.to && bed.from < bed.to)
    tell({ kind: 'ready-after' })
  const overlapping = known.others.filter((other) => isLater(other, known)).map(spanOf)
  if (own.some((span) => overlapping.some((other) => shared(span, other) !== undefined))) {
    tell({ kind: 'two-stays' })
  }
  const spans = own.flatMap(({ fact, ...span }) =>
    without(span, overlapping).map((part) => ({ ...part, fact })),
  )
  const tasks = tasksOf(standing, rule, now)
  troubles.push(...tasks.flatMap((task) => task.troubles))
  const holdings = withoutPrejudice(tasks.flatMap((task) => task.holdings))
  for (const holder of new Set(holdings.flatMap(({ holders }) => holders))) {
    if (!rule.isParty(holder)) tell({ kind: 'no-party', holder })
  }
  for (const { dispute, state, ...span } of known.contests) {
    if (state !== 'open' || spans.some((one) => shared(one, span) !== undefined)) continue
    tell({ kind: 'nothing-contested', dispute })
  }
  const left = known.left === undefined ? undefined : minuteOf(known.left)
  const ready = readyOf(standing, readySpans)
  return {
    id: known.id,
    ...(known.admitted === undefined ? {} : { admitted: minuteOf(known.admitted) }),
    ...(left === undefined ? {} : { left }),
    state: known.over ? 'left' : stateOf(ready),
    ...(ready === undefined ? {} : { ready }),
    expected: standing.filter(({ kind }) => kind === 'expected'),
    tasks,
    waiting: { spans, holdings, contests: known.contests },
    troubles,
  }
}

/**
 * Care starts without prejudice: from when it is to start, who pays holds nobody back any more, whoever it turns out to
 * be.
 */
function withoutPrejudice(holdings: readonly Holding[]): Holding[] {
  const starts = holdings.filter(({ kind }) => kind === 'start-care')
  const began = Math.min(ALWAYS, ...starts.map(({ from }) => from))
  const sure = starts.filter(({ among }) => among === undefined)
  const surely = Math.min(ALWAYS, ...sure.map(({ from }) => from))
  return holdings.flatMap((one) => {
    if (!WHO_PAYS.has(one.kind)) return [one]
    // On the day on which it began nobody says whether who pays held anybody back.
    const many = one.among ?? Math.max(1, one.holders.length)
    const last = { from: Math.max(one.from, began), to: Math.min(one.to, surely) }
    const parts: Holding[] = [
      { ...one, to: Math.min(one.to, began) },
      { ...one, ...last, holders: [], among: many },
    ]
    return parts.filter(({ from, to }) => from < to)
  })
}

/** What only settles who pays. */
const WHO_PAYS: ReadonlySet<TaskKind> = new Set(['funding', 'continuing-care-decision'])

function stateOf(ready: Ready | undefined): StayState {
  if (ready === undefined) return 'staying'
  return ready.sides.length > 1 ? 'agreed' : 'ready'
}

const NO_BED: Span = { from: 0, to: 0 }

/** The minutes in which they were in the bed, as far as they can be counted. */
function bedOf(told: Told, tell: (trouble: Trouble) => void): Span {
  const span = spanOf(told)
  if (told.over && told.left === undefined) {
    tell({ kind: 'end-unknown' })
    return NO_BED
  }
  if (span.to < span.from) {
    tell({ kind: 'ends-first' })
    return NO_BED
  }
  return span
}

function spanOf({ admitted, left, over }: Told): Span {
  const from = admitted === undefined ? 0 : minuteOf(admitted)
  if (left !== undefined) return { from, to: sureUntil(left) }
  return { from, to: over ? from : ALWAYS }
}

/** Began after the other; of two that began in the same minute, one of them always. */
function isLater(a: Told, b: Told): boolean {
  const [left, right] = [spanOf(a).from, spanOf(b).from]
  return left > right || (left === right && a.id > b.id)
}

type ReadySpan = Span & { readonly sure: Minute; readonly fact: string }

/**
 * When they could have left: from each review that finds the criteria to reside not met, to the next that finds them
 * met. Of two reviews of the same minute the one that was learnt last counts. `sure`: from when that is sure, where it
 * is known by its day alone.
 */
function spansOf(standing: readonly Fact[]): ReadySpan[] {
  const reviews = inOrder(standing.filter(({ kind }) => kind === 'review'))
    .map((review) => ({ review, at: minuteOf(review.at) }))
    .sort((a, b) => a.at - b.at)
  const last = reviews.filter(({ at }, place) => reviews[place + 1]?.at !== at)
  const spans: { from: Minute; sure: Minute; to: Minute; fact: string }[] = []
  for (const { review, at } of last) {
    const open = spans.at(-1)
    const isReady = open !== undefined && open.to === ALWAYS
    if (review.met === true && isReady) open.to = at
    if (review.met !== true && !isReady) {
      spans.push({ from: at, sure: sureFrom(review.at), to: ALWAYS, fact: review.id })
    }
  }
  return spans.filter(({ from, to }) => from < to)
}

/** Since when they are ready now; undefined where they are not, or not any more. */
function readyOf(standing: readonly Fact[], spans: readonly ReadySpan[]): Ready | undefined {
  const now = spans.at(-1)
  if (now === undefined || now.to !== ALWAYS) return undefined
  const said = standing.find(({ id }) => id === now.fact)!
  const behind = standing.filter(({ kind, at, met, by }) => {
    if (by.side === '' || minuteOf(at) !== now.from) return false
    return kind === 'confirm' || (kind === 'review' && met !== true)
  })
  const sides = new Set([said, ...behind].map(({ by }) => by.side).filter((side) => side !== ''))
  return { at: now.from, fact: now.fact, sides: [...sides].sort() }
}

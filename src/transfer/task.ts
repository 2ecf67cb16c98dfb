import { isRefusal, isWithoutTime, nextState } from '../kernel/index.ts'
import type { ClockRule, Holding } from './clock.ts'
import type { Fact, Outcome, SaidBy } from './fact.ts'
import { ALWAYS, type Minute, minuteOf, sureFrom } from './minute.ts'
import { type TaskState, taskCycle } from './task-cycle.ts'
import type { TaskKind } from './task-kind.ts'
import type { Trouble } from './trouble.ts'

/** What must happen before somebody leaves, with what was said of it. */
export type Task = {
  readonly id: string
  readonly kind: TaskKind
  readonly state: TaskState
  /** who holds it now, or held it last */
  readonly holders: readonly string[]
  readonly waitsFor?: string
  readonly reason?: string
  /** what asked for it, where a message opened it */
  readonly asking?: string
  readonly opened: Minute
  /** when whoever holds it now came to hold it */
  readonly heldSince: Minute
  readonly closed?: Minute
  readonly outcome?: Outcome
  readonly openedBy: SaidBy
  readonly holdings: readonly Holding[]
  readonly troubles: readonly Trouble[]
}

/** What a task proves that nobody contests: its holder is whoever it names, or only who says so themselves. */
export type Proves = 'named' | 'own-word'
export type TaskRule = Pick<ClockRule, 'clause'> & {
  readonly proves: Proves
  /** a party's side, '' for none and for whoever is no party any more */
  sideOf(holder: string): string
}

/**
 * The tasks that facts tell of, in the order in which they were opened. One whose opening was taken back never was; one
 * that is to be over on a day to come (care that is to begin) is held until then, and open.
 */
export function tasksOf(standing: readonly Fact[], rule: TaskRule, now: Minute = ALWAYS): Task[] {
  const byTask = Map.groupBy(standing, ({ task }) => task ?? '')
  byTask.delete('')
  return [...byTask.values()]
    .flatMap((facts) => taskOf(facts, rule, now) ?? [])
    .sort((a, b) => a.opened - b.opened || (a.id < b.id ? -1 : 1))
}

function taskOf(facts: readonly Fact[], rule: TaskRule, now: Minute): Task | undefined {
  const opening = facts.find(({ kind }) => kind === 'open')
  if (opening === undefined) return undefined
  const opened = minuteOf(opening.at)
  const end = closingOf(facts)
  const closed = end === undefined ? undefined : closedAt(end, opened)
  const surely = end === undefined ? ALWAYS : sureFrom(end.at)
  const hands = handsOf(facts, opening, rule)
  const last = hands.at(-1)!
  const id = opening.task!
  const kind = opening.what!
  const early = surely < opened
  const isOver = closed !== undefined && closed <= now
  const reason = opening.reason === undefined ? {} : { reason: opening.reason }
  const holdings = hands.flatMap((hand, at): Holding[] => {
    const to = Math.min(hands[at + 1]?.from ?? ALWAYS, surely)
    const [from, until] = [Math.min(hand.sureFrom, to), Math.min(closed ?? ALWAYS, to)]
    const own = { task: id, kind, facts: hand.facts, ...reason }
    const many = Math.max(1, hand.holders.length)
    const before = hands[at - 1]?.holders.length ?? 0
    const all: Holding[] = [
      { ...own, from: hand.from, to: from, holders: [], among: Math.max(many, before) },
      { ...own, from, to: until, holders: hand.holders },
      { ...own, from: Math.max(from, until), to, holders: [], among: many },
    ]
    return all.filter((one) => one.from < one.to)
  })
  return {
    id,
    kind,
    state: stateOf(last.taken, isOver ? closed : undefined),
    holders: last.named,
    ...(last.waitsFor === undefined ? {} : { waitsFor: last.waitsFor }),
    ...(opening.reason === undefined ? {} : { reason: opening.reason }),
    ...(opening.asking === undefined ? {} : { asking: opening.asking }),
    opened,
    heldSince: last.since,
    ...(isOver ? { closed, outcome: end!.outcome ?? 'done' } : {}),
    openedBy: opening.by,
    holdings,
    troubles: early ? [{ kind: 'closed-first', task: kind }] : [],
  }
}

/** The first that ends it: whoever closes it again closes nothing. */
function closingOf(facts: readonly Fact[]): Fact | undefined {
  const closings = facts.filter(({ kind }) => kind === 'close')
  return closings.sort((a, b) => minuteOf(a.at) - minuteOf(b.at))[0]
}

/** On the day on which it was opened it is closed after that. */
function closedAt({ at }: Fact, opened: Minute): Minute {
  return isWithoutTime(at) ? Math.max(minuteOf(at), Math.min(opened, sureFrom(at))) : minuteOf(at)
}

function stateOf(taken: boolean, closed: Minute | undefined): TaskState {
  if (closed !== undefined) return 'closed'
  const next = taken ? nextState(taskCycle, 'take', taskCycle.first) : taskCycle.first
  return isRefusal(next) ? taskCycle.first : next
}

/** From when a task is in whose hands. `holders`: as far as it proves them; `named`: as it was said. */
type Hand = {
  from: Minute
  /** of what is known by its day alone, the end of it: whose it was on that day nobody says */
  sureFrom: Minute
  /** when it was handed to them, whenever they took it */
  since: Minute
  named: readonly string[]
  holders: readonly string[]
  waitsFor?: string
  taken: boolean
  facts: readonly string[]
}

/** Each from its minute on, in order; nothing is in anybody's hands before it was opened. */
function handsOf(facts: readonly Fact[], opening: Fact, rule: TaskRule): Hand[] {
  const opened = minuteOf(opening.at)
  const handed = facts
    .filter(({ kind }) => kind === 'hand-over' || kind === 'take')
    .map((fact) => ({ fact, from: Math.max(opened, minuteOf(fact.at)) }))
    .sort((a, b) => a.from - b.from)
  const hands: Hand[] = [given(opening, opened, rule)]
  for (const { fact, from } of handed) {
    const before = hands.at(-1)!
    if (fact.kind === 'hand-over') {
      hands.push(given(fact, from, rule, opening))
      continue
    }
    const own = before.named.filter((holder) => isOf(fact.by, holder, rule))
    if (own.length === 0) continue
    const holders = [...new Set([...before.holders, ...own])].sort()
    const moved = holders.length > before.holders.length ? sureFrom(fact.at) : from
    const sure = Math.max(from, before.sureFrom, moved)
    const facts = [...before.facts, fact.id]
    hands.push({ ...before, from, sureFrom: sure, holders, taken: true, facts })
  }
  return hands
}

function given(fact: Fact, from: Minute, rule: TaskRule, opening = fact): Hand {
  const named = [...(fact.holders ?? [])].sort()
  const own = named.filter((holder) => isOf(fact.by, holder, rule))
  const holders = rule.proves === 'named' ? named : own
  const facts = [...new Set([opening.id, fact.id])]
  return {
    from,
    // What was handed over before it was opened is so from when it is sure to have been opened.
    sureFrom: Math.max(sureFrom(fact.at), minuteOf(fact.at) < from ? sureFrom(opening.at) : from),
    since: from,
    named,
    holders,
    ...(fact.waitsFor === undefined ? {} : { waitsFor: fact.waitsFor }),
    taken: named.length > 0 && own.length === named.length,
    facts,
  }
}

/** Somebody speaks for the party that they work for, and for any other of their side. */
function isOf({ organisation, side }: SaidBy, holder: string, { sideOf }: TaskRule): boolean {
  return organisation === holder || (side !== '' && sideOf(holder) === side)
}

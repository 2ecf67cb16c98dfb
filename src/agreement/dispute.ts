import {
  addDays,
  addWorkingDays,
  dayInLondon,
  isRefusal,
  nextState,
  type PersonId,
  startOfLondonDay,
} from '../kernel/index.ts'
import { type DisputeAct, type DisputeState, disputeCycle } from './dispute-cycle.ts'
import type { Ladder, LadderStep } from './ladder-kind.ts'

/** Something that was said or done about a dispute. The first one opens it. */
export type DisputeFact = {
  readonly act: 'open' | DisputeAct
  readonly at: Date
  readonly side: string
  readonly role: string
  readonly organisation: string
  /** as the log has it: who this was */
  readonly name: string
  readonly words: string
  /** of a proposal, what the room that opened the dispute works by once it is settled, in a form of that room's own */
  readonly terms?: string
}

/** A thing of one room about which the sides differ. */
export type Dispute = {
  readonly id: string
  readonly room: string
  /** what the room calls the thing */
  readonly key: string
  readonly about: string
  /** the source person whom it is about */
  readonly personId?: PersonId
  /** what stands meanwhile, where it is not what the ladder says */
  readonly interim?: string
  readonly facts: readonly DisputeFact[]
}

/** Where a dispute stands. */
export type DisputeStanding = {
  readonly state: DisputeState
  /** its place on the ladder, from 0 */
  readonly step: number
  readonly on: LadderStep
  /** when it came to this step */
  readonly since: Date
  /** the last day of this step, `YYYY-MM-DD`; none where the step has no days */
  readonly due?: string
  /** the last step is over its days, and no step is left to which it could move */
  readonly late: boolean
  readonly ageHours: number
  /** what waits for an answer of the other side */
  readonly proposal?: DisputeFact
  readonly endedAt?: Date
}

/** Where the agreement in effect has no ladder, nobody holds a step. */
export const NO_LADDER: Ladder = {
  id: 'none',
  steps: [{ name: 'no step: the agreement has no ladder', holders: [] }],
  interim: '',
  clause: '',
}

type Place = { readonly step: number; readonly since: Date; readonly counted: string }

/**
 * Where a dispute stands, from what was said and done, the ladder, and the time. When the working days of a step
 * have run out it stands on the next from the day after; a clock that was set back undoes nothing.
 */
export function standingOf(
  facts: readonly DisputeFact[],
  ladder: Ladder,
  now: Date,
): DisputeStanding {
  const [opened] = facts as [DisputeFact]
  let place: Place = { step: 0, since: opened.at, counted: dayInLondon(opened.at) }
  let state: DisputeState = disputeCycle.first
  let proposal: DisputeFact | undefined
  let time = opened.at
  for (const fact of facts.slice(1)) {
    const next = nextState(disputeCycle, fact.act as DisputeAct, state)
    if (isRefusal(next)) continue
    time = later(time, fact.at)
    place = climbed(place, ladder, time)
    if (fact.act === 'move') place = movedUp(place, ladder, time)
    if (fact.act === 'propose') proposal = fact
    if (fact.act === 'decline') proposal = undefined
    state = next
  }
  const ended = state === 'settled' || state === 'withdrawn'
  const until = ended ? time : later(time, now)
  place = climbed(place, ladder, until)
  const on = ladder.steps[place.step]!
  const due = dueDay(place, on)
  return {
    state,
    step: place.step,
    on,
    since: place.since,
    ...(due === undefined ? {} : { due }),
    late: !ended && due !== undefined && dayInLondon(until) > due,
    ageHours: Math.floor((until.getTime() - opened.at.getTime()) / 3_600_000),
    ...(proposal === undefined ? {} : { proposal }),
    ...(ended ? { endedAt: time } : {}),
  }
}

/** What each side says: the last that it said, the side that opened it first. */
export function whatEachSays(facts: readonly DisputeFact[]): DisputeFact[] {
  const said = facts.filter(({ act }) => act === 'open' || act === 'say')
  const sides = [...new Set(said.map(({ side }) => side))]
  return sides.map((side) => said.findLast((fact) => fact.side === side)!)
}

function later(a: Date, b: Date): Date {
  return a < b ? b : a
}

function dueDay({ counted }: Place, { workingDays }: LadderStep): string | undefined {
  return workingDays === undefined ? undefined : addWorkingDays(counted, workingDays)
}

/** Up every step whose days were over by then. The next one counts from the last day of the one before. */
function climbed(place: Place, { steps }: Ladder, time: Date): Place {
  let at = place.step < steps.length ? place : { ...place, step: steps.length - 1 }
  while (at.step < steps.length - 1) {
    const due = dueDay(at, steps[at.step]!)
    if (due === undefined || dayInLondon(time) <= due) break
    at = { step: at.step + 1, since: startOfLondonDay(addDays(due, 1)), counted: due }
  }
  return at
}

function movedUp({ step }: Place, { steps }: Ladder, time: Date): Place {
  return { step: Math.min(step + 1, steps.length - 1), since: time, counted: dayInLondon(time) }
}

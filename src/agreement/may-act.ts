import {
  type Actor,
  isRefusal,
  nextState,
  openMoves,
  type Refusal,
  refuse,
} from '../kernel/index.ts'
import { capital, formatList } from '../shell/index.ts'
import type { Agreement } from './agreement.ts'
import { type Dispute, type DisputeStanding, NO_LADDER, standingOf } from './dispute.ts'
import { type DisputeAct, type DisputeNeed, disputeCycle } from './dispute-cycle.ts'
import type { Ladder, LadderStep } from './ladder-kind.ts'

/** Who acts, on what, as the dispute stands now. */
type Acting = {
  readonly agreement: Agreement
  readonly ladder: Ladder
  readonly dispute: Pick<Dispute, 'facts'>
  readonly standing: DisputeStanding
  readonly actor: Pick<Actor, 'role' | 'side'>
}

/** What a dispute itself, or its ladder, does not leave open to somebody. */
type WhyNotAct = 'no-clause' | 'closed' | 'not-yours' | 'both-sides'

/** The ladder of the agreement in effect; undefined where it has none. */
export function ladderOf(agreement: Agreement | undefined): Ladder | undefined {
  return agreement?.table<Ladder>('ladder')[0]
}

/** Why somebody may not do it; undefined where they may. That a power lets them is asked before. */
export function whyNotAct(
  agreement: Agreement,
  dispute: Pick<Dispute, 'facts'>,
  act: DisputeAct,
  actor: Pick<Actor, 'role' | 'side'>,
  now: Date,
): Refusal<WhyNotAct> | undefined {
  const ladder = ladderOf(agreement)
  const standing = standingOf(dispute.facts, ladder ?? NO_LADDER, now)
  const next = nextState(disputeCycle, act, standing.state)
  if (isRefusal(next)) return next
  if (ladder === undefined) return noLadder()
  const acting = { agreement, ladder, dispute, standing, actor }
  for (const need of disputeCycle.moves[act].needs) {
    const refusal = NEEDS[need](acting)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

/** What somebody may do about a dispute now, as far as the dispute itself goes. */
export function actsOpenTo(
  agreement: Agreement,
  dispute: Pick<Dispute, 'facts'>,
  actor: Pick<Actor, 'role' | 'side'>,
  now: Date,
): DisputeAct[] {
  const { state } = standingOf(dispute.facts, ladderOf(agreement) ?? NO_LADDER, now)
  const open = openMoves(disputeCycle, state)
  return open.filter((act) => whyNotAct(agreement, dispute, act, actor, now) === undefined)
}

export function noLadder(): Refusal<'no-clause'> {
  return refuse('no-clause', 'No clause of the agreement says what happens when partners differ.', {
    next: 'Ask those who keep the agreement to add a clause of kind ladder.',
  })
}

/** Who holds a step, in words: `finance leads and governance leads`, or who mediates. */
export function holderWords(
  agreement: Pick<Agreement, 'table'> | undefined,
  { mediator, holders }: LadderStep,
): string {
  return mediator?.name ?? (holders.length === 0 ? 'nobody' : roleWords(agreement, holders))
}

function roleWords(
  agreement: Pick<Agreement, 'table'> | undefined,
  holders: readonly string[],
): string {
  const roles = agreement?.table<{ id: string; plural: string }>('role') ?? []
  return formatList(
    holders.map((role) => roles.find(({ id }) => id === role)?.plural ?? role.replaceAll('-', ' ')),
  )
}

const NEEDS: Record<DisputeNeed, (acting: Acting) => Refusal<WhyNotAct> | undefined> = {
  side({ agreement, ladder, actor }) {
    if (agreement.sides.some(({ id }) => id === actor.side)) return undefined
    return refuse(
      'not-yours',
      'Only whoever acts for one of the two sides takes part in a dispute.',
      {
        clause: ladder.clause,
      },
    )
  },
  holder({ agreement, ladder, standing: { on }, actor }) {
    if (on.holders.includes(actor.role)) return undefined
    const who = roleWords(agreement, on.holders)
    const where =
      on.mediator === undefined ? `the step “${on.name}”` : `their side before ${on.mediator.name}`
    const verb = on.mediator === undefined ? 'hold' : 'speak for'
    return refuse('not-yours', `By clause ${ladder.clause}, ${who} ${verb} ${where}.`, {
      clause: ladder.clause,
      next: `Ask one of the ${who} of your side. Anybody who takes part may say what their side says.`,
    })
  },
  above({ ladder, standing: { step, on } }) {
    if (step < ladder.steps.length - 1) return undefined
    const sentence = `“${capital(on.name)}” is the last step of the ladder, so it goes no further.`
    return refuse('closed', sentence, { clause: ladder.clause })
  },
  'other-side'({ ladder, standing: { proposal }, actor }) {
    if (proposal?.side !== actor.side) return undefined
    const sentence = 'Your side proposed this settlement; it needs the answer of the other side.'
    return refuse('both-sides', sentence, {
      clause: ladder.clause,
      next: 'Wait for their answer, or propose something else.',
    })
  },
  opener({ ladder, dispute, actor }) {
    if (dispute.facts[0]!.side === actor.side) return undefined
    return refuse('not-yours', 'Only the side that opened a dispute can withdraw it.', {
      clause: ladder.clause,
      next: 'Propose a settlement instead.',
    })
  },
}

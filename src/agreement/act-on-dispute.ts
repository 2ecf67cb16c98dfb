import { isRefusal, type Refusal, refuse, type Viewer } from '../kernel/index.ts'
import { formatDate } from '../shell/index.ts'
import type { CommandContext, Outcome } from '../trail/index.ts'
import type { Agreement } from './agreement.ts'
import { type DisputeFact, standingOf } from './dispute.ts'
import type { DisputeAct, DisputeState } from './dispute-cycle.ts'
import { holderWords, ladderOf, noLadder, whyNotAct } from './may-act.ts'
import { endDispute, insertFact, lockDispute } from './queries-disputes.ts'

/** Where a dispute stands after something was done about it. */
export type Acted = {
  readonly id: string
  readonly state: DisputeState
  readonly step: string
  readonly holder: string
  /** the last day of the step, in words */
  readonly until?: string
  /** the words of the proposal that waits, or with which it was settled */
  readonly proposal?: string
}

/** Why something cannot be done about a dispute. */
export const DISPUTE_REFUSALS = [
  'no-clause',
  'no-such-dispute',
  'closed',
  'not-yours',
  'both-sides',
  'stale',
] as const

export type Acting = Pick<CommandContext, 'tx' | 'viewer' | 'now' | 'announce' | 'entryId'>

/**
 * Does one thing about a dispute, where its life cycle and its ladder let this actor do it. `answers` is the number of
 * the proposal that whoever answers has read: if another has taken its place since, it is `stale`.
 */
export async function actOnDispute(
  { tx, viewer, now, announce, entryId }: Acting,
  agreement: Agreement | undefined,
  id: string,
  act: DisputeAct,
  words: string,
  { answers, terms }: { answers?: number | undefined; terms?: string } = {},
): Promise<Outcome<Acted> | Refusal<(typeof DISPUTE_REFUSALS)[number]>> {
  if (agreement === undefined) return noLadder()
  const dispute = await lockDispute(tx, id)
  if (dispute === undefined) {
    return refuse('no-such-dispute', 'There is no such dispute.', {
      next: 'See the list of what is open.',
      at: '/disputes',
    })
  }
  const { facts, personId } = dispute
  // A clock that was set back does not put what is done now before what was done earlier.
  const at = new Date(Math.max(now.getTime(), facts.at(-1)!.at.getTime()))
  const refusal = whyNotAct(agreement, dispute, act, viewer.actor, at)
  if (isRefusal(refusal)) return refusal
  const { proposal } = standingOf(facts, ladderOf(agreement)!, at)
  if (answers !== undefined && facts[answers - 1] !== proposal) {
    const sentence = 'Another proposal has taken the place of the one that you read.'
    return refuse('stale', sentence, { next: 'Read it again.', at: `/disputes/${id}` })
  }
  const said = factOf(act, viewer, at, words)
  const fact = terms === undefined ? said : { ...said, terms }
  const number = facts.length + 1
  await insertFact(tx, id, number, { actor: viewer.actor.id, entryId }, fact)
  const {
    state,
    on,
    due,
    endedAt,
    proposal: last,
  } = standingOf([...facts, fact], ladderOf(agreement)!, at)
  if (endedAt !== undefined) await endDispute(tx, id, endedAt)
  await announce('dispute', id)
  const result: Acted = {
    id,
    state,
    step: on.name,
    holder: holderWords(agreement, on),
    ...(due === undefined ? {} : { until: formatDate(due, at) }),
    ...(last === undefined ? {} : { proposal: last.words }),
  }
  const { room, key } = dispute
  return {
    result,
    entry: {
      ...{ dispute: id, number, act, at: at.toISOString(), room, key, step: on.name, words },
      ...(terms === undefined ? {} : { terms }),
    },
    about: personId === undefined ? [] : [personId],
  }
}

export function factOf(
  act: DisputeFact['act'],
  { actor }: Viewer,
  at: Date,
  words: string,
): DisputeFact {
  const { side, role, organisation, name } = actor
  return { act, at, side, role, organisation, name, words }
}

/** Where what was done is seen. */
export function disputePath({ id }: { id: string }): string {
  return `/disputes/${id}`
}

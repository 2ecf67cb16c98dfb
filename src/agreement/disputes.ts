import type { Databases } from '../kernel/index.ts'
import type { Agreement } from './agreement.ts'
import {
  type Dispute,
  type DisputeFact,
  type DisputeStanding,
  NO_LADDER,
  standingOf,
  whatEachSays,
} from './dispute.ts'
import { holderWords, ladderOf } from './may-act.ts'
import { readDispute, readDisputes } from './queries-disputes.ts'

/** A dispute with where it stands, by the ladder of the agreement in effect. */
export type DisputeTold = Dispute & {
  readonly standing: DisputeStanding
  /** who holds the present step, in words */
  readonly holder: string
  readonly openedAt: Date
  /** what stands until it is settled, in words */
  readonly stands: string
  /** what each side says now, the side that opened it first */
  readonly says: readonly DisputeFact[]
}

type Reading = {
  readonly databases: Pick<Databases, 'care'>
  readonly agreement: { current(): Agreement | undefined }
  readonly clock: { now(): Date }
}

/** All, or those that are open: the one that is due first stands first, what has ended comes after, newest first. */
export async function listDisputes(
  { databases, agreement, clock }: Reading,
  { open = false } = {},
): Promise<DisputeTold[]> {
  const current = agreement.current()
  const now = clock.now()
  const found = await readDisputes(databases.care.short, open)
  return found.map((dispute) => toldOf(dispute, current, now)).sort(byDue)
}

export async function tellDispute(
  { databases, agreement, clock }: Reading,
  id: string,
): Promise<DisputeTold | undefined> {
  const dispute = await readDispute(databases.care.short, id)
  return dispute && toldOf(dispute, agreement.current(), clock.now())
}

export function toldOf(dispute: Dispute, agreement: Agreement | undefined, now: Date): DisputeTold {
  const ladder = ladderOf(agreement) ?? NO_LADDER
  const standing = standingOf(dispute.facts, ladder, now)
  return {
    ...dispute,
    standing,
    holder: holderWords(agreement, standing.on),
    openedAt: dispute.facts[0]!.at,
    stands: dispute.interim ?? ladder.interim,
    says: whatEachSays(dispute.facts),
  }
}

function byDue(a: DisputeTold, b: DisputeTold): number {
  const [endA, endB] = [a.standing.endedAt, b.standing.endedAt]
  if (endA !== undefined && endB !== undefined) return endB.getTime() - endA.getTime()
  if (endA !== undefined || endB !== undefined) return endA === undefined ? -1 : 1
  const [dueA, dueB] = [a.standing.due ?? '9999', b.standing.due ?? '9999']
  if (dueA !== dueB) return dueA < dueB ? -1 : 1
  return a.openedAt.getTime() - b.openedAt.getTime()
}

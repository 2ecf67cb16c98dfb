import type { Databases, PersonId, Queryable } from '../kernel/index.ts'
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
import {
  readDispute,
  readDisputes,
  readDisputesAbout,
  readDisputesOfRoom,
} from './queries-disputes.ts'

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

/** All that a room has opened, the oldest first, each with where it stands; in whoever's transaction asks. */
export async function disputesOfRoom(
  db: Queryable,
  agreement: Agreement | undefined,
  room: string,
  now: Date,
): Promise<DisputeTold[]> {
  const found = await readDisputesOfRoom(db, room)
  return found.map((dispute) => toldOf(dispute, agreement, now))
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

/** How minutes, money or records stand that partners differ about, for the room that opened it. */
export type DisputeOutcome = {
  readonly id: string
  readonly key: string
  readonly openedAt: Date
  /** `open`: nothing is settled; one that was withdrawn is as if it had never been */
  readonly state: 'open' | 'settled' | 'withdrawn'
  readonly endedAt?: Date
  /** of the proposal with which it was settled, in the form of the room that made it */
  readonly terms?: string
}

/** What a dispute is about; undefined where there is none with that id. */
export async function disputeSubject(
  db: Queryable,
  id: string,
): Promise<Pick<Dispute, 'room' | 'key' | 'personId'> | undefined> {
  return readDispute(db, id)
}

/** What became of what a room has opened about these people, now or as it was known at a time. */
export async function disputesAbout(
  db: Queryable,
  agreement: Agreement | undefined,
  room: string,
  personIds: readonly PersonId[],
  at: Date,
): Promise<DisputeOutcome[]> {
  if (personIds.length === 0) return []
  const ladder = ladderOf(agreement) ?? NO_LADDER
  const found = await readDisputesAbout(db, room, personIds)
  return found.flatMap(({ id, key, facts: all }): DisputeOutcome[] => {
    const facts = all.filter((fact) => fact.at <= at)
    if (facts.length === 0) return []
    const { state, endedAt, proposal } = standingOf(facts, ladder, at)
    const told = { id, key, openedAt: facts[0]!.at, ...(endedAt === undefined ? {} : { endedAt }) }
    if (state === 'withdrawn') return [{ ...told, state }]
    if (state !== 'settled') return [{ ...told, state: 'open' }]
    const { terms } = proposal ?? {}
    return [{ ...told, state, ...(terms === undefined ? {} : { terms }) }]
  })
}

import { type DisputeTold, disputesOfRoom } from '../agreement/index.ts'
import { dayInLondon, daysFromTo, type Pence, type Queryable } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { readAccount } from './account.ts'
import { type Bearer, bearersIn, type Liability } from './liability.ts'
import { liabilitiesOf, type Settlement, settlementsOf } from './queries-liabilities.ts'
import { balancesAt } from './queries-read.ts'

/** As what a dispute about a cost is of. */
export const ROOM = 'fund'

/** A disputed cost with where it stands. */
export type DisputedCost = Liability & {
  /** what of it is paid and in nobody's budget */
  readonly suspense: Pence
  readonly ageDays: number
  /** the last dispute about it: undefined where the log alone knows of one */
  readonly dispute?: DisputeTold
  readonly settlement?: Settlement
  /** who both sides have agreed bears it, where that is not booked yet */
  readonly agreed?: readonly Bearer[]
}

/** Those that are not settled first, the oldest before the others; then what was settled, the newest first. */
export async function disputedCosts(
  place: Pick<Place, 'databases' | 'agreement' | 'clock'>,
): Promise<DisputedCost[]> {
  const db = place.databases.care.short
  const now = place.clock.now()
  const [all, ended] = [await liabilitiesOf(db), await settlementsOf(db)]
  if (all.length === 0) return []
  const disputes = await disputesOfRoom(db, place.agreement.current(), ROOM, now)
  const suspense = new Map<string, Pence>()
  for (const fund of new Set(all.map((one) => one.fund))) {
    for (const [id, { posted }] of await balancesAt(db, { fund })) {
      const account = readAccount(id)
      if (account?.kind !== 'suspense') continue
      suspense.set(account.activity, (suspense.get(account.activity) ?? 0n) + posted)
    }
  }
  const told = all.map(({ entryId: _, ...one }): DisputedCost => {
    const dispute = lastAbout(disputes, one.id)
    const settlement = ended.find(({ liability }) => liability === one.id)
    const { state, proposal } = dispute?.standing ?? {}
    const agreed = state === 'settled' ? bearersIn(proposal?.terms) : []
    const until = settlement === undefined ? now : new Date(settlement.learntAt)
    return {
      ...one,
      suspense: suspense.get(one.id) ?? 0n,
      ageDays: Math.max(0, daysFromTo(one.at, dayInLondon(until))),
      ...(dispute === undefined ? {} : { dispute }),
      ...(settlement === undefined ? {} : { settlement }),
      ...(settlement === undefined && agreed.length > 0 ? { agreed } : {}),
    }
  })
  const open = told.filter(({ settlement }) => settlement === undefined)
  return [...open, ...told.filter((one) => !open.includes(one)).reverse()]
}

/** Where the last dispute about a cost stands, read in the transaction of a command. */
export async function standingOf(
  db: Queryable,
  { agreement }: Pick<Place, 'agreement'>,
  key: string,
  now: Date,
) {
  const all = await disputesOfRoom(db, agreement.current(), ROOM, now)
  const last = lastAbout(all, key)
  if (last === undefined) return undefined
  const { id, standing } = last
  const { state, proposal } = standing
  return {
    ...{ id, state },
    ...(proposal?.terms === undefined ? {} : { terms: proposal.terms }),
    ...(proposal === undefined ? {} : { proposedBy: proposal.side }),
  }
}

/** The one that goes on, or that was settled by parts; else the last. */
function lastAbout(disputes: readonly DisputeTold[], key: string): DisputeTold | undefined {
  const own = disputes.filter((one) => one.key === key)
  const counts = own.find(
    ({ standing: { state, proposal, endedAt } }) =>
      endedAt === undefined || (state === 'settled' && bearersIn(proposal?.terms).length > 0),
  )
  return counts ?? own.at(-1)
}

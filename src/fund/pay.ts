import { z } from 'zod'
import {
  dayInLondon,
  formatPounds,
  isRefusal,
  mayBeDay,
  type Refusal,
  refuse,
} from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { type CommandContext, namedCommand } from '../trail/index.ts'
import { mayCommit } from './authority.ts'
import { type Books, fundOn, openBooks } from './books.ts'
import {
  activityField,
  fundField,
  penceField,
  reasonField,
  schemeField,
  supplierField,
} from './fields.ts'
import { keepTransfers, transfersSaid } from './keep-transfers.ts'
import { givenInTurn } from './origin.ts'
import { RESERVE_REFUSALS } from './reserve.ts'
import { commitmentOf, drawnFor } from './reserve-money.ts'
import { rulesOf } from './rules.ts'
import type { Draft, Transfer } from './transfer.ts'

export const PAY = 'fund.pay'
/** So many are paid together: all of them or none. */
export const PAID_MAX = 500

const payment = z.strictObject({
  scheme: schemeField(),
  pence: penceField(),
  activity: activityField(),
  supplier: supplierField(),
  reason: reasonField(),
})
type Payment = z.output<typeof payment>

const REFUSALS = [...RESERVE_REFUSALS, 'both-sides'] as const
type NotPaid = Refusal<(typeof REFUSALS)[number]>

export type Paid = { readonly transfers: readonly string[]; readonly fund: string }

/** Pays at once what was not set apart before, like what a week’s care comes to: all of a run, or nothing of it. */
export const pay = namedCommand({
  name: PAY,
  says: 'Pays out of schemes what was not set apart before, one payment or a run of them',
  label: 'Pay',
  brief: true,
  basis: { action: PAY, does: 'pay out of schemes of the fund' },
  input: payment.extend({
    fund: fundField(),
    at: mayBeDay('On which day?', 'Left empty, today'),
    also: z
      .array(payment)
      .max(PAID_MAX - 1, `holds more than ${PAID_MAX - 1}`)
      .optional()
      .meta({ label: 'What is paid with it', hidden: true }),
  }),
  refuses: REFUSALS,
  preview: () =>
    'It is written down, and cannot be changed: what is wrong is taken back by a further one.',
  leads: ({ fund }: Paid) => `/fund/${fund}/journal`,
  facts: async (_, { pence, also = [] }) => ({
    pence: also.reduce((sum, each) => sum + each.pence, pence),
  }),
  async run(context, { fund: said, at, also = [], ...first }, place: Place) {
    const payments = [first, ...also]
    const fund = fundOn(rulesOf(place.agreement.current()), at ?? dayInLondon(context.now), said)
    if (isRefusal(fund)) return fund
    const schemes = [...new Set(payments.map(({ scheme }) => scheme))]
    const books = await openBooks(context, place, { fund, schemes })
    if (isRefusal(books)) return books
    const beyond = beyondPower(books, context.viewer.actor.role, payments)
    if (beyond !== undefined) return beyond
    const kept: Transfer[] = []
    const runs = Map.groupBy(payments, ({ scheme, activity }) => JSON.stringify([scheme, activity]))
    for (const run of runs.values()) {
      const drafts = await draftsOf(context, books, run)
      if (isRefusal(drafts)) return drafts
      const some = keepTransfers(context, books, drafts, at)
      if (isRefusal(some)) return some
      kept.push(...some)
    }
    return { result: { transfers: kept.map(({ id }) => id), fund }, entry: transfersSaid(kept) }
  },
})

function beyondPower(
  { fund }: Books,
  role: string,
  payments: readonly Payment[],
): NotPaid | undefined {
  for (const { pence } of payments) {
    const may = mayCommit(fund, role, pence)
    if (isRefusal(may)) return may
    if (may.alone) continue
    return refuse('both-sides', `${formatPounds(pence)} is more than you may commit by yourself.`, {
      clause: may.clause,
      next: 'Set it apart: an officer of each side approves it then.',
    })
  }
  return undefined
}

/** Drawn for all of one scheme and activity together, and given to one payment after the other. */
async function draftsOf(
  context: CommandContext,
  books: Books,
  run: readonly Payment[],
): Promise<Draft[] | NotPaid> {
  const { scheme, activity: said } = run[0]!
  const pence = run.reduce((sum, one) => sum + one.pence, 0n)
  const drawn = await drawnFor(context, books, { scheme, activity: said, pence })
  if (isRefusal(drawn)) return drawn
  const { fund } = books
  const { parts, activity } = drawn
  const given = givenInTurn(
    parts,
    run.map((one) => one.pence),
  )
  return run.flatMap(({ reason, supplier }, at) =>
    given[at]!.map(({ origin, pence: posted }): Draft => {
      const debit = { fund: fund.id, kind: 'spend' as const, origin, scheme, activity: activity.id }
      return {
        ...{ step: 'move', debit, credit: commitmentOf(books, scheme, origin) },
        ...{ posted, reserved: 0n, reason, ...(supplier === undefined ? {} : { supplier }) },
      }
    }),
  )
}

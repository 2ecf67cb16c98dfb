import { z } from 'zod'
import { addDays, isRefusal, type Refusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { fundOn, openBooks } from './books.ts'
import {
  activityField,
  fundField,
  originField,
  penceField,
  periodField,
  reasonField,
  schemeField,
  supplierField,
} from './fields.ts'
import { KEEP_REFUSALS, keepTransfers, transfersSaid } from './keep-transfers.ts'
import { nextPeriod } from './period.ts'
import { commitmentOf, drawnFor } from './reserve-money.ts'
import { rulesOf } from './rules.ts'

export const ACCRUE = 'fund.accrue'

export type Accrued = {
  readonly fund: string
  readonly scheme: string
  readonly transfers: readonly string[]
  /** the day on which it is taken back; '' of the last month of a year */
  readonly back: string
}

/**
 * Books what a scheme had in a month and has not paid: on its last day, and back on the first of the next, so that the
 * payment itself is not counted twice. Both or neither.
 */
export const accrue = namedCommand({
  name: ACCRUE,
  says: 'Accrues what was had in a month and is not paid, and takes it back in the next',
  label: 'Accrue it',
  brief: true,
  basis: { action: ACCRUE, does: 'accrue what a scheme had and has not paid' },
  input: z.strictObject({
    period: periodField(),
    scheme: schemeField(),
    pence: penceField(),
    activity: activityField(),
    reason: reasonField(),
    supplier: supplierField(),
    origin: originField(),
    fund: fundField(),
  }),
  refuses: [...KEEP_REFUSALS, 'no-such-scheme', 'no-clause'],
  preview: ({ back }: Accrued) =>
    back === ''
      ? 'It is booked on the last day of the year, and stays.'
      : `It is booked on the last day of the month, and taken back on ${back}.`,
  leads: ({ fund, scheme }: Accrued) => `/fund/${fund}/scheme/${scheme}`,
  facts: async (_, { pence }) => ({ pence }),
  async run(context, { period, fund: said, ...wanted }, place: Place) {
    const id = fundOn(rulesOf(place.agreement.current()), `${period}-01`, said)
    if (isRefusal(id)) return id
    const { scheme, reason, supplier } = wanted
    const books = await openBooks(context, place, { fund: id, schemes: [scheme] })
    if (isRefusal(books)) return books
    const next = `${nextPeriod(period)}-01`
    const why = whyNotIn(period, next, books)
    if (why !== undefined) return why
    const drawn = await drawnFor(context, books, wanted)
    if (isRefusal(drawn)) return drawn
    const drafts = drawn.parts.map(({ origin, pence }) => ({
      step: 'move' as const,
      debit: {
        ...{ fund: id, kind: 'accrual' as const, origin, scheme },
        activity: drawn.activity.id,
      },
      credit: commitmentOf(books, scheme, origin),
      posted: pence,
      reserved: 0n,
      reason,
      ...(supplier === undefined ? {} : { supplier }),
    }))
    const kept = keepTransfers(context, books, drafts, addDays(next, -1))
    if (isRefusal(kept)) return kept
    const isLast = next > books.fund.until
    const backwards = drafts.map(({ debit, credit, ...one }) => ({
      ...one,
      debit: credit,
      credit: debit,
    }))
    const taken = isLast ? [] : keepTransfers(context, books, backwards, next)
    if (isRefusal(taken)) return taken
    const transfers = [...kept, ...taken]
    const result: Accrued = {
      ...{ fund: id, scheme, transfers: transfers.map((one) => one.id) },
      back: isLast ? '' : next,
    }
    return { result, entry: transfersSaid(transfers) }
  },
})

/** A month that is closed has what it has; one that goes on is not accrued yet. */
function whyNotIn(
  period: string,
  next: string,
  { closed, today }: { closed: ReadonlySet<string>; today: string },
): Refusal<'closed' | 'too-early'> | undefined {
  if (closed.has(period)) {
    return refuse('closed', `Both sides have sealed ${period}, so nothing more is accrued in it.`)
  }
  if (next > today) return refuse('too-early', `${period} is not over, so nothing is accrued yet.`)
  return undefined
}

import { z } from 'zod'
import { dayField, formatPounds, isRefusal, newId, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { mayCommit } from './authority.ts'
import { type Books, fundOn, openBooks } from './books.ts'
import { activityField, fundField, penceField, reasonField, schemeField } from './fields.ts'
import { keepTransfers, transfersSaid } from './keep-transfers.ts'
import { type KnownChange, monthlyOf } from './known-change.ts'
import { givenInTurn } from './origin.ts'
import { insertChange, saidChange } from './queries-changes.ts'
import { RESERVE_REFUSALS } from './reserve.ts'
import { commitmentOf, type Drawn, drawnFor } from './reserve-money.ts'
import { rulesOf } from './rules.ts'
import type { Draft } from './transfer.ts'

export const CALL_OFF = 'fund.call-off'

export type CalledOff = {
  readonly callOff: string
  readonly fund: string
  readonly scheme: string
  readonly pence: string
  /** what is set apart: a part for each month, and of each contribution from which it comes */
  readonly reservations: readonly string[]
}

function text(label: string, hint: string) {
  return z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(120, 'is longer than 120 characters')
    .meta({ label, hint })
}

/** Orders care by a contract from day to day, for so much a week: all of it is set apart, a part for each month. */
export const callOff = namedCommand({
  name: CALL_OFF,
  says: 'Calls off care by a contract: so much a week from day to day, set apart by the month',
  label: 'Call off care',
  basis: { action: CALL_OFF, does: 'call off care by a contract' },
  input: z.strictObject({
    contract: text('By which contract?', 'Its number or name'),
    supplier: text('From whom?', 'Who is paid'),
    scheme: schemeField(),
    activity: activityField(),
    weekly: penceField('How much a week?'),
    from: dayField('From which day?'),
    until: dayField('Until which day?'),
    reason: reasonField(),
    fund: fundField(),
  }),
  refuses: [...RESERVE_REFUSALS, 'both-sides'],
  preview: ({ pence }: CalledOff) =>
    `It comes to ${formatPounds(BigInt(pence))}, and that is set apart: a part for each month.`,
  leads: ({ fund, scheme }: CalledOff) => `/fund/${fund}/scheme/${scheme}`,
  async run(context, { fund: said, ...wanted }, place: Place) {
    const { scheme, contract, supplier, from, until, weekly, reason } = wanted
    const id = fundOn(rulesOf(place.agreement.current()), from, said)
    if (isRefusal(id)) return id
    const books = await openBooks(context, place, { fund: id, schemes: [scheme] })
    if (isRefusal(books)) return books
    const { fund } = books
    if (until < from || from < fund.from || until > fund.until) {
      return refuse(
        'not-in-year',
        `It goes from ${from} to ${until}, and ${fund.name} from ${fund.from} to ${fund.until}.`,
        {
          next: 'Call off what is of each year by itself.',
        },
      )
    }
    const months = monthlyOf(weekly, from, until)
    const pence = months.reduce((sum, one) => sum + one.pence, 0n)
    if (pence === 0n) return refuse('not-enough', 'It comes to nothing.')
    const may = mayCommit(fund, context.viewer.actor.role, pence)
    if (isRefusal(may)) return may
    if (!may.alone) {
      return refuse(
        'both-sides',
        `It comes to ${formatPounds(pence)}, which is more than you may commit by yourself.`,
        {
          clause: may.clause,
          next: 'Set that sum apart: an officer of each side approves it then.',
        },
      )
    }
    const drawn = await drawnFor(context, books, { scheme, activity: wanted.activity, pence })
    if (isRefusal(drawn)) return drawn
    const drafts = draftsOf(books, wanted, drawn, months)
    const kept = keepTransfers(context, books, drafts, undefined)
    if (isRefusal(kept)) return kept
    const { id: actor, name } = context.viewer.actor
    const change: KnownChange = {
      ...{ id: newId(context.now.getTime()), fund: fund.id, scheme, from, until, weekly },
      ...{ contract, supplier, activity: drawn.activity.id, reason, actor, name },
      learntAt: context.now.toISOString(),
    }
    insertChange(context.tx, change, context.entryId)
    const result: CalledOff = {
      ...{ callOff: change.id, fund: fund.id, scheme, pence: String(pence) },
      reservations: kept.map(({ id: one }) => one),
    }
    return { result, entry: { ...transfersSaid(kept), changes: [saidChange(change)] } }
  },
})

function draftsOf(
  books: Books,
  { scheme, supplier, reason }: { scheme: string; supplier: string; reason: string },
  { parts, activity }: Drawn,
  months: readonly { readonly month: string; readonly pence: bigint }[],
): Draft[] {
  const given = givenInTurn(
    parts,
    months.map(({ pence }) => pence),
  )
  return months.flatMap(({ month }, at) =>
    given[at]!.map(({ origin, pence: reserved }): Draft => {
      const fund = books.fund.id
      const debit = { fund, kind: 'spend' as const, origin, scheme, activity: activity.id }
      return {
        ...{ step: 'reserve', debit, credit: commitmentOf(books, scheme, origin), posted: 0n },
        ...{ reserved, reason: `${reason}, ${month}`.slice(0, 300), supplier },
      }
    }),
  )
}

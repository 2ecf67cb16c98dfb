import { z } from 'zod'
import {
  dayInLondon,
  formatPounds,
  isRefusal,
  mayBeDay,
  newId,
  type Refusal,
} from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { type CommandContext, namedCommand, type Outcome } from '../trail/index.ts'
import { mayCommit, speaksForSide } from './authority.ts'
import { type Books, fundOn, openBooks } from './books.ts'
import { askToExpire } from './expire.ts'
import {
  activityField,
  fundField,
  originField,
  penceField,
  reasonField,
  schemeField,
  supplierField,
} from './fields.ts'
import { KEEP_REFUSALS, transfersSaid } from './keep-transfers.ts'
import type { Warning } from './may-go.ts'
import { permittedActivity } from './may-go.ts'
import {
  type Approval,
  insertApproval,
  insertProposal,
  type Proposal,
} from './queries-proposals.ts'
import { noSuchScheme, reserveMoney, type Wanted } from './reserve-money.ts'
import { rulesOf } from './rules.ts'

export const RESERVE = 'fund.reserve'

export const RESERVE_REFUSALS = [...KEEP_REFUSALS, 'no-such-scheme', 'no-clause'] as const

export type ReserveResult = {
  /** one for each contribution from which it comes; none where both sides must approve it first */
  readonly reservations: readonly string[]
  readonly warnings: readonly Warning[]
  readonly fund: string
  readonly scheme: string
  /** what waits for both sides */
  readonly proposal?: string
  readonly waits?: readonly string[]
  readonly clause?: string
}

/** Sets money of a scheme apart for something that is about to be bought. */
export const reserve = namedCommand({
  name: RESERVE,
  says: 'Sets money of a scheme apart for something that is to be bought',
  label: 'Set money apart',
  brief: true,
  basis: { action: RESERVE, does: 'set money of the fund apart for something' },
  input: z.strictObject({
    scheme: schemeField(),
    pence: penceField(),
    activity: activityField(),
    reason: reasonField(),
    supplier: supplierField(),
    origin: originField(),
    fund: fundField(),
    at: mayBeDay('On which day?', 'Left empty, today'),
    until: mayBeDay('Until when does it hold?', 'Left empty, until it is paid or given up'),
  }),
  refuses: RESERVE_REFUSALS,
  preview: ({ proposal, warnings }: ReserveResult, { pence }) =>
    [
      proposal === undefined
        ? `${formatPounds(pence)} of the scheme is set apart, and nobody else can use it.`
        : `${formatPounds(pence)} is more than you may commit by yourself: an officer of each side must approve it.`,
      ...warnings.map(({ says }) => says),
    ].join(' '),
  leads: ({ fund, scheme }: ReserveResult) => `/fund/${fund}/scheme/${scheme}`,
  facts: async (_, { pence }) => ({ pence }),
  async run(context, { fund: said, ...wanted }, place: Place) {
    const rules = rulesOf(place.agreement.current())
    const fund = fundOn(rules, wanted.at ?? dayInLondon(context.now), said)
    if (isRefusal(fund)) return fund
    const books = await openBooks(context, place, { fund, schemes: [wanted.scheme] })
    if (isRefusal(books)) return books
    const may = mayCommit(books.fund, context.viewer.actor.role, wanted.pence)
    if (isRefusal(may)) return may
    return may.alone
      ? reserveNow(context, books, wanted)
      : propose(context, books, wanted, may.clause)
  },
})

type NotReserved = Refusal<(typeof RESERVE_REFUSALS)[number]>

/** Does it, and writes down what was done. */
export async function reserveNow(
  context: CommandContext,
  books: Books,
  wanted: Wanted,
): Promise<Outcome<ReserveResult> | NotReserved> {
  const reserved = await reserveMoney(context, books, wanted)
  if (isRefusal(reserved)) return reserved
  const { transfers, warnings } = reserved
  askToExpire(context, transfers)
  const result = {
    reservations: transfers.map(({ id }) => id),
    warnings,
    fund: books.fund.id,
    scheme: wanted.scheme,
  }
  return { result, entry: transfersSaid(transfers) }
}

/** Takes no money: it waits for an officer of each side, and whoever proposes speaks for theirs if they may. */
async function propose(
  context: CommandContext,
  books: Books,
  wanted: Wanted,
  clause: string,
): Promise<Outcome<ReserveResult> | NotReserved> {
  if (!books.schemes.has(wanted.scheme)) return noSuchScheme(books, wanted.scheme)
  const activity = permittedActivity(books.fund, wanted.activity)
  if (isRefusal(activity)) return activity
  const { tx, now, entryId, viewer } = context
  const { id: actor, name, side, role } = viewer.actor
  const learntAt = now.toISOString()
  const { origin, supplier, until, at = books.today, scheme, pence, reason } = wanted
  const proposal: Proposal = {
    ...{
      id: newId(now.getTime()),
      fund: books.fund.id,
      scheme,
      pence,
      activity: activity.id,
      reason,
      at,
    },
    ...(origin === undefined ? {} : { origin }),
    ...(supplier === undefined ? {} : { supplier }),
    ...(until === undefined ? {} : { until }),
    ...{ actor, name, side, learntAt },
  }
  insertProposal(tx, proposal, entryId)
  const speaks = speaksForSide(books.fund, role) && books.rules.sides.has(side)
  const own: Approval[] = speaks
    ? [{ proposal: proposal.id, side, answer: 'approve', actor, name, learntAt }]
    : []
  for (const approval of own) insertApproval(tx, approval, entryId)
  context.announce('fund.proposal', proposal.id)
  const waits = [...books.rules.sides.keys()].filter((one) => !own.some((by) => by.side === one))
  const result = {
    ...{ reservations: [], warnings: [], fund: books.fund.id, scheme: wanted.scheme },
    ...{ proposal: proposal.id, waits, clause },
  }
  const entry = { proposals: [{ ...proposal, pence: String(proposal.pence) }] }
  return { result, entry: own.length === 0 ? entry : { ...entry, approvals: own } }
}

import { z } from 'zod'
import { openDispute, statement } from '../agreement/index.ts'
import { dayInLondon, isRefusal, mayBeDay, newId, type Refusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { type CommandContext, namedCommand, type Outcome } from '../trail/index.ts'
import { apportion } from './apportion.ts'
import { type Books, fundOn, openBooks } from './books.ts'
import { ROOM, standingOf } from './disputed-costs.ts'
import { activityField, fundField, penceField, schemeField, supplierField } from './fields.ts'
import { KEEP_REFUSALS, keepTransfers, transfersSaid } from './keep-transfers.ts'
import type { Liability } from './liability.ts'
import { fencedOff, heldToMinimums, permittedActivity } from './may-go.ts'
import { usedOf } from './queries.ts'
import {
  insertLiability,
  liabilitiesOf,
  saidLiability,
  settlementsOf,
} from './queries-liabilities.ts'
import { noSuchScheme } from './reserve-money.ts'
import { type Activity, type LiabilityRule, rulesOf } from './rules.ts'

export const OPEN_LIABILITY = 'fund.open-liability'

const REFUSALS = [
  ...KEEP_REFUSALS,
  'no-such-scheme',
  'no-such-liability',
  'no-clause',
  'not-yours',
  'stale',
] as const
type NotOpened = Refusal<(typeof REFUSALS)[number]>

export type LiabilityOpened = {
  readonly liability: string
  readonly dispute: string
  readonly step: string
  readonly holder: string
}

/**
 * Pays something of which the partners do not agree who bears it, out of what no scheme has, and opens the dispute
 * about it. Until it is settled it stands in suspense, and no budget of either side has less.
 */
export const openLiability = namedCommand({
  name: OPEN_LIABILITY,
  says: 'Pays a cost of which partners do not agree who bears it, and opens the dispute',
  label: 'Open a disputed cost',
  basis: { action: OPEN_LIABILITY, does: 'open a dispute about who bears a cost' },
  input: z.strictObject({
    scheme: schemeField('Of which scheme would it be?'),
    pence: penceField(),
    activity: activityField(),
    about: z
      .string()
      .trim()
      .min(1, 'is empty')
      .max(200, 'is longer than 200 characters')
      .meta({ label: 'What it is for', hint: 'In a few words that name nobody' }),
    supplier: supplierField(),
    says: statement('Why your side does not bear it', 'The other side reads it. Name nobody.'),
    fund: fundField(),
    at: mayBeDay('On which day was it paid?', 'Left empty, today'),
    liability: z.uuid('is not the id of a disputed cost').toLowerCase().optional().meta({
      label: 'The one of which the dispute ended without saying who bears it',
      hidden: true,
    }),
  }),
  refuses: REFUSALS,
  preview: ({ step, holder }: LiabilityOpened) =>
    `It is paid out of what no scheme has, and stands apart until it is settled. It goes to ${step} first: ${holder}.`,
  leads: ({ dispute }: LiabilityOpened) => `/disputes/${dispute}`,
  facts: async (_, { pence }) => ({ pence }),
  async run(context, { says, fund: said, liability, ...wanted }, place: Place) {
    const rules = rulesOf(place.agreement.current())
    const fund = fundOn(rules, wanted.at ?? dayInLondon(context.now), said)
    if (isRefusal(fund)) return fund
    const books = await openBooks(context, place, { fund, schemes: [wanted.scheme] })
    if (isRefusal(books)) return books
    if (liability !== undefined) return again(context, place, liability, says)
    const drafted = await draftsOf(context, books, wanted)
    if (isRefusal(drafted)) return drafted
    const id = newId(context.now.getTime())
    const { drafts, activity } = drafted
    const inSuspense = drafts.map(({ origin, pence }) => ({
      step: 'move' as const,
      ...{
        debit: { fund, kind: 'suspense' as const, origin, scheme: wanted.scheme, activity: id },
      },
      credit: { fund, kind: 'held' as const, origin, scheme: '', activity: '' },
      ...{ posted: pence, reserved: 0n, reason: wanted.about },
      ...(wanted.supplier === undefined ? {} : { supplier: wanted.supplier }),
    }))
    const kept = keepTransfers(context, books, inSuspense, wanted.at)
    if (isRefusal(kept)) return kept
    const opened = await dispute(context, place, id, { about: wanted.about, says })
    if (isRefusal(opened)) return opened
    const { id: actor, name } = context.viewer.actor
    const one: Liability = {
      ...{ id, fund, scheme: wanted.scheme, activity: activity.id, pence: wanted.pence },
      ...(wanted.supplier === undefined ? {} : { supplier: wanted.supplier }),
      ...{ about: wanted.about, at: kept[0]!.at, actor, name },
      learntAt: context.now.toISOString(),
    }
    insertLiability(context.tx, one, context.entryId)
    context.announce('fund.liability', id)
    const { entry, result } = opened
    return {
      result,
      entry: { ...entry, ...transfersSaid(kept), liabilities: [saidLiability(one)] },
    }
  },
})

type Wanted = { readonly scheme: string; readonly pence: bigint; readonly activity: string }

/** Equal parts of each contribution that the clause names, if every clause lets each be paid for it. */
async function draftsOf(
  { tx }: CommandContext,
  books: Books,
  { scheme, pence, activity: said }: Wanted,
): Promise<
  { drafts: readonly { origin: string; pence: bigint }[]; activity: Activity } | NotOpened
> {
  const { fund, rules } = books
  const rule: LiabilityRule | undefined = fund.liability
  if (rule === undefined || rule.meanwhile.length === 0) {
    return refuse(
      'no-clause',
      `No clause says what ${fund.name} does while it is disputed who bears a cost.`,
    )
  }
  if (!books.schemes.has(scheme)) return noSuchScheme(books, scheme)
  const activity = permittedActivity(fund, said)
  if (isRefusal(activity)) return activity
  const parts = apportion(
    pence,
    rule.meanwhile.map(() => 1n),
  )
  const drafts = rule.meanwhile.flatMap((origin, at) =>
    parts[at] === 0n ? [] : [{ origin, pence: parts[at]! }],
  )
  for (const { origin } of drafts) {
    const fenced = fencedOff(rules, origin, activity)
    if (fenced !== undefined) return fenced
  }
  const wanted = drafts.map((one) => ({ ...one, activity: activity.id }))
  const origins = drafts.map(({ origin }) => origin)
  const held = heldToMinimums(rules, fund, wanted, await usedOf(tx, fund.id, origins))
  return isRefusal(held) ? held : { drafts, activity }
}

async function dispute(
  context: CommandContext,
  place: Place,
  key: string,
  { about, says }: { about: string; says: string },
) {
  const subject = `Who bears a cost: ${about}`
  const agreement = place.agreement.current()
  const opened = await openDispute(context, agreement, { room: ROOM, key, about: subject, says })
  if (isRefusal(opened)) return opened
  const { id, step, holder } = opened
  const at = context.now.toISOString()
  const entry = {
    dispute: id,
    number: 1,
    act: 'open',
    at,
    room: ROOM,
    key,
    about: subject,
    words: says,
  }
  return { result: { liability: key, dispute: id, step, holder } satisfies LiabilityOpened, entry }
}

/** One of which the dispute has ended without saying who bears it: another one is opened, and nothing is paid again. */
async function again(
  context: CommandContext,
  place: Place,
  id: string,
  says: string,
): Promise<Outcome<LiabilityOpened> | NotOpened> {
  const [found] = await liabilitiesOf(context.tx, id)
  if (found === undefined) {
    return refuse('no-such-liability', 'There is no disputed cost with this id.', {
      at: '/fund/disputes',
    })
  }
  const [ended] = await settlementsOf(context.tx, id)
  if (ended !== undefined) return refuse('closed', 'It is settled who bears it.')
  const standing = await standingOf(context.tx, place, id, context.now)
  if (standing?.terms !== undefined && standing.state === 'settled') {
    return refuse('closed', 'Both sides have agreed who bears it: settle it as they did.')
  }
  return dispute(context, place, id, { about: found.about, says })
}

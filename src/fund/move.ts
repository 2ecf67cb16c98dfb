import { z } from 'zod'
import { isRefusal, mayBeDay, type Pence, type Refusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { type CommandContext, namedCommand, type Outcome } from '../trail/index.ts'
import { type Account, moveWords, readAccount } from './account.ts'
import { type Books, openBooks } from './books.ts'
import { accountField, penceField, reasonField } from './fields.ts'
import { KEEP_REFUSALS, type KeepRefusal, keepTransfers, transfersSaid } from './keep-transfers.ts'
import { fencedOff, heldToMinimums, permittedActivity } from './may-go.ts'
import { usedOf } from './queries.ts'
import { noSuchScheme } from './reserve-money.ts'
import type { Draft, Transfer } from './transfer.ts'

export const TRANSFER = 'fund.transfer'

/** So many are moved together: all of them or none. */
export const MOVED_MAX = 500

const one = z.strictObject({
  from: accountField('From which account?'),
  to: accountField('To which account?'),
  pence: penceField(),
})
type Leg = { readonly from: Account; readonly to: Account; readonly pence: Pence }

export type Moved = { readonly transfers: readonly string[]; readonly fund: string }

const REFUSALS = [...KEEP_REFUSALS, 'no-such-account', 'no-such-scheme', 'no-clause'] as const
type NotMoved = Refusal<(typeof REFUSALS)[number]>

/** Moves money within a fund, or between two years. What is said together is done together or not at all. */
export const transfer = namedCommand({
  name: TRANSFER,
  says: 'Moves money between accounts of a fund, at once',
  label: 'Move money',
  brief: true,
  basis: { action: TRANSFER, does: 'move money between accounts of the fund' },
  input: one.extend({
    reason: reasonField(),
    at: mayBeDay('On which day?', 'Left empty, today'),
    promised: z
      .boolean('must be true or false')
      .optional()
      .meta({ label: 'It is promised and has not come yet', hint: 'It is posted when it comes' }),
    also: z
      .array(one)
      .max(MOVED_MAX - 1, `holds more than ${MOVED_MAX - 1}`)
      .optional()
      .meta({ label: 'What is moved with it', hidden: true }),
  }),
  refuses: REFUSALS,
  preview: () =>
    'It is written down, and cannot be changed: what is wrong is taken back by a further one.',
  leads: ({ fund }: Moved) => `/fund/${fund}/journal`,
  facts: async (_, { pence, also = [] }) => ({
    pence: also.reduce((sum, each) => sum + each.pence, pence),
  }),
  async run(context, { also = [], reason, at, promised = false, ...first }, place: Place) {
    const legs: Leg[] = []
    for (const { from, to, pence } of [first, ...also]) {
      const [source, target] = [readAccount(from), readAccount(to)]
      if (source === undefined) return noSuchAccount(from)
      if (target === undefined) return noSuchAccount(to)
      legs.push({ from: source, to: target, pence })
    }
    return moveAll(context, place, legs, { reason, at, promised })
  },
})

function noSuchAccount(id: string): Refusal<'no-such-account'> {
  return refuse('no-such-account', `${id} is no account of a fund.`, {
    next: 'Write it as the page of the account does.',
  })
}

type How = { readonly reason: string; readonly at?: string | undefined; readonly promised: boolean }

async function moveAll(
  context: CommandContext,
  place: Pick<Place, 'agreement'>,
  legs: readonly Leg[],
  { reason, at, promised }: How,
): Promise<Outcome<Moved> | NotMoved> {
  const kept: Transfer[] = []
  for (const [fund, own] of Map.groupBy(legs, ({ from }) => from.fund)) {
    const schemes = own
      .flatMap(({ from, to }) => [from.scheme, to.scheme])
      .filter((id) => id !== '')
    const books = await openBooks(context, place, { fund, schemes })
    if (isRefusal(books)) return books
    const drafts: Draft[] = []
    const gone = await whyNotGone(context, books, own)
    if (gone !== undefined) return gone
    for (const leg of own) {
      const why = whyNotMoved(books, leg)
      if (why !== undefined) return why
      const [posted, reserved] = promised ? [0n, leg.pence] : [leg.pence, 0n]
      const step = promised ? ('reserve' as const) : ('move' as const)
      drafts.push({ step, debit: leg.to, credit: leg.from, posted, reserved, reason })
    }
    const done = keepTransfers(context, books, drafts, dayIn(books, own, at))
    if (isRefusal(done)) return done
    kept.push(...done)
  }
  const carried = unbalanced(legs)
  if (carried !== undefined) return carried
  const result = { transfers: kept.map(({ id }) => id), fund: legs[0]!.from.fund }
  return { result, entry: transfersSaid(kept) }
}

/** What is carried goes out on a day of one year and comes into the other on its first. */
function dayIn({ fund }: Books, legs: readonly Leg[], at: string | undefined): string | undefined {
  const comes = legs.every(({ from }) => from.kind === 'carried')
  return comes && at !== undefined && at < fund.from ? fund.from : at
}

function whyNotMoved(books: Books, { from, to }: Leg): NotMoved | undefined {
  const words = moveWords(from, to)
  if (words === undefined || (from.kind === 'commitment' && to.kind === 'spend')) {
    return refuse(
      'no-such-account',
      `Money is not moved from ${from.kind} to ${to.kind} in this way.`,
      {
        next: 'Money is spent by setting it apart and then paying it. What is wrong is taken back.',
      },
    )
  }
  for (const { scheme } of [from, to]) {
    if (scheme !== '' && !books.schemes.has(scheme)) return noSuchScheme(books, scheme)
  }
  if (!books.rules.contributions.has(to.origin)) {
    return refuse('no-such-account', `The agreement has no contribution ${to.origin}.`)
  }
  if (from.kind === 'contribution' && books.rules.contributions.get(to.origin)?.fund !== to.fund) {
    return refuse('no-such-account', `${to.origin} is not paid into ${books.fund.name}.`)
  }
  const what =
    to.activity || (to.kind === 'commitment' ? (books.schemes.get(to.scheme)?.activity ?? '') : '')
  if (what === '') return undefined
  const activity = permittedActivity(books.fund, what)
  return isRefusal(activity) ? activity : fencedOff(books.rules, to.origin, activity)
}

/** What of it is accrued or carried away, held to the minimums together: what is said together is judged together. */
async function whyNotGone(
  { tx }: CommandContext,
  { rules, fund }: Books,
  legs: readonly Leg[],
): Promise<NotMoved | undefined> {
  const wanted = legs
    .filter(({ to }) => to.kind === 'accrual' || to.kind === 'carried')
    .map(({ to, pence }) => ({ origin: to.origin, activity: to.activity, pence }))
  if (wanted.length === 0) return undefined
  const held = heldToMinimums(
    rules,
    fund,
    wanted,
    await usedOf(tx, fund.id, [...rules.contributions.keys()]),
  )
  return isRefusal(held) ? held : undefined
}

/** What goes out of a year must come into another with it: the same sum of the same contribution. */
function unbalanced(legs: readonly Leg[]): KeepRefusal | undefined {
  const between = new Map<string, Pence>()
  for (const { from, to, pence } of legs) {
    const sum = between.get(to.origin) ?? 0n
    if (to.kind === 'carried') between.set(to.origin, sum + pence)
    if (from.kind === 'carried') between.set(to.origin, sum - pence)
  }
  const left = [...between].find(([, sum]) => sum !== 0n)
  if (left === undefined) return undefined
  return refuse(
    'not-enough',
    `What is carried out of one year and into another of ${left[0]} is not the same sum.`,
    {
      next: 'Say both together.',
    },
  )
}

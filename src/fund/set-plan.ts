import { z } from 'zod'
import { id as idField } from '../agreement/index.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { type Books, openBooks } from './books.ts'
import { dayField, reasonField } from './fields.ts'
import { KEEP_REFUSALS, keepTransfers, transfersSaid } from './keep-transfers.ts'
import { fencedOff, permittedActivity } from './may-go.ts'
import { insertSchemes, type Scheme } from './queries.ts'
import { commitmentOf } from './reserve-money.ts'
import type { Draft } from './transfer.ts'

export const SET_PLAN = 'fund.set-plan'

const amount = z
  .string('must be whole pence as text, like "125050"')
  .regex(/^\d{1,15}$/, 'must be whole pence as text, like "125050"')
  .transform(BigInt)

const planned = z.strictObject({
  id: idField('the scheme’s identifier'),
  name: z.string().trim().min(1, 'is empty').max(120, 'is longer than 120 characters'),
  activity: z.string().trim().min(1, 'is empty').max(100, 'is longer than 100 characters'),
  provider: z.string().trim().max(120, 'is longer than 120 characters').optional(),
  commissioner: z.string().trim().max(120, 'is longer than 120 characters').optional(),
  lines: z.array(z.strictObject({ origin: idField('a contribution'), pence: amount })).max(50),
})
export type PlannedScheme = z.output<typeof planned>

export type PlanSet = {
  readonly fund: string
  /** schemes that are new or say something else than before */
  readonly schemes: readonly string[]
  readonly transfers: readonly string[]
}

/** Says what each scheme is and is to have: only what differs from what stands is moved. */
export const setPlan = namedCommand({
  name: SET_PLAN,
  says: 'Says what schemes of a fund are, and what each is to have of which contribution',
  label: 'Set the plan',
  basis: { action: SET_PLAN, does: 'set the plan of the fund' },
  input: z.strictObject({
    fund: idField('the fund'),
    schemes: z.array(planned).min(1).max(500),
    reason: reasonField(),
    at: dayField('From which day?', 'Left empty, today'),
  }),
  refuses: [...KEEP_REFUSALS, 'no-clause', 'no-such-contribution'],
  leads: ({ fund }: PlanSet) => `/fund/${fund}`,
  async run(context, { fund, schemes, reason, at }, place: Place) {
    const books = await openBooks(context, place, { fund, schemes: schemes.map(({ id }) => id) })
    if (isRefusal(books)) return books
    const changed: Scheme[] = []
    const back: Draft[] = []
    const out: Draft[] = []
    for (const scheme of schemes) {
      const version = versionOf(books, scheme)
      if (isRefusal(version)) return version
      if (version !== undefined) changed.push(version)
      const drafts = draftsOf(books, scheme, reason)
      if (isRefusal(drafts)) return drafts
      for (const draft of drafts) (draft.debit.kind === 'held' ? back : out).push(draft)
    }
    const known = new Map(books.schemes)
    for (const one of changed) known.set(one.id, one)
    // What is given back is there for those who get more.
    const kept = keepTransfers(context, { ...books, schemes: known }, [...back, ...out], at)
    if (isRefusal(kept)) return kept
    const { tx, now, entryId } = context
    insertSchemes(tx, changed, { learntAt: now.toISOString(), entryId })
    const said = changed.map((one) => ({ ...one, learntAt: now.toISOString() }))
    const result: PlanSet = {
      fund,
      schemes: changed.map(({ id }) => id),
      transfers: kept.map(({ id }) => id),
    }
    const nothing = changed.length === 0 && kept.length === 0
    if (nothing) return { result, entry: { already: true } }
    const entry = said.length === 0 ? {} : { schemes: said }
    return { result, entry: kept.length === 0 ? entry : { ...entry, ...transfersSaid(kept) } }
  },
})

/** Its next version; undefined where it says what it said before. */
function versionOf(
  books: Books,
  planned: PlannedScheme,
): Scheme | undefined | Refusal<'ring-fence' | 'no-clause'> {
  const activity = permittedActivity(books.fund, planned.activity)
  if (isRefusal(activity)) return activity
  const before = books.schemes.get(planned.id)
  const { id, name, provider, commissioner } = planned
  const next: Scheme = {
    fund: books.fund.id,
    id,
    version: (before?.version ?? 0) + 1,
    name,
    activity: activity.id,
    ...(provider === undefined ? {} : { provider }),
    ...(commissioner === undefined ? {} : { commissioner }),
  }
  const same =
    before !== undefined &&
    before.name === name &&
    before.activity === activity.id &&
    before.provider === provider &&
    before.commissioner === commissioner
  return same ? undefined : next
}

function draftsOf(
  books: Books,
  { id, activity, lines }: PlannedScheme,
  reason: string,
): Draft[] | Refusal<'ring-fence' | 'no-clause' | 'no-such-contribution'> {
  const drafts: Draft[] = []
  const found = permittedActivity(books.fund, activity)
  if (isRefusal(found)) return found
  for (const { origin, pence } of lines) {
    if (!books.rules.contributions.has(origin)) {
      return refuse('no-such-contribution', `The agreement has no contribution ${origin}.`)
    }
    const fenced = fencedOff(books.rules, origin, found)
    if (fenced !== undefined && pence > 0n) return fenced
    const held = { fund: books.fund.id, kind: 'held' as const, origin, scheme: '', activity: '' }
    const commitment = commitmentOf(books, id, origin)
    const more = pence - setAside(books, id, origin)
    if (more === 0n) continue
    const [debit, credit] = more > 0n ? [commitment, held] : [held, commitment]
    drafts.push({
      step: 'move',
      debit,
      credit,
      posted: more > 0n ? more : -more,
      reserved: 0n,
      reason,
    })
  }
  return drafts
}

/** All that a scheme has been given of a contribution, spent or not. */
export function setAside(
  { balances }: Pick<Books, 'balances'>,
  scheme: string,
  origin: string,
): bigint {
  let sum = 0n
  for (const [id, { posted }] of balances) {
    const [, , from, of] = id.split(':')
    if (from === origin && of === scheme) sum += posted
  }
  return sum
}

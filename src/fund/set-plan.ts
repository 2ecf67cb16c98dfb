import { z } from 'zod'
import { id as idField } from '../agreement/index.ts'
import { dayInLondon, isRefusal, mayBeDay, type Refusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { type Books, fundOn, openBooks } from './books.ts'
import { fundField, originField, reasonField, schemeField } from './fields.ts'
import { KEEP_REFUSALS, keepTransfers, transfersSaid } from './keep-transfers.ts'
import { fencedOff, permittedActivity } from './may-go.ts'
import { insertSchemes, type Scheme } from './queries.ts'
import { commitmentOf } from './reserve-money.ts'
import { rulesOf } from './rules.ts'
import type { Draft } from './transfer.ts'

export const SET_PLAN = 'fund.set-plan'

const SCHEME_ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

function textField(label: string, most: number) {
  return z.string().trim().max(most, `is longer than ${most} characters`).optional().meta({ label })
}

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
    scheme: schemeField().optional(),
    name: textField('What it is called', 120),
    activity: textField('What it pays for', 100),
    origin: originField(),
    pence: amount
      .optional()
      .meta({ label: 'Amount', hint: 'All that it is to have of it', money: true }),
    reason: reasonField(),
    fund: fundField(),
    at: mayBeDay('From which day?', 'Left empty, today'),
    schemes: z.array(planned).min(1).max(500).optional().meta({ label: 'Schemes', hidden: true }),
  }),
  refuses: [...KEEP_REFUSALS, 'no-clause', 'no-such-contribution', 'no-such-scheme'],
  leads: ({ fund }: PlanSet) => `/fund/${fund}`,
  async run(context, { fund: said, schemes: many, reason, at, ...one }, place: Place) {
    const fund = fundOn(rulesOf(place.agreement.current()), at ?? dayInLondon(context.now), said)
    if (isRefusal(fund)) return fund
    const schemes = many ?? [oneScheme(one)].filter((each) => each !== undefined)
    if (schemes.length === 0) {
      return refuse('no-such-scheme', 'Say which scheme, what it is called and what it pays for.')
    }
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
    const versions = changed.map((one) => ({ ...one, learntAt: now.toISOString() }))
    const result: PlanSet = {
      fund,
      schemes: changed.map(({ id }) => id),
      transfers: kept.map(({ id }) => id),
    }
    const nothing = changed.length === 0 && kept.length === 0
    if (nothing) return { result, entry: { already: true } }
    const entry = versions.length === 0 ? {} : { schemes: versions }
    return { result, entry: kept.length === 0 ? entry : { ...entry, ...transfersSaid(kept) } }
  },
})

type One = {
  readonly scheme?: string | undefined
  readonly name?: string | undefined
  readonly activity?: string | undefined
  readonly origin?: string | undefined
  readonly pence?: bigint | undefined
}

/** A scheme with what it is to have of one contribution; undefined where it is not said what it is. */
function oneScheme({ scheme, name, activity, origin, pence }: One): PlannedScheme | undefined {
  if (!scheme || !name || !activity || !SCHEME_ID.test(scheme)) return undefined
  const lines = origin && pence !== undefined ? [{ origin, pence }] : []
  return { id: scheme, name, activity, lines }
}

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

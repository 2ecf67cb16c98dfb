import { formatPounds, isRefusal, type Pence, type Refusal, refuse } from '../kernel/index.ts'
import type { CommandContext } from '../trail/index.ts'
import { type Account, accountId, available, NOTHING } from './account.ts'
import { originWords } from './account-words.ts'
import type { Books } from './books.ts'
import { type KeepRefusal, keepTransfers } from './keep-transfers.ts'
import {
  fencedOff,
  heldToMinimums,
  minimumsAgainst,
  permittedActivity,
  type Warning,
} from './may-go.ts'
import { type Part, takeInTurn } from './origin.ts'
import { lotsOf, usedOf } from './queries.ts'
import type { Activity } from './rules.ts'
import type { Transfer } from './transfer.ts'

/** What somebody wants to commit. */
export type Wanted = {
  readonly scheme: string
  readonly origin?: string | undefined
  readonly pence: Pence
  readonly activity: string
  readonly supplier?: string | undefined
  readonly reason: string
  readonly at?: string | undefined
  readonly until?: string | undefined
}

export type Reserved = {
  readonly transfers: readonly Transfer[]
  readonly warnings: readonly Warning[]
}
export type NotReserved = KeepRefusal | Refusal<'no-such-scheme' | 'no-clause'>

/**
 * Sets money of a scheme apart for something, if every clause lets it: a part for each contribution from which it
 * comes, all of them or none.
 */
export async function reserveMoney(
  context: CommandContext,
  books: Books,
  wanted: Wanted,
): Promise<Reserved | NotReserved> {
  const { scheme, supplier, reason, at, until } = wanted
  const drawn = await drawnFor(context, books, wanted)
  if (isRefusal(drawn)) return drawn
  const { parts, activity, warnings } = drawn
  const drafts = parts.map(({ origin, pence: part }) => ({
    step: 'reserve' as const,
    debit: { fund: books.fund.id, kind: 'spend' as const, origin, scheme, activity: activity.id },
    credit: commitmentOf(books, scheme, origin),
    posted: 0n,
    reserved: part,
    reason,
    ...(supplier === undefined ? {} : { supplier }),
    ...(until === undefined ? {} : { until }),
  }))
  const transfers = keepTransfers(context, books, drafts, at)
  return isRefusal(transfers) ? transfers : { transfers, warnings }
}

export type Drawn = {
  /** of which contributions it is taken */
  readonly parts: readonly Part[]
  readonly activity: Activity
  readonly warnings: readonly Warning[]
}

/** From which contributions of a scheme a sum is taken for something, if every clause lets it. */
export async function drawnFor(
  context: CommandContext,
  books: Books,
  wanted: Pick<Wanted, 'scheme' | 'activity' | 'origin' | 'pence'>,
): Promise<Drawn | NotReserved> {
  if (!books.schemes.has(wanted.scheme)) return noSuchScheme(books, wanted.scheme)
  const activity = permittedActivity(books.fund, wanted.activity)
  if (isRefusal(activity)) return activity
  const parts = await partsOf(context, books, wanted, activity)
  if (isRefusal(parts)) return parts
  const warnings = await againstMinimums(context, books, parts, activity)
  return isRefusal(warnings) ? warnings : { parts, activity, warnings }
}

export function noSuchScheme({ fund }: Books, scheme: string): Refusal<'no-such-scheme'> {
  return refuse('no-such-scheme', `${fund.name} has no scheme ${scheme}.`, {
    next: 'Look at the schemes of the plan, and give the name that stands there.',
    at: `/fund/${fund.id}`,
  })
}

export function commitmentOf({ fund }: Books, scheme: string, origin: string): Account {
  return { fund: fund.id, kind: 'commitment', origin, scheme, activity: '' }
}

async function partsOf(
  { tx }: CommandContext,
  books: Books,
  { scheme, origin, pence }: Pick<Wanted, 'scheme' | 'origin' | 'pence'>,
  activity: Activity,
): Promise<Part[] | NotReserved> {
  const left = leftIn(books, scheme)
  if (origin !== undefined) {
    return fencedOff(books.rules, origin, activity) ?? [{ origin, pence }]
  }
  const open = [...left].filter(([one]) => fencedOff(books.rules, one, activity) === undefined)
  const [only] = open
  if (only !== undefined && open.length === 1 && only[1] >= pence)
    return [{ origin: only[0], pence }]
  const accounts = new Map(open.map(([one]) => [accountId(commitmentOf(books, scheme, one)), one]))
  const lots = (await lotsOf(tx, [...accounts.keys()])).map(({ account, ...lot }) => ({
    ...lot,
    origin: accounts.get(account)!,
  }))
  const parts = takeInTurn(pence, lots, new Map(open), books.fund.draws)
  if (parts !== undefined) return parts
  const fenced = [...left.keys()].map((one) => fencedOff(books.rules, one, activity))
  const why = fenced.find((one) => one !== undefined)
  if (open.length === 0 && why !== undefined) return why
  const there = open.reduce((sum, [, one]) => sum + one, 0n)
  return notEnough(
    books,
    scheme,
    open.map(([one]) => originWords(one, books)),
    pence - there,
  )
}

function notEnough(
  { schemes, fund }: Books,
  scheme: string,
  origins: readonly string[],
  short: Pence,
): Refusal<'not-enough'> {
  const of = origins.length === 0 ? '' : ` of ${origins.join(', ')}`
  return refuse(
    'not-enough',
    `${schemes.get(scheme)!.name} has too little left${of}: ${formatPounds(short)} more is asked for than is there.`,
    { clause: fund.clause },
  )
}

/** What a scheme has left of each contribution, where it has anything. */
function leftIn({ balances, fund }: Books, scheme: string): Map<string, Pence> {
  const left = new Map<string, Pence>()
  for (const [id, balance] of balances) {
    const [, kind, origin, of] = id.split(':')
    if (kind !== 'commitment' || of !== scheme) continue
    const account: Account = { fund: fund.id, kind, origin: origin!, scheme, activity: '' }
    const there = available(account, balance ?? NOTHING, fund.commits)
    if (there > 0n) left.set(origin!, there)
  }
  return left
}

async function againstMinimums(
  { tx }: CommandContext,
  { rules, fund }: Books,
  parts: readonly Part[],
  activity: Activity,
): Promise<Warning[] | NotReserved> {
  const wanted = parts.map(({ origin, pence }) => ({ origin, activity: activity.id, pence }))
  const concerned = wanted.flatMap((one) => minimumsAgainst(rules, fund, one))
  if (concerned.length === 0) return []
  const origins = [...new Set(concerned.flatMap((minimum) => [...minimum.origins]))]
  return heldToMinimums(rules, fund, wanted, await usedOf(tx, fund.id, origins))
}

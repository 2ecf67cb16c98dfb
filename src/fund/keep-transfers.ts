import {
  formatPounds,
  isRefusal,
  newId,
  type Pence,
  type Refusal,
  refuse,
} from '../kernel/index.ts'
import type { CommandContext, Outcome } from '../trail/index.ts'
import { type Account, accountId, type Balance, NOTHING, readAccount, SOURCES } from './account.ts'
import { accountWords } from './account-words.ts'
import type { Books } from './books.ts'
import { bookOn } from './period.ts'
import { insertTransfers, saveBalances } from './queries.ts'
import { apply, type Draft, movedOf, shortOf, type Transfer } from './transfer.ts'

/** What any command that moves money can be refused for. */
export const KEEP_REFUSALS = [
  'no-such-fund',
  'not-in-year',
  'too-early',
  'closed',
  'not-enough',
  'ring-fence',
] as const
export type KeepRefusal = Refusal<(typeof KEEP_REFUSALS)[number]>

/**
 * Numbers and dates what is drafted and keeps it: all of it or none. What it leaves is held to the clauses, and nothing
 * is written where that is refused.
 */
export function keepTransfers(
  context: Pick<CommandContext, 'tx' | 'now' | 'clause' | 'key' | 'entryId' | 'announce'>,
  books: Books,
  drafts: readonly Draft[],
  day: string = books.today,
): Transfer[] | KeepRefusal {
  const booked = bookOn(day, books.fund, books.closed, books.today)
  if (isRefusal(booked)) return booked
  const before = drafts.find(({ notBefore = '' }) => booked.at < notBefore)
  if (before !== undefined) {
    const sentence = `It was booked on ${before.notBefore}, so nothing became of it before that day.`
    return refuse('too-early', sentence)
  }
  const { now, clause, key } = context
  const kept: Transfer[] = []
  for (const draft of drafts) {
    apply(books.balances, movedOf(draft))
    const { step, reason, posted, reserved, of, reverses, until, supplier } = draft
    books.last += 1
    kept.push({
      number: books.last,
      id: newId(now.getTime()),
      step,
      debit: accountId(draft.debit),
      credit: accountId(draft.credit),
      posted,
      reserved,
      ...booked,
      learntAt: now.toISOString(),
      ...(of === undefined ? {} : { of }),
      ...(reverses === undefined ? {} : { reverses }),
      ...(until === undefined ? {} : { until }),
      ...(supplier === undefined ? {} : { supplier }),
      reason,
      clause,
      key,
    })
  }
  const why = whyNot(books, drafts)
  if (why !== undefined) return why
  write(context, books, kept)
  return kept
}

/** What all of it together leaves must be there, and be let be there: those of one key stand or fall together. */
function whyNot(books: Books, drafts: readonly Draft[]): KeepRefusal | undefined {
  const { fund, balances } = books
  const ids = drafts.map(movedOf).flatMap(({ credit, debit }) => [credit, debit])
  const short = shortOf(balances, ids, fund.commits)
  if (short !== undefined) return tooLittle(books, short)
  for (const { credit, debit } of drafts) {
    const why = beyondPromise(books, credit) ?? mixed(books, debit)
    if (why !== undefined) return why
  }
  return undefined
}

function tooLittle(
  books: Books,
  { account, pence }: { account: Account; pence: Pence },
): Refusal<'not-enough'> {
  return refuse(
    'not-enough',
    `${accountWords(account, books)}: ${formatPounds(pence)} more is asked for than is there.`,
    { clause: books.fund.clause },
  )
}

/** What comes in of a contribution, reserved or posted, is at most what its clause promises. */
function beyondPromise(books: Books, from: Account): Refusal<'ring-fence'> | undefined {
  if (!SOURCES.has(from.kind)) return undefined
  const { posted, goingOut } = books.balances.get(accountId(from)) ?? NOTHING
  const contribution = books.rules.contributions.get(from.origin)
  const most = contribution?.pence ?? 0n
  const over: Pence = goingOut - posted - most
  if (over <= 0n) return undefined
  const { clause = books.fund.clause, name = from.origin } = contribution ?? {}
  return refuse(
    'ring-fence',
    `${name} is ${formatPounds(most)} for the year, clause ${clause}: this is ${formatPounds(over)} more.`,
    { clause },
  )
}

/** Money to run things and money to build them never meet in one scheme. */
function mixed(books: Books, to: Account): Refusal<'ring-fence'> | undefined {
  if (to.kind !== 'commitment') return undefined
  const own = books.rules.contributions.get(to.origin)
  for (const [id, balance] of books.balances) {
    const other = readAccount(id)
    if (other?.kind !== 'commitment' || other.scheme !== to.scheme || balance.posted === 0n)
      continue
    const theirs = books.rules.contributions.get(other.origin)
    if (theirs === undefined || own === undefined || theirs.money === own.money) continue
    return refuse(
      'ring-fence',
      `${books.schemes.get(to.scheme)?.name ?? to.scheme} has ${theirs.money} money, clause ${theirs.clause}, ` +
        `and ${own.name} is ${own.money} money, clause ${own.clause}: the two never mix.`,
      { clause: own.clause },
    )
  }
  return undefined
}

function write(
  { tx, entryId, announce }: Pick<CommandContext, 'tx' | 'entryId' | 'announce'>,
  { fund, balances }: Books,
  kept: readonly Transfer[],
): void {
  insertTransfers(tx, fund.id, kept, entryId)
  const moved = new Map<string, Balance>()
  for (const one of kept) apply(moved, one)
  const touched = [...moved.keys()].sort()
  if (touched.length === 0) return
  // All of them are booked on one day.
  const at = kept[0]!.at
  saveBalances(
    tx,
    at,
    touched.map((id) => ({
      ...{ ...readAccount(id)!, id, balance: balances.get(id)!, moved: moved.get(id)! },
    })),
  )
  announce('fund.transfer', fund.id)
}

/** What an entry says of transfers: all that stands in their rows, money as text. */
export function transfersSaid(transfers: readonly Transfer[]): {
  transfers: Extract<Outcome<null>['entry'], readonly unknown[]>
} {
  return { transfers: transfers.map(saidOf) }
}

export function saidOf({ posted, reserved, ...rest }: Transfer) {
  return { ...rest, posted: String(posted), reserved: String(reserved) }
}

import type { Pence } from '../kernel/index.ts'
import { type Account, type AccountKind, type Balance, readAccount, SOURCES } from './account.ts'
import type { Transfer } from './transfer.ts'

/**
 * A figure of a return or a forecast: what stands in some accounts of one fund. It is nothing but its postings, so that
 * whoever asks how it came about is shown them, and they add up to it.
 */
export const FIGURES = ['promised', 'came', 'held', 'has', 'spent', 'set-apart'] as const
export type FigureName = (typeof FIGURES)[number]

/** Which figure, of which contributions, schemes and activities; what is left out is all. */
export type Figure = {
  readonly figure: FigureName
  readonly origins?: readonly string[]
  readonly schemes?: readonly string[]
  readonly activities?: readonly string[]
}

/** One of the three that stand in an account, added or taken off. */
type Part = {
  readonly kinds: ReadonlySet<AccountKind>
  readonly of: keyof Balance
  readonly sign: 1n | -1n
}

const COMES_FROM = new Set<AccountKind>([...SOURCES, 'carried'])
const HELD = new Set<AccountKind>(['held'])
const SPEND = new Set<AccountKind>(['spend'])
const CAME: Part = { kinds: COMES_FROM, of: 'posted', sign: -1n }

const PARTS: Readonly<Record<FigureName, readonly Part[]>> = {
  came: [CAME],
  promised: [CAME, { kinds: COMES_FROM, of: 'goingOut', sign: 1n }],
  held: [
    { kinds: HELD, of: 'posted', sign: 1n },
    { kinds: HELD, of: 'comingIn', sign: 1n },
    { kinds: HELD, of: 'goingOut', sign: -1n },
  ],
  has: [{ kinds: new Set(['commitment', 'accrual', 'spend']), of: 'posted', sign: 1n }],
  spent: [{ kinds: new Set(['accrual', 'spend']), of: 'posted', sign: 1n }],
  'set-apart': [{ kinds: SPEND, of: 'comingIn', sign: 1n }],
}

/** What it is called in a sentence. */
export const FIGURE_WORDS: Readonly<Record<FigureName, string>> = {
  promised: 'What was promised',
  came: 'What has come',
  held: 'What no scheme has',
  has: 'What it has for the year',
  spent: 'What is spent',
  'set-apart': 'What is set apart and not paid',
}

function counts(
  { origins, schemes, activities }: Figure,
  { kinds }: Part,
  { kind, origin, scheme, activity }: Account,
): boolean {
  return (
    kinds.has(kind) &&
    (origins?.includes(origin) ?? true) &&
    (schemes?.includes(scheme) ?? true) &&
    (activities?.includes(activity) ?? true)
  )
}

/** What it comes to, of balances as they stood. */
export function figureOf(asked: Figure, balances: ReadonlyMap<string, Balance>): Pence {
  let pence = 0n
  for (const [id, balance] of balances) {
    const account = readAccount(id)
    if (account === undefined) continue
    for (const part of PARTS[asked.figure])
      if (counts(asked, part, account)) pence += part.sign * balance[part.of]
  }
  return pence
}

/** The accounts in which it stands. */
export function accountsIn(asked: Figure, ids: Iterable<string>): string[] {
  return [...ids].filter((id) => {
    const account = readAccount(id)
    const parts = PARTS[asked.figure]
    return account !== undefined && parts.some((part) => counts(asked, part, account))
  })
}

/** A transfer with what it adds to a figure. */
export type Posting = { readonly transfer: Transfer; readonly pence: Pence }

/** The transfers that make it, with what each adds: together they are what it comes to. */
export function postingsOf(asked: Figure, transfers: readonly Transfer[]): Posting[] {
  return transfers.flatMap((transfer) => {
    const pence = addedBy(asked, transfer)
    return pence === 0n ? [] : [{ transfer, pence }]
  })
}

function addedBy(asked: Figure, { debit, credit, posted, reserved }: Transfer): Pence {
  const [to, from] = [readAccount(debit), readAccount(credit)]
  if (to === undefined || from === undefined) return 0n
  let pence = 0n
  for (const part of PARTS[asked.figure]) {
    const [gains, loses] = [counts(asked, part, to), counts(asked, part, from)]
    if (part.of === 'posted') pence += part.sign * (gains ? posted : 0n)
    if (part.of === 'posted') pence -= part.sign * (loses ? posted : 0n)
    if (part.of === 'comingIn' && gains) pence += part.sign * reserved
    if (part.of === 'goingOut' && loses) pence += part.sign * reserved
  }
  return pence
}

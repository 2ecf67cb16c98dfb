import type { Pence } from '../kernel/index.ts'

/**
 * The places between which money of a fund moves, in the order in which it does. `contribution` and `client-charge` are
 * where it comes from: they stand below zero by what came. `held` is what no scheme has yet, `commitment` what a scheme
 * has and has not spent, `accrual` what it owes for what it had, `spend` what was bought; `carried` is what went into
 * another year, or came from one. `suspense` is what was paid while it is disputed who bears it: nobody's budget.
 */
export const ACCOUNT_KINDS = [
  'contribution',
  'client-charge',
  'carried',
  'held',
  'commitment',
  'accrual',
  'spend',
  'suspense',
] as const
export type AccountKind = (typeof ACCOUNT_KINDS)[number]

export type Account = {
  /** the fund of one year */
  readonly fund: string
  readonly kind: AccountKind
  /** the contribution from which every pound in it came */
  readonly origin: string
  /** '' where it is no scheme's */
  readonly scheme: string
  /** what it was bought for, and of `suspense` the disputed cost; '' but of these and `accrual` and `spend` */
  readonly activity: string
}

const KINDS = new Set<string>(ACCOUNT_KINDS)
/** Kinds that belong to a scheme, and those of them that say what for. */
const OF_SCHEMES = new Set<AccountKind>(['commitment', 'accrual', 'spend', 'suspense'])
const FOR_SOMETHING = new Set<AccountKind>(['accrual', 'spend', 'suspense'])
/** Where it is gone from a contribution: what a minimum counts, whatever it was for. */
export const GONE: ReadonlySet<AccountKind> = new Set(['spend', 'accrual', 'carried', 'suspense'])
/** Where money comes from: they have no bottom of their own. */
export const SOURCES: ReadonlySet<AccountKind> = new Set(['contribution', 'client-charge'])

/** `pool-2026-27:spend:nhs-minimum-2026-27:home-care:home-care-long-term` */
export function accountId({ fund, kind, origin, scheme, activity }: Account): string {
  return [fund, kind, origin, scheme, activity].filter((part) => part !== '').join(':')
}

/** What an id of an account says; undefined where it has not the form of one. */
export function readAccount(id: string): Account | undefined {
  const [fund = '', kind = '', origin = '', scheme = '', activity = '', ...more] = id.split(':')
  if (fund === '' || origin === '' || more.length > 0 || !isKind(kind)) return undefined
  const fits =
    (scheme !== '') === OF_SCHEMES.has(kind) && (activity !== '') === FOR_SOMETHING.has(kind)
  return fits ? { fund, kind, origin, scheme, activity } : undefined
}

function isKind(text: string): text is AccountKind {
  return KINDS.has(text)
}

/** What stands in an account. `posted` is what came in less what went out; the others are reserved and not posted. */
export type Balance = {
  readonly posted: Pence
  readonly comingIn: Pence
  readonly goingOut: Pence
}

export const NOTHING: Balance = { posted: 0n, comingIn: 0n, goingOut: 0n }

/** Whether what partners have promised may be used before it has come. */
export type Commits = 'promised' | 'received'

/** What can still be taken out of an account: what is reserved to go out is gone, a promise counts where it may. */
export function available({ kind }: Account, balance: Balance, commits: Commits): Pence {
  const promised = kind === 'held' && commits === 'promised' ? balance.comingIn : 0n
  return balance.posted + promised - balance.goingOut
}

/** Kinds that may not fall below zero. `carried` may: it is below by what came from another year. */
export function hasBottom(kind: AccountKind): boolean {
  return !SOURCES.has(kind) && kind !== 'carried'
}

/** How money may move by itself, in words that follow `Money may be `. Reversed it only moves as a correction. */
const MOVES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'contribution>held': 'put into a fund',
    'client-charge>held': 'put into a fund',
    'client-charge>commitment': 'put into a scheme',
    'held>commitment': 'set aside for a scheme',
    'commitment>held': 'given back by a scheme',
    'commitment>commitment': 'moved to another scheme',
    'commitment>accrual': 'accrued for what was had',
    'accrual>commitment': 'no longer accrued',
    'commitment>spend': 'spent',
    'held>carried': 'carried into another year',
    'carried>held': 'carried from another year',
  }),
)

/** What it is called when money moves from one account to another; undefined where it may not. */
export function moveWords(from: Account, to: Account): string | undefined {
  const within = from.fund === to.fund && from.origin === to.origin
  const between = from.kind === 'commitment' && to.kind === 'commitment'
  const schemes = from.scheme === '' || to.scheme === '' || (from.scheme === to.scheme) !== between
  return within && schemes ? MOVES.get(`${from.kind}>${to.kind}`) : undefined
}

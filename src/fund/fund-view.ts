import { addDays, dayInLondon, type Pence } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { type Account, type Balance, readAccount } from './account.ts'
import { minimumsNow } from './clause-faults.ts'
import { nextPeriod, periodOf } from './period.ts'
import { type Scheme, schemesOf } from './queries.ts'
import { periodsClosed } from './queries-closing.ts'
import { openProposals, type Proposal } from './queries-proposals.ts'
import { balancesAt } from './queries-read.ts'
import { type Contribution, type FundRule, type Minimum, rulesOf } from './rules.ts'

/** What a fund, a scheme or a contribution has: each a sum of accounts, so that it opens down to their transfers. */
export type Sums = {
  /** all that it has been given for the year */
  readonly has: Pence
  /** set apart for something and not paid */
  readonly committed: Pence
  readonly spent: Pence
  /** neither spent nor set apart */
  readonly left: Pence
}

export type SchemeRow = Sums & { readonly scheme: Scheme; readonly pace: Pence }

export type ContributionRow = {
  readonly contribution: Contribution
  readonly came: Pence
  readonly promised: Pence
  /** what no scheme has */
  readonly held: Pence
  readonly spent: Pence
}

/** The fund in one look. Sums are worked out from the transfers, as of a day and as known at a time. */
export type FundView = {
  readonly fund: FundRule
  readonly funds: readonly FundRule[]
  readonly all: Sums & { readonly came: Pence; readonly held: Pence }
  readonly schemes: readonly SchemeRow[]
  readonly contributions: readonly ContributionRow[]
  readonly minimums: readonly { minimum: Minimum; spent: Pence; slack: Pence }[]
  readonly closed: readonly string[]
  readonly proposals: readonly (Proposal & { readonly approved: readonly string[] })[]
  readonly sides: ReadonlyMap<string, string>
}

/** The fund of an id; of none, that of today, or the last there is. Undefined where there is no such fund. */
export async function viewFund(
  { databases, agreement, clock }: Pick<Place, 'databases' | 'agreement' | 'clock'>,
  asked: { readonly fund?: string; readonly knownAt?: Date | undefined },
): Promise<FundView | undefined> {
  const rules = rulesOf(agreement.current())
  const today = dayInLondon(clock.now())
  const funds = [...rules.funds.values()].sort((a, b) => (a.from < b.from ? -1 : 1))
  const running = funds.findLast(({ from }) => from <= today) ?? funds.at(-1)
  const fund = asked.fund === undefined ? running : rules.funds.get(asked.fund)
  if (fund === undefined) return undefined
  const db = databases.care.short
  const [found, schemes, closed, proposals] = await Promise.all([
    balancesAt(db, { fund: fund.id, knownAt: asked.knownAt }),
    schemesOf(db, fund.id),
    periodsClosed(db, fund.id),
    openProposals(db),
  ])
  const accounts = [...found].map(([id, balance]) => ({ ...readAccount(id)!, balance }))
  // A month is set apart at its beginning: what is even is judged by whole months.
  const month = addDays(`${nextPeriod(periodOf(today))}-01`, -1)
  const at = [month, fund.until].sort()[0]!
  const rows = schemes.map((scheme) => schemeRow(accounts, scheme, fund, at))
  const contributions = [...rules.contributions.values()]
    .filter((one) => one.fund === fund.id || accounts.some(({ origin }) => origin === one.id))
    .map((one) => contributionRow(accounts, one))
  const sum = (of: (row: ContributionRow) => Pence) =>
    contributions.reduce((all, row) => all + of(row), 0n)
  return {
    fund,
    funds,
    all: {
      has: sum(({ promised }) => promised),
      came: sum(({ came }) => came),
      held: sum(({ held }) => held),
      committed: total(rows, 'committed'),
      spent: total(rows, 'spent'),
      left: total(rows, 'left'),
    },
    schemes: rows,
    contributions,
    minimums: minimumsNow(rules, fund.id, found),
    closed: closed.map(({ period }) => period),
    proposals: proposals.filter((one) => one.fund === fund.id),
    sides: rules.sides,
  }
}

type Stored = Account & { readonly balance: Balance }

function schemeRow(
  accounts: readonly Stored[],
  scheme: Scheme,
  fund: FundRule,
  at: string,
): SchemeRow {
  const own = accounts.filter((one) => one.scheme === scheme.id)
  const sums = sumsOf(own)
  return { scheme, ...sums, pace: paceOf(sums, fund, at) }
}

/** What stands in the accounts of a scheme. */
export function sumsOf(accounts: readonly Stored[]): Sums {
  let [left, committed, spent] = [0n, 0n, 0n]
  for (const { kind, balance } of accounts) {
    if (kind === 'commitment') left += balance.posted - balance.goingOut
    if (kind === 'spend') committed += balance.comingIn
    if (kind === 'spend' || kind === 'accrual') spent += balance.posted
  }
  return { has: left + committed + spent, committed, spent, left }
}

/** What is spent and set apart less what would be by now if it went evenly over the year. */
function paceOf({ has, committed, spent }: Sums, { from, until }: FundRule, at: string): Pence {
  const days = (day: string) =>
    BigInt(Math.round((Date.parse(day) - Date.parse(from)) / 86_400_000) + 1)
  return spent + committed - (has * days(at)) / days(until)
}

function contributionRow(accounts: readonly Stored[], contribution: Contribution): ContributionRow {
  const own = accounts.filter(({ origin }) => origin === contribution.id)
  const of = (kinds: readonly string[], what: (balance: Balance) => Pence) =>
    own
      .filter(({ kind }) => kinds.includes(kind))
      .reduce((sum, { balance }) => sum + what(balance), 0n)
  const sources = ['contribution', 'client-charge', 'carried']
  const came = of(sources, ({ posted }) => -posted)
  return {
    contribution,
    came,
    promised: came + of(sources, ({ goingOut }) => goingOut),
    held: of(['held'], ({ posted, comingIn, goingOut }) => posted + comingIn - goingOut),
    spent: of(['spend', 'accrual'], ({ posted }) => posted),
  }
}

function total(rows: readonly SchemeRow[], name: keyof Sums): Pence {
  return rows.reduce((sum, row) => sum + row[name], 0n)
}

import { dayInLondon, type Pence } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { type Account, type Balance, readAccount } from './account.ts'
import { minimumsNow } from './clause-faults.ts'
import { forecastFund, type SchemeForecast } from './forecast-fund.ts'
import type { Sums } from './fund-sums.ts'
import { periodsClosed } from './queries-closing.ts'
import { openProposals, type Proposal } from './queries-proposals.ts'
import { balancesAt } from './queries-read.ts'
import { type Contribution, type FundRule, type Minimum, rulesOf } from './rules.ts'

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
  readonly all: Sums & { readonly came: Pence; readonly held: Pence; readonly likely: Pence }
  readonly schemes: readonly SchemeForecast[]
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
  const [found, rows, closed, proposals] = await Promise.all([
    balancesAt(db, { fund: fund.id, knownAt: asked.knownAt }),
    forecastFund({ databases, agreement, clock }, { fund, knownAt: asked.knownAt }),
    periodsClosed(db, fund.id),
    openProposals(db),
  ])
  const accounts = [...found].map(([id, balance]) => ({ ...readAccount(id)!, balance }))
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
      likely: rows.reduce((all, { p50 }) => all + p50, 0n),
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

function total(rows: readonly SchemeForecast[], name: keyof Sums): Pence {
  return rows.reduce((sum, row) => sum + row[name], 0n)
}

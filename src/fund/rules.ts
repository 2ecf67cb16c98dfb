import type { Agreement } from '../agreement/index.ts'
import { type Pence, parsePounds } from '../kernel/index.ts'
import type { Commits } from './account.ts'
import { needed } from './minimum.ts'
import type { Year } from './period.ts'
import type { RiskBand, RiskShare } from './risk-share.ts'

/** The clauses about money, as they are obeyed. Every rule knows the clause from which it is. */

export type Contribution = {
  readonly id: string
  readonly name: string
  readonly fund: string
  readonly party: string
  /** what people call it */
  readonly payer: string
  readonly source: string
  readonly money: 'revenue' | 'capital'
  readonly pence: Pence
  /** the days on which equal parts are due */
  readonly instalments: readonly string[]
  readonly clause: string
}

export type Activity = { readonly id: string; readonly name: string; readonly area: string }

export type Minimum = {
  readonly name: string
  readonly origins: ReadonlySet<string>
  readonly areas: ReadonlySet<string>
  readonly pence: Pence
  readonly warnsBelow: Pence
  readonly clause: string
}

export type RingFence = {
  readonly origins: ReadonlySet<string>
  readonly activities: ReadonlySet<string>
  readonly clause: string
}

/** How far from its plan a scheme may be likely to end before somebody is told, in hundredths. */
export type OutturnBand = {
  readonly within: bigint
  readonly tells: ReadonlySet<string>
  readonly clause: string
}

export type Authority = {
  readonly role: string
  /** what it may commit by itself */
  readonly alone: Pence
  readonly withTheOther: boolean
  readonly clause: string
}

/** A fund of one year, with what its clauses let it do. */
export type FundRule = Year & {
  readonly id: string
  readonly host: string
  readonly form: string
  readonly boards: readonly string[]
  readonly commits: Commits
  readonly draws: readonly string[]
  readonly activities: ReadonlyMap<string, Activity>
  /** the clause with the list of what it may pay for; undefined where it may pay for nothing */
  readonly permittedBy?: string
  readonly authorities: readonly Authority[]
  /** undefined where no clause asks for a notice */
  readonly outturn?: OutturnBand
  /** undefined where no clause says what is done while it is disputed who bears something */
  readonly liability?: LiabilityRule
}

/** Out of which contributions it is paid, in equal parts, while it is disputed who bears it. */
export type LiabilityRule = {
  readonly meanwhile: readonly string[]
  /** of the year, in hundredths of one in 100: whoever loses pays it on what others have advanced */
  readonly interest: bigint
  readonly clause: string
}

export type Rules = {
  readonly funds: ReadonlyMap<string, FundRule>
  /** of every fund: what is carried into another year keeps where it came from */
  readonly contributions: ReadonlyMap<string, Contribution>
  readonly ringFences: readonly RingFence[]
  readonly minimums: readonly Minimum[]
  readonly riskShares: readonly RiskShare[]
  /** what people call a party */
  partyName(party: string): string
  /** `the NHS` */
  readonly sides: ReadonlyMap<string, string>
  /** the side of a party, like the host; undefined where it stands on neither */
  sideOf(party: string): string | undefined
}

type OfClause = { readonly clause: string }
type FundRow = Omit<FundRule, 'draws'> & { draws?: string[] }
type ContributionRow = Omit<Contribution, 'pence' | 'payer'> & { amount: string }
type PermittedRow = OfClause & { funds: string[]; activities: Activity[] }
type RingFenceRow = OfClause & { origins: string[]; activities: string[] }
type MinimumRow = OfClause & {
  name: string
  origins: string[]
  areas: string[]
  baseline: string
  uplift: string
  warnsBelow?: string
}
type AuthorityRow = OfClause & {
  funds: string[]
  role: string
  alone?: string
  withTheOther?: true
}

type BandRow = { upTo?: string; bears?: { party: string; parts: number }[] }
type RiskShareRow = OfClause & {
  funds: string[]
  schemes?: string[]
  over: BandRow[]
  under: BandRow[]
}
type LiabilityRow = OfClause & { funds: string[]; meanwhile: string[]; interest?: string }

type OutturnRow = OfClause & { funds: string[]; within: number; tells: string[] }

const remembered = new WeakMap<Agreement, { day: string; rules: Rules }>()

/** Without an agreement in effect there is no fund. */
export function rulesOf(agreement: Agreement | undefined): Rules {
  if (agreement === undefined) return NO_RULES
  const day = agreement.today()
  const known = remembered.get(agreement)
  if (known?.day === day) return known.rules
  const rules = readRules(agreement)
  remembered.set(agreement, { day, rules })
  return rules
}

const NO_RULES: Rules = {
  funds: new Map(),
  contributions: new Map(),
  ringFences: [],
  minimums: [],
  riskShares: [],
  partyName: (party) => party,
  sides: new Map(),
  sideOf: () => undefined,
}

function readRules(agreement: Agreement): Rules {
  const permitted = agreement.table<PermittedRow>('permitted')
  const authorities = agreement.table<AuthorityRow>('authority')
  const bands = agreement.table<OutturnRow>('outturn')
  const liabilities = agreement.table<LiabilityRow>('liability')
  const contributions = agreement
    .table<ContributionRow>('contribution')
    .map(({ amount, ...row }): Contribution => {
      const payer = agreement.parties.find(({ id }) => id === row.party)?.name ?? row.party
      return { ...row, payer, pence: parsePounds(amount)! }
    })
  const funds = agreement.table<FundRow>('fund').map((fund): FundRule => {
    const lists = permitted.filter((row) => row.funds.includes(fund.id))
    const band = bands.find((row) => row.funds.includes(fund.id))
    const liability = liabilities.find((row) => row.funds.includes(fund.id))
    return {
      ...fund,
      draws: fund.draws ?? [],
      activities: new Map(
        lists.flatMap((row) => row.activities.map((one) => [one.id, one] as const)),
      ),
      ...(lists[0] === undefined ? {} : { permittedBy: lists[0].clause }),
      authorities: authorities.filter((row) => row.funds.includes(fund.id)).map(authorityOf),
      ...(band === undefined ? {} : { outturn: bandOf(band) }),
      ...(liability === undefined
        ? {}
        : { liability: liabilityOf(liability, contributions, fund.id) }),
    }
  })
  return {
    funds: new Map(funds.map((fund) => [fund.id, fund])),
    contributions: new Map(contributions.map((one) => [one.id, one])),
    ringFences: agreement.table<RingFenceRow>('ring-fence').map((row) => ({
      origins: new Set(row.origins),
      activities: new Set(row.activities),
      clause: row.clause,
    })),
    minimums: agreement.table<MinimumRow>('minimum').map((row) => ({
      name: row.name,
      origins: new Set(row.origins),
      areas: new Set(row.areas),
      pence: needed(row.baseline, row.uplift),
      warnsBelow: parsePounds(row.warnsBelow ?? '0') ?? 0n,
      clause: row.clause,
    })),
    riskShares: agreement.table<RiskShareRow>('risk-share').map(riskShareOf),
    partyName: (party) => agreement.parties.find(({ id }) => id === party)?.name ?? party,
    sides: new Map(agreement.sides.map(({ id, name }) => [id, name])),
    sideOf: (party) => agreement.parties.find(({ id }) => id === party)?.side,
  }
}

function riskShareOf({ funds, schemes, over, under, clause }: RiskShareRow): RiskShare {
  const bands = (rows: readonly BandRow[]): RiskBand[] =>
    rows.map(({ upTo, bears }) => ({
      ...(upTo === undefined ? {} : { upTo: parsePounds(upTo)! }),
      ...(bears === undefined
        ? {}
        : { bears: bears.map(({ party, parts }) => ({ party, parts: BigInt(parts) })) }),
    }))
  return {
    funds: new Set(funds),
    ...(schemes === undefined ? {} : { schemes: new Set(schemes) }),
    ...{ over: bands(over), under: bands(under), clause },
  }
}

/** Of the contributions that it names, those of this fund: each year has its own. */
function liabilityOf(
  { meanwhile, interest = '0', clause }: LiabilityRow,
  contributions: readonly Contribution[],
  fund: string,
): LiabilityRule {
  const own = meanwhile.filter((id) => contributions.find((one) => one.id === id)?.fund === fund)
  const [whole = '0', part = ''] = interest.split('.')
  return { meanwhile: own, interest: BigInt(whole + part.padEnd(2, '0').slice(0, 2)), clause }
}

function bandOf({ within, tells, clause }: OutturnRow): OutturnBand {
  return { within: BigInt(within), tells: new Set(tells), clause }
}

function authorityOf({ role, alone, withTheOther, clause }: AuthorityRow): Authority {
  return {
    role,
    alone: parsePounds(alone ?? '0') ?? 0n,
    withTheOther: withTheOther ?? false,
    clause,
  }
}

/** What is due on each of its days: equal parts, and the pennies that do not divide with the last. */
export function instalmentsOf({
  pence,
  instalments,
}: Contribution): { due: string; pence: Pence }[] {
  const part = pence / BigInt(instalments.length)
  const last = pence - part * BigInt(instalments.length - 1)
  return instalments.map((due, at) => ({ due, pence: at === instalments.length - 1 ? last : part }))
}

/** An activity by its id, or by what people call it; undefined where the fund may not pay for it. */
export function activityNamed({ activities }: FundRule, said: string): Activity | undefined {
  const text = said.trim().toLowerCase()
  const byId = activities.get(text)
  return byId ?? [...activities.values()].find(({ name }) => name.toLowerCase() === text)
}

/** The funds whose year a day is in. */
export function fundsOn({ funds }: Rules, day: string): FundRule[] {
  return [...funds.values()].filter(({ from, until }) => from <= day && day <= until)
}

/** `2026-27`, `2026/27`, `2026/2027` and `2026` are one year; the funds that begin in it. */
export function fundsOfYear({ funds }: Rules, year: string): FundRule[] {
  const [, first, next] = /^(\d{4})(?:[-/](?:\d{2})?(\d{2}))?$/.exec(year.trim()) ?? []
  if (first === undefined) return []
  if (next !== undefined && Number(next) !== (Number(first) + 1) % 100) return []
  return [...funds.values()].filter(({ from }) => from.slice(0, 4) === first)
}

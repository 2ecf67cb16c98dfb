import { dayInLondon, type Pence } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { readAccount } from './account.ts'
import { type Forecast, forecastScheme } from './forecast.ts'
import { type Sums, sumsOf } from './fund-sums.ts'
import { changeWords, effectOf } from './known-change.ts'
import { lastDayOf, monthsOf } from './period.ts'
import { type Scheme, schemesOf } from './queries.ts'
import { knownChanges } from './queries-changes.ts'
import { openProposals } from './queries-proposals.ts'
import { balancesAt, spentByMonth } from './queries-read.ts'
import { type FundRule, rulesOf } from './rules.ts'

export type SchemeForecast = Sums & { readonly scheme: Scheme } & Forecast & {
    /** where it is likely to end further from what it has than the clause lets it: over above nothing, under below */
    readonly outside?: Pence
  }

type Asked = {
  readonly fund: FundRule
  readonly knownAt?: Date | undefined
  /** only what was booked by then, to see how well it would have been foretold; left out, all */
  readonly at?: string
}

/** What each scheme of a fund is likely to have spent by the end of its year. */
export async function forecastFund(
  place: Pick<Place, 'databases' | 'agreement' | 'clock'>,
  { fund, knownAt, at }: Asked,
): Promise<SchemeForecast[]> {
  const db = place.databases.care.short
  const today = at ?? dayInLondon(place.clock.now())
  const rules = rulesOf(place.agreement.current())
  const before = [...rules.funds.values()].filter(({ until }) => until < fund.from)
  const [schemes, balances, spent, proposals, known, years] = await Promise.all([
    schemesOf(db, fund.id),
    balancesAt(db, { fund: fund.id, knownAt, ...(at === undefined ? {} : { at }) }),
    spentByMonth(db, { fund: fund.id, knownAt, ...(at === undefined ? {} : { at }) }),
    openProposals(db),
    knownChanges(db, {
      fund: fund.id,
      knownAt: knownAt ?? (at === undefined ? undefined : endOf(at)),
    }),
    Promise.all(before.map((one) => partsSpent(place, one.id))),
  ])
  const accounts = [...balances].map(([id, balance]) => ({ ...readAccount(id)!, balance }))
  const months = monthsOf(fund)
  const over = months.filter((month) => lastDayOf(month) < today)
  return schemes.map((scheme) => {
    const sums = sumsOf(accounts.filter((one) => one.scheme === scheme.id))
    const own = spent.filter((one) => one.scheme === scheme.id)
    const waits = proposals
      .filter((one) => one.fund === fund.id && one.scheme === scheme.id)
      .reduce((sum, { pence }) => sum + pence, 0n)
    const past = over.map((month) => own.find((one) => one.month === month)?.pence ?? 0n)
    const running = { over, left: months.filter((month) => !over.includes(month)), spent: past }
    const forecast = forecastScheme({
      has: sums.has,
      months: past,
      changes: known
        .filter((one) => one.scheme === scheme.id)
        .map((one) => ({ effect: effectOf(one, running), change: one }))
        .map(({ effect, change }) => ({ effect, says: changeWords(change, effect) })),
      of: months.length,
      spent: sums.spent,
      setApart: sums.committed,
      waits,
      before: years.flatMap((year) => year.get(scheme.id) ?? []),
    })
    const outside = outsideBand(sums.has, forecast.p50, fund)
    return { scheme, ...sums, ...forecast, ...(outside === undefined ? {} : { outside }) }
  })
}

/** What was said by the end of a day; in London it ends an hour earlier in summer, which is within it. */
function endOf(day: string): Date {
  return new Date(`${day}T23:59:59.999Z`)
}

/** How far from its plan it is likely to end; undefined within the band, and where there is none. */
function outsideBand(has: Pence, p50: Pence, { outturn }: FundRule): Pence | undefined {
  if (outturn === undefined) return undefined
  const apart = p50 - has
  const absolute = apart < 0n ? -apart : apart
  return absolute * 100n > has * outturn.within ? apart : undefined
}

/** Of what each scheme of a year had, the part that it spent. */
async function partsSpent(
  { databases }: Pick<Place, 'databases'>,
  fund: string,
): Promise<ReadonlyMap<string, number>> {
  const balances = await balancesAt(databases.care.short, { fund })
  const accounts = [...balances].map(([id, balance]) => ({ ...readAccount(id)!, balance }))
  const byScheme = Map.groupBy(accounts, ({ scheme }) => scheme)
  return new Map(
    [...byScheme].flatMap(([scheme, own]) => {
      const { has, spent } = sumsOf(own)
      return scheme === '' || has <= 0n ? [] : [[scheme, Number(spent) / Number(has)] as const]
    }),
  )
}

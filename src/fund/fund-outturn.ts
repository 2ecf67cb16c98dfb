import { Fault, type Pence, readWritten } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { readAccount } from './account.ts'
import { forecastFund } from './forecast-fund.ts'
import { balancesAt } from './queries-read.ts'
import { readTable } from './read-table.ts'
import { type RiskShared, type SchemeOutturn, shareRisk } from './risk-share.ts'
import { type FundRule, type Rules, rulesOf } from './rules.ts'

type Asked = {
  readonly fund: FundRule
  /** the rules of a draft; left out, those in effect */
  readonly rules?: Rules
  /** one clause alone, and the schemes of it */
  readonly clause?: string
  /** by scheme, where it is said what it comes to; left out, what it is likely to come to */
  readonly outturn?: ReadonlyMap<string, Pence>
}

/** Who bears what a year comes to: as it is likely to end, or as it is said. */
export async function shareOutturn(
  place: Pick<Place, 'databases' | 'agreement' | 'clock'>,
  { fund, rules = rulesOf(place.agreement.current()), clause, outturn }: Asked,
): Promise<RiskShared> {
  const [rows, balances] = await Promise.all([
    forecastFund(place, { fund }),
    balancesAt(place.databases.care.short, { fund: fund.id }),
  ])
  const given = [...balances].flatMap(([id, { posted }]) => {
    const { kind, origin, scheme } = readAccount(id)!
    const counts = kind === 'commitment' || kind === 'accrual' || kind === 'spend'
    return counts ? [{ scheme, party: rules.contributions.get(origin)?.party ?? '', posted }] : []
  })
  // The order of the text, so that which side is which decides nothing.
  const parties = [...new Set([...rules.contributions.values()].map(({ party }) => party)), '']
  const schemes = rows.map(({ scheme, p50 }): SchemeOutturn => {
    const own = given.filter((one) => one.scheme === scheme.id)
    const paid = parties.flatMap((party) => {
      const parts = own.filter((one) => one.party === party)
      return parts.length === 0
        ? []
        : [[party, parts.reduce((sum, one) => sum + one.posted, 0n)] as const]
    })
    const { id, name } = scheme
    return { id, name, paid: new Map(paid), outturn: outturn?.get(id) ?? p50 }
  })
  const clauses = rules.riskShares.filter(({ funds }) => funds.has(fund.id))
  if (clause === undefined) return shareRisk(clauses, schemes, { nameOf: rules.partyName })
  const one = clauses.filter((each) => each.clause === clause)
  const others = new Set(
    clauses.filter((each) => each.clause !== clause).flatMap(({ schemes: of = [] }) => [...of]),
  )
  const own = schemes.filter(({ id }) => one[0]?.schemes?.has(id) ?? !others.has(id))
  return shareRisk(one, own, { nameOf: rules.partyName })
}

/**
 * What each scheme comes to, of a file with a row for each, by its id or its name.
 * @throws Fault for a scheme that the fund has not, one that stands twice, or an amount that is none
 */
export async function readOutturn(
  path: string,
  schemes: readonly { readonly id: string; readonly name: string }[],
): Promise<Map<string, Pence>> {
  const { columns, rows } = await readTable(path, 'outturn')
  const found = new Map<string, Pence>()
  for (const { number, cells } of rows) {
    if (cells.every((cell) => cell.trim() === '')) continue
    const cell = (name: string) => cells[columns.get(name) ?? -1]?.trim() ?? ''
    const at = `${path}, row ${number}`
    const said = cell('scheme').toLowerCase()
    const own = schemes.filter(({ id, name }) => id === said || name.toLowerCase() === said)
    const [scheme] = own
    if (scheme === undefined || own.length > 1)
      throw new Fault(`the fund has no scheme ${cell('scheme')}`, at, 'Give its id or its name.')
    const amount = readWritten(cell('amount'))
    if ('what' in amount) throw new Fault(`the amount ${amount.what}`, at, 'Write it like 1250.50.')
    if (found.has(scheme.id))
      throw new Fault(`the scheme ${scheme.id} stands twice`, at, 'Take one row away.')
    found.set(scheme.id, amount.pence)
  }
  return found
}

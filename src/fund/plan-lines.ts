import { readWritten } from '../kernel/index.ts'
import type { RefusedRow } from './book-lines.ts'
import type { FoundTable, TableRow } from './read-table.ts'
import { activityNamed, type FundRule, fundsOfYear, type Rules } from './rules.ts'

/** A scheme of a plan, as `fund.set-plan` takes it. */
export type PlannedSchemeSaid = {
  readonly id: string
  readonly name: string
  readonly activity: string
  readonly provider?: string
  readonly commissioner?: string
  readonly lines: readonly { readonly origin: string; readonly pence: string }[]
}

export type ReadPlan = {
  readonly funds: ReadonlyMap<string, readonly PlannedSchemeSaid[]>
  readonly accepted: number
  readonly pence: bigint
  readonly refused: readonly RefusedRow[]
}

type Scheme = PlannedSchemeSaid & { lines: { origin: string; pence: string }[] }

/** The schemes of each fund, from a row for each contribution to each. What a row leaves unclear is refused by row. */
export function readPlan({ columns, rows }: FoundTable, rules: Rules): ReadPlan {
  const funds = new Map<string, Map<string, Scheme>>()
  const refused: RefusedRow[] = []
  let [accepted, pence] = [0, 0n]
  for (const row of rows) {
    if (isNoLine(row)) continue
    const cell: Cell = (name) => row.cells[columns.get(name) ?? -1]?.trim() ?? ''
    const planned = readRow(cell, rules)
    const faults = Array.isArray(planned) ? planned : addTo(funds, planned, cell)
    refused.push(...faults.map((fault) => ({ row: row.number, ...fault })))
    if (Array.isArray(planned) || faults.length > 0) continue
    accepted += 1
    pence += planned.pence
  }
  const byFund = new Map([...funds].map(([id, own]) => [id, [...own.values()]]))
  return { funds: byFund, accepted, pence, refused }
}

type Cell = (name: string) => string
type Fault = Omit<RefusedRow, 'row'>
type Planned = {
  readonly fund: string
  readonly id: string
  readonly activity: string
  readonly origin: string
  readonly pence: bigint
}

function isNoLine({ cells }: TableRow): boolean {
  const first = cells.find((cell) => cell.trim() !== '')
  return first === undefined || /^\s*(grand )?total\b/i.test(first)
}

/** What a row plans; or all that is wrong with it. */
function readRow(cell: Cell, rules: Rules): Planned | Fault[] {
  const empty = 'that is left empty'
  const fund = fundOf(rules, cell('year'), cell('fund'))
  if (fund === undefined) {
    const what = `The agreement has no fund of the year ${cell('year') || empty}.`
    return [{ column: 'year', what }]
  }
  const origin = originOf(rules, fund, cell('origin'))
  const activity = activityNamed(fund, cell('activity'))
  const id = idOf(cell('scheme_id'))
  const amount = readWritten(cell('amount'))
  const faults: (Fault | false)[] = [
    origin === undefined && {
      column: 'origin',
      what: `${fund.name} has no contribution ${cell('origin') || empty}.`,
    },
    activity === undefined && {
      column: 'activity',
      what: `${fund.name} does not pay for ${cell('activity') || 'what is left empty'}.`,
    },
    'what' in amount && { column: 'amount', what: `The amount ${amount.what}.` },
    'pence' in amount &&
      amount.pence < 0n && { column: 'amount', what: 'The amount is below nothing.' },
    id === undefined && {
      column: 'scheme_id',
      what: 'The id of the scheme is empty, or has no letter.',
    },
  ]
  const found = faults.filter((one) => one !== false)
  if (found.length > 0 || origin === undefined || activity === undefined || id === undefined)
    return found
  return {
    fund: fund.id,
    id,
    activity: activity.id,
    origin,
    pence: 'pence' in amount ? amount.pence : 0n,
  }
}

/** One contribution more of a scheme; why not, where another row says otherwise of it. */
function addTo(funds: Map<string, Map<string, Scheme>>, planned: Planned, cell: Cell): Fault[] {
  const { fund, id, activity, origin, pence } = planned
  const schemes = funds.get(fund) ?? new Map<string, Scheme>()
  funds.set(fund, schemes)
  const scheme = schemes.get(id) ?? schemeOf(id, activity, cell)
  if (scheme.activity !== activity || scheme.lines.some((one) => one.origin === origin)) {
    const what = 'Another row of this scheme says another activity, or the same contribution.'
    return [{ column: 'scheme_id', what }]
  }
  scheme.lines.push({ origin, pence: String(pence) })
  schemes.set(id, scheme)
  return []
}

function schemeOf(id: string, activity: string, cell: (name: string) => string): Scheme {
  const [provider, commissioner] = [cell('provider_type'), cell('commissioner')]
  return {
    id,
    name: cell('scheme') || id,
    activity,
    ...(provider === '' ? {} : { provider }),
    ...(commissioner === '' ? {} : { commissioner }),
    lines: [],
  }
}

/** A fund that is named counts before the year. */
function fundOf(rules: Rules, year: string, named: string): FundRule | undefined {
  if (named !== '') return rules.funds.get(named)
  const of = fundsOfYear(rules, year)
  return of.length === 1 ? of[0] : undefined
}

/** By its id, by its name, or by what kind of money it is where the fund has one of it. */
function originOf({ contributions }: Rules, fund: FundRule, said: string): string | undefined {
  const text = said.toLowerCase()
  const own = [...contributions.values()].filter((one) => one.fund === fund.id)
  const found = own.filter((one) => [one.id, one.name.toLowerCase(), one.source].includes(text))
  return found.length === 1 ? found[0]!.id : contributions.get(text)?.id
}

function idOf(text: string): string | undefined {
  const id = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  if (/^[a-z]/.test(id)) return id
  return /^\d/.test(id) ? `scheme-${id}` : undefined
}

import { readWritten } from '../kernel/index.ts'
import type { RefusedRow } from './book-lines.ts'
import type { FoundTable } from './read-table.ts'
import { activityNamed, type FundRule, type Rules } from './rules.ts'

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
    const cell = (name: string) => row.cells[columns.get(name) ?? -1]?.trim() ?? ''
    if (
      row.cells.every((one) => one.trim() === '') ||
      /^(grand )?total\b/i.test(row.cells.find(Boolean) ?? '')
    )
      continue
    const refuse = (column: string, what: string) => refused.push({ row: row.number, column, what })
    const fund = fundOf(rules, cell('year'), cell('fund'))
    const amount = readWritten(cell('amount'))
    if (fund === undefined) {
      refuse(
        'year',
        `The agreement has no fund of the year ${cell('year') || 'that is left empty'}.`,
      )
      continue
    }
    const origin = originOf(rules, fund, cell('origin'))
    const activity = activityNamed(fund, cell('activity'))
    const id = idOf(cell('scheme_id'))
    if (origin === undefined)
      refuse(
        'origin',
        `${fund.name} has no contribution ${cell('origin') || 'that is left empty'}.`,
      )
    if (activity === undefined)
      refuse(
        'activity',
        `${fund.name} does not pay for ${cell('activity') || 'what is left empty'}.`,
      )
    if ('what' in amount) refuse('amount', `The amount ${amount.what}.`)
    if (id === undefined) refuse('scheme_id', 'The id of the scheme is empty, or has no letter.')
    if (origin === undefined || activity === undefined || 'what' in amount || id === undefined)
      continue
    if (amount.pence < 0n) {
      refuse('amount', 'The amount is below nothing.')
      continue
    }
    const schemes = funds.get(fund.id) ?? new Map<string, Scheme>()
    funds.set(fund.id, schemes)
    const scheme = schemes.get(id) ?? schemeOf(id, activity.id, cell)
    if (scheme.activity !== activity.id || scheme.lines.some((one) => one.origin === origin)) {
      refuse(
        'scheme_id',
        'Another row of this scheme says another activity, or the same contribution.',
      )
      continue
    }
    scheme.lines.push({ origin, pence: String(amount.pence) })
    schemes.set(id, scheme)
    accepted += 1
    pence += amount.pence
  }
  return {
    funds: new Map([...funds].map(([id, own]) => [id, [...own.values()]])),
    accepted,
    pence,
    refused,
  }
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

/** `2026-27`, `2026/27` and `2026/2027` are one year; a fund that is named counts before it. */
function fundOf({ funds }: Rules, year: string, named: string): FundRule | undefined {
  if (named !== '') return funds.get(named)
  const [, first] = /^(\d{4})(?:[-/](?:\d{2}|\d{4}))?$/.exec(year) ?? []
  const of = [...funds.values()].filter(({ from }) => from.slice(0, 4) === first)
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

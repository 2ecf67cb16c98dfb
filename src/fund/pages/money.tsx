import type { ReactNode } from 'react'
import { formatPounds, type Pence } from '../../kernel/index.ts'
import type { SchemeForecast } from '../forecast-fund.ts'

/** Whole pounds, as pages show them; pence stand in journals. */
export function pounds(pence: Pence): string {
  return formatPounds(pence, { pence: false })
}

/** Over and under in words: further from the plan than the clause lets it be stands out. */
export function Against({
  row,
}: {
  row: Pick<SchemeForecast, 'has' | 'p50' | 'outside'>
}): ReactNode {
  const { has, p50, outside } = row
  if (p50 === has) return 'as planned'
  const words = p50 > has ? `${pounds(p50 - has)} over` : `${pounds(has - p50)} under`
  if (outside === undefined) return words
  return outside > 0n ? <strong className="cc-late">{words}</strong> : <strong>{words}</strong>
}

export function fundHref(fund: string): string {
  return `/fund/${fund}`
}

export function schemeHref(fund: string, scheme: string): string {
  return `/fund/${fund}/scheme/${scheme}`
}

export function accountHref(account: string): string {
  return `/fund/account/${encodeURIComponent(account)}`
}

export function transferHref(id: string): string {
  return `/fund/transfer/${id}`
}

export function returnHref(id: string): string {
  return `/fund/return/${id}`
}

export function cellHref(id: string, { sheet, cell }: { sheet: string; cell: string }): string {
  return `${returnHref(id)}/cell?at=${encodeURIComponent(`${sheet}!${cell}`)}`
}

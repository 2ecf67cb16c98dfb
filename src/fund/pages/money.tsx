import type { ReactNode } from 'react'
import { formatPounds, type Pence } from '../../kernel/index.ts'

/** Whole pounds, as pages show them; pence stand in journals. */
export function pounds(pence: Pence): string {
  return formatPounds(pence, { pence: false })
}

/** Over and under in words and colour: what is a little off is as planned. */
export function Pace({ pace, has }: { pace: Pence; has: Pence }): ReactNode {
  const most = has / 20n
  if (pace > most) return <strong className="cc-late">{pounds(pace)} over</strong>
  if (pace < -most) return <>{pounds(-pace)} under</>
  return <>as planned</>
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

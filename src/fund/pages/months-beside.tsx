import type { ReactNode } from 'react'
import { formatMonth } from '../../shell/index.ts'

/** So many months after one, YYYY-MM. */
export function monthFrom(month: string, step: number): string {
  const [year, nth] = month.split('-').map(Number) as [number, number]
  const months = year * 12 + nth - 1 + step
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`
}

/** To the month before, and to the next where there is one. */
export function MonthsBeside({
  path,
  month,
  last,
}: {
  path: string
  month: string
  last: string
}): ReactNode {
  const [before, after] = [monthFrom(month, -1), monthFrom(month, 1)]
  return (
    <nav aria-label="Months" className="cc-toolbar">
      <a href={`${path}?month=${before}`}>{formatMonth(before)}</a>
      <strong>{formatMonth(month)}</strong>
      {after <= last && <a href={`${path}?month=${after}`}>{formatMonth(after)}</a>}
    </nav>
  )
}

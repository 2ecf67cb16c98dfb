import type { ReactNode } from 'react'
import { capital, formatCount, formatList, type SummaryRow } from '../../shell/index.ts'
import type { Certificate } from '../certificate.ts'
import { sharedCount } from '../shared-references.ts'
import type { ToldCount } from './told-count.ts'

/** How many references of the last return stand for more than one person: the same to everybody. */
export function sharedRows(
  { shared_references: shared }: Certificate,
  counts: ToldCount,
): SummaryRow[] {
  if (shared === 0) return []
  const note = 'each is kept as their own'
  return [{ key: 'In doubt', value: capital(sharedCount(shared, counts.number(shared))), note }]
}

/** Only the council can say which of them is mistaken: the rows are told to its own people. */
export function Shared({ rows }: { rows: readonly (readonly number[])[] }): ReactNode {
  if (rows.length === 0) return null
  return (
    <details>
      <summary>Which rows of the last return have one reference for more than one person</summary>
      <ul>
        {rows.map((own) => (
          <li key={own.join()}>Rows {formatList(own.map(formatCount))}</li>
        ))}
      </ul>
    </details>
  )
}

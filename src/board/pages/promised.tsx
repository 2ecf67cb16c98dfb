import type { ReactNode } from 'react'
import { formatFullDate, formatMonth, SummaryList } from '../../shell/index.ts'
import type { Came } from '../came.ts'

/** What was promised of a decision, beside what has come of it. */
export function Promised({ came, title }: { came: Came; title: string }): ReactNode {
  const state =
    came.kept === undefined
      ? 'The month promised is not told yet.'
      : came.kept
        ? 'Kept.'
        : 'Missed.'
  return (
    <section>
      <h2>{title}</h2>
      <SummaryList
        rows={[
          { key: 'Measure', value: came.name },
          { key: 'Promised', value: `${came.target} by ${formatFullDate(came.byDay)}` },
          { key: 'Came', value: came.says, note: came.period && formatMonth(came.period) },
          { key: 'So', value: state },
        ]}
      />
    </section>
  )
}

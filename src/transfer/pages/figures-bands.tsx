import type { ReactNode } from 'react'
import { disclosedWords } from '../../record/index.ts'
import { ChartWithTable, type Column, formatList, formatMonth, Table } from '../../shell/index.ts'
import type { ToldBands } from '../count-bands.ts'
import type { Figures } from '../read-figures.ts'
import { briefly } from '../told-words.ts'

type Month = { readonly month: string; readonly told: ToldBands }

/** How many days after they were ready people left, month by month, in the bands in which England counts them. */
export function BandFigures({ figures }: { figures: Figures }): ReactNode {
  const { months, means } = figures
  const [last] = months
  if (last === undefined) return null
  return (
    <>
      <h2>How long after they were ready people left</h2>
      <ChartWithTable
        picture={means}
        says={`Days from ready to left on average, by month. ${meansSentence(months)}`}
        note="Days from ready to left, on average of all who left, those who left on their day among them."
      >
        <Table
          caption="By the month in which they left"
          columns={MONTH_COLUMNS}
          rows={months}
          rowKey={({ month }) => month}
        />
      </ChartWithTable>
      <Table
        caption={`In ${formatMonth(last.month)}, by how many days later`}
        columns={[
          { head: 'Days after they were ready', cell: ({ label }) => label },
          { head: 'People', align: 'right', cell: ({ told }) => disclosedWords(told) },
        ]}
        rows={bandRows(last.told)}
        rowKey={({ label }) => label}
      />
    </>
  )
}

const MONTH_COLUMNS: Column<Month>[] = [
  { head: 'Month', nowrap: true, cell: ({ month }) => formatMonth(month) },
  { head: 'Left', align: 'right', cell: ({ told }) => briefly(told.discharges) },
  { head: 'Days, all', align: 'right', cell: ({ told }) => meanWords(told.meanAll) },
  { head: 'If they waited', align: 'right', cell: ({ told }) => meanWords(told.meanIfDelayed) },
]

function bandRows({ onDay, bands }: ToldBands) {
  const first = { label: 'On their day', told: onDay }
  return [first, ...bands.map((one) => ({ label: formatList(one.bands), told: one.told }))]
}

function meanWords(mean: number | undefined): string {
  return mean === undefined ? 'too few' : mean.toFixed(1)
}

function meansSentence(months: readonly Month[]): string {
  const told = months.map(({ month, told: { meanAll } }) => {
    return `${formatMonth(month)}: ${meanWords(meanAll)}`
  })
  return `${told.join('; ')}.`
}

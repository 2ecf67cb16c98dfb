import type { ReactNode } from 'react'
import { plural } from '../../kernel/index.ts'
import { BackLink, EmptyState, Table } from '../../shell/index.ts'
import type { CellDifference } from '../compare-return.ts'
import type { MadeReturn } from '../queries-returns.ts'
import { cellIn, penceIn, readCellName } from '../return-sheet.ts'
import { cellHref, returnHref } from './money.tsx'

type Props = {
  readonly made: MadeReturn
  readonly cells: readonly CellDifference[]
  readonly name: string
}

/** What somebody changed in a return by hand, each cell with what it says here. */
export function ReturnDifferences({ made, cells, name }: Props): ReactNode {
  return (
    <>
      <BackLink href={returnHref(made.id)}>{name}</BackLink>
      <h1>
        {cells.length === 0
          ? 'Nothing was changed'
          : plural(cells.length, 'cell differs', 'cells differ')}
      </h1>
      <p>
        The workbook is held against the return as it was made. A sum that follows from its own
        cells is not counted.
      </p>
      <Table
        caption="Cells that differ"
        hideCaption
        columns={[
          { head: 'Cell', cell: (one) => <CellLink made={made} one={one} /> },
          { head: 'Of', cell: (one) => rowWords(made, one) },
          { head: 'As it was made', align: 'right', cell: ({ ours }) => ours || 'empty' },
          { head: 'As it came back', align: 'right', cell: ({ theirs }) => theirs || 'empty' },
        ]}
        rows={cells}
        rowKey={({ sheet, cell }) => `${sheet}!${cell}`}
        empty={<EmptyState title="Every cell says what it said." />}
      />
    </>
  )
}

function CellLink({ made, one }: { made: MadeReturn; one: CellDifference }): ReactNode {
  const cell = cellIn(made.sheets, one)
  const words = `${one.sheet}, ${one.cell}`
  const opens = cell !== undefined && penceIn(cell) !== undefined
  return opens ? <a href={cellHref(made.id, one)}>{words}</a> : words
}

/** What the row and the column of a cell are called. */
export function rowWords(
  { sheets }: MadeReturn,
  at: Pick<CellDifference, 'sheet' | 'cell'>,
): string {
  const place = readCellName(at.cell)
  const rows = sheets.find(({ name }) => name === at.sheet)?.rows ?? []
  if (place === undefined) return ''
  const texts = (rows[place.row] ?? []).flatMap((cell) => (cell?.is === 'text' ? [cell.text] : []))
  const heads = rows.find(
    (row) => row.length > 1 && row.every((cell) => cell?.is === 'text' && cell.bold),
  )
  const head = heads?.[place.column]
  const called = texts.slice(0, 2).join(', ')
  return head?.is === 'text' ? `${called}: ${head.text.toLowerCase()}` : called
}

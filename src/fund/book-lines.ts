import { derivedId, type Pence, readWritten } from '../kernel/index.ts'
import { type BookKind, COLUMNS } from './book-kinds.ts'
import { DayColumn } from './read-day.ts'
import type { FoundTable, TableRow } from './read-table.ts'

/** A line of somebody's books, an invoice or a bank, as it stands in the file. */
export type BookLine = {
  /** the same line, sent again, has the same */
  readonly id: string
  readonly kind: BookKind
  readonly day: string
  readonly pence: Pence
  /** the other columns, by name */
  readonly said: Readonly<Record<string, string>>
  readonly row: number
}

export type RefusedRow = { readonly row: number; readonly column: string; readonly what: string }

export type ReadLines = {
  readonly lines: readonly BookLine[]
  readonly refused: readonly RefusedRow[]
  /** rows that are no lines: totals */
  readonly passed: readonly { readonly row: number; readonly what: string }[]
}

/** Each row for itself: what cannot be read for certain is refused with its place, and the rest goes in. */
export function readLines({ kind, columns, rows }: FoundTable): ReadLines {
  const cellOf = (row: TableRow, name: string) => row.cells[columns.get(name) ?? -1]?.trim() ?? ''
  const days = new DayColumn(rows.map((row) => cellOf(row, 'date')))
  const others = COLUMNS.get(kind)!
    .map(({ name }) => name)
    .filter((name) => name !== 'date' && name !== 'amount')
  const lines: BookLine[] = []
  const refused: RefusedRow[] = []
  const passed: { row: number; what: string }[] = []
  const times = new Map<string, number>()
  for (const row of rows) {
    if (row.cells.every((cell) => cell.trim() === '')) continue
    if (isTotal(row, cellOf(row, 'date'))) {
      passed.push({ row: row.number, what: 'It is a line of totals, and no payment.' })
      continue
    }
    const date = days.read(cellOf(row, 'date'))
    const amount = readWritten(cellOf(row, 'amount'))
    const faults = [
      ...('what' in date
        ? [{ row: row.number, column: 'date', what: `The date ${date.what}.` }]
        : []),
      ...('what' in amount
        ? [{ row: row.number, column: 'amount', what: `The amount ${amount.what}.` }]
        : []),
      ...missing(kind, row, cellOf),
    ]
    if (faults.length > 0 || 'what' in date || 'what' in amount) {
      refused.push(...faults)
      continue
    }
    const said = Object.fromEntries(
      others.flatMap((name) => (cellOf(row, name) === '' ? [] : [[name, cellOf(row, name)]])),
    )
    const content = JSON.stringify([kind, date.day, String(amount.pence), said])
    const nth = (times.get(content) ?? 0) + 1
    times.set(content, nth)
    const id = derivedId('fund.line', content, String(nth))
    lines.push({ id, kind, day: date.day, pence: amount.pence, said, row: row.number })
  }
  return { lines, refused, passed }
}

/** A row without a date, of which a cell says that it is a total. */
function isTotal({ cells }: TableRow, date: string): boolean {
  const says = cells.some((cell) =>
    /^\s*(?:(?:grand|sub|page|overall|report)[ -]?)?totals?\b/i.test(cell),
  )
  return says && !/\d{4}|\d{1,2}[/.-]\d{1,2}/.test(date)
}

function missing(
  kind: BookKind,
  row: TableRow,
  cellOf: (row: TableRow, name: string) => string,
): RefusedRow[] {
  return COLUMNS.get(kind)!.flatMap(({ name, needed }) =>
    needed && name !== 'date' && name !== 'amount' && name !== 'balance' && cellOf(row, name) === ''
      ? [{ row: row.number, column: name, what: `The ${name.replaceAll('_', ' ')} is empty.` }]
      : [],
  )
}

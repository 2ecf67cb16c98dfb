import { Fault } from '../kernel/index.ts'
import { CsvRows } from './csv-rows.ts'
import { DateOrder, refuseDates } from './date-order.ts'
import { counted, type Item, itemHash } from './item.ts'
import type { FileToInspect, Found, Head } from './kind.ts'
import { isTable } from './kind.ts'
import {
  delimitersOf,
  fitsTable,
  namesIn,
  type TableColumns,
  type TableHeader,
} from './table-columns.ts'
import { rowBytes } from './table-row.ts'
import { textBytes } from './utf8-check.ts'

/** Whether the first line of a text has the headings of a table of this kind. */
export function isTableOf(head: Head, table: TableColumns): boolean {
  return isTable(head) && headerIn(head.bytes, table) !== undefined
}

/**
 * Passes over a table: that it is text to its end, cut as RFC 4180 has it, with each heading once, and that its dates
 * can be read.
 * @throws Fault where it cannot be taken as a whole
 */
export async function inspectRows(
  { bytes, head, path }: FileToInspect,
  kind: string,
  table: TableColumns,
): Promise<Found> {
  const header = headerIn(head, table)!
  refuseTwice(header, table, path)
  const rows = new CsvRows(header.delimiter, path, header.names.length)
  const orders = table.dates.flatMap((column) => {
    const cell = header.names.indexOf(column)
    return cell < 0 ? [] : [{ column, cell, order: new DateOrder() }]
  })
  let count = 0
  let last = { line: 0, cells: header.names.length }
  const take = (all: ReturnType<CsvRows['push']>) => {
    for (const row of all) {
      if (row.number <= header.row || row.isBlank()) continue
      count += 1
      last = { line: row.line, cells: row.count }
      for (const { cell, order } of orders) if (cell < row.count) order.take(row, cell)
    }
  }
  for await (const chunk of textBytes(bytes, path)) take(rows.push(chunk))
  take(rows.end())
  refuseDates(orders, path)
  const cutOff = !rows.ended && count > 0 && last.cells < header.names.length
  const stops = `stops after ${last.cells} of ${header.names.length} cells`
  const remedy = 'the file may be cut off, so ask for it again'
  const incomplete = `the last row, on line ${counted(last.line)}, ${stops}: ${remedy}`
  return {
    kind,
    table: header,
    lines: rows.lines,
    rows: count,
    ...(cutOff && { incomplete, warnings: [incomplete] }),
  }
}

/** The rows that hold something, each as it is kept. */
export async function* tableItems(
  kind: string,
  bytes: AsyncIterable<Buffer>,
  { header, table, path }: { header: TableHeader; table: TableColumns; path: string },
): AsyncGenerator<Item[]> {
  const rows = new CsvRows(header.delimiter, path, header.names.length)
  const itemsOf = (all: ReturnType<CsvRows['push']>) => {
    const items: Item[] = []
    for (const row of all) {
      if (row.number <= header.row || row.isBlank()) continue
      const kept = rowBytes(row, header, table)
      const number = row.number - header.row + 1
      const place = `row ${counted(number)}, line ${counted(row.line)}`
      const { length: size } = kept
      items.push({ kind, place, number, line: row.line, hash: itemHash(kept), size, bytes: kept })
    }
    return items
  }
  for await (const chunk of bytes) yield itemsOf(rows.push(chunk))
  yield itemsOf(rows.end())
}

/** The headings, by the delimiter that finds them; undefined where the table is another. */
function headerIn(head: Buffer, table: TableColumns): TableHeader | undefined {
  const { delimiters, row } = delimitersOf(head)
  for (const delimiter of delimiters) {
    const names = namesIn(cellsOf(head, delimiter, row), table)
    if (fitsTable(names, table)) return { names, delimiter, row }
  }
  return undefined
}

/** Cut at a delimiter that is not the file's own, the headings may look damaged. */
function cellsOf(head: Buffer, delimiter: string, number: number): string[] {
  const rows = new CsvRows(delimiter, '')
  try {
    for (const cut of [rows.push(head), rows.end()])
      for (const row of cut) if (row.number === number) return row.cells
  } catch (error) {
    if (!(error instanceof Fault)) throw error
  }
  return []
}

function refuseTwice({ names }: TableHeader, { columns }: TableColumns, path: string): void {
  const twice = columns.filter((column) => names.indexOf(column) !== names.lastIndexOf(column))
  if (twice.length === 0) return
  const quoted = twice.map((name) => `"${name}"`).join(', ')
  throw new Fault(`a column stands twice: ${quoted}`, path, 'Leave one of them out.')
}

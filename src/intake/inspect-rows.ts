import { byCount, Fault, plural } from '../kernel/index.ts'
import type { CsvRow } from './csv-row.ts'
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
import { textBytes } from './utf8-check.ts'

/** Whether the first line of a text has the headings of a table of this kind. */
export function isTableOf(head: Head, table: TableColumns): boolean {
  return isTable(head) && fitsTable(headerOf(head.bytes, table).names, table)
}

/** The headings, by the delimiter that finds most of a table's columns among them. */
export function headerOf(head: Buffer, table: TableColumns): TableHeader {
  const { delimiters, row } = delimitersOf(head)
  const tried = delimiters.map((delimiter): TableHeader => {
    return { names: namesIn(headingsIn(head, delimiter, row), table), delimiter, row }
  })
  const known = ({ names }: TableHeader) =>
    names.filter((one) => table.columns.includes(one)).length
  return tried.sort((a, b) => known(b) - known(a))[0]!
}

/**
 * Passes over a table: that it is text to its end, cut as RFC 4180 has it, with each heading once, and that its dates
 * can be read.
 * @param take looks at each row that holds something
 * @throws Fault where it cannot be taken as a whole
 */
export async function inspectRows(
  { bytes, path }: FileToInspect,
  kind: string,
  { header, table }: { header: TableHeader; table: TableColumns },
  take: (row: CsvRow) => void = () => {},
): Promise<Found> {
  const { names } = header
  refuseTwice(header, table, path)
  const rows = new CsvRows(header.delimiter, path, names.length)
  const orders = table.dates.flatMap((column) => {
    const cell = names.indexOf(column)
    return cell < 0 ? [] : [{ column, cell, order: new DateOrder() }]
  })
  let [count, blank] = [0, 0]
  let last = { line: 0, cells: names.length }
  const pass = (all: Iterable<CsvRow>) => {
    for (const row of all) {
      if (row.number <= header.row) continue
      if (row.isBlank()) {
        blank += 1
        continue
      }
      count += 1
      last = { line: row.line, cells: row.count }
      for (const { cell, order } of orders) if (cell < row.count) order.take(row, cell)
      take(row)
    }
  }
  for await (const chunk of textBytes(bytes, path)) pass(rows.push(chunk))
  pass(rows.end())
  refuseDates(orders, path)
  const incomplete = rows.ended || count === 0 ? undefined : cutOff(last, names.length)
  const warnings = [
    ...(blank === 0 ? [] : [passedOver(blank)]),
    ...(incomplete ? [incomplete] : []),
  ]
  return {
    kind,
    table: header,
    lines: rows.lines,
    rows: count,
    warnings,
    ...(incomplete && { incomplete }),
  }
}

/** Why a table may not be whole whose last row stops without a line end; undefined where that row is. */
export function cutOff(
  { line, cells }: { line: number; cells: number },
  columns: number,
): string | undefined {
  if (cells >= columns) return undefined
  const where = `the last row, on line ${counted(line)}, stops after ${cells} of ${columns} cells`
  return `${where}: the file may be cut off, so ask for it again`
}

/** The rows that hold something, each as it is kept. */
export async function* tableItems(
  kind: string,
  bytes: AsyncIterable<Buffer>,
  { header, path }: { header: TableHeader; path: string },
  kept: (row: CsvRow) => Buffer,
): AsyncGenerator<Item[]> {
  const rows = new CsvRows(header.delimiter, path, header.names.length)
  const itemsOf = (all: Iterable<CsvRow>) => {
    const items: Item[] = []
    for (const row of all) {
      if (row.number <= header.row || row.isBlank()) continue
      const own = kept(row)
      const number = row.number - header.row + 1
      const place = `row ${counted(number)}, line ${counted(row.line)}`
      const { length: size } = own
      items.push({ kind, place, number, line: row.line, hash: itemHash(own), size, bytes: own })
    }
    return items
  }
  for await (const chunk of bytes) yield itemsOf(rows.push(chunk))
  yield itemsOf(rows.end())
}

/** Cut at a delimiter that is not the file's own, the headings may look damaged. */
function headingsIn(head: Buffer, delimiter: string, number: number): string[] {
  const rows = new CsvRows(delimiter, '')
  try {
    for (const cut of [rows.push(head), rows.end()])
      for (const row of cut) if (row.number === number) return row.cells
  } catch (error) {
    if (!(error instanceof Fault)) throw error
  }
  return []
}

function refuseTwice({ names, row }: TableHeader, { columns }: TableColumns, path: string): void {
  const twice = columns.filter((column) => names.indexOf(column) !== names.lastIndexOf(column))
  if (twice.length === 0) return
  const quoted = twice.map((name) => `"${name}"`).join(', ')
  throw new Fault(
    `a column stands twice: ${quoted}`,
    `${path}, line ${row}`,
    'Leave one of them out.',
  )
}

function passedOver(blank: number): string {
  const were = byCount(blank, 'was', 'were')
  return `${plural(blank, 'row')} of empty cells ${were} passed over: nothing is lost by it`
}

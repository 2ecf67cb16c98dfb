import { byCount, Fault, plural } from '../kernel/index.ts'
import { CLD_COLUMNS, type Header, isOtherTable, readHeader } from './cld-columns.ts'
import { type CouncilHeader, CouncilTable } from './council-table.ts'
import { CsvRows } from './csv-rows.ts'
import type { FileToInspect, Found } from './kind.ts'
import { delimitersOf } from './table-columns.ts'
import { textBytes } from './utf8-check.ts'

/** A council's return: its headings, its rows, and of which periods they speak. */
export async function inspectTable({ bytes, head, path }: FileToInspect): Promise<Found> {
  const header = headerOf(head, path)
  const rows = new CsvRows(header.delimiter, path, header.names.length)
  const table = new CouncilTable(header, path)
  for await (const chunk of textBytes(bytes, path)) {
    for (const row of rows.push(chunk)) if (row.number > header.row) table.take(row)
  }
  for (const row of rows.end()) if (row.number > header.row) table.take(row)
  return { kind: 'cld-csv', header, ...table.end(rows.ended), lines: rows.lines }
}

/** The delimiter is the one that the first line names, or that finds the most columns. */
function headerOf(head: Buffer, path: string): CouncilHeader {
  const { delimiters, row } = delimitersOf(head)
  const tried = delimiters.map((delimiter) => tryHeader(head, delimiter, row, path))
  const found = tried.filter((one): one is Header => !(one instanceof Fault))
  const known = (header: Header) => (header.ok ? CLD_COLUMNS.length + 1 : header.known)
  const best = found.sort((a, b) => known(b) - known(a))[0]
  if (best === undefined && tried[0] instanceof Fault) throw tried[0]
  if (best === undefined || isOtherTable(best)) {
    throw new Fault(
      'this table is not Client Level Data, nor of another kind: its headings are not known',
      path,
      'Give each column the heading that its kind of file has; of Client Level Data all 50.',
    )
  }
  if (best.ok) return { ...best, row }
  throw headerFault(best, path)
}

/** With a delimiter that is not the file's own, the headings may look damaged. */
function tryHeader(head: Buffer, delimiter: string, number: number, path: string): Header | Fault {
  const rows = new CsvRows(delimiter, path)
  try {
    for (const cut of [rows.push(head), rows.end()]) {
      for (const row of cut) if (row.number === number) return readHeader(row.cells, delimiter)
    }
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
  return readHeader([], delimiter)
}

function headerFault({ missing, twice }: Extract<Header, { ok: false }>, path: string): Fault {
  const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ')
  if (missing.length === 0) {
    return new Fault(`a column stands twice: ${quoted(twice)}`, path, 'Leave one of them out.')
  }
  const what = byCount(
    missing.length,
    'a column is missing',
    plural(missing.length, 'column is missing', 'columns are missing'),
  )
  return new Fault(
    `${what}: ${quoted(missing)}`,
    path,
    'Add it, empty if need be, and load the file again.',
  )
}

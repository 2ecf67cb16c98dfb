import { readFile } from 'node:fs/promises'
import { csvRows, isWorkbook, readWorkbook } from '../intake/index.ts'
import { Fault } from '../kernel/index.ts'
import {
  BOOK_KINDS,
  type BookKind,
  columnsIn,
  type FoundColumns,
  type TableKind,
} from './book-kinds.ts'

/** A row as it stands in the file, by its number there. */
export type TableRow = { readonly number: number; readonly cells: readonly string[] }

export type FoundTable<K extends TableKind = BookKind> = {
  readonly kind: K
  readonly columns: FoundColumns
  /** below the headings */
  readonly rows: readonly TableRow[]
  readonly warnings: readonly string[]
}

const BYTES_MAX = 50_000_000
/** Titles, notes and empty rows may stand above the headings. */
const TITLE_ROWS_MAX = 30
const DELIMITERS = [',', ';', '\t', '|']

/**
 * The table of a file: found by its headings, whatever stands above them, in whatever order they are, in UTF-8, UTF-16
 * or as Windows writes it, or in a workbook.
 * @param wanted the kind that it is said to be; left out, the first that its headings are enough for
 * @throws Fault where there is none
 */
export async function readTable<K extends TableKind = BookKind>(
  path: string,
  wanted?: K,
): Promise<FoundTable<K>> {
  const bytes = await readFile(path).catch(() => {
    throw new Fault('there is no such file', path, 'Name a file that can be read.')
  })
  if (bytes.length > BYTES_MAX)
    throw new Fault('the file is larger than 50 MB', path, 'Send it in parts.')
  if (bytes.length === 0)
    throw new Fault('the file is empty', path, 'Send the rows with their headings.')
  const sheets = isWorkbook(bytes) ? await sheetsOf(path) : await textTables(bytes, path)
  const kinds =
    wanted === undefined ? (BOOK_KINDS as readonly TableKind[] as readonly K[]) : [wanted]
  for (const kind of kinds) {
    const found = sheets.flatMap((sheet) => tableIn(sheet, kind, path))
    if (found.length > 1)
      throw new Fault(`several sheets hold a ${kind}`, path, 'Send a workbook with one of them.')
    if (found[0] !== undefined) return found[0]
  }
  const as =
    wanted === undefined
      ? 'a plan, a ledger, a bank, an invoice or a spend file'
      : `a ${wanted} file`
  throw new Fault(
    `no row has the headings of ${as}`,
    path,
    'See the columns of each kind with concordat fund import --help.',
  )
}

type Read = { readonly rows: readonly TableRow[]; readonly warnings: readonly string[] }

async function sheetsOf(path: string): Promise<Read[]> {
  const sheets = await readWorkbook(path)
  if (sheets.length === 0)
    throw new Fault('the workbook holds nothing', path, 'Send the sheet with its rows.')
  return sheets.map(({ name, rows, formulas }) => ({
    rows,
    warnings:
      formulas === 0
        ? []
        : [
            `Cells of the sheet "${name}" are formulas: what each last came to was read, and is not worked out here.`,
          ],
  }))
}

/** Each way of cutting it that gives rows of several cells. */
async function textTables(bytes: Buffer, path: string): Promise<Read[]> {
  const text = decoded(bytes, path)
  const tables: Read[] = []
  let damaged: unknown
  for (const delimiter of DELIMITERS.filter((one) => text.slice(0, 20_000).includes(one))) {
    try {
      const rows: TableRow[] = []
      for await (const row of csvRows(once(Buffer.from(text)), delimiter, path)) {
        rows.push({ number: row.line, cells: row.cells })
      }
      tables.push({ rows, warnings: [] })
    } catch (error) {
      damaged ??= error
    }
  }
  if (tables.length === 0 && damaged !== undefined) throw damaged
  return tables
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

/** By its mark where it has one; else UTF-8 where it is that, else as Windows writes English. @throws Fault */
function decoded(bytes: Buffer, path: string): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le')
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(2)).swap16().toString('utf16le')
  if (bytes.includes(0))
    throw new Fault('the file is no text', path, 'Send a table: CSV, or a workbook (xlsx).')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

function tableIn<K extends TableKind>(
  { rows, warnings }: Read,
  kind: K,
  path: string,
): FoundTable<K>[] {
  for (const [at, row] of rows.slice(0, TITLE_ROWS_MAX).entries()) {
    const columns = columnsIn(kind, row.cells)
    if (columns === undefined) continue
    if ('twice' in columns)
      throw new Fault(
        `the heading "${columns.twice}" stands twice`,
        `${path}, row ${row.number}`,
        'Take one away.',
      )
    return [{ kind, columns, rows: rows.slice(at + 1), warnings }]
  }
  return []
}

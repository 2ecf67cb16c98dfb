import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { dayInLondon, Fault, formatList, plural, type SourceId } from '../kernel/index.ts'
import { csvRows } from './csv-rows.ts'
import { inspectFile, readHead } from './inspect-file.ts'
import { type FileKind, headOf, isTable, recognise } from './kind.ts'
import { mapRows, type TableRow } from './map-table.ts'
import { type Mapping, mappingOf, readMapping } from './mapping.ts'
import { openBytes } from './open-bytes.ts'
import { ownKinds } from './own-kinds.ts'
import { dayOfNumber, isWorkbook, readWorkbook, type Sheet } from './read-workbook.ts'
import type { IntakePlace } from './receive-items.ts'
import { squeezed } from './table-columns.ts'
import { textBytes } from './utf8-check.ts'

/** What is loaded in a file's place: itself, or the table that it holds, written as one of a known kind. */
export type Loadable = { path: string; drop(): Promise<void>; warnings: readonly string[] }

const HEAD = 64 * 1_024
const DELIMITERS = [',', ';', '\t', '|']

/**
 * The file as it is, where it is of a kind already or its source declares no layout of its own; else what its mapping
 * makes of it, kept below the data folder while it is read.
 * @param mapping path of one to be used in place of that of the place's folder
 * @throws Fault
 */
export async function asLoadable(
  { settings, fileKinds = ownKinds, clock }: Pick<IntakePlace, 'settings' | 'fileKinds' | 'clock'>,
  source: SourceId,
  path: string,
  mapping: string | undefined,
): Promise<Loadable> {
  const own =
    mapping === undefined
      ? mappingOf(source, settings?.placeFolder, fileKinds)
      : readMapping(mapping, fileKinds)
  const today = dayInLondon(clock.now())
  const asked: Asked = { path, own, kinds: fileKinds, today, dataFolder: settings?.dataFolder }
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile()) return asItIs(path)
  if (isWorkbook(await firstBytes(path))) return workbook(asked)
  if (own === undefined) return asItIs(path)
  const { bytes, whole } = await readHead(openBytes(path))
  if (!isForeign(bytes, whole, own, fileKinds)) return asItIs(path)
  return writeTable(mapRows(tableRows(path), own, path, today), path, settings?.dataFolder)
}

type Asked = {
  path: string
  own: Mapping | undefined
  kinds: readonly FileKind[]
  today: string
  dataFolder: string | undefined
}

/** The one sheet that is a table of a kind; where it is the only one, it shows itself what is wrong with it. */
async function workbook(asked: Asked): Promise<Loadable> {
  const { path, kinds } = asked
  const sheets = await readWorkbook(path)
  const [only] = sheets
  if (only === undefined)
    throw new Fault('the workbook holds nothing', path, 'Send the sheet with its rows.')
  if (sheets.length === 1) return sheetTable(only, asked)
  const tried = await Promise.all(
    sheets.map(async (sheet) => {
      const table = await sheetTable(sheet, asked).catch(faultOf)
      if (table instanceof Fault) return { sheet, fault: table }
      const fault = await inspectFile(table.path, undefined, undefined, kinds).then(
        () => undefined,
        faultOf,
      )
      await table.drop()
      return { sheet, fault }
    }),
  )
  const fitting = tried.filter(({ fault }) => fault === undefined)
  if (fitting.length === 1) return sheetTable(fitting[0]!.sheet, asked)
  const names = formatList(sheets.map(({ name }) => `"${name}"`))
  const what =
    fitting.length === 0
      ? 'no sheet of the workbook is a table that is read here'
      : 'several sheets of the workbook are tables that are read here'
  throw new Fault(
    `${what}: ${names}`,
    path,
    'Send a workbook with one sheet, with the headings in its first row.',
  )
}

function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error
  throw error
}

async function sheetTable(
  { name, rows, formulas }: Sheet,
  { path, own, kinds, today, dataFolder }: Asked,
): Promise<Loadable> {
  const [headings] = rows
  const head = Buffer.from(`${headings!.cells.map(quoted).join(',')}\r\n`)
  const where = `${path}, sheet "${name}"`
  const mapped = own !== undefined && isForeign(head, true, own, kinds)
  const told = mapped ? mapRows(each(rows), own, where, today) : each(rows)
  const kind = mapped ? kinds.find(({ id }) => id === own.kind) : kindOf(head, kinds)
  const table = await writeTable(datedRows(told, kind?.dates ?? []), path, dataFolder)
  const many = plural(formulas, 'cell is a formula', 'cells are formulas')
  return formulas === 0
    ? table
    : { ...table, warnings: [`${many}: what each last came to was read`] }
}

function kindOf(head: Buffer, kinds: readonly FileKind[]): FileKind | undefined {
  const found = recognise(head, true, kinds)
  return found.ok ? found.kind : undefined
}

async function* each(rows: readonly TableRow[]): AsyncGenerator<TableRow> {
  yield* rows
}

/** A date that stands as the number by which Excel counts days is its day, in the columns that hold dates. */
async function* datedRows(
  rows: AsyncIterable<TableRow>,
  dates: readonly string[],
): AsyncGenerator<TableRow> {
  let cells: readonly boolean[] | undefined
  for await (const row of rows) {
    const known = cells
    cells ??= row.cells.map((name) => dates.some((date) => squeezed(date) === squeezed(name)))
    if (known === undefined) yield row
    else
      yield { ...row, cells: row.cells.map((cell, at) => (known[at] ? dayOfNumber(cell) : cell)) }
  }
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function asItIs(path: string): Loadable {
  return { path, drop: async () => {}, warnings: [] }
}

/** What is of the mapping's own kind by its headings, or is no table, is read as it is. */
function isForeign(
  bytes: Buffer,
  whole: boolean,
  { kind }: Mapping,
  kinds: readonly FileKind[],
): boolean {
  if (!isTable(headOf(bytes, whole))) return false
  const found = recognise(bytes, whole, kinds)
  return !found.ok || found.kind.id !== kind
}

/** The rows of a CSV file, by the delimiter that finds most columns in its headings. @throws Fault */
async function* tableRows(path: string): AsyncGenerator<TableRow> {
  const { bytes } = await readHead(openBytes(path))
  const [first] = bytes.toString('utf8').split(/\r\n|\n|\r/, 1)
  const delimiter = DELIMITERS.toSorted(
    (a, b) => first!.split(b).length - first!.split(a).length,
  )[0]!
  for await (const row of csvRows(textBytes(openBytes(path), path), delimiter, path)) {
    yield { cells: row.cells, number: row.number }
  }
}

/** Writes rows as CSV, each at its number, below the data folder. */
export async function writeTable(
  rows: AsyncIterable<TableRow>,
  path: string,
  dataFolder = tmpdir(),
): Promise<Loadable> {
  const uploads = join(dataFolder, 'uploads')
  await mkdir(uploads, { recursive: true, mode: 0o700 })
  const folder = await mkdtemp(join(uploads, 'table-'))
  const drop = () => rm(folder, { recursive: true, force: true })
  const table = join(folder, `${basename(path)}.csv`)
  try {
    await pipeline(Readable.from(written(rows)), createWriteStream(table, { mode: 0o600 }))
    return { path: table, drop, warnings: [] }
  } catch (error) {
    await drop()
    throw error
  }
}

async function* written(rows: AsyncIterable<TableRow>): AsyncGenerator<string> {
  let width = 1
  let next = 1
  for await (const { cells, number } of rows) {
    if (next === 1) width = cells.length
    // Rows of nothing keep their place.
    for (; next < number; next += 1) yield `${','.repeat(width - 1)}\r\n`
    const blank = cells.length === 0
    yield blank ? `${','.repeat(width - 1)}\r\n` : `${cells.map(quoted).join(',')}\r\n`
    next = number + 1
  }
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

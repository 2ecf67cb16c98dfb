import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { dayInLondon, Fault, type SourceId } from '../kernel/index.ts'
import { csvRows } from './csv-rows.ts'
import { readHead } from './inspect-file.ts'
import { counted } from './item.ts'
import { type FileKind, headOf, isTable, recognise } from './kind.ts'
import { mapRows, type TableRow } from './map-table.ts'
import { type Mapping, mappingOf, readMapping } from './mapping.ts'
import { openBytes } from './open-bytes.ts'
import { ownKinds } from './own-kinds.ts'
import type { IntakePlace } from './receive-items.ts'
import { Utf8Check } from './utf8-check.ts'

/** What is loaded in a file's place: itself, or the table that it holds, written as one of a known kind. */
export type Loadable = { path: string; drop(): Promise<void> }

const DELIMITERS = [',', ';', '\t', '|']

/**
 * The file as it is, where it is of a kind already or its source declares no layout of its own; else what its mapping
 * makes of it, kept below the data folder while it is read.
 * @param mapping path of one to be used in place of that of the place's folder
 * @throws Fault
 */
export async function asLoadable(
  { settings, fileKinds = ownKinds, clock }: IntakePlace,
  source: SourceId,
  path: string,
  mapping: string | undefined,
): Promise<Loadable> {
  const own =
    mapping === undefined
      ? mappingOf(source, settings?.placeFolder, fileKinds)
      : readMapping(mapping, fileKinds)
  if (own === undefined || !(await isForeignTable(path, own, fileKinds))) return asItIs(path)
  const today = dayInLondon(clock.now())
  return writeTable(mapRows(tableRows(path), own, path, today), path, settings?.dataFolder)
}

function asItIs(path: string): Loadable {
  return { path, drop: async () => {} }
}

/** What is of the mapping's own kind by its headings, or is no table, is read as it is. */
async function isForeignTable(
  path: string,
  { kind }: Mapping,
  kinds: readonly FileKind[],
): Promise<boolean> {
  const { bytes, whole } = await readHead(openBytes(path))
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
  for await (const row of csvRows(checked(path), delimiter, path)) {
    yield { cells: row.cells, number: row.number }
  }
}

async function* checked(path: string): AsyncGenerator<Buffer> {
  const check = new Utf8Check()
  for await (const chunk of openBytes(path)) {
    if (!check.push(chunk)) {
      const where = `${path}, byte ${counted(check.badByte!)}`
      const what = 'the text is not UTF-8 (perhaps Windows-1252)'
      throw new Fault(what, where, 'Save it as "CSV UTF-8" and load it again.')
    }
    yield chunk
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
    return { path: table, drop }
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

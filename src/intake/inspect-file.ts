import { createHash } from 'node:crypto'
import { Fault } from '../kernel/index.ts'
import { BatchCount, type Declared } from './batch-count.ts'
import { CLD_COLUMNS, type Header, isOtherTable, readHeader } from './cld-columns.ts'
import { type CouncilHeader, CouncilTable, type Submission } from './council-table.ts'
import { CsvRows } from './csv-rows.ts'
import { inspectJson } from './inspect-bundle.ts'
import { counted, ITEM_BYTES_MAX } from './item.ts'
import { type Family, type FileKind, recognise } from './kind.ts'
import { LineSplitter } from './line-splitter.ts'
import { type Message, MessageSplitter } from './message-splitter.ts'
import { fileSize, openBytes } from './open-bytes.ts'
import { type FileContext, NO_FILE } from './reading.ts'
import { Utf8Check } from './utf8-check.ts'

/**
 * What a first reading of the whole file has found. A file that is cut off, damaged or of no known kind is
 * refused here, before anything of it is taken: so nothing of such a file is ever half loaded.
 */
export type Inspection = {
  kind: FileKind
  size: number
  /** SHA-256 of its bytes, unpacked */
  digest: Buffer
  /** lines, empty ones and those within a cell too */
  lines: number
  /** items that it holds: rows without the headings and without those of empty cells, messages, entries, lines */
  rows: number
  /** what of the file its items need, to be understood */
  context: FileContext
  header?: CouncilHeader
  /** of which councils and periods a table speaks */
  submissions: readonly Submission[]
  /** what its trailers say that it holds */
  declared: readonly Declared[]
  /** sentences about what may be wrong with it, and what to do; never a word of its content but headings */
  warnings: readonly string[]
  /** the sentence that says why not all of it may be here, if so: it must not replace or close what was sent before */
  incomplete?: string
}

type Found = Pick<Inspection, 'kind' | 'lines' | 'rows'> & Partial<Inspection>

const HEAD = 64 * 1024
const DELIMITERS = [',', ';', '\t', '|']
/** Excel writes and reads a first line that names the delimiter. */
const DELIMITER_LINE = /^sep=(.)\r?\n/i
const BRACE = 0x7d
const CUT_OFF = 'Ask for it again: it is cut off.'
const MAY_BE_CUT = 'the file may be cut off, so ask for it again'

/**
 * @param feed what is known of the feed before the file
 * @throws Fault where the file as a whole cannot be taken, with a sentence for the sender
 */
export async function inspectFile(
  path: string,
  onRead?: (bytes: number) => void,
  feed: FileContext = NO_FILE,
): Promise<Inspection> {
  const size = await fileSize(path)
  const digest = createHash('sha256')
  const stream = openBytes(path, onRead, (bytes) => digest.update(bytes))
  const head = await readHead(stream)
  const recognised = recognise(head.bytes, head.whole)
  if (!recognised.ok) {
    throw new Fault(recognised.fault.what, path, recognised.fault.remedy)
  }
  const all = chain(head.bytes, stream)
  const found = await inspect(recognised.family, { bytes: all, head: head.bytes, path, feed })
  const nothing = { context: feed, submissions: [], declared: [], warnings: [] }
  return { ...nothing, size, digest: digest.digest(), ...found }
}

type Whole = { bytes: AsyncIterable<Buffer>; head: Buffer; path: string; feed: FileContext }

function inspect(family: Family, { bytes, head, path, feed }: Whole): Promise<Found> {
  switch (family) {
    case 'json':
      return inspectOne(bytes, path, feed)
    case 'csv':
      return inspectCsv(bytes, head, path)
    case 'ndjson':
      return inspectLines(bytes)
    case 'hl7v2':
      return inspectMessages(bytes)
    default:
      return family satisfies never
  }
}

async function readHead(
  stream: AsyncGenerator<Buffer>,
): Promise<{ bytes: Buffer; whole: boolean }> {
  const parts: Buffer[] = []
  let size = 0
  while (size < HEAD) {
    const { done, value } = await stream.next()
    if (done) return { bytes: Buffer.concat(parts), whole: true }
    parts.push(value)
    size += value.length
  }
  return { bytes: Buffer.concat(parts), whole: false }
}

async function* chain(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield head
  yield* rest
}

/** Each line stands for itself: only the last one may have lost its end. */
async function inspectLines(bytes: AsyncIterable<Buffer>): Promise<Found> {
  const splitter = new LineSplitter(ITEM_BYTES_MAX)
  let rows = 0
  for await (const chunk of bytes) {
    for (const line of splitter.push(chunk)) if (!line.isBlank) rows += 1
  }
  const [last] = splitter.end().filter((line) => !line.isBlank)
  const found = {
    kind: 'fhir-ndjson',
    lines: splitter.lines,
    rows: last ? rows + 1 : rows,
  } as const
  if (last?.bytes === undefined || last.bytes.subarray(-8).includes(BRACE)) return found
  const where = `line ${counted(last.number)}, the last one, stops in the middle`
  const incomplete = `${where}: ${MAY_BE_CUT}`
  return { ...found, warnings: [incomplete], incomplete }
}

async function inspectMessages(bytes: AsyncIterable<Buffer>): Promise<Found> {
  const batches = new BatchCount()
  const splitter = new MessageSplitter(ITEM_BYTES_MAX, (wrapping) => batches.take(wrapping))
  const open = { count: 0, line: 0 }
  let rows = 0
  let messages = 0
  const take = (found: readonly Message[]) => {
    rows += found.length
    for (const { number, line, stray, cutOff } of found) {
      if (!stray) messages = number
      if (!cutOff) continue
      open.line ||= line
      open.count += 1
    }
  }
  for await (const chunk of bytes) take(splitter.push(chunk))
  take(splitter.end())
  const lacking = batches.end()
  if (open.count > 0) lacking.push(`${openFrames(open)}: ${MAY_BE_CUT}`)
  const lines = splitter.lines
  const warnings = [...lacking]
  if (messages > 1 && !splitter.ended && open.count === 0) {
    warnings.push(`line ${counted(lines)}, the last one, has no line end: ${MAY_BE_CUT}`)
  }
  const found = { kind: 'hl7v2', lines, rows, declared: batches.declared, warnings } as const
  return lacking.length === 0 ? found : { ...found, incomplete: lacking[0]! }
}

function openFrames({ count, line }: { count: number; line: number }): string {
  if (count === 1) return `the message on line ${counted(line)} has no end to its frame`
  return `${counted(count)} messages have no end to their frame, the first on line ${counted(line)}`
}

/** What seems one value may turn out to be one a line, with lines so long that the first bytes did not show it. */
async function inspectOne(
  bytes: AsyncIterable<Buffer>,
  path: string,
  feed: FileContext,
): Promise<Found> {
  return (await inspectJson(bytes, path, feed)) ?? inspectLines(openBytes(path))
}

async function inspectCsv(
  bytes: AsyncIterable<Buffer>,
  head: Buffer,
  path: string,
): Promise<Found> {
  const header = headerOf(head, path)
  const check = new Utf8Check()
  const rows = new CsvRows(header.delimiter, path, header.names.length)
  const table = new CouncilTable(header, path)
  for await (const chunk of bytes) {
    if (!check.push(chunk)) {
      throw new Fault(
        'the text is not UTF-8 (perhaps Windows-1252)',
        `${path}, byte ${counted(check.badByte!)}`,
        'Save it as "CSV UTF-8" and load it again.',
      )
    }
    for (const row of rows.push(chunk)) if (row.number > header.row) table.take(row)
  }
  if (!check.end()) throw new Fault('the file ends in the middle of a character', path, CUT_OFF)
  for (const row of rows.end()) if (row.number > header.row) table.take(row)
  return { kind: 'cld-csv', header, ...table.end(rows.ended), lines: rows.lines }
}

/** The delimiter is the one that the first line names, or that finds the most columns. */
function headerOf(head: Buffer, path: string): CouncilHeader {
  const named = DELIMITER_LINE.exec(head.toString('latin1', 0, 8))?.[1]
  const row = named === undefined ? 1 : 2
  const delimiters = named === undefined ? DELIMITERS : [named]
  const tried = delimiters.map((delimiter) => tryHeader(head, delimiter, row, path))
  const found = tried.filter((one): one is Header => !(one instanceof Fault))
  const known = (header: Header) => (header.ok ? CLD_COLUMNS.length + 1 : header.known)
  const best = found.sort((a, b) => known(b) - known(a))[0]
  if (best === undefined && tried[0] instanceof Fault) throw tried[0]
  if (best === undefined || isOtherTable(best)) {
    throw new Fault(
      'this table is not Client Level Data: its headings are not known',
      path,
      'Send the 50 columns of Client Level Data, Release 2, with their headings.',
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
  const what =
    missing.length === 1 ? 'a column is missing' : `${missing.length} columns are missing`
  return new Fault(
    `${what}: ${quoted(missing)}`,
    path,
    'Add it, empty if need be, and load the file again.',
  )
}

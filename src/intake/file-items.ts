import { RecordMaker } from './cld-record.ts'
import { type CouncilHeader, sortOf } from './council-table.ts'
import type { CsvRow } from './csv-row.ts'
import { CsvRows } from './csv-rows.ts'
import type { Inspection } from './inspect-file.ts'
import { counted, ITEM_BYTES_MAX, type Item, itemHash, scoped } from './item.ts'
import { JsonSplitter } from './json-splitter.ts'
import type { FileKind } from './kind.ts'
import { LineSplitter } from './line-splitter.ts'
import { type Message, MessageSplitter } from './message-splitter.ts'
import { MARK, openBytes } from './open-bytes.ts'
import { Cut, Piece } from './piece.ts'

/** The items of a file that `inspectFile` has found good, one by one, whatever its size. */
export function fileItems(
  path: string,
  { kind, header, context }: Inspection,
  onRead?: (bytes: number) => void,
): AsyncGenerator<Item> {
  const bytes = openBytes(path, onRead)
  switch (kind) {
    case 'fhir-bundle':
      return entryItems(kind, bytes, context.scope)
    case 'fhir-resource':
      return wholeItem(kind, bytes)
    case 'fhir-ndjson':
      return each(bytes, new LineSplitter(ITEM_BYTES_MAX), (line) =>
        line.isBlank ? undefined : item(kind, `line ${counted(line.number)}`, withoutMark(line)),
      )
    case 'hl7v2':
      return each(bytes, new MessageSplitter(ITEM_BYTES_MAX), (message) =>
        messageItem(kind, message),
      )
    case 'cld-csv':
      return rowItems(path, bytes, header!)
    default:
      return kind satisfies never
  }
}

async function* entryItems(
  kind: FileKind,
  bytes: AsyncIterable<Buffer>,
  scope: string,
): AsyncGenerator<Item> {
  const splitter = new JsonSplitter(ITEM_BYTES_MAX)
  for await (const chunk of bytes) {
    for (const entry of splitter.push(chunk)) {
      const place = `entry ${counted(entry.number)}, byte ${counted(entry.offset)}`
      yield scoped(item(kind, place, entry), scope)
    }
  }
}

async function* wholeItem(kind: FileKind, bytes: AsyncIterable<Buffer>): AsyncGenerator<Item> {
  const piece = new Piece(0, ITEM_BYTES_MAX)
  for await (const chunk of bytes) piece.add(chunk)
  yield item(kind, 'the whole file', piece.cut())
}

type Splitter<T> = { push(chunk: Buffer): T[]; end(): T[] }

async function* each<T>(
  bytes: AsyncIterable<Buffer>,
  splitter: Splitter<T>,
  itemOf: (piece: T) => Item | undefined,
): AsyncGenerator<Item> {
  for await (const chunk of bytes) {
    for (const piece of splitter.push(chunk)) {
      const found = itemOf(piece)
      if (found !== undefined) yield found
    }
  }
  for (const piece of splitter.end()) {
    const found = itemOf(piece)
    if (found !== undefined) yield found
  }
}

async function* rowItems(
  path: string,
  bytes: AsyncIterable<Buffer>,
  header: CouncilHeader,
): AsyncGenerator<Item> {
  const rows = new CsvRows(header.delimiter, path, header.names.length)
  const maker = new RecordMaker(header)
  for await (const chunk of bytes) {
    for (const row of rows.push(chunk)) if (isItem(row, header)) yield rowItem(row, header, maker)
  }
  for (const row of rows.end()) if (isItem(row, header)) yield rowItem(row, header, maker)
}

function isItem(row: CsvRow, header: CouncilHeader): boolean {
  return row.number > header.row && sortOf(row, header) === 'row'
}

function rowItem(row: CsvRow, header: CouncilHeader, maker: RecordMaker): Item {
  const bytes = maker.bytesOf(row)
  // As a spreadsheet numbers its rows, which shows no line such as `sep=;`.
  const place = `row ${counted(row.number - header.row + 1)}, line ${counted(row.line)}`
  return { kind: 'cld-csv', place, hash: itemHash(bytes), size: bytes.length, bytes }
}

function messageItem(kind: FileKind, message: Message): Item {
  const line = `line ${counted(message.line)}`
  const number = counted(message.number)
  if (!message.stray) return item(kind, `message ${number}, ${line}`, message)
  const where = message.number === 0 ? 'before message 1' : `after message ${number}`
  return item(kind, `${where}, ${line}`, message)
}

/** Files that each begin with a byte order mark may have been joined. */
function withoutMark(line: Cut): Cut {
  const { number, offset, size, bytes } = line
  if (bytes === undefined || bytes[0] !== MARK[0]) return line
  if (!bytes.subarray(0, MARK.length).equals(MARK)) return line
  return new Cut(number, offset + MARK.length, size - MARK.length, bytes.subarray(MARK.length))
}

function item(kind: FileKind, place: string, cut: Cut): Item {
  return { kind, place, hash: cut.hash, size: cut.size, bytes: cut.bytes }
}

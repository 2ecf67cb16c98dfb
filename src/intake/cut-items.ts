import { RecordMaker } from './cld-record.ts'
import { type CouncilHeader, sortOf } from './council-table.ts'
import type { CsvRow } from './csv-row.ts'
import { CsvRows } from './csv-rows.ts'
import { counted, ITEM_BYTES_MAX, type Item, itemHash, scoped } from './item.ts'
import { JsonSplitter } from './json-splitter.ts'
import { LineSplitter } from './line-splitter.ts'
import { type Message, MessageSplitter } from './message-splitter.ts'
import { MARK } from './open-bytes.ts'
import { Cut, Piece } from './piece.ts'

/*
 * What stands in a file, in its order: together what each stretch of its bytes has completed, because waiting for one
 * item at a time costs as much as cutting it.
 */

/** The entries of a bundle. */
export async function* entryItems(
  kind: string,
  bytes: AsyncIterable<Buffer>,
  scope: string,
): AsyncGenerator<Item[]> {
  const splitter = new JsonSplitter(ITEM_BYTES_MAX)
  for await (const chunk of bytes) {
    yield splitter.push(chunk).map((entry) => {
      const place = `entry ${counted(entry.number)}, byte ${counted(entry.offset)}`
      return scoped(item(kind, place, entry), scope)
    })
  }
}

/** A file that is one item. */
export async function* wholeItem(
  kind: string,
  bytes: AsyncIterable<Buffer>,
): AsyncGenerator<Item[]> {
  const piece = new Piece(0, ITEM_BYTES_MAX)
  for await (const chunk of bytes) piece.add(chunk)
  yield [item(kind, 'the whole file', piece.cut())]
}

/** The lines of a file that are not empty. */
export function lineItems(kind: string, bytes: AsyncIterable<Buffer>): AsyncGenerator<Item[]> {
  return each(bytes, new LineSplitter(ITEM_BYTES_MAX), (line) =>
    line.isBlank ? undefined : item(kind, `line ${counted(line.number)}`, withoutMark(line)),
  )
}

/** The messages of a file, and what stands between them. */
export function messageItems(kind: string, bytes: AsyncIterable<Buffer>): AsyncGenerator<Item[]> {
  const splitter = new MessageSplitter(ITEM_BYTES_MAX)
  return each(bytes, splitter, (message) => messageItem(kind, message))
}

type Splitter<T> = { push(chunk: Buffer): T[]; end(): T[] }

async function* each<T>(
  bytes: AsyncIterable<Buffer>,
  splitter: Splitter<T>,
  itemOf: (piece: T) => Item | undefined,
): AsyncGenerator<Item[]> {
  const itemsOf = (pieces: readonly T[]) => pieces.flatMap((piece) => itemOf(piece) ?? [])
  for await (const chunk of bytes) yield itemsOf(splitter.push(chunk))
  yield itemsOf(splitter.end())
}

/** The rows of a council's return. */
export async function* rowItems(
  kind: string,
  bytes: AsyncIterable<Buffer>,
  header: CouncilHeader,
  path: string,
): AsyncGenerator<Item[]> {
  const rows = new CsvRows(header.delimiter, path, header.names.length)
  const maker = new RecordMaker(header)
  const itemsOf = (cut: Iterable<CsvRow>) => {
    const items: Item[] = []
    for (const row of cut) if (isItem(row, header)) items.push(rowItem(kind, row, header, maker))
    return items
  }
  for await (const chunk of bytes) yield itemsOf(rows.push(chunk))
  yield itemsOf(rows.end())
}

function isItem(row: CsvRow, header: CouncilHeader): boolean {
  return row.number > header.row && sortOf(row, header) === 'row'
}

function rowItem(kind: string, row: CsvRow, header: CouncilHeader, maker: RecordMaker): Item {
  const bytes = maker.bytesOf(row)
  // As a spreadsheet numbers its rows, which shows no line such as `sep=;`.
  const number = row.number - header.row + 1
  const { line } = row
  const place = `row ${counted(number)}, line ${counted(line)}`
  return { kind, place, number, line, hash: itemHash(bytes), size: bytes.length, bytes }
}

export function messageItem(kind: string, message: Message): Item {
  const line = `line ${counted(message.line)}`
  const number = counted(message.number)
  const cut = (place: string): Item => {
    const one = item(kind, place, message)
    one.line = message.line
    return one
  }
  if (!message.stray) return cut(`message ${number}, ${line}`)
  const where = message.number === 0 ? 'before message 1' : `after message ${number}`
  return cut(`${where}, ${line}`)
}

/** Files that each begin with a byte order mark may have been joined. */
function withoutMark(line: Cut): Cut {
  const { number, offset, size, bytes } = line
  if (bytes === undefined || bytes[0] !== MARK[0]) return line
  if (!bytes.subarray(0, MARK.length).equals(MARK)) return line
  return new Cut(number, offset + MARK.length, size - MARK.length, bytes.subarray(MARK.length))
}

function item(kind: string, place: string, cut: Cut): Item {
  return { kind, place, number: cut.number, hash: cut.hash, size: cut.size, bytes: cut.bytes }
}

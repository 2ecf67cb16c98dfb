import { csvRows } from './csv-rows.ts'
import type { Inspection } from './inspect-file.ts'
import { ITEM_BYTES_MAX, type Item, itemHash } from './item.ts'
import { JsonSplitter } from './json-splitter.ts'
import type { FileKind } from './kind.ts'
import { LineSplitter } from './line-splitter.ts'
import { MessageSplitter } from './message-splitter.ts'
import { openBytes } from './open-bytes.ts'
import { type Cut, Piece } from './piece.ts'

/** The items of a file that `inspectFile` has found good, one by one, whatever its size. */
export async function* fileItems(
  path: string,
  { kind, header }: Inspection,
  onRead?: (bytes: number) => void,
): AsyncGenerator<Item> {
  const bytes = openBytes(path, onRead)
  switch (kind) {
    case 'fhir-bundle': {
      const splitter = new JsonSplitter(ITEM_BYTES_MAX)
      for await (const chunk of bytes) {
        for (const entry of splitter.push(chunk)) {
          yield item(kind, `entry ${number(entry.number)}, byte ${number(entry.offset)}`, entry)
        }
      }
      break
    }
    case 'fhir-resource':
      yield item(kind, 'the whole file', await whole(bytes))
      break
    case 'fhir-ndjson':
      yield* each(bytes, new LineSplitter(ITEM_BYTES_MAX), (line) =>
        isBlank(line) ? [] : [item(kind, `line ${number(line.number)}`, line)],
      )
      break
    case 'hl7v2':
      yield* each(bytes, new MessageSplitter(ITEM_BYTES_MAX), (message) => [
        item(kind, `message ${number(message.number)}, line ${number(message.line)}`, message),
      ])
      break
    case 'cld-csv':
      yield* rowItems(path, bytes, header!)
      break
    default:
      kind satisfies never
  }
}

type Splitter<T> = { push(chunk: Buffer): T[]; end(): T[] }

async function* each<T>(
  bytes: AsyncIterable<Buffer>,
  splitter: Splitter<T>,
  itemsOf: (piece: T) => Item[],
): AsyncGenerator<Item> {
  for await (const chunk of bytes) {
    for (const piece of splitter.push(chunk)) yield* itemsOf(piece)
  }
  for (const piece of splitter.end()) yield* itemsOf(piece)
}

async function whole(bytes: AsyncIterable<Buffer>): Promise<Cut> {
  const piece = new Piece(0, ITEM_BYTES_MAX)
  for await (const chunk of bytes) piece.add(chunk)
  return piece.cut()
}

/** A row is kept with its headings, so that it means the same without the file. */
async function* rowItems(
  path: string,
  bytes: AsyncIterable<Buffer>,
  { names, delimiter }: NonNullable<Inspection['header']>,
): AsyncGenerator<Item> {
  let row = 0
  for await (const { line, cells } of csvRows(bytes, delimiter, path)) {
    row += 1
    if (row === 1) continue
    const extra = cells.slice(names.length).some((cell) => cell.trim() !== '')
    const fits = cells.length >= names.length && !extra
    const content = fits ? Object.fromEntries(names.map((name, at) => [name, cells[at]!])) : cells
    const text = Buffer.from(JSON.stringify(content))
    yield {
      kind: 'cld-csv',
      place: `row ${number(row)}, line ${number(line)}`,
      hash: itemHash(text),
      size: text.length,
      bytes: text,
    }
  }
}

function item(kind: FileKind, place: string, { hash, size, bytes }: Cut): Item {
  return { kind, place, hash, size, bytes }
}

function isBlank({ bytes }: Cut): boolean {
  return bytes !== undefined && bytes.toString('latin1').trim() === ''
}

const thousands = new Intl.NumberFormat('en-GB')

function number(value: number): string {
  return value < 1000 ? String(value) : thousands.format(value)
}

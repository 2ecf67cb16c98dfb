import { isUtf8 } from 'node:buffer'
import { CLD_COLUMNS, type Header } from './cld-columns.ts'
import { type CsvRow, MARKED } from './csv-row.ts'
import { counted } from './item.ts'
import { firstBadByte } from './json-value.ts'
import { Unreadable } from './reading.ts'
import type { Referred } from './shared-references.ts'

const COMMA = 0x2c
const QUOTE = 0x22
const NEWLINE = 0x0a
const RETURN = 0x0d
const COLUMNS = CLD_COLUMNS.length

/**
 * How a row of Client Level Data is kept: one RFC 4180 record of the 50 cells in the standard's order, then name and
 * value of each further cell that holds something, by name. So it means the same without its file, and the same
 * row is the same item whatever the order of columns, delimiter and quotes of its file. A row that does not fit its
 * headings is kept below them, as a table of two records.
 */
export class RecordMaker {
  readonly #names: readonly string[]
  /** for each of the 50 columns the cell in which it stands */
  readonly #places: readonly number[]
  /** the further columns: the cell, and its name as it is written */
  readonly #further: readonly { cell: number; name: Buffer }[]
  /** true where the file is written as rows are kept */
  readonly #asKept: boolean
  #target = Buffer.alloc(4096)
  #size = 0

  constructor({ names, delimiter }: Extract<Header, { ok: true }>) {
    this.#names = names
    this.#places = CLD_COLUMNS.map((column) => names.indexOf(column))
    this.#further = names.flatMap((name, cell) =>
      isColumn(name) ? [] : [{ cell, name: Buffer.from(`,${written(name)},`) }],
    )
    this.#asKept = delimiter === ',' && this.#places.every((cell, at) => cell === at)
  }

  /** The bytes of a row: its own where it stands in the file as it is kept. */
  bytesOf(row: CsvRow): Buffer {
    if (!this.fits(row)) return Buffer.from([this.#names, row.cells].map(recordText).join('\n'))
    const further = this.#further.filter(({ cell }) => !row.isEmpty(cell))
    if (this.#asKept && row.strict && row.count === COLUMNS) {
      return row.bytes.subarray(row.from, row.to)
    }
    this.#size = 0
    this.#room(2 * (row.to - row.from) + 3 * COLUMNS)
    for (let at = 0; at < COLUMNS; at += 1) {
      if (at > 0) this.#byte(COMMA)
      this.#cell(row, this.#places[at]!)
    }
    const standard = Buffer.from(this.#target.subarray(0, this.#size))
    if (further.length === 0) return standard
    return Buffer.concat([standard, ...this.#furtherOf(row, further)])
  }

  /** False for a row with fewer cells than there are headings, or with something beyond the last of them. */
  fits(row: CsvRow): boolean {
    const { length } = this.#names
    if (row.count < length) return false
    for (let cell = length; cell < row.count; cell += 1) if (!row.isEmpty(cell)) return false
    return true
  }

  #furtherOf(row: CsvRow, further: readonly { cell: number; name: Buffer }[]): Buffer[] {
    return further
      .map(({ cell, name }) => {
        this.#size = 0
        this.#cell(row, cell)
        return Buffer.concat([name, this.#target.subarray(0, this.#size)])
      })
      .sort(Buffer.compare)
  }

  /** Writes one cell, in quotes where it needs them. */
  #cell(row: CsvRow, cell: number): void {
    const { bytes } = row
    const start = row.start(cell)
    const end = row.end(cell)
    const state = row.state(cell)
    const quotes = needsQuotes(bytes, start, end)
    if (quotes) this.#byte(QUOTE)
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at]!
      if (byte === QUOTE && state === MARKED) this.#byte(QUOTE)
      this.#byte(byte)
    }
    if (quotes) this.#byte(QUOTE)
  }

  #byte(byte: number): void {
    this.#target[this.#size] = byte
    this.#size += 1
  }

  #room(size: number): void {
    if (this.#target.length < size) this.#target = Buffer.alloc(size)
  }
}

export type CldRecord = {
  /** the 50 cells in the standard's order, as they came */
  cells: readonly string[]
  /** name and value of further columns */
  further: readonly (readonly [name: string, value: string])[]
}

/** @throws Unreadable where the row did not fit its headings, or is no text */
export function readRecord(bytes: Buffer): CldRecord {
  if (!isUtf8(bytes)) throw new Unreadable('the text is not UTF-8', `byte ${firstBadByte(bytes)}`)
  const text = bytes.toString('utf8')
  const all = text.includes('"') || text.includes('\n') ? cellsOf(text) : text.split(',')
  if (all.length < COLUMNS || all.length % 2 > 0) throw new Unreadable(MISFIT)
  const further: [string, string][] = []
  for (let at = COLUMNS; at < all.length; at += 2) further.push([all[at]!, all[at + 1]!])
  const cells = all.slice(0, COLUMNS)
  if (text.includes('\0')) refuseNul(cells)
  return { cells, further }
}

const REFERRED = ['Event Type', 'Event Reference', 'LA Person Unique Identifier', 'NHS Number'].map(
  (column) => CLD_COLUMNS.indexOf(column as (typeof CLD_COLUMNS)[number]),
)

/** Whose an event is, and under which reference of its type; undefined where the row did not fit its headings. */
export function referredIn(bytes: Buffer): Referred | undefined {
  try {
    const { cells } = readRecord(bytes)
    const [type, reference, own, number] = REFERRED.map((at) => cells[at]!.trim())
    const named = reference === '' ? '' : JSON.stringify([type, reference])
    return { reference: named, own: own!, number: number!.replaceAll(/\s/g, '') }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return undefined
  }
}

/** The record of the cells that are named, the others empty. */
export function recordOf(cells: Readonly<Record<string, string>>): Buffer {
  const standard = CLD_COLUMNS.map((column) => (Object.hasOwn(cells, column) ? cells[column]! : ''))
  const further = Object.entries(cells).filter(([name]) => !isColumn(name))
  return Buffer.from(recordText([...standard, ...further.flat()]))
}

const MISFIT = 'the row does not have as many cells as there are headings'

/** The cells of one record in the form in which it is kept. */
function cellsOf(text: string): string[] {
  const cells: string[] = []
  let at = 0
  for (;;) {
    let end = at
    if (text[at] === '"') {
      end = closingQuote(text, at)
      cells.push(text.slice(at + 1, end).replaceAll('""', '"'))
      end += 1
    } else {
      while (end < text.length && text[end] !== ',' && text[end] !== '\n') end += 1
      cells.push(text.slice(at, end))
    }
    if (end >= text.length) return cells
    if (text[end] === '\n') throw misfit(cells.length, cellsOf(text.slice(end + 1)).length)
    if (text[end] !== ',') throw new Unreadable(MISFIT)
    at = end + 1
  }
}

function closingQuote(text: string, open: number): number {
  let at = text.indexOf('"', open + 1)
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2)
  return at < 0 ? text.length : at
}

function misfit(headings: number, cells: number): Unreadable {
  return new Unreadable(`${MISFIT}: it has ${counted(cells)}, and they are ${headings}`)
}

function refuseNul(cells: readonly string[]): void {
  const at = cells.findIndex((cell) => cell.includes('\0'))
  const place = at < 0 ? 'a further column' : `column "${CLD_COLUMNS[at]}"`
  throw new Unreadable('the text holds a NUL character', place)
}

function isColumn(name: string): boolean {
  return (CLD_COLUMNS as readonly string[]).includes(name)
}

function needsQuotes(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]!
    if (byte === COMMA || byte === QUOTE || byte === NEWLINE || byte === RETURN) return true
  }
  return false
}

function recordText(cells: readonly string[]): string {
  return cells.map(written).join(',')
}

function written(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

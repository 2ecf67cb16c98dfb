import { Fault } from '../kernel/index.ts'
import { CsvRow, DOUBLED, LOOSE, MARKED, PLAIN, QUOTED } from './csv-row.ts'
import { counted } from './item.ts'

const QUOTE = 0x22
const NEWLINE = 0x0a
const RETURN = 0x0d

/** A description into which somebody pasted a whole letter is a third of this. */
const CELL_BYTES_MAX = 64 * 1024
const ROW_BYTES_MAX = 1024 * 1024
const QUOTED_LINES_MAX = 100

/** The end of it is not among the bytes that have come. */
const MORE = -1
const NO_LINE_END = -2
const NOTHING = Buffer.alloc(0)

/**
 * Cuts a table into its rows, as strictly as RFC 4180 has it: a cell that begins with a quote ends at a quote that
 * the delimiter or the end of the line follows, and a quote within it is doubled. Whatever else stands there is
 * refused, because a guess would put one person's row into another's cell. A quote inside a cell that does not
 * begin with one is text. Lines end with `\n` or `\r\n`, or with `\r` where the first one does; lines with nothing
 * on them are counted and passed over. Chunks may end anywhere.
 */
export class CsvRows {
  readonly #path: string
  readonly #columns: number
  readonly #delimiter: number
  /** true for the bytes at which a cell may end, or which change how it must be written */
  readonly #special = new Uint8Array(256)
  readonly #row = new CsvRow()
  #rest: Buffer = NOTHING
  /** line on which the next row begins */
  #line = 1
  #ended = true
  /** whether `\r` alone ends a line: the first line tells */
  #returns: boolean | undefined
  /** of the row that is being read: the line it has come to, and where a cell began that looks like several rows */
  #lineHere = 1
  #suspect = 0

  /** @param columns how many the table has, if known: then a cell that has swallowed whole rows is noticed */
  constructor(delimiter: string, path: string, columns = 0) {
    this.#path = path
    this.#columns = columns
    this.#delimiter = delimiter.charCodeAt(0)
    for (const byte of [QUOTE, NEWLINE, RETURN, this.#delimiter]) this.#special[byte] = 1
  }

  /**
   * The rows that these bytes complete. It is one object again and again, good until the next is asked for.
   * @throws Fault with the line where the table is damaged
   */
  push(chunk: Buffer): Generator<CsvRow> {
    return this.#cut(chunk, false)
  }

  /** The last row, where no line end follows it. */
  end(): Generator<CsvRow> {
    return this.#cut(NOTHING, true)
  }

  /** Lines so far, with those that are empty and those within a cell. */
  get lines(): number {
    return this.#ended ? this.#line - 1 : this.#line
  }

  /** False where the last row stopped without a line end. */
  get ended(): boolean {
    return this.#ended
  }

  *#cut(chunk: Buffer, last: boolean): Generator<CsvRow> {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let from = 0
    while (from < bytes.length) {
      const next = this.#read(bytes, from, last)
      if (next === MORE) break
      from = next
      if (this.#row.isEmptyLine()) continue
      this.#row.number += 1
      yield this.#row
    }
    this.#rest = bytes.subarray(from)
  }

  /** Reads a row and answers where the next one starts. */
  #read(bytes: Buffer, from: number, last: boolean): number {
    const row = this.#row
    row.begin(bytes, from)
    this.#lineHere = this.#line
    this.#suspect = 0
    let at = from
    for (;;) {
      const start = at
      const line = this.#lineHere
      at = bytes[at] === QUOTE ? this.#quoted(bytes, at, last) : this.#unquoted(bytes, at, last)
      const read = at === MORE ? bytes.length : at
      if (read - start > CELL_BYTES_MAX) throw this.#fault('a cell is longer than 64 kB', line)
      if (read - from > ROW_BYTES_MAX) throw this.#fault('a row is longer than 1 MB', this.#line)
      if (at === MORE) return MORE
      if (bytes[at] === this.#delimiter) {
        at += 1
        continue
      }
      const end = this.#lineEnd(bytes, at, last, row.count)
      row.to = at
      row.line = this.#lineHere
      if (this.#suspect > 0 && row.count !== this.#columns) throw this.#swallowing(this.#suspect)
      this.#line = this.#lineHere + (end > 0 ? 1 : 0)
      this.#ended = end > 0
      return at + end
    }
  }

  /** Takes a cell without quotes around it; answers the place of what ends it. */
  #unquoted(bytes: Buffer, start: number, last: boolean): number {
    const special = this.#special
    const { length } = bytes
    let state = PLAIN
    for (let at = start; ; at += 1) {
      while (at < length && special[bytes[at]!] === 0) at += 1
      const byte = bytes[at]
      if (byte === QUOTE) {
        state = MARKED
        continue
      }
      if (byte !== this.#delimiter) {
        const end = this.#lineEnd(bytes, at, last, this.#row.count + 1)
        if (end === MORE) return MORE
        if (end === NO_LINE_END) {
          state = MARKED
          while (bytes[at + 1] === RETURN) at += 1
          continue
        }
      }
      this.#row.add(start, at, state)
      return at
    }
  }

  /** Takes a cell that begins with a quote; answers the place of what follows its closing quote. */
  #quoted(bytes: Buffer, open: number, last: boolean): number {
    const { length } = bytes
    const delimiter = this.#delimiter
    const opened = this.#lineHere
    let state = LOOSE
    // Delimiters on the line of the cell that is being read, on its first one, and the most on one between.
    let delimiters = 0
    let first = 0
    let between = 0
    let at = open + 1
    for (; ; at += 1) {
      if (at >= length) {
        if (!last) return MORE
        throw this.#fault('a quote is opened and never closed', opened)
      }
      if (at - open > CELL_BYTES_MAX) return at
      const byte = bytes[at]!
      if (this.#special[byte] === 0) continue
      if (byte === QUOTE) {
        if (at + 1 === length && !last) return MORE
        if (bytes[at + 1] !== QUOTE) break
        state = DOUBLED
        at += 1
        continue
      }
      if (state === LOOSE) state = QUOTED
      if (byte === delimiter) delimiters += 1
      if (byte !== NEWLINE && !(byte === RETURN && this.#returns === true)) continue
      if (this.#lineHere === opened) first = delimiters
      else between = Math.max(between, delimiters)
      delimiters = 0
      this.#lineHere += 1
      if (this.#lineHere - opened >= QUOTED_LINES_MAX) {
        throw this.#fault(`a quoted cell goes on for more than ${QUOTED_LINES_MAX} lines`, opened)
      }
    }
    if (this.#lineHere > opened) this.#suspectRows(opened, first, between, delimiters)
    this.#row.add(open + 1, at, state)
    return this.#afterQuote(bytes, at + 1, last, opened)
  }

  #afterQuote(bytes: Buffer, at: number, last: boolean, opened: number): number {
    if (bytes[at] === this.#delimiter) return at
    const end = this.#lineEnd(bytes, at, last, this.#row.count)
    if (end === MORE) return MORE
    if (end !== NO_LINE_END) return at
    const which =
      this.#lineHere === opened ? 'a quoted cell' : `the quoted cell of line ${counted(opened)}`
    throw this.#fault(`${which} goes on after the quote that closes it`, this.#lineHere)
  }

  /**
   * A quote that was opened by mistake may find a closing one some rows further down, and what stands between them has
   * the form of a cell. But its first line then completes a row, and its last one leads up to the same column.
   */
  #suspectRows(opened: number, first: number, between: number, last: number): void {
    const column = this.#row.count
    const behind = this.#columns - 1 - column
    if (this.#columns === 0 || first !== behind) return
    if (last === column || between === this.#columns - 1) throw this.#swallowing(opened)
    this.#suspect = opened
  }

  /**
   * How many bytes the line end has that stands here: none at the end of the file.
   *
   * @param cells of the row so far, with the one that may end here
   */
  #lineEnd(bytes: Buffer, at: number, last: boolean, cells: number): number {
    if (at >= bytes.length) return last ? 0 : MORE
    if (bytes[at] === NEWLINE) {
      this.#returns ??= false
      return 1
    }
    if (bytes[at] !== RETURN) return NO_LINE_END
    let after = at + 1
    while (bytes[after] === RETURN && this.#returns !== true) after += 1
    if (after >= bytes.length && !last) return MORE
    if (bytes[after] === NEWLINE) {
      this.#returns ??= false
      return after + 1 - at
    }
    if (this.#returns === false) {
      if (after >= bytes.length) return after - at
      return cells === this.#columns ? this.#beforeRow(bytes, after, last, after - at) : NO_LINE_END
    }
    this.#returns = true
    return 1
  }

  /**
   * A row that a program ended otherwise than the rest, so that the next one stands behind it on its line: both are as
   * wide as the table. Any other `\r` is text.
   */
  #beforeRow(bytes: Buffer, from: number, last: boolean, end: number): number {
    let delimiters = 0
    let opened = bytes[from] === QUOTE
    let within = false
    for (let at = from; ; at += 1) {
      if (at >= bytes.length && !last) return MORE
      const byte = bytes[at]
      if (opened && byte === QUOTE) within = !within
      if (within && byte !== undefined) continue
      if (byte === undefined || byte === NEWLINE || byte === RETURN) break
      if (byte !== this.#delimiter) continue
      delimiters += 1
      opened = bytes[at + 1] === QUOTE
    }
    return delimiters === this.#columns - 1 ? end : NO_LINE_END
  }

  #swallowing(opened: number): Fault {
    return this.#fault('a quoted cell holds whole rows of the table', opened)
  }

  #fault(what: string, line: number): Fault {
    return new Fault(what, `${this.#path}, line ${counted(line)}`, REMEDY)
  }
}

const REMEDY =
  'Its quotes are damaged, or it is cut off: ask for it again, with every quote inside a cell doubled ("").'

/** The rows of a table, the heading included, one by one. Each is good until the next is asked for. */
export async function* csvRows(
  bytes: AsyncIterable<Buffer>,
  delimiter: string,
  path: string,
): AsyncGenerator<CsvRow> {
  const rows = new CsvRows(delimiter, path)
  for await (const chunk of bytes) yield* rows.push(chunk)
  yield* rows.end()
}

import { isSpace } from './piece.ts'

/** How a cell stands in its file. */
export const PLAIN = 0
/** not quoted, and holds a quote or a `\r` */
export const MARKED = 1
/** quoted, as it must be: it holds a delimiter or a line end */
export const QUOTED = 2
/** quoted, and holds a quote, written twice */
export const DOUBLED = 3
/** quoted without need */
export const LOOSE = 4

const STRIDE = 3

/**
 * One row of a table, as a view of the bytes that it stands in: nothing is copied and no text made until a cell
 * is asked for.
 */
export class CsvRow {
  bytes: Buffer = Buffer.alloc(0)
  /** where it starts and ends in `bytes`, without its line end */
  from = 0
  to = 0
  /** counted from 1, the headings too, and not lines with nothing on them */
  number = 0
  /** line of the file on which it ends, counted from 1 */
  line = 0
  /** how many cells it has */
  count = 0
  /** true where each cell is quoted exactly where RFC 4180 wants it, so that it can only be written in this way */
  strict = true
  /** start, end and state of each cell, without its quotes */
  #bounds = new Int32Array(64 * STRIDE)

  begin(bytes: Buffer, from: number): void {
    this.bytes = bytes
    this.from = from
    this.count = 0
    this.strict = true
  }

  add(start: number, end: number, state: number): void {
    const at = this.count * STRIDE
    if (at === this.#bounds.length) {
      const more = new Int32Array(this.#bounds.length * 2)
      more.set(this.#bounds)
      this.#bounds = more
    }
    this.#bounds[at] = start
    this.#bounds[at + 1] = end
    this.#bounds[at + 2] = state
    this.count += 1
    if (state === MARKED || state === LOOSE) this.strict = false
  }

  start(cell: number): number {
    return this.#bounds[cell * STRIDE]!
  }

  end(cell: number): number {
    return this.#bounds[cell * STRIDE + 1]!
  }

  state(cell: number): number {
    return this.#bounds[cell * STRIDE + 2]!
  }

  /** The text of a cell; '' where the row has none there. */
  text(cell: number): string {
    if (cell >= this.count) return ''
    const text = this.bytes.toString('utf8', this.start(cell), this.end(cell))
    return this.state(cell) === DOUBLED ? text.replaceAll('""', '"') : text
  }

  get cells(): string[] {
    return Array.from({ length: this.count }, (_, cell) => this.text(cell))
  }

  /** True where the cell holds nothing but spaces, tabs and the like, or is not there. */
  isEmpty(cell: number): boolean {
    if (cell >= this.count) return true
    for (let at = this.start(cell); at < this.end(cell); at += 1) {
      if (!isSpace(this.bytes[at]!)) return false
    }
    return true
  }

  /** True where no cell holds anything, as in the rows that a spreadsheet leaves at its end. */
  isBlank(): boolean {
    for (let cell = 0; cell < this.count; cell += 1) if (!this.isEmpty(cell)) return false
    return true
  }

  /** True for a line with nothing on it, not even quotes. */
  isEmptyLine(): boolean {
    return this.from === this.to
  }
}

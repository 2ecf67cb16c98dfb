import { Cut, type LineEnd, Piece } from './piece.ts'

const NEWLINE = 0x0a
const RETURN = 0x0d

/**
 * Cuts a stream into lines; `\n`, `\r` and `\r\n` end one. Empty lines are left out, and the numbers of the others
 * count them.
 */
export class LineSplitter {
  readonly #limit: number
  /** of the chunk that comes next */
  #offset = 0
  #number = 1
  /** what came of a line in earlier chunks */
  #piece: Piece | undefined
  /** a line that ended with `\r` at the end of a chunk: `\n` may follow */
  #returned: { line: Cut | undefined } | undefined

  constructor(limit: number) {
    this.#limit = limit
  }

  push(chunk: Buffer): Cut[] {
    const lines: Cut[] = []
    let from = 0
    if (this.#returned !== undefined && chunk.length > 0) {
      const both = chunk[0] === NEWLINE
      this.#end(lines, this.#returned.line, both ? '\r\n' : '\r')
      this.#returned = undefined
      if (both) from = 1
    }
    let newline = placeOf(chunk, NEWLINE, from)
    let turn = placeOf(chunk, RETURN, from)
    while (newline < chunk.length || turn < chunk.length) {
      const at = Math.min(newline, turn)
      const line = this.#close(chunk, from, at)
      if (at === turn && at + 1 === chunk.length) {
        this.#returned = { line }
        from = chunk.length
        break
      }
      const both = at === turn && newline === at + 1
      this.#end(lines, line, both ? '\r\n' : at === turn ? '\r' : '\n')
      from = both ? at + 2 : at + 1
      if (newline < from) newline = placeOf(chunk, NEWLINE, from)
      if (turn < from) turn = placeOf(chunk, RETURN, from)
    }
    if (from < chunk.length) {
      this.#piece ??= new Piece(this.#offset + from, this.#limit)
      this.#piece.add(from === 0 ? chunk : chunk.subarray(from))
    }
    this.#offset += chunk.length
    return lines
  }

  /** The last line, where the file does not end with a line end. */
  end(): Cut[] {
    const lines: Cut[] = []
    if (this.#returned !== undefined) this.#end(lines, this.#returned.line, '\r')
    this.#returned = undefined
    if (this.#piece !== undefined) this.#end(lines, this.#piece.cut(this.#number), '')
    this.#piece = undefined
    return lines
  }

  /** Lines that have ended so far, the empty ones too; after `end` all of them. */
  get lines(): number {
    return this.#number - 1
  }

  #close(chunk: Buffer, from: number, to: number): Cut | undefined {
    if (this.#piece !== undefined) {
      this.#piece.add(chunk.subarray(from, to))
      const cut = this.#piece.cut(this.#number)
      this.#piece = undefined
      return cut
    }
    if (from === to) return undefined
    if (to - from <= this.#limit) {
      return new Cut(this.#number, this.#offset + from, to - from, chunk, undefined, from)
    }
    const piece = new Piece(this.#offset + from, this.#limit)
    piece.add(chunk.subarray(from, to))
    return piece.cut(this.#number)
  }

  #end(lines: Cut[], line: Cut | undefined, end: LineEnd): void {
    if (line !== undefined) {
      line.end = end
      lines.push(line)
    }
    this.#number += 1
  }
}

/** Where a byte stands next; beyond the end where it does not. */
function placeOf(chunk: Buffer, byte: number, from: number): number {
  const at = chunk.indexOf(byte, from)
  return at < 0 ? chunk.length : at
}

import { type Cut, Piece } from './piece.ts'

const NEWLINE = 0x0a
const RETURN = 0x0d

export type Line = Cut & {
  /** counted from 1, empty lines included */
  number: number
}

/** Cuts a stream into lines; `\n`, `\r` and `\r\n` end one. Empty lines are counted and left out. */
export class LineSplitter {
  readonly #limit: number
  #offset = 0
  #number = 1
  #piece: Piece
  #size = 0
  #afterReturn = false

  constructor(limit: number) {
    this.#limit = limit
    this.#piece = new Piece(0, limit)
  }

  push(chunk: Buffer): Line[] {
    const lines: Line[] = []
    let from = 0
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at]!
      if (byte !== NEWLINE && byte !== RETURN) {
        this.#afterReturn = false
        continue
      }
      const second = byte === NEWLINE && this.#afterReturn
      this.#afterReturn = byte === RETURN
      if (!second) {
        this.#take(chunk.subarray(from, at))
        lines.push(...this.#close())
        this.#number += 1
      }
      from = at + 1
      this.#piece = new Piece(this.#offset + from, this.#limit)
    }
    this.#take(chunk.subarray(from))
    this.#offset += chunk.length
    return lines
  }

  /** The last line, where the file does not end with a line end. */
  end(): Line[] {
    return this.#close()
  }

  #take(part: Buffer): void {
    this.#piece.add(part)
    this.#size += part.length
  }

  #close(): Line[] {
    const size = this.#size
    this.#size = 0
    return size === 0 ? [] : [{ number: this.#number, ...this.#piece.cut() }]
  }
}

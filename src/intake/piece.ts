import { createHash, type Hash } from 'node:crypto'
import { itemHash } from './item.ts'

/** What ended a line; '' at the end of the file. */
export type LineEnd = '\n' | '\r' | '\r\n' | ''

/** A stretch of a file: where it stood, how long it was, and its bytes unless there were too many. */
export class Cut {
  /** counted from 1 among its like */
  readonly number: number
  /** byte in the file at which it starts */
  readonly offset: number
  readonly size: number
  /** of a line */
  end: LineEnd = ''
  /** where its bytes stand, until somebody asks for them: who only counts does not pay for that */
  readonly #within: Buffer | undefined
  readonly #from: number
  #bytes: Buffer | undefined
  #hash: string | undefined

  constructor(
    number: number,
    offset: number,
    size: number,
    within: Buffer | undefined,
    hash?: string,
    from = 0,
  ) {
    this.number = number
    this.offset = offset
    this.size = size
    this.#within = within
    this.#from = from
    this.#hash = hash
  }

  /** absent where it is larger than the limit: then only its hash and size are known */
  get bytes(): Buffer | undefined {
    this.#bytes ??= this.#within?.subarray(this.#from, this.#from + this.size)
    return this.#bytes
  }

  /** True for a line of spaces and the like. */
  get isBlank(): boolean {
    if (this.#within === undefined) return false
    const end = this.#from + this.size
    for (let at = this.#from; at < end; at += 1) if (!isSpace(this.#within[at]!)) return false
    return true
  }

  /** SHA-256 of its exact bytes, worked out when somebody asks. */
  get hash(): string {
    this.#hash ??= itemHash(this.bytes!)
    return this.#hash
  }
}

/** True for a space, a line end, a tab and the like; a NUL is none: it fills what was lost in copying. */
export function isSpace(byte: number): boolean {
  return byte <= 0x20 && byte !== 0
}

/** Bytes that grow up to a limit; past it only their hash and size go on. */
export class Piece {
  readonly #offset: number
  readonly #limit: number
  #parts: Buffer[] = []
  #size = 0
  #hash: Hash | undefined

  constructor(offset: number, limit: number) {
    this.#offset = offset
    this.#limit = limit
  }

  get size(): number {
    return this.#size
  }

  add(part: Buffer): void {
    if (part.length === 0) return
    this.#size += part.length
    if (this.#hash) {
      this.#hash.update(part)
      return
    }
    this.#parts.push(part)
    if (this.#size <= this.#limit) return
    this.#hash = createHash('sha256')
    for (const kept of this.#parts) this.#hash.update(kept)
    this.#parts = []
  }

  bytes(): Buffer | undefined {
    if (this.#hash) return undefined
    return this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts)
  }

  cut(number = 1): Cut {
    return new Cut(number, this.#offset, this.#size, this.bytes(), this.#hash?.digest('hex'))
  }
}

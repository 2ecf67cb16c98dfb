import { createHash, type Hash } from 'node:crypto'

/** A stretch of a file: where it stood, how long it was, and its bytes unless there were too many. */
export type Cut = {
  /** byte in the file at which it starts */
  offset: number
  size: number
  /** SHA-256 of its exact bytes */
  hash: Buffer
  /** absent where it is larger than the limit: then only its hash and size are known */
  bytes: Buffer | undefined
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

  cut(): Cut {
    const bytes = this.bytes()
    const hash = this.#hash?.digest() ?? createHash('sha256').update(bytes!).digest()
    return { offset: this.#offset, size: this.#size, hash, bytes }
  }
}

import { isUtf8 } from 'node:buffer'
import { firstBadByte, isUtf8Prefix } from './json-value.ts'

/** Whether a stream is UTF-8, chunk by chunk; a character may be cut by the end of a chunk. */
export class Utf8Check {
  #carried: Buffer = Buffer.alloc(0)
  #offset = 0
  /** where the first byte stands that is not UTF-8 */
  badByte: number | undefined

  push(chunk: Buffer): boolean {
    const bytes = this.#carried.length === 0 ? chunk : Buffer.concat([this.#carried, chunk])
    if (isUtf8(bytes)) {
      this.#offset += bytes.length
      this.#carried = Buffer.alloc(0)
      return true
    }
    if (!isUtf8Prefix(bytes)) {
      this.badByte = this.#offset + firstBadByte(bytes)
      return false
    }
    const good = firstBadByte(bytes)
    this.#offset += good
    this.#carried = Buffer.from(bytes.subarray(good))
    return true
  }

  /** False where the stream ended inside a character. */
  end(): boolean {
    return this.#carried.length === 0
  }
}

import { isUtf8 } from 'node:buffer'
import { Fault } from '../kernel/index.ts'
import { counted } from './item.ts'
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

/**
 * The bytes of a table as they come, if all of them are text.
 * @throws Fault at the first byte that is not UTF-8, and where they end inside a character
 */
export async function* textBytes(
  bytes: AsyncIterable<Buffer>,
  path: string,
): AsyncGenerator<Buffer> {
  const check = new Utf8Check()
  for await (const chunk of bytes) {
    if (!check.push(chunk)) {
      const where = `${path}, byte ${counted(check.badByte!)}`
      const remedy = 'Save it as "CSV UTF-8" and load it again.'
      throw new Fault('the text is not UTF-8 (perhaps Windows-1252)', where, remedy)
    }
    yield chunk
  }
  if (!check.end()) {
    const remedy = 'Ask for it again: it is cut off.'
    throw new Fault('the file ends in the middle of a character', path, remedy)
  }
}

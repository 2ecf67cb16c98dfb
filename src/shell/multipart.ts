import type { Readable } from 'node:stream'

/** A name and its headers, a word in a form: more than these is no form of ours. */
const HEADERS_BYTES_MAX = 8 * 1024
const FIELD_BYTES_MAX = 64 * 1024
const FIELDS_MAX = 50
const HEADERS_END = Buffer.from('\r\n\r\n')

/** A file as it comes in, not kept anywhere: whoever reads it decides. */
export type Upload = {
  /** what the sender calls it, without folders; it says nothing of what it is */
  readonly name: string
  /** @throws CutOff where what was sent ends before the file does */
  bytes(): AsyncGenerator<Buffer>
}

export type Multipart = {
  readonly fields: Readonly<Record<string, string>>
  readonly file?: Upload
}

/** What was sent is no form (RFC 7578), or is larger than one. */
export class NotAForm extends Error {
  readonly statusCode = 400
}

/** The sender, or the line, gave up in the middle. */
export class CutOff extends Error {}

/**
 * Reads a form up to its file: fields that stand before it, and the file's bytes as they come, so that memory does not
 * grow with it. One file a form, the last of its fields; one that was not chosen is none.
 */
export async function readMultipart(
  chunks: AsyncIterator<Buffer>,
  boundary: string,
): Promise<Multipart> {
  const bytes = new MarkedBytes(chunks)
  const mark = Buffer.from(`\r\n--${boundary}`)
  const fields: [string, string][] = []
  try {
    // The first mark may stand at the very beginning, without a line end before it.
    bytes.unread(Buffer.from('\r\n'))
    await bytes.until(mark, HEADERS_BYTES_MAX)
    while ((await bytes.take(2)).toString() === '\r\n') {
      const part = partOf((await bytes.until(HEADERS_END, HEADERS_BYTES_MAX)).toString('utf8'))
      if (part.filename !== undefined && part.filename !== '') {
        const name = plainName(part.filename)
        return {
          fields: Object.fromEntries(fields),
          file: { name, bytes: () => bytes.stream(mark) },
        }
      }
      const value = await bytes.until(mark, FIELD_BYTES_MAX)
      if (part.filename === undefined) fields.push([part.name, value.toString('utf8')])
      if (fields.length > FIELDS_MAX) throw new NotAForm('too many fields')
    }
  } catch (error) {
    if (error instanceof CutOff) throw new NotAForm('the form ends in the middle')
    throw error
  }
  return { fields: Object.fromEntries(fields) }
}

/**
 * What a stream gives, a piece at a time; `return` lets the rest of it run by unread, so that whoever sends it can
 * still be answered. A stream that breaks off ends.
 */
export function chunksOf(source: Readable): AsyncIterator<Buffer> & {
  return(): Promise<IteratorResult<Buffer>>
} {
  let waiting: ((piece: IteratorResult<Buffer>) => void) | undefined
  let ended = false
  let unread = false
  const held: Buffer[] = []
  const end: IteratorResult<Buffer> = { done: true, value: undefined }
  source.on('data', (piece: Buffer) => {
    if (unread) return
    source.pause()
    if (waiting === undefined) held.push(piece)
    else waiting({ done: false, value: piece })
    waiting = undefined
  })
  for (const event of ['end', 'error', 'close', 'aborted']) {
    source.on(event, () => {
      ended = true
      waiting?.(end)
    })
  }
  source.pause()
  return {
    next() {
      const value = held.shift()
      if (value !== undefined) return Promise.resolve({ done: false, value })
      if (ended) return Promise.resolve(end)
      return new Promise((resolve) => {
        waiting = resolve
        source.resume()
      })
    },
    return() {
      unread = true
      source.resume()
      return Promise.resolve(end)
    },
  }
}

/** Bytes as they come, looked through for marks that may lie across two pieces. */
class MarkedBytes {
  readonly #chunks: AsyncIterator<Buffer>
  #held: Buffer = Buffer.alloc(0)

  constructor(chunks: AsyncIterator<Buffer>) {
    this.#chunks = chunks
  }

  unread(bytes: Buffer): void {
    this.#held = Buffer.concat([bytes, this.#held])
  }

  async take(count: number): Promise<Buffer> {
    while (this.#held.length < count) await this.#more()
    return this.#cut(count, count)
  }

  /** What stands before the mark; the mark itself is passed over. */
  async until(mark: Buffer, max: number): Promise<Buffer> {
    for (;;) {
      const at = this.#held.indexOf(mark)
      if (at > max || (at < 0 && this.#held.length > max + mark.length)) {
        throw new NotAForm('a field or its headers are too large')
      }
      if (at >= 0) return this.#cut(at, at + mark.length)
      await this.#more()
    }
  }

  async *stream(mark: Buffer): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#held.indexOf(mark)
      if (at >= 0) {
        const last = this.#cut(at, at + mark.length)
        if (last.length > 0) yield last
        return
      }
      // What may be the beginning of the mark is kept back.
      const sure = this.#held.length - mark.length + 1
      if (sure > 0) yield this.#cut(sure, sure)
      await this.#more()
    }
  }

  #cut(length: number, passed: number): Buffer {
    const bytes = this.#held.subarray(0, length)
    this.#held = this.#held.subarray(passed)
    return bytes
  }

  async #more(): Promise<void> {
    const next = await this.#chunks.next()
    if (next.done) throw new CutOff('what was sent ends in the middle')
    this.#held = this.#held.length === 0 ? next.value : Buffer.concat([this.#held, next.value])
  }
}

function partOf(headers: string): { name: string; filename?: string } {
  const disposition = headers
    .split('\r\n')
    .find((line) => /^content-disposition:\s*form-data\s*;/i.test(line))
  const name = /;\s*name="([^"]*)"/i.exec(disposition ?? '')?.[1]
  if (name === undefined) throw new NotAForm('a part has no name')
  const filename = /;\s*filename="([^"]*)"/i.exec(disposition ?? '')?.[1]
  return filename === undefined ? { name } : { name, filename }
}

/** Without folders, control characters and what file systems cannot hold. */
function plainName(written: string): string {
  const [name = ''] = written.split(/[/\\]/).slice(-1)
  const plain = [...name.normalize('NFC')].filter((one) => one >= ' ' && one !== '\x7f').join('')
  return plain.replace(/^\.+/, '').slice(-100) || 'file'
}

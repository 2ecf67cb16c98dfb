import { createHash } from 'node:crypto'
import { LineSplitter } from './line-splitter.ts'
import type { Cut } from './piece.ts'

const FRAME_START = 0x0b
const FRAME_END = 0x1c
const WRAPPING = ['FHS', 'BHS', 'BTS', 'FTS']

export type Message = Cut & {
  /** counted from 1 */
  number: number
  /** line of its MSH segment, counted from 1 */
  line: number
}

/**
 * Cuts a stream into HL7 v2 messages: one or many, with `\r`, `\n` or `\r\n` after each segment, bare, in
 * MLLP frames or in a batch (BHS, FHS). The bytes of a message are its segments joined by `\r`, so that
 * the same message is the same item however it travelled.
 */
export class MessageSplitter {
  readonly #limit: number
  readonly #lines: LineSplitter
  #segments: Buffer[] = []
  #size = 0
  #count = 0
  #line = 0
  #offset = 0
  /** hashes of what was too large to keep, so that two such messages are not taken for one */
  #dropped: Buffer[] = []

  constructor(limit: number) {
    this.#limit = limit
    this.#lines = new LineSplitter(limit)
  }

  push(chunk: Buffer): Message[] {
    return this.#lines.push(chunk).flatMap((line) => this.#take(line))
  }

  end(): Message[] {
    return [...this.#lines.end().flatMap((line) => this.#take(line)), ...this.#close()]
  }

  #take(line: { number: number } & Cut): Message[] {
    const segment = withoutFrame(line.bytes)
    if (segment === undefined) {
      this.#dropped.push(line.hash)
      return []
    }
    if (segment.length === 0) return []
    const name = segment.toString('latin1', 0, 3)
    if (WRAPPING.includes(name)) return this.#close()
    const closed = name === 'MSH' ? this.#close() : []
    if (this.#segments.length === 0) {
      this.#line = line.number
      this.#offset = line.offset
    }
    this.#size += segment.length + 1
    if (this.#size > this.#limit) this.#dropped.push(line.hash)
    else this.#segments.push(segment)
    return closed
  }

  #close(): Message[] {
    const bytes = Buffer.concat(this.#segments.flatMap((segment) => [segment, END]))
    const hash = createHash('sha256').update(bytes)
    for (const dropped of this.#dropped) hash.update(dropped)
    const kept = this.#dropped.length > 0 ? undefined : bytes
    const message = { size: this.#size, line: this.#line, offset: this.#offset }
    const nothing = bytes.length === 0 && kept !== undefined
    this.#segments = []
    this.#dropped = []
    this.#size = 0
    if (nothing) return []
    this.#count += 1
    return [{ number: this.#count, ...message, hash: hash.digest(), bytes: kept }]
  }
}

const END = Buffer.from('\r')

function withoutFrame(line: Buffer | undefined): Buffer | undefined {
  if (line === undefined || (!line.includes(FRAME_START) && !line.includes(FRAME_END))) return line
  return Buffer.from(
    line.toString('latin1').replaceAll('\x0b', '').replaceAll('\x1c', ''),
    'latin1',
  )
}

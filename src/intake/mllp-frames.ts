import { ITEM_BYTES_MAX } from './item.ts'
import { type Message, MessageSplitter } from './message-splitter.ts'

/** HL7's Minimal Lower Layer Protocol, release 1: this byte, the message, and the two of the end. */
const START = 0x0b
const END = 0x1c
const CARRIAGE_RETURN = 0x0d
/** What a message, or a batch of them, begins with: within a frame, a start byte before anything else is text. */
const OPENINGS = ['MSH', 'FHS', 'BHS']
/** As much of a frame as an answer needs, though the message itself is too large to keep. */
const HEAD_BYTES_MAX = 4_096

/** What came between a start and its end. */
export type Frame = {
  /** as a rule one; none where there was nothing */
  readonly messages: readonly Message[]
  /** its first bytes: whom to answer, and about what */
  readonly head: Buffer
}

/**
 * Cuts what comes over a connection into frames, wherever its pieces begin and end. A frame whose end never came before
 * the next began is handed on as cut off. Memory does not grow with a frame: what is larger than an item may be is
 * passed over, and only that it came is known.
 */
export class MllpFrames {
  readonly #limit: number
  #reading:
    | { splitter: MessageSplitter; messages: Message[]; head: Buffer; size: number }
    | undefined
  /** bytes that may be the beginning of a mark whose rest has not come */
  #held: Buffer = Buffer.alloc(0)
  #stray = false

  constructor(limit = ITEM_BYTES_MAX) {
    this.#limit = limit
  }

  /** true once something stood outside every frame: whoever sends speaks another language */
  get stray(): boolean {
    return this.#stray
  }

  /** bytes of the frame that is being read; undefined between frames */
  get pending(): number | undefined {
    return this.#reading?.size
  }

  push(chunk: Buffer): Frame[] {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    this.#held = Buffer.alloc(0)
    return this.#cut(bytes, false)
  }

  /** The connection has ended. What was not closed by its end was never whole, and nobody was told that it came. */
  end(): Frame[] {
    const rest = this.#held
    this.#held = Buffer.alloc(0)
    return this.#cut(rest, true)
  }

  #cut(bytes: Buffer, last: boolean): Frame[] {
    const frames: Frame[] = []
    let from = 0
    for (let at = nextMark(bytes, 0); at < bytes.length; at = nextMark(bytes, at)) {
      const mark = markAt(bytes, at, { last, inside: this.#reading !== undefined })
      if (mark === 'unknown') {
        this.#text(bytes.subarray(from, at))
        this.#held = Buffer.from(bytes.subarray(at))
        return frames
      }
      if (mark === 'text') {
        at += 1
        continue
      }
      this.#text(bytes.subarray(from, at))
      const done = this.#close(mark === 'start')
      if (done !== undefined) frames.push(done)
      if (mark === 'start') this.#open()
      at += mark === 'end' && bytes[at + 1] === CARRIAGE_RETURN ? 2 : 1
      from = at
    }
    this.#text(bytes.subarray(from))
    return frames
  }

  #open(): void {
    const splitter = new MessageSplitter(this.#limit)
    this.#reading = { splitter, messages: [], head: Buffer.alloc(0), size: 0 }
  }

  #text(bytes: Buffer): void {
    if (bytes.length === 0) return
    const reading = this.#reading
    if (reading === undefined) {
      this.#stray ||= bytes.some((byte) => byte > 0x20)
      return
    }
    reading.size += bytes.length
    if (reading.head.length < HEAD_BYTES_MAX) {
      const more = bytes.subarray(0, HEAD_BYTES_MAX - reading.head.length)
      reading.head = Buffer.concat([reading.head, more])
    }
    reading.messages.push(...reading.splitter.push(bytes))
  }

  #close(cutOff: boolean): Frame | undefined {
    const reading = this.#reading
    if (reading === undefined) return undefined
    this.#reading = undefined
    const { head, messages, splitter } = reading
    const all = [...messages, ...splitter.end(cutOff)]
    return { head, messages: all }
  }
}

function nextMark(bytes: Buffer, from: number): number {
  const start = bytes.indexOf(START, from)
  const end = bytes.indexOf(END, from)
  if (start < 0 && end < 0) return bytes.length
  return start < 0 ? end : end < 0 ? start : Math.min(start, end)
}

type Where = {
  /** nothing more will come */
  readonly last: boolean
  readonly inside: boolean
}

/** `unknown` where what follows decides, and has not come. */
function markAt(
  bytes: Buffer,
  at: number,
  { last, inside }: Where,
): 'start' | 'end' | 'text' | 'unknown' {
  const next = bytes.toString('latin1', at + 1, at + 4)
  if (bytes[at] === END) {
    if (!inside) return 'text'
    if (next === '') return last ? 'end' : 'unknown'
    return [CARRIAGE_RETURN, START].includes(bytes[at + 1]!) ? 'end' : 'text'
  }
  if (!inside || OPENINGS.includes(next)) return 'start'
  const mayStill = next.length < 3 && OPENINGS.some((opening) => opening.startsWith(next))
  return mayStill && !last ? 'unknown' : 'text'
}

import { createHash } from 'node:crypto'
import { LineSplitter } from './line-splitter.ts'
import { MARK } from './open-bytes.ts'
import { Cut, isSpace, type LineEnd } from './piece.ts'

const FRAME_START = 0x0b
const FRAME_END = 0x1c
const END = Buffer.from('\r')
/** How a header begins where none has been seen yet. */
const OPENING = Buffer.from('MSH|^~\\&')
const WRAPPING = ['FHS', 'BHS', 'BTS', 'FTS']
const OPENINGS = ['MSH', 'FHS', 'BHS']
/** More lines than this that belong to no message are several items. */
const STRAYS_MAX = 1_000

/** A message, or what stands before, between or behind messages and belongs to none of them. */
export type Message = Cut & {
  /** line on which it begins, counted from 1 */
  line: number
  /** true for what is no segment; its `number` is that of the message before it */
  stray: boolean
  /** true where its frame was never closed, so that its end has not come; its bytes then lack the last `\r` */
  cutOff: boolean
}

/** A line with which a batch or a file of batches begins or ends. */
export type Wrapping = {
  name: string
  fields: readonly string[]
  line: number
  /** how many messages of the stream stand before it */
  before: number
}

/**
 * Cuts a stream into HL7 v2 messages: one or many, with `\r`, `\n` or `\r\n` after each segment, bare, in
 * MLLP frames or in a batch (BHS, FHS). The bytes of a message are its segments with `\r` after each, so that
 * the same message is the same item however it travelled.
 *
 * A message ends with its frame, before the next header even where that stands in the middle of a line, and before
 * lines that are no segment. A line end other than the one after MSH, with no segment behind it, is part of a text:
 * it is kept as HL7 writes it, `\X0A\`.
 */
export class MessageSplitter {
  readonly #limit: number
  readonly #lines: LineSplitter
  readonly #onWrapping: (wrapping: Wrapping) => void
  #done: Message[] = []
  #count = 0
  #framed = false
  // The message that is being read: its segments and line ends; where it began; how its header began and ended; the
  // hashes of what was too large to keep, so that two such messages are not taken for one.
  #parts: Buffer[] = []
  #size = 0
  #line = 0
  #offset = 0
  #opening: Buffer = OPENING
  #lineEnd: LineEnd = ''
  #dropped: string[] = []
  /** lines after its last segment that are none */
  #strays: { line: Cut; text: Buffer }[] = []
  #straySize = 0
  /** the line before this one */
  #before: { number: number; end: LineEnd } = { number: 0, end: '' }

  constructor(limit: number, onWrapping: (wrapping: Wrapping) => void = () => {}) {
    this.#limit = limit
    this.#lines = new LineSplitter(limit)
    this.#onWrapping = onWrapping
  }

  push(chunk: Buffer): Message[] {
    this.#take(this.#lines.push(chunk))
    return this.#taken()
  }

  /** @param cutOff true where more should have come, so that the last message has no end */
  end(cutOff = false): Message[] {
    this.#take(this.#lines.end())
    this.#close(cutOff || this.#framed)
    return this.#taken()
  }

  /** Lines that have ended so far. */
  get lines(): number {
    return this.#lines.lines
  }

  /** Whether the last line that holds something had a line end. */
  get ended(): boolean {
    return this.#before.end !== ''
  }

  #take(lines: readonly Cut[]): void {
    for (const line of lines) {
      const { bytes } = line
      if (bytes === undefined) this.#keep(line)
      else if (bytes.includes(FRAME_START) || bytes.includes(FRAME_END)) this.#frames(line, bytes)
      else this.#text(line, bytes)
      this.#before = line
    }
  }

  #taken(): Message[] {
    const done = this.#done
    this.#done = []
    return done
  }

  /** A line in which a frame begins or ends. Where such a byte can be neither, it is text. */
  #frames(line: Cut, bytes: Buffer): void {
    let from = 0
    for (let at = 0; at < bytes.length; at += 1) {
      const starts = bytes[at] === FRAME_START && (at === from || isOpening(bytes, at + 1))
      const ends = bytes[at] === FRAME_END && (this.#framed || at === from || isLast(bytes, at))
      if (!starts && !ends) continue
      this.#text(line, bytes.subarray(from, at))
      this.#close(starts && this.#framed)
      this.#framed = starts
      from = at + 1
    }
    this.#text(line, bytes.subarray(from))
  }

  /** A line, or what of it is in one frame. A header in its middle is what is left where a line end was lost. */
  #text(line: Cut, bytes: Buffer): void {
    let rest = bytes
    for (;;) {
      const at = rest.indexOf(this.#opening, 1)
      if (at < 0) break
      this.#segment(line, rest.subarray(0, at))
      rest = rest.subarray(at)
    }
    this.#segment(line, rest)
  }

  #segment(line: Cut, text: Buffer): void {
    const bytes = withoutMargin(text)
    if (bytes.length === 0) return
    const name = nameOf(bytes)
    if (WRAPPING.includes(name)) {
      this.#close(false)
      const fields = bytes.toString('latin1').split(String.fromCharCode(bytes[3] ?? 0))
      this.#onWrapping({ name, fields, line: line.number, before: this.#count })
      return
    }
    if (name === 'MSH') {
      this.#close(false)
      this.#opening = bytes.length < OPENING.length ? OPENING : bytes.subarray(0, OPENING.length)
      this.#lineEnd = line.end
      this.#keep(line, bytes)
      return
    }
    const goesOn = this.#goesOn(line)
    if (isSegment(text, this.#opening[3]!, goesOn)) {
      this.#takeStrays()
      this.#keep(line, text)
    } else if (goesOn) this.#goOn(line, text)
    else this.#stray(line, text)
  }

  /** True where the line end before this line is not how this sender ends a segment. */
  #goesOn({ number }: Cut): boolean {
    const { end } = this.#before
    if (this.#size === 0 || this.#strays.length > 0 || number === this.#before.number) return false
    if (end === '' || end === this.#lineEnd || this.#lineEnd === '') return false
    return end !== '\r\n'
  }

  /** Text behind a line end, or behind several, that stand in a field. */
  #goOn(line: Cut, text: Buffer): void {
    const escaping = this.#opening[6]!
    const mark = String.fromCharCode(escaping)
    const written = escaping === this.#opening[3] ? '\n' : `${mark}X0A${mark}`
    const lines = line.number - this.#before.number
    if (this.#dropped.length === 0 && this.#size + lines * written.length <= this.#limit) {
      const between = Buffer.from(written.repeat(lines), 'latin1')
      this.#parts[this.#parts.length - 1] = between
      this.#size += between.length - END.length
    }
    this.#keep(line, text)
  }

  #stray(line: Cut, text: Buffer): void {
    this.#strays.push({ line, text })
    this.#straySize += text.length + 1
    if (this.#straySize > this.#limit || this.#strays.length > STRAYS_MAX) this.#close(false)
  }

  /** Lines in the middle of a message that are no segment: it is kept whole, and whoever reads it refuses it. */
  #takeStrays(): void {
    if (this.#strays.length === 0) return
    if (this.#size === 0) this.#close(false)
    const strays = this.#strays
    this.#strays = []
    this.#straySize = 0
    for (const { line, text } of strays) this.#keep(line, text)
  }

  #keep(line: Cut, bytes?: Buffer): void {
    if (this.#size === 0) {
      this.#line = line.number
      this.#offset = line.offset
    }
    this.#size += (bytes?.length ?? line.size) + 1
    if (bytes === undefined || this.#size > this.#limit) this.#dropped.push(line.hash)
    else this.#parts.push(bytes, END)
  }

  #close(cutOff: boolean): void {
    if (this.#size > 0) {
      this.#count += 1
      if (cutOff) this.#parts.pop()
      const about = { line: this.#line, stray: false, cutOff }
      this.#done.push(Object.assign(this.#message(), about))
    }
    this.#parts = []
    this.#dropped = []
    this.#size = 0
    const [first] = this.#strays
    if (first === undefined) return
    const bytes = Buffer.concat(this.#strays.flatMap(({ text }) => [text, END]))
    const { number, offset } = first.line
    const cut = new Cut(this.#count, offset, bytes.length, bytes)
    this.#done.push(Object.assign(cut, { line: number, stray: true, cutOff: false }))
    this.#strays = []
    this.#straySize = 0
  }

  #message(): Cut {
    const bytes = Buffer.concat(this.#parts)
    if (this.#dropped.length === 0) return new Cut(this.#count, this.#offset, bytes.length, bytes)
    const hash = createHash('sha256').update(bytes)
    for (const dropped of this.#dropped) hash.update(dropped)
    return new Cut(this.#count, this.#offset, this.#size, undefined, hash.digest('hex'))
  }
}

function isOpening(bytes: Buffer, at: number): boolean {
  return OPENINGS.includes(bytes.toString('latin1', at, at + 3))
}

function isLast(bytes: Buffer, at: number): boolean {
  return at + 1 === bytes.length || bytes[at + 1] === FRAME_START
}

/** Blanks and a byte order mark may stand before a header where files were joined or printed. */
function withoutMargin(bytes: Buffer): Buffer {
  let from = 0
  while (from < bytes.length && (isSpace(bytes[from]!) || MARK.includes(bytes[from]!))) from += 1
  return from === 0 ? bytes : bytes.subarray(from)
}

/** The three letters with which a segment begins, where something that may divide fields follows them. */
function nameOf(bytes: Buffer): string {
  const [name, next = ''] = [bytes.toString('latin1', 0, 3), bytes.toString('latin1', 3, 4)]
  return /[A-Za-z0-9\s]/.test(next) ? '' : name
}

/** @param divided whether a field must follow the name */
function isSegment(bytes: Buffer, divider: number, divided: boolean): boolean {
  if (bytes.length === 3 ? divided : bytes[3] !== divider) return false
  return /^[A-Z][A-Z0-9]{2}$/.test(bytes.toString('latin1', 0, 3))
}

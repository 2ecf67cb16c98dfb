import { type Cut, Piece } from './piece.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const LONGEST_KEY = 256

/** One element of the list `entry`, cut out of a bundle. */
export type JsonEntry = Cut

/** What a walk over a whole JSON file has found. */
export type JsonShape = {
  /** `resourceType` of the first value */
  resourceType: string | undefined
  entries: number
  /** true where the first value is complete */
  closed: boolean
  /** where a second value starts, if one follows the first on a line of its own */
  secondLineAt: number | undefined
  /** true where the first value stands on one line */
  onOneLine: boolean
  /** deepest nesting seen */
  depth: number
  /** the file with every entry replaced by `0`: valid JSON exactly where the file around them is */
  envelope: Buffer | undefined
}

/**
 * Cuts a JSON bundle of any size into the elements of its top-level `entry`, holding no more than one
 * element in memory. It follows strings, escapes and brackets only: whether an element is JSON is
 * for whoever parses it, whether the rest is JSON shows in `shape().envelope`.
 */
export class JsonSplitter {
  readonly #limit: number
  #offset = 0
  #depth = 0
  #deepest = 0
  #inString = false
  #escaped = false
  #inEntries = false
  #entries = 0
  #started = false
  #closed = false
  #newline = false
  #onOneLine = true
  #secondLineAt: number | undefined
  #resourceType: string | undefined
  #key: string | undefined
  #expectsKey = false
  #token: number[] | undefined
  #element: Piece | undefined
  #scalar = false
  #envelope: Piece

  constructor(limit: number) {
    this.#limit = limit
    this.#envelope = new Piece(0, limit)
  }

  /** Takes the next bytes of the file and returns the entries that they complete. */
  push(chunk: Buffer): JsonEntry[] {
    const done: JsonEntry[] = []
    let from = 0
    const open = (at: number) => {
      this.#envelope.add(chunk.subarray(from, at))
      this.#element = new Piece(this.#offset + at, this.#limit)
      from = at
    }
    const close = (at: number) => {
      this.#element!.add(chunk.subarray(from, at))
      this.#envelope.add(PLACEHOLDER)
      this.#entries += 1
      done.push(this.#element!.cut(this.#entries))
      this.#element = undefined
      this.#scalar = false
      from = at
    }
    for (let at = 0; at < chunk.length; at += 1) {
      if (this.#inString) {
        at = this.#skipString(chunk, at)
        if (at < chunk.length && !this.#inString && this.#scalar && this.#depth === 2) close(at + 1)
        continue
      }
      const byte = chunk[at]!
      if (byte <= 0x20) {
        if (byte === 0x0a || byte === 0x0d) {
          this.#newline = true
          if (this.#depth > 0 && !this.#closed) this.#onOneLine = false
        }
        if (this.#scalar) close(at)
        continue
      }
      if (this.#depth === 0) this.#startValue(byte, this.#offset + at)
      if (this.#scalar && (byte === COMMA || byte === CLOSE_LIST)) close(at)
      if (this.#startsElement(byte)) {
        open(at)
        this.#scalar = byte !== OPEN_OBJECT && byte !== OPEN_LIST
      }
      this.#step(byte)
      const closing = byte === CLOSE_OBJECT || byte === CLOSE_LIST
      if (closing && this.#inEntries && this.#depth === 2 && this.#element) close(at + 1)
    }
    const rest = this.#element ?? this.#envelope
    rest.add(chunk.subarray(from))
    this.#offset += chunk.length
    return done
  }

  shape(): JsonShape {
    return {
      resourceType: this.#resourceType,
      entries: this.#entries,
      closed: this.#closed,
      secondLineAt: this.#secondLineAt,
      onOneLine: this.#onOneLine,
      depth: this.#deepest,
      envelope: this.#envelope.bytes(),
    }
  }

  /** Where the file stops in the middle of something: which entry it was in, if in one. */
  inEntry(): number | undefined {
    return this.#inEntries ? this.#entries + 1 : undefined
  }

  #startValue(byte: number, offset: number): void {
    if (!this.#started) {
      this.#started = true
      return
    }
    if (this.#closed && this.#secondLineAt === undefined && this.#newline && byte === OPEN_OBJECT) {
      this.#secondLineAt = offset
    }
  }

  #startsElement(byte: number): boolean {
    if (!this.#inEntries || this.#depth !== 2 || this.#element !== undefined) return false
    return byte !== COMMA && byte !== CLOSE_LIST
  }

  /** One structural byte: brackets, quotes, and the keys of the outermost object. */
  #step(byte: number): void {
    switch (byte) {
      case QUOTE:
        this.#inString = true
        if (this.#depth === 1 && (this.#expectsKey || this.#key === 'resourceType'))
          this.#token = []
        break
      case OPEN_OBJECT:
      case OPEN_LIST:
        if (this.#depth === 1 && this.#key === 'entry' && byte === OPEN_LIST) this.#inEntries = true
        this.#depth += 1
        if (this.#depth > this.#deepest) this.#deepest = this.#depth
        this.#expectsKey = this.#depth === 1 && byte === OPEN_OBJECT
        break
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        this.#depth -= 1
        if (this.#depth === 1) this.#inEntries = false
        if (this.#depth === 0) {
          this.#closed = true
          this.#newline = false
        }
        break
      case COMMA:
        if (this.#depth === 1) {
          this.#key = undefined
          this.#expectsKey = true
        }
        break
      case COLON:
        if (this.#depth === 1) this.#expectsKey = false
        break
      default:
    }
  }

  /** Runs to the end of the string or of the chunk; returns the place of the last byte taken. */
  #skipString(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at]!
      if (this.#escaped) this.#escaped = false
      else if (byte === BACKSLASH) this.#escaped = true
      else if (byte === QUOTE) {
        this.#inString = false
        if (this.#token) this.#takeToken(this.#token)
        this.#token = undefined
        return at
      }
      if (this.#token && this.#token.length < LONGEST_KEY) this.#token.push(byte)
    }
    return chunk.length
  }

  #takeToken(token: number[]): void {
    const text = plainText(Buffer.from(token).toString('latin1'))
    if (this.#expectsKey) this.#key = text
    else if (!this.#closed) this.#resourceType = text
  }
}

const PLACEHOLDER = Buffer.from('0')

/** `entry` may be written with escapes; it is the same key. */
function plainText(text: string): string {
  if (!text.includes('\\')) return text
  try {
    return JSON.parse(`"${text}"`) as string
  } catch {
    return text
  }
}

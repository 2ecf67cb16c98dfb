import { DAY_MS } from './clock.ts'

/**
 * Rows in the form in which PostgreSQL takes them in without reading a text for each value (COPY, format binary): for a
 * row of ids and moments that is a third of what it costs the server.
 */

/** A value in a row. */
export type Cell = string | number | boolean | Buffer | Date | readonly string[] | null | undefined

/**
 * The type of a column: `text` is json too. An id or a digest of 128 bits is its hexadecimal digits, with lines or
 * without; a moment is ISO, and of a day alone its midnight in UTC.
 */
export type Shape =
  | 'uuid'
  | 'text'
  | 'jsonb'
  | 'moment'
  | 'day'
  | 'int'
  | 'bigint'
  | 'flag'
  | 'bytes'
  | 'uuids'
  | 'texts'

const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const NULL = -1
const END = -1
const FIRST_BYTES = 64 * 1024
/** Of what is longer the size is asked for first; of what is shorter the most that it can be is kept free. */
const MEASURED = 16 * 1024
const MOST_A_SIGN = 3
const UUID_BYTES = 16
/** What PostgreSQL calls the types of the elements of an array. */
const ELEMENTS = { uuids: 2950, texts: 25 } as const
/** PostgreSQL counts from the beginning of 2000. */
const EPOCH_MS = Date.UTC(2000, 0, 1)
const MICROS = 1_000
const HIGH = 2 ** 32

/** @throws RangeError, TypeError where a cell is not of its column's type: what it was given cannot be kept */
export function binaryRows(rows: readonly (readonly Cell[])[], shapes: readonly Shape[]): Buffer {
  return new Written(FIRST_BYTES).rows(rows, shapes)
}

/** Ids as an array for a parameter of a statement, in the same form. @throws RangeError for what is no id */
export function binaryIds(ids: readonly string[]): Buffer {
  return new Written((ids.length + 1) * (UUID_BYTES + 4)).ids(ids)
}

class Written {
  #bytes: Buffer
  #at = 0
  /** most rows of a batch have one moment in common */
  #last: string | Date = ''
  #lastMillis = 0

  constructor(bytes: number) {
    this.#bytes = Buffer.allocUnsafe(bytes)
  }

  rows(rows: readonly (readonly Cell[])[], shapes: readonly Shape[]): Buffer {
    this.#at = HEADER.copy(this.#bytes)
    for (const row of rows) this.#row(row, shapes)
    this.#room(2)
    this.#at = this.#bytes.writeInt16BE(END, this.#at)
    return this.#bytes.subarray(0, this.#at)
  }

  ids(ids: readonly string[]): Buffer {
    this.#elements(ids, 'uuids')
    return this.#bytes.subarray(0, this.#at)
  }

  #row(row: readonly Cell[], shapes: readonly Shape[]): void {
    if (row.length !== shapes.length) throw new TypeError('a row has not as many cells as columns')
    this.#room(2)
    this.#at = this.#bytes.writeInt16BE(row.length, this.#at)
    for (let at = 0; at < shapes.length; at += 1) this.#cell(row[at], shapes[at]!)
  }

  #cell(cell: Cell, shape: Shape): void {
    this.#room(UUID_BYTES + 4)
    if (cell === null || cell === undefined) this.#int(NULL)
    else this.#value(cell, shape)
  }

  #value(cell: NonNullable<Cell>, shape: Shape): void {
    switch (shape) {
      case 'uuid':
        this.#int(UUID_BYTES)
        this.#uuid(cell as string)
        break
      case 'text':
        this.#text(cell as string)
        break
      case 'jsonb':
        this.#jsonb(cell as string)
        break
      case 'moment':
        this.#int(8)
        this.#moment(cell as string | Date)
        break
      case 'day':
        this.#int(4)
        this.#int((millisOf(cell as string) - EPOCH_MS) / DAY_MS)
        break
      case 'int':
        this.#int(4)
        this.#int(cell as number)
        break
      case 'bigint':
        this.#int(8)
        this.#long(cell as number)
        break
      case 'flag':
        this.#int(1)
        this.#at = this.#bytes.writeUInt8(cell === true ? 1 : 0, this.#at)
        break
      case 'bytes':
        this.#copy(cell as Buffer)
        break
      case 'uuids':
      case 'texts':
        this.#list(cell as readonly string[], shape)
        break
      default:
        shape satisfies never
    }
  }

  #room(more: number): void {
    if (this.#at + more <= this.#bytes.length) return
    const wider = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + more))
    this.#bytes.copy(wider, 0, 0, this.#at)
    this.#bytes = wider
  }

  #int(value: number): void {
    if (!Number.isInteger(value)) throw new RangeError('a cell is no whole number, or no date')
    this.#at = this.#bytes.writeInt32BE(value, this.#at)
  }

  #long(value: number): void {
    if (!Number.isSafeInteger(value)) throw new RangeError('a cell is no whole number')
    const high = Math.floor(value / HIGH)
    this.#halves(high, value - high * HIGH)
  }

  #halves(high: number, low: number): void {
    this.#at = this.#bytes.writeInt32BE(high, this.#at)
    this.#at = this.#bytes.writeUInt32BE(low, this.#at)
  }

  /** Microseconds, which are more than a number holds exactly: each half by itself. */
  #moment(moment: string | Date): void {
    if (moment !== this.#last) {
      const millis = typeof moment === 'string' ? millisOf(moment) : moment.getTime()
      if (!Number.isInteger(millis)) throw new RangeError('a cell is no time')
      this.#last = moment
      this.#lastMillis = millis - EPOCH_MS
    }
    const high = Math.floor(this.#lastMillis / HIGH)
    const low = (this.#lastMillis - high * HIGH) * MICROS
    const carried = Math.floor(low / HIGH)
    this.#halves(high * MICROS + carried, low - carried * HIGH)
  }

  #text(text: string): void {
    const most = text.length > MEASURED ? Buffer.byteLength(text) : text.length * MOST_A_SIGN
    this.#room(most + 4)
    const size = this.#bytes.write(text, this.#at + 4)
    this.#at = this.#bytes.writeInt32BE(size, this.#at) + size
  }

  /** As text behind a byte for the version of the form. */
  #jsonb(text: string): void {
    const from = this.#at
    this.#at += 1
    this.#text(text)
    const size = this.#at - from - 5
    this.#bytes.writeInt32BE(size + 1, from)
    this.#bytes.writeUInt8(1, from + 4)
  }

  #copy(bytes: Buffer): void {
    this.#room(bytes.length + 4)
    this.#int(bytes.length)
    this.#at += bytes.copy(this.#bytes, this.#at)
  }

  #list(list: readonly string[], shape: 'uuids' | 'texts'): void {
    const from = this.#at
    this.#int(0)
    this.#elements(list, shape)
    this.#bytes.writeInt32BE(this.#at - from - 4, from)
  }

  #elements(list: readonly string[], shape: 'uuids' | 'texts'): void {
    this.#room(20)
    this.#int(list.length === 0 ? 0 : 1)
    this.#int(0)
    this.#int(ELEMENTS[shape])
    if (list.length > 0) {
      this.#int(list.length)
      this.#int(1)
    }
    for (const one of list) {
      if (shape === 'texts') this.#text(one.includes('\0') ? one.replaceAll('\0', '') : one)
      else this.#cell(one, 'uuid')
    }
  }

  #uuid(text: string): void {
    const bytes = this.#bytes
    const from = this.#at
    const places = text.length === LINED ? WITH_LINES : WITHOUT_LINES
    let wrong = text.length === LINED || text.length === BARE ? 0 : NO_DIGIT
    for (let at = 0; at < UUID_BYTES; at += 1) {
      const sign = places[at]!
      const high = DIGITS[text.charCodeAt(sign)] ?? NO_DIGIT
      const low = DIGITS[text.charCodeAt(sign + 1)] ?? NO_DIGIT
      wrong |= high | low
      bytes[from + at] = high * 16 + low
    }
    for (const at of places === WITH_LINES ? LINES : []) {
      if (text.charCodeAt(at) !== LINE) wrong = NO_DIGIT
    }
    if (wrong >= 16) throw new RangeError('a cell is no id')
    this.#at = from + UUID_BYTES
  }
}

const ISO = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?$/
/** Every month has so many days. */
const SURE_DAYS = '28'

/** NaN for what is no date: the language reads the 30th of February as one in March. */
function millisOf(moment: string): number {
  if (!ISO.test(moment)) return Number.NaN
  const day = moment.slice(0, 10)
  if (day.slice(8) > SURE_DAYS && new Date(day).toISOString().slice(0, 10) !== day)
    return Number.NaN
  return Date.parse(moment)
}

/** Where the digits of each byte of an id stand, which is written with its four lines or without. */
const WITH_LINES = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34]
const WITHOUT_LINES = WITH_LINES.map((_, at) => at * 2)
const LINES = [8, 13, 18, 23]
const LINED = 36
const BARE = 32
const LINE = 0x2d
const NO_DIGIT = 0xff
/** Code of a sign → its hexadecimal digit. */
const DIGITS = new Uint8Array(128).fill(NO_DIGIT)
for (const [digit, sign] of [...'0123456789abcdef'].entries()) {
  DIGITS[sign.charCodeAt(0)] = digit
  DIGITS[sign.toUpperCase().charCodeAt(0)] = digit
}

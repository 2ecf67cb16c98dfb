/** How many values a list has room for at first, of a whole table and of a few rows. */
export const MANY = 1 << 12
export const FEW = 1 << 5
/** Values of another list that are looked for together; a power of two. */
export const TOGETHER = 512

export type ValueParts = {
  readonly bytes: Uint8Array<ArrayBufferLike>
  readonly ends: Int32Array
  readonly hashes: Int32Array
}

/**
 * Distinct values, each kept once as its bytes and called by a number from 0. Adding one that is there makes no text
 * and allocates nothing.
 */
export class ValueList {
  /** of each slot a value, -1 for none, and beside it its hash: who looks for a value mostly looks here alone */
  #table: Int32Array<ArrayBuffer>
  #hashes: Int32Array<ArrayBuffer>
  #ends: Int32Array<ArrayBuffer>
  #bytes: Buffer<ArrayBuffer>
  #size = 0
  /** what was read ahead; kept, or it would not be read */
  ahead = 0

  constructor(room = MANY) {
    this.#table = new Int32Array(room * 2).fill(-1)
    this.#hashes = new Int32Array(room)
    this.#ends = new Int32Array(room)
    this.#bytes = Buffer.allocUnsafeSlow(room * 8)
  }

  get size(): number {
    return this.#size
  }

  /** The number of the value that stands between these places. */
  add(bytes: Buffer, from: number, to: number): number {
    return this.#add(bytes, from, to, hashOf(bytes, from, to))
  }

  #add(bytes: Buffer, from: number, to: number, hash: number): number {
    const table = this.#table
    const mask = table.length - 1
    for (let at = (hash << 1) & mask; ; at = (at + 2) & mask) {
      const found = table[at]!
      if (found === -1) return this.#keep(bytes, from, to, hash, at)
      if (table[at + 1] === hash && this.#equals(found, bytes, from, to)) return found
    }
  }

  text(value: number): string {
    return this.#bytes.toString('utf8', this.#start(value), this.#ends[value])
  }

  /** The number of a value, -1 where it is not among them. */
  find(bytes: Buffer, from: number, to: number): number {
    const hash = hashOf(bytes, from, to)
    const table = this.#table
    const mask = table.length - 1
    for (let at = (hash << 1) & mask; ; at = (at + 2) & mask) {
      const found = table[at]!
      if (found === -1) return -1
      if (table[at + 1] === hash && this.#equals(found, bytes, from, to)) return found
    }
  }

  /** All values one after the other, where each ends, and by what each is put in order. */
  get parts(): ValueParts {
    return {
      bytes: this.#bytes.subarray(0, this.#size === 0 ? 0 : this.#ends[this.#size - 1]),
      ends: this.#ends.subarray(0, this.#size),
      hashes: this.#hashes.subarray(0, this.#size),
    }
  }

  /** Takes in the values of another list; the number here of each of them. */
  addAll({ bytes, ends, hashes }: ValueParts): Int32Array {
    const own = new Int32Array(ends.length)
    const from = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    let start = 0
    for (let value = 0; value < ends.length; value += 1) {
      if ((value & (TOGETHER - 1)) === 0) this.#readAhead(hashes, value)
      own[value] = this.#add(from, start, ends[value]!, hashes[value]!)
      start = ends[value]!
    }
    return own
  }

  /** Asks memory for where the next values may stand: it brings many at once sooner than one after the other. */
  #readAhead(hashes: Int32Array, from: number): void {
    const table = this.#table
    const mask = table.length - 1
    const to = Math.min(hashes.length, from + TOGETHER)
    let ahead = 0
    for (let value = from; value < to; value += 1) ahead ^= table[(hashes[value]! << 1) & mask]!
    this.ahead = ahead
  }

  /** By which values can be put into an order that does not hang on when each came. */
  hash(value: number): number {
    return this.#hashes[value]!
  }

  #start(value: number): number {
    return value === 0 ? 0 : this.#ends[value - 1]!
  }

  #equals(value: number, bytes: Buffer, from: number, to: number): boolean {
    const start = this.#start(value)
    if (this.#ends[value]! - start !== to - from) return false
    const own = this.#bytes
    for (let at = from, mine = start; at < to; at += 1, mine += 1) {
      if (own[mine] !== bytes[at]) return false
    }
    return true
  }

  #keep(bytes: Buffer, from: number, to: number, hash: number, at: number): number {
    const value = this.#size
    const start = value === 0 ? 0 : this.#ends[value - 1]!
    if (value === this.#hashes.length) {
      this.#hashes = grown(this.#hashes)
      this.#ends = grown(this.#ends)
    }
    while (start + to - from > this.#bytes.length) {
      const more = Buffer.allocUnsafeSlow(this.#bytes.length * 2)
      this.#bytes.copy(more)
      this.#bytes = more
    }
    bytes.copy(this.#bytes, start, from, to)
    this.#ends[value] = start + to - from
    this.#hashes[value] = hash
    this.#table[at] = value
    this.#table[at + 1] = hash
    this.#size += 1
    if (this.#size * 4 > this.#table.length) this.#rehash()
    return value
  }

  #rehash(): void {
    const table = new Int32Array(this.#table.length * 4).fill(-1)
    const mask = table.length - 1
    for (let value = 0; value < this.#size; value += 1) {
      const hash = this.#hashes[value]!
      let at = (hash << 1) & mask
      while (table[at] !== -1) at = (at + 2) & mask
      table[at] = value
      table[at + 1] = hash
    }
    this.#table = table
  }
}

const NO_BYTES = Buffer.allocUnsafeSlow(0)
const NO_PLACES = new Int32Array(0)

/** Values that wait to be numbered together, each with the row that says it. */
export class HeldValues {
  #bytes = NO_BYTES
  #ends = NO_PLACES
  #hashes = NO_PLACES
  #rows = NO_PLACES
  #count = 0

  add(bytes: Buffer, from: number, to: number, row: number): void {
    const at = this.#count
    const start = at === 0 ? 0 : this.#ends[at - 1]!
    if (at === this.#rows.length) {
      this.#ends = grown(this.#ends)
      this.#hashes = grown(this.#hashes)
      this.#rows = grown(this.#rows)
    }
    if (start + to - from > this.#bytes.length) {
      const more = Buffer.allocUnsafeSlow((start + to - from) * 2)
      this.#bytes.copy(more)
      this.#bytes = more
    }
    const own = this.#bytes
    let hash = FNV_START
    for (let place = from, into = start; place < to; place += 1, into += 1) {
      const byte = bytes[place]!
      own[into] = byte
      hash = Math.imul(hash ^ byte, FNV_PRIME)
    }
    this.#ends[at] = start + to - from
    this.#hashes[at] = stir(hash)
    this.#rows[at] = row
    this.#count += 1
  }

  get rows(): Int32Array {
    return this.#rows
  }

  get parts(): ValueParts {
    return {
      bytes: this.#bytes,
      ends: this.#ends.subarray(0, this.#count),
      hashes: this.#hashes.subarray(0, this.#count),
    }
  }

  clear(): void {
    this.#count = 0
  }
}

function grown(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const more = new Int32Array(Math.max(FEW, values.length * 2))
  more.set(values)
  return more
}

const FNV_START = 0x811c9dc5
const FNV_PRIME = 0x01000193

/** FNV-1a, stirred once more so that its low bits tell values apart that differ in their last letter. */
function hashOf(bytes: Buffer, from: number, to: number): number {
  let hash = FNV_START
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ bytes[at]!, FNV_PRIME)
  return stir(hash)
}

/** The finish of MurmurHash3, 32 bits: each bit of the number bears on each of the answer. */
export function stir(hash: number): number {
  let mixed = hash
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) | 0
}

import { Fault } from '../kernel/index.ts'
import { comparable, type Field, MISSING } from './match-field.ts'
import { ValueList } from './value-list.ts'

/** A row of a table as it is read: good until the next. */
export type Cells = {
  readonly bytes: Buffer
  readonly count: number
  start(cell: number): number
  end(cell: number): number
  text(cell: number): string
  /** 2 and below: the bytes between start and end are the text */
  state(cell: number): number
}

/** A cell holds a doubled quote: its bytes are not its text. */
const DOUBLED = 3
const MOST_BYTES = 1_000

/** A field's distinct values, in the form in which they are compared, of all tables of a run. */
export class FieldValues {
  readonly field: Field
  readonly values = new ValueList()
  /** of `given`: what other names somebody has, each row's as one value */
  readonly others = new ValueList()
  readonly #raw = new ValueList()
  readonly #ofRaw: number[] = []
  readonly #named: boolean
  readonly #plain: boolean
  readonly #nothing: boolean[] = []
  readonly #scratch = Buffer.allocUnsafe(MOST_BYTES)

  constructor(field: Field) {
    this.field = field
    this.#named = field.kind === 'given' || field.kind === 'family'
    this.#plain = this.#named || field.kind === 'text'
  }

  /** The value of a cell: MISSING where it says nothing. */
  take(row: Cells, cell: number): number {
    const [from, to] = [row.start(cell), row.end(cell)]
    if (from === to) return MISSING
    const clean = row.state(cell) < DOUBLED && to - from <= MOST_BYTES
    if (clean && this.#plain) {
      const length = foldPlain(row.bytes, from, to, this.#scratch)
      if (length >= 0) return this.#keep(this.#scratch, length)
    }
    if (!clean) return this.#keepText(row.text(cell))
    const raw = this.#raw.add(row.bytes, from, to)
    this.#ofRaw[raw] ??= this.#keepText(row.text(cell))
    return this.#ofRaw[raw]
  }

  #keepText(text: string): number {
    const value = comparable(this.field.kind, text.slice(0, MOST_BYTES))
    if (value === undefined) return MISSING
    const bytes = Buffer.from(value)
    return this.values.add(bytes, 0, bytes.length)
  }

  #keep(bytes: Buffer, length: number): number {
    if (length === 0) return MISSING
    const value = this.values.add(bytes, 0, length)
    this.#nothing[value] ??= this.#saysNothing(this.values.text(value))
    if (!this.#nothing[value]) return value
    return this.#keepText(this.values.text(value))
  }

  /** It is a placeholder, or holds one. */
  #saysNothing(text: string): boolean {
    return comparable(this.field.kind, text) !== text
  }
}

const SPACE = 0x20
/** what a word becomes: itself in lower case, a space between words (1), nothing (0); of ASCII alone */
const FOLDED = new Uint8Array(128).map((_, code) => {
  const letter = String.fromCharCode(code)
  if (/[a-z0-9]/i.test(letter)) return letter.toLowerCase().charCodeAt(0)
  return /[\s,.\-/;:]/.test(letter) ? SPACE : 0
})

/** As foldWords does it, without making text; -1 where a byte is not ASCII. */
function foldPlain(bytes: Buffer, from: number, to: number, into: Buffer): number {
  let length = 0
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at]!
    if (byte > 127) return -1
    const folded = FOLDED[byte]!
    if (folded === 0) continue
    if (folded === SPACE && (length === 0 || into[length - 1] === SPACE)) continue
    into[length] = folded
    length += 1
  }
  return length > 0 && into[length - 1] === SPACE ? length - 1 : length
}

/** The rows of one file: a number for each field of each, and the id of each. */
export class MatchTable {
  readonly ids = new ValueList()
  readonly codes: Int32Array<SharedArrayBuffer>[]
  /** of `given`: the other names of each row */
  others: Int32Array<SharedArrayBuffer>
  rows = 0
  readonly #fields: readonly FieldValues[]
  readonly #cells: readonly number[]
  readonly #id: number
  readonly #other: number
  readonly #where: string

  /**
   * @param cells in which cell of a row each field stands; -1 where the table has none
   * @param other in which cell other names stand; -1 for none
   * @param where the file, for a fault
   */
  constructor(
    fields: readonly FieldValues[],
    cells: readonly number[],
    { id, other, where }: { id: number; other: number; where: string },
  ) {
    this.#fields = fields
    this.#cells = cells
    this.#id = id
    this.#other = other
    this.#where = where
    this.codes = fields.map(() => shared(1 << 12))
    this.others = shared(1 << 12)
  }

  /** @throws Fault for a row without an id, or with one that another has */
  take(row: Cells, line: number): void {
    const at = this.rows
    const [from, to] = [row.start(this.#id), row.end(this.#id)]
    const id = this.ids.add(row.bytes, from, to)
    if (id !== at || from === to) {
      const what = from === to ? 'the row has no id' : `the id ${row.text(this.#id)} stands twice`
      throw new Fault(what, `${this.#where}, line ${line}`, 'Give each row an id of its own.')
    }
    if (at === this.others.length) this.#grow()
    this.#fields.forEach((field, which) => {
      const cell = this.#cells[which]!
      this.codes[which]![at] = cell < 0 || cell >= row.count ? MISSING : field.take(row, cell)
    })
    this.#takeOthers(row, at)
    this.rows += 1
  }

  /** More than one word in the given name: the first is the name, the others are other names. */
  #takeOthers(row: Cells, at: number): void {
    const which = this.#fields.findIndex(({ field }) => field.kind === 'given')
    this.others[at] = MISSING
    if (which < 0) return
    const { values, others } = this.#fields[which]!
    const value = this.codes[which]![at]!
    const said = value === MISSING ? '' : values.text(value)
    const more =
      this.#other < 0 || this.#other >= row.count
        ? ''
        : (comparable('given', row.text(this.#other)) ?? '')
    const space = said.indexOf(' ')
    if (space < 0 && more === '') return
    const first = Buffer.from(space < 0 ? said : said.slice(0, space))
    if (first.length > 0) this.codes[which]![at] = values.add(first, 0, first.length)
    const rest = Buffer.from(`${space < 0 ? '' : said.slice(space + 1)} ${more}`.trim())
    this.others[at] = others.add(rest, 0, rest.length)
  }

  #grow(): void {
    const longer = (codes: Int32Array) => {
      const more = shared(codes.length * 2)
      more.set(codes)
      return more
    }
    this.codes.forEach((codes, which) => {
      this.codes[which] = longer(codes)
    })
    this.others = longer(this.others)
  }
}

/** Numbers that all workers see. */
export function shared(length: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(length * 4))
}

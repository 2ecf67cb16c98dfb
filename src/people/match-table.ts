import { Fault } from '../kernel/index.ts'
import { comparable, type Field, MISSING } from './match-field.ts'
import { ELSE, type Plain, plainOf } from './match-plain.ts'
import { FEW, HeldValues, MANY, TOGETHER, ValueList, type ValueParts } from './value-list.ts'

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
/** Of the words for nothing the longest, with what may stand between its letters. */
const LONGEST_NOTHING = 20

const NONE = new ValueList(FEW)

/** A field's distinct values, in the form in which they are compared, of all tables of a run. */
export class FieldValues {
  readonly field: Field
  readonly values: ValueList
  /** of `given`: what other names somebody has, each row's as one value */
  readonly others: ValueList
  /** what its text alone could tell, where there was any */
  #raw: ValueList | undefined
  readonly #ofRaw: number[] = []
  readonly #held: HeldValues
  readonly #plain: Plain
  readonly #named: boolean
  readonly #worded: boolean
  /** of what was taken from bytes: 1 for a value that says something, 2 for one that only its text can tell */
  #judged: Uint8Array<ArrayBuffer>
  /** of `given`: of each value its first word, and the others */
  readonly #split: (readonly [first: number, others: number])[] = []
  readonly #scratch = Buffer.allocUnsafe(MOST_BYTES + 1)

  constructor(field: Field, room = MANY) {
    this.field = field
    this.values = new ValueList(room)
    this.others = field.kind === 'given' ? new ValueList(FEW) : NONE
    this.#held = new HeldValues()
    this.#judged = new Uint8Array(room)
    this.#plain = plainOf(field.kind)
    this.#named = field.kind === 'given' || field.kind === 'family'
    this.#worded = field.kind === 'text' || field.kind === 'code'
  }

  /** Takes the cell of a row, which is among the codes once it is settled: MISSING where it says nothing. */
  take(row: Cells, cell: number, codes: Int32Array, at: number): void {
    codes[at] = MISSING
    const [from, to] = [row.start(cell), row.end(cell)]
    if (from === to) return
    if (row.state(cell) >= DOUBLED || to - from > MOST_BYTES) {
      codes[at] = this.#keepText(row.text(cell))
      return
    }
    const length = this.#plain(row.bytes, from, to, this.#scratch)
    if (length > 0) {
      if (this.#worded && mayBeNothing(this.#scratch, length))
        codes[at] = this.#told(this.values.add(this.#scratch, 0, length))
      else this.#held.add(this.#scratch, 0, length, at)
    } else if (length === ELSE) {
      this.#raw ??= new ValueList(FEW)
      const raw = this.#raw.add(row.bytes, from, to)
      this.#ofRaw[raw] ??= this.#keepText(row.text(cell))
      codes[at] = this.#ofRaw[raw]
    }
  }

  /** Numbers what was taken since the last time. */
  settle(codes: Int32Array): void {
    const { rows } = this.#held
    const values = this.values.addAll(this.#held.parts)
    for (let at = 0; at < values.length; at += 1) {
      codes[rows[at]!] = this.#named ? this.#told(values[at]!) : values[at]!
    }
    this.#held.clear()
  }

  /** Takes in the values of the same field of another table; the number here of each of its values. */
  takeAll({ values, others }: FieldParts): { values: Int32Array; others: Int32Array } {
    return { values: this.values.addAll(values), others: this.others.addAll(others) }
  }

  get parts(): FieldParts {
    return { values: this.values.parts, others: this.others.parts }
  }

  /** Of a given name of several words the first, and the others as one value; MISSING where there are none. */
  split(value: number): readonly [first: number, others: number] {
    const known = this.#split[value]
    if (known !== undefined) return known
    const said = this.values.text(value)
    const space = said.indexOf(' ')
    const [first, rest] = [Buffer.from(said.slice(0, space)), Buffer.from(said.slice(space + 1))]
    const found =
      space < 0
        ? ([value, MISSING] as const)
        : ([
            this.values.add(first, 0, first.length),
            this.others.add(rest, 0, rest.length),
          ] as const)
    this.#split[value] = found
    return found
  }

  #keepText(text: string): number {
    const value = comparable(this.field.kind, text.slice(0, MOST_BYTES))
    if (value === undefined) return MISSING
    const bytes = Buffer.from(value)
    return this.values.add(bytes, 0, bytes.length)
  }

  /** The value itself, or what its text says where that is something else. */
  #told(value: number): number {
    if (value >= this.#judged.length) this.#judgeMore(value)
    if (this.#judged[value] === 0) {
      const text = this.values.text(value)
      this.#judged[value] = comparable(this.field.kind, text) === text ? 1 : 2
    }
    return this.#judged[value] === 1 ? value : this.#keepText(this.values.text(value))
  }

  #judgeMore(value: number): void {
    const more = new Uint8Array(value * 2)
    more.set(this.#judged)
    this.#judged = more
  }
}

/** Of an address or a code: no word for nothing is as long, or has a digit. */
function mayBeNothing(bytes: Buffer, length: number): boolean {
  if (length > LONGEST_NOTHING) return false
  for (let at = 0; at < length; at += 1) if (bytes[at]! < 0x3a && bytes[at]! > 0x2f) return false
  return true
}

/** What one table's reader hands to another's. */
export type FieldParts = { readonly values: ValueParts; readonly others: ValueParts }

export type TableAsked = {
  /** in which cell the id stands */
  readonly id: number
  /** in which cell other names stand; -1 for none */
  readonly other: number
  /** the file, for a fault */
  readonly where: string
  /** for how many rows there is room at first */
  readonly room?: number
}

const ONE_EACH = 'Give each row an id of its own.'

/** The rows of one file: a number for each field of each, and the id of each. */
export class MatchTable {
  readonly ids: ValueList
  readonly codes: Int32Array<SharedArrayBuffer>[]
  /** of `given`: the other names of each row */
  others: Int32Array<SharedArrayBuffer>
  rows = 0
  readonly #fields: readonly FieldValues[]
  readonly #cells: readonly number[]
  readonly #id: number
  readonly #other: number
  readonly #where: string
  readonly #given: number
  /** the ids of rows that are not settled yet, by their lines, and what other names each has */
  readonly #held: HeldValues
  readonly #more: (string | undefined)[] = []

  /**
   * @param cells in which cell of a row each field stands; -1 where the table has none
   */
  constructor(
    fields: readonly FieldValues[],
    cells: readonly number[],
    { id, other, where, room = MANY }: TableAsked,
  ) {
    this.ids = new ValueList(room)
    this.#held = new HeldValues()
    this.#fields = fields
    this.#cells = cells
    this.#id = id
    this.#other = other
    this.#where = where
    this.#given = fields.findIndex(({ field }) => field.kind === 'given')
    this.codes = fields.map(() => shared(room))
    this.others = shared(room)
  }

  /**
   * Takes a row. It is there once the table is settled, which is done for many rows together.
   *
   * @throws Fault for a row without an id, or with one that another has
   */
  take(row: Cells, line: number): void {
    const at = this.rows
    const [from, to] = [row.start(this.#id), row.end(this.#id)]
    if (from === to) {
      this.settle()
      throw new Fault('the row has no id', `${this.#where}, line ${line}`, ONE_EACH)
    }
    if (at === this.others.length) this.#grow()
    this.#held.add(row.bytes, from, to, line)
    for (let which = 0; which < this.#fields.length; which += 1) {
      const cell = this.#cells[which]!
      const codes = this.codes[which]!
      if (cell < 0 || cell >= row.count) codes[at] = MISSING
      else this.#fields[which]!.take(row, cell, codes, at)
    }
    this.#more.push(this.#other < 0 ? undefined : comparable('given', row.text(this.#other)))
    this.rows += 1
    if (this.#more.length === TOGETHER) this.settle()
  }

  /** Numbers what the rows say that were taken since the last time. */
  settle(): void {
    const from = this.rows - this.#more.length
    const { parts, rows: lines } = this.#held
    this.ids.addAll(parts).forEach((id, at) => {
      if (id === from + at) return
      const text = this.ids.text(id)
      throw new Fault(`the id ${text} stands twice`, `${this.#where}, line ${lines[at]!}`, ONE_EACH)
    })
    this.#held.clear()
    this.#fields.forEach((field, which) => {
      field.settle(this.codes[which]!)
    })
    this.#more.forEach((more, at) => {
      this.#takeOthers(more, from + at)
    })
    this.#more.length = 0
  }

  /** More than one word in the given name: the first is the name, the others are other names. */
  #takeOthers(more: string | undefined, at: number): void {
    this.others[at] = MISSING
    if (this.#given < 0) return
    const field = this.#fields[this.#given]!
    const value = this.codes[this.#given]![at]!
    const [first, rest] = value === MISSING ? [MISSING, MISSING] : field.split(value)
    this.codes[this.#given]![at] = first
    this.others[at] = rest
    if (more === undefined) return
    const all = Buffer.from(rest === MISSING ? more : `${field.others.text(rest)} ${more}`)
    this.others[at] = field.others.add(all, 0, all.length)
  }

  /** All of it, as another thread takes it in. */
  get parts(): TableParts {
    const { ids, codes, others, rows } = this
    return { ids: ids.parts, codes, others, rows, fields: this.#fields.map(({ parts }) => parts) }
  }

  /** Takes in what another thread has read of this file, which has no rows yet. */
  takeParts({ ids, codes, others, rows, fields }: TableParts): void {
    this.ids.addAll(ids)
    this.rows = rows
    this.others = others
    this.#fields.forEach((field, which) => {
      const own = field.takeAll(fields[which]!)
      this.codes[which] = renumber(codes[which]!, own.values, rows)
      if (which === this.#given) renumber(others, own.others, rows)
    })
  }

  /** What each row says, row by row: those of one row are read together. */
  packed(): Int32Array<SharedArrayBuffer> {
    const width = this.codes.length
    const all = shared(this.rows * width)
    this.codes.forEach((codes, which) => {
      for (let row = 0; row < this.rows; row += 1) all[row * width + which] = codes[row]!
    })
    return all
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

export type TableParts = {
  readonly ids: ValueParts
  readonly codes: readonly Int32Array<SharedArrayBuffer>[]
  readonly others: Int32Array<SharedArrayBuffer>
  readonly rows: number
  readonly fields: readonly FieldParts[]
}

function renumber<C extends Int32Array>(codes: C, numbers: Int32Array, rows: number): C {
  for (let row = 0; row < rows; row += 1) {
    if (codes[row] !== MISSING) codes[row] = numbers[codes[row]!]!
  }
  return codes
}

/** Numbers that all workers see. */
export function shared(length: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(length * 4))
}

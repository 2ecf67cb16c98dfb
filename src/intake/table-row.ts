import { isUtf8 } from 'node:buffer'
import { londonDate } from '../kernel/index.ts'
import { whyNoId } from '../people/index.ts'
import type { CsvRow } from './csv-row.ts'
import { counted } from './item.ts'
import { firstBadByte } from './json-value.ts'
import { readCouncilDate, readFhirMoment } from './moment.ts'
import { type NhsNumberFields, nhsNumberFields } from './nhs-system.ts'
import { Unreadable } from './reading.ts'
import type { TableColumns, TableHeader } from './table-columns.ts'

/** In what a row is kept under, where it does not fit its headings. */
const MISFIT = ' cells'
const MISFIT_WORDS = 'the row does not have as many cells as there are headings'
const UK_TIME = /^(\d{1,2}[/.-]\d{1,2}[/.-]\d{4})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?$/
const WHOLE = /^\d{1,6}$/
const DECIMAL = /^\d{1,6}(?:\.\d{1,4})?$/

/** Whether a row has a cell for each heading; empty cells behind them are none. */
export function fits(row: CsvRow, { names }: TableHeader): boolean {
  if (row.count < names.length) return false
  for (let cell = names.length; cell < row.count; cell += 1) {
    if (!row.isEmpty(cell)) return false
  }
  return true
}

/** A row that does not fit its headings, as it came: nothing of it can be told. */
export function misfitBytes(row: CsvRow, { names }: TableHeader): Buffer {
  return Buffer.from(JSON.stringify({ [MISFIT]: row.cells, headings: names.length }))
}

/**
 * How rows under these headings are kept: each an object of its filled cells under the names of its columns, in the
 * order of the kind, and then of the further headings. So it means the same without its file, and is the same item
 * whatever the order of columns, delimiter and quotes.
 */
export function rowBytes(header: TableHeader, { columns }: TableColumns): (row: CsvRow) => Buffer {
  const further = header.names.filter((name) => !columns.includes(name)).sort()
  const cells = [...columns, ...further].flatMap((name) => {
    const at = header.names.indexOf(name)
    return at < 0 ? [] : [{ name, at }]
  })
  return (row) => {
    if (!fits(row, header)) return misfitBytes(row, header)
    const filled = cells.flatMap(({ name, at }): [string, string][] => {
      const value = row.text(at).trim()
      return value === '' ? [] : [[name, value]]
    })
    return Buffer.from(JSON.stringify(Object.fromEntries(filled)))
  }
}

/** The filled cells of a row as it is kept, by column. @throws Unreadable where it did not fit its headings */
export function readCells(bytes: Buffer): ReadonlyMap<string, string> {
  const told = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>
  if (!Object.hasOwn(told, MISFIT)) return new Map(Object.entries(told as Record<string, string>))
  const cells = told[MISFIT]
  if (!Array.isArray(cells)) throw new Unreadable(MISFIT_WORDS)
  const many = `it has ${counted(cells.length)}, and they are ${String(told.headings)}`
  throw new Unreadable(`${MISFIT_WORDS}: ${many}`)
}

/** One row, by its columns. Every fault names the column, never what stands there. */
export class TableRow {
  readonly #cells: ReadonlyMap<string, string>

  /** @throws Unreadable where it did not fit its headings, or is no text */
  constructor(bytes: Buffer) {
    if (!isUtf8(bytes)) throw new Unreadable('the text is not UTF-8', `byte ${firstBadByte(bytes)}`)
    this.#cells = readCells(bytes)
    for (const [name, value] of this.#cells) {
      if (value.includes('\0'))
        throw new Unreadable('the text holds a NUL character', columnOf(name))
    }
  }

  has(column: string): boolean {
    return this.#cells.has(column)
  }

  /** undefined for an empty cell */
  text(column: string): string | undefined {
    return this.#cells.get(column)
  }

  /** @throws Unreadable where it is empty */
  required(column: string): string {
    const value = this.text(column)
    if (value === undefined) throw new Unreadable('the cell is empty', columnOf(column))
    return value
  }

  /** What names something. @throws Unreadable where it is a placeholder, or mangled by a spreadsheet */
  id(column: string): string | undefined {
    const value = this.text(column)
    const why = value === undefined ? undefined : whyNoId(value)
    if (why !== undefined) throw new Unreadable(`the identifier ${why}`, columnOf(column))
    return value
  }

  requiredId(column: string): string {
    this.required(column)
    return this.id(column)!
  }

  nhsNumber(column: string): NhsNumberFields {
    return nhsNumberFields(this.text(column) ?? '')
  }

  /** ISO, in UTC; a time without a zone is London's. A day alone is a day. @throws Unreadable */
  moment(column: string): string | undefined {
    const value = this.text(column)
    if (value === undefined) return undefined
    const read = readMoment(value)
    if (!read.ok) throw new Unreadable(`the time ${read.why}`, columnOf(column))
    const { precision, at, date } = read.moment
    if (precision === 'time') return at
    if (precision === 'day') return date
    throw new Unreadable('the time names no day', columnOf(column))
  }

  /** YYYY-MM-DD in London. @throws Unreadable */
  day(column: string): string | undefined {
    const at = this.moment(column)
    return at === undefined ? undefined : londonDate(at)
  }

  whole(column: string): string | undefined {
    return this.#number(column, WHOLE, 'is not a whole number')
  }

  decimal(column: string): string | undefined {
    return this.#number(column, DECIMAL, 'is not a number')
  }

  /** One of a list of words, in any case. @throws Unreadable where it is none of them */
  oneOf<T extends string>(column: string, words: readonly T[]): T | undefined {
    const value = this.text(column)?.toLowerCase()
    if (value === undefined) return undefined
    const found = words.find((word) => word === value)
    if (found === undefined) {
      throw new Unreadable(`the value is none of ${words.join(', ')}`, columnOf(column))
    }
    return found
  }

  #number(column: string, form: RegExp, why: string): string | undefined {
    const value = this.text(column)
    if (value === undefined) return undefined
    if (!form.test(value)) throw new Unreadable(`the value ${why}`, columnOf(column))
    return String(Number(value))
  }
}

export function columnOf(column: string): string {
  return `column "${column}"`
}

/** ISO with a `T` or a space, or day first. */
function readMoment(value: string): ReturnType<typeof readFhirMoment> {
  const uk = UK_TIME.exec(value)
  if (uk !== null) {
    const day = readCouncilDate(uk[1]!)
    if (!day.ok) return day
    return readFhirMoment(`${day.moment.date}T${uk[2]!.padStart(2, '0')}:${uk[3]}:${uk[4] ?? '00'}`)
  }
  if (/^\d{4}-\d{2}-\d{2}[ T]/.test(value)) return readFhirMoment(value.replace(' ', 'T'))
  return readCouncilDate(value)
}

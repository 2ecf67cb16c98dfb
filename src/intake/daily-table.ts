import { addDays, byCount, dayInLondon, Fault, formatList, plural } from '../kernel/index.ts'
import type { CsvRow } from './csv-row.ts'
import { CsvRows } from './csv-rows.ts'
import {
  DATE_COLUMNS,
  type DailyColumn,
  dailyColumn,
  NEEDED,
  squeezed,
  WHO,
} from './daily-columns.ts'
import { type DailyCells, dailyRecord, misfitRecord } from './daily-record.ts'
import { AS_DATES, DateOrder, refuseDates } from './date-order.ts'
import { counted, type Item, itemHash } from './item.ts'
import type { FileToInspect, Found, Head } from './kind.ts'
import { isTable } from './kind.ts'
import { readCouncilDate } from './moment.ts'
import { delimitersOf } from './table-columns.ts'
import { textBytes } from './utf8-check.ts'

/** The headings of a daily file; a column that is not ours is undefined, and stands in `others` by its heading. */
export type DailyHeader = {
  delimiter: string
  columns: readonly (DailyColumn | undefined)[]
  others: readonly string[]
  /** which row they are */
  row: number
}

export const DAILY = 'council-daily'

/** A table with these two headings is a daily file, or was meant to be one. */
const MARKS = ['recordtype', 'asof']

export function isDailyTable(head: Head): boolean {
  if (!isTable(head)) return false
  const lines = head.start.split(/\r\n|\n|\r/, 2)
  const headings = squeezed(lines[delimitersOf(head.bytes).row - 1] ?? '')
  return MARKS.every((mark) => headings.includes(mark))
}

/** Passes over a daily file: its headings, its rows, the one day of which it speaks. */
export async function inspectDaily({ bytes, head, path }: FileToInspect): Promise<Found> {
  const header = dailyHeader(head, path)
  const rows = new CsvRows(header.delimiter, path, header.columns.length)
  const table = new DailyTable(header, path)
  for await (const chunk of textBytes(bytes, path)) {
    for (const row of rows.push(chunk)) if (row.number > header.row) table.take(row)
  }
  for (const row of rows.end()) if (row.number > header.row) table.take(row)
  return { kind: DAILY, daily: header, ...table.end(rows.ended), lines: rows.lines }
}

export async function* dailyItems(
  bytes: AsyncIterable<Buffer>,
  header: DailyHeader,
  path: string,
): AsyncGenerator<Item[]> {
  const rows = new CsvRows(header.delimiter, path, header.columns.length)
  const itemsOf = (cut: Iterable<CsvRow>) => {
    const items: Item[] = []
    for (const row of cut) {
      if (row.number > header.row && !row.isBlank()) items.push(dailyItem(row, header))
    }
    return items
  }
  for await (const chunk of bytes) yield itemsOf(rows.push(chunk))
  yield itemsOf(rows.end())
}

function dailyItem(row: CsvRow, header: DailyHeader): Item {
  const cells = fits(row, header)
    ? dailyRecord(cellsOf(row, header))
    : misfitRecord(row.cells, header.columns.length)
  const { line } = row
  const number = row.number - header.row + 1
  const place = `row ${counted(number)}, line ${counted(line)}`
  const { length: size } = cells
  return { kind: DAILY, place, number, line, hash: itemHash(cells), size, bytes: cells }
}

function fits(row: CsvRow, { columns }: DailyHeader): boolean {
  if (row.count < columns.length) return false
  for (let cell = columns.length; cell < row.count; cell += 1) {
    if (!row.isEmpty(cell)) return false
  }
  return true
}

function cellsOf(row: CsvRow, { columns }: DailyHeader): DailyCells {
  const cells = new Map<DailyColumn, string>()
  columns.forEach((column, at) => {
    if (column !== undefined && !row.isEmpty(at)) cells.set(column, row.text(at).trim())
  })
  return cells
}

/** @throws Fault where the headings are not those of a daily file */
function dailyHeader(head: Buffer, path: string): DailyHeader {
  const { delimiters, row } = delimitersOf(head)
  const tried = delimiters.map((delimiter) => headerWith(head, { delimiter, row }, path))
  const known = ({ columns }: DailyHeader) => columns.filter((one) => one !== undefined).length
  const header = tried.sort((a, b) => known(b) - known(a))[0]!
  const { columns } = header
  const missing = NEEDED.filter((column) => !columns.includes(column))
  if (!WHO.some((column) => columns.includes(column))) missing.push('la_person_id')
  if (missing.length > 0) {
    const what = plural(missing.length, 'column is missing', 'columns are missing')
    const named = formatList(missing.map((one) => `"${one}"`))
    throw new Fault(`${what}: ${named}`, `${path}, line ${row}`, 'Add it and load the file again.')
  }
  const twice = columns.filter((one, at) => one !== undefined && columns.indexOf(one) !== at)
  if (twice.length > 0) {
    const what = `a column stands twice: "${twice[0]}"`
    throw new Fault(what, `${path}, line ${row}`, 'Leave one of them out.')
  }
  return header
}

function headerWith(
  head: Buffer,
  { delimiter, row: number }: Pick<DailyHeader, 'delimiter' | 'row'>,
  path: string,
): DailyHeader {
  const rows = new CsvRows(delimiter, path)
  const nothing = { delimiter, columns: [], others: [], row: number }
  try {
    for (const cut of [rows.push(head), rows.end()]) {
      for (const row of cut) {
        if (row.number < number) continue
        const cells = row.cells.map((cell) => cell.trim())
        const columns = cells.map(dailyColumn)
        const others = cells.filter((cell, at) => columns[at] === undefined && cell !== '')
        return { delimiter, columns, others, row: number }
      }
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
  }
  return nothing
}

/** What shows when the rows are passed over once. */
class DailyTable {
  readonly #header: DailyHeader
  readonly #path: string
  readonly #day: number
  readonly #dates: readonly { column: DailyColumn; cell: number; order: DateOrder }[]
  #rows = 0
  #blank = 0
  #asOf: { text: string; line: number } | undefined
  #last = { line: 0, cells: 0 }

  constructor(header: DailyHeader, path: string) {
    this.#header = header
    this.#path = path
    this.#day = header.columns.indexOf('as_of')
    this.#dates = DATE_COLUMNS.flatMap((column) => {
      const cell = header.columns.indexOf(column)
      return cell < 0 ? [] : [{ column, cell, order: new DateOrder() }]
    })
  }

  /** @throws Fault where the file speaks of two days */
  take(row: CsvRow): void {
    if (row.isBlank()) {
      this.#blank += 1
      return
    }
    this.#rows += 1
    this.#last = { line: row.line, cells: row.count }
    if (row.count < this.#header.columns.length) return
    for (const { cell, order } of this.#dates) order.take(row, cell)
    if (!row.isEmpty(this.#day)) this.#takeDay(row)
  }

  #takeDay(row: CsvRow): void {
    const text = row.text(this.#day).trim()
    const read = readCouncilDate(text)
    const where = `${this.#path}, line ${counted(row.line)}`
    if (!read.ok) throw new Fault(`the date ${read.why} (column "as_of")`, where, AS_DATES)
    const { date } = read.moment
    if (this.#asOf !== undefined && this.#asOf.text !== date) {
      const first = counted(this.#asOf.line)
      const what = `the file speaks of another day than on line ${first} (column "as_of")`
      throw new Fault(what, where, 'Send one day a file.')
    }
    this.#asOf ??= { text: date, line: row.line }
  }

  /** @throws Fault where a column of dates cannot be trusted, or nothing says of which day the file speaks */
  end(ended: boolean) {
    refuseDates(this.#dates, this.#path)
    if (this.#asOf === undefined) {
      const what = 'no row says of which day the file speaks (column "as_of")'
      const remedy = 'Write the day into each row; where nothing is open, send one row of a person.'
      throw new Fault(what, this.#path, remedy)
    }
    const day = this.#asOf.text
    const incomplete = ended ? undefined : this.#cutOff()
    const submissions = [{ laCode: DAILY, periodStart: day, periodEnd: day, rows: this.#rows }]
    const warnings = [...this.#warnings(), ...(incomplete === undefined ? [] : [incomplete])]
    return { rows: this.#rows, submissions, warnings, ...(incomplete && { incomplete }) }
  }

  #cutOff(): string | undefined {
    const { line, cells } = this.#last
    const { length } = this.#header.columns
    if (cells >= length) return undefined
    const where = `the last row, on line ${counted(line)}, stops after ${cells} of ${length} cells`
    return `${where}: the file may be cut off, so ask for it again`
  }

  #warnings(): string[] {
    const { others } = this.#header
    const named = formatList(others.map((one) => `"${one}"`))
    const columns = byCount(others.length, 'a column is', 'columns are')
    return [
      ...(others.length === 0 ? [] : [`${columns} of no daily file and not read: ${named}`]),
      ...(this.#blank === 0
        ? []
        : [
            `${plural(this.#blank, 'row')} of empty cells ${byCount(this.#blank, 'was', 'were')} passed over`,
          ]),
    ]
  }
}

/** @throws Fault where the day lies ahead: it would stand against every file until then */
export function refuseAhead(asOf: string, now: Date, path: string): void {
  // A clock may be a day ahead.
  if (asOf <= addDays(dayInLondon(now), 1)) return
  const what = `the file speaks of ${asOf}, which is still to come`
  throw new Fault(what, path, 'Send it on its day, or put its date right.')
}

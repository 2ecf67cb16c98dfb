import { byCount, dayInLondon, Fault, formatList, plural } from '../kernel/index.ts'
import type { CsvRow } from './csv-row.ts'
import { DAILY_TABLE, isDailyColumn, NEEDED, WHO } from './daily-columns.ts'
import { type DailyCells, dailyRecord } from './daily-record.ts'
import { AS_DATES } from './date-order.ts'
import { headerOf, inspectRows, tableItems } from './inspect-rows.ts'
import { counted, type Item } from './item.ts'
import type { FileToInspect, Found, Head } from './kind.ts'
import { isTable } from './kind.ts'
import { readCouncilDate } from './moment.ts'
import { delimitersOf, squeezed, type TableHeader } from './table-columns.ts'
import { fits, misfitBytes } from './table-row.ts'

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
export async function inspectDaily(file: FileToInspect): Promise<Found> {
  const { head, path } = file
  const header = headerOf(head, DAILY_TABLE)
  refuseMissing(header, path)
  const day = new FileDay(header, path)
  const found = await inspectRows(file, DAILY, { header, table: DAILY_TABLE }, (row) =>
    day.take(row),
  )
  const asOf = day.end()
  const { rows, warnings = [] } = found
  return {
    ...found,
    submissions: [{ laCode: DAILY, periodStart: asOf, periodEnd: asOf, rows }],
    warnings: [...notRead(header), ...warnings],
  }
}

/** The rows, each without its day: what is the same tomorrow is the same item. */
export function dailyItems(
  bytes: AsyncIterable<Buffer>,
  header: TableHeader,
  path: string,
): AsyncIterable<Item[]> {
  const cells = header.names.flatMap((name, at) => (isDailyColumn(name) ? [{ name, at }] : []))
  return tableItems(DAILY, bytes, { header, path }, (row) => {
    if (!fits(row, header)) return misfitBytes(row, header)
    const told: DailyCells = new Map(cells.map(({ name, at }) => [name, row.text(at)]))
    return dailyRecord(told)
  })
}

/** @throws Fault where the headings are not those of a daily file */
function refuseMissing({ names, row }: TableHeader, path: string): void {
  const missing: string[] = NEEDED.filter((column) => !names.includes(column))
  if (!WHO.some((column) => names.includes(column))) missing.push('la_person_id')
  if (missing.length === 0) return
  const what = plural(missing.length, 'column is missing', 'columns are missing')
  const named = formatList(missing.map((one) => `"${one}"`))
  throw new Fault(`${what}: ${named}`, `${path}, line ${row}`, 'Add it and load the file again.')
}

function notRead({ names }: TableHeader): string[] {
  const others = names.filter((name) => name !== '' && !isDailyColumn(name))
  if (others.length === 0) return []
  const columns = byCount(others.length, 'a column is', 'columns are')
  return [
    `${columns} of no daily file and not read: ${formatList(others.map((one) => `"${one}"`))}`,
  ]
}

/** The one day of which a file speaks. */
class FileDay {
  readonly #path: string
  readonly #cell: number
  readonly #columns: number
  #asOf: { text: string; line: number } | undefined

  constructor({ names }: TableHeader, path: string) {
    this.#path = path
    this.#cell = names.indexOf('as_of')
    this.#columns = names.length
  }

  /** @throws Fault where the file speaks of two days */
  take(row: CsvRow): void {
    if (row.count < this.#columns || row.isEmpty(this.#cell)) return
    const read = readCouncilDate(row.text(this.#cell).trim())
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

  /** @throws Fault where nothing says of which day the file speaks */
  end(): string {
    if (this.#asOf !== undefined) return this.#asOf.text
    const what = 'no row says of which day the file speaks (column "as_of")'
    const remedy = 'Write the day into each row; where nothing is open, send one row of a person.'
    throw new Fault(what, this.#path, remedy)
  }
}

/** @throws Fault where the day lies ahead: nobody knows yet what will be open then */
export function refuseAhead(asOf: string, now: Date, path: string): void {
  if (asOf <= dayInLondon(now)) return
  const what = `the file speaks of ${asOf}, which is still to come`
  throw new Fault(what, path, 'Send it on its day, or put its date right.')
}

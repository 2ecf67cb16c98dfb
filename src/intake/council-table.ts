import { byCount, Fault, plural } from '../kernel/index.ts'
import { type CldColumn, type Header, isOtherTable, readHeader } from './cld-columns.ts'
import type { CsvRow } from './csv-row.ts'
import { DateOrder, refuseDates } from './date-order.ts'
import { cutOff } from './inspect-rows.ts'
import { counted } from './item.ts'

/** The headings of a table that is Client Level Data. */
export type CouncilHeader = Extract<Header, { ok: true }> & {
  /** which row they are: the second one behind a line such as `sep=;` */
  row: number
}

/** A council and a period of which a table speaks, as its cells say it, trimmed. */
export type Submission = {
  laCode: string
  periodStart: string
  periodEnd: string
  /** how many rows say so */
  rows: number
}

const SUBMISSION: readonly CldColumn[] = [
  'LA Code',
  'Reporting Period Start Date',
  'Reporting Period End Date',
]
const DATES: readonly CldColumn[] = [
  'Reporting Period Start Date',
  'Reporting Period End Date',
  'Date of Birth',
  'Date of Death',
  'Event Start Date',
  'Event End Date',
]
const SUBMISSIONS_MAX = 1_000
const DIGITS = { first: 0x30, last: 0x39 }

/** What a row after the headings is: one to take, one of empty cells, or the headings again. */
export function sortOf(row: CsvRow, header: CouncilHeader): 'row' | 'blank' | 'headings' {
  if (row.isBlank()) return 'blank'
  return mayBeHeadings(row, header) && headingsIn(row, header) ? 'headings' : 'row'
}

/**
 * What a table shows when its rows are passed over once: of which councils and periods it speaks, whether its dates
 * can be read, whether it is whole.
 */
export class CouncilTable {
  readonly #path: string
  readonly #header: CouncilHeader
  readonly #keys: readonly number[]
  readonly #dates: readonly { column: CldColumn; cell: number; order: DateOrder }[]
  readonly #submissions = new Map<string, Submission>()
  #current: { cells: readonly Buffer[]; submission: Submission } | undefined
  #rows = 0
  #last = { line: 0, cells: 0 }
  readonly #passedOver = { blank: { rows: 0, line: 0 }, headings: { rows: 0, line: 0 } }

  constructor(header: CouncilHeader, path: string) {
    const cellOf = (column: CldColumn) => header.names.indexOf(column)
    this.#path = path
    this.#header = header
    this.#keys = SUBMISSION.map(cellOf)
    this.#dates = DATES.map((column) => ({
      column,
      cell: cellOf(column),
      order: new DateOrder(),
    }))
  }

  /** @throws Fault where other headings begin, or there is no end of councils and periods */
  take(row: CsvRow): void {
    const sort = sortOf(row, this.#header)
    if (sort !== 'row') {
      if (sort === 'headings') this.#refuseOtherHeadings(row)
      const passed = this.#passedOver[sort]
      passed.line ||= row.line
      passed.rows += 1
      return
    }
    this.#rows += 1
    this.#last = { line: row.line, cells: row.count }
    if (row.count < this.#header.names.length) return
    for (const { cell, order } of this.#dates) order.take(row, cell)
    this.#submissionOf(row).rows += 1
  }

  /**
   * @param ended whether the last row was followed by a line end
   * @throws Fault where a column of dates cannot be trusted
   */
  end(ended: boolean) {
    refuseDates(this.#dates, this.#path)
    const whole = ended || this.#rows === 0
    const incomplete = whole ? undefined : cutOff(this.#last, this.#header.names.length)
    const warnings = incomplete === undefined ? this.#warnings() : [...this.#warnings(), incomplete]
    const submissions = [...this.#submissions.values()]
    return { rows: this.#rows, submissions, warnings, ...(incomplete && { incomplete }) }
  }

  #submissionOf(row: CsvRow): Submission {
    if (this.#current !== undefined && this.#isCurrent(row, this.#current.cells)) {
      return this.#current.submission
    }
    const [laCode, periodStart, periodEnd] = this.#keys.map((cell) => row.text(cell).trim()) as [
      string,
      string,
      string,
    ]
    const key = [laCode, periodStart, periodEnd].join('\n')
    const submission = this.#submissions.get(key) ?? { laCode, periodStart, periodEnd, rows: 0 }
    this.#submissions.set(key, submission)
    if (this.#submissions.size > SUBMISSIONS_MAX) {
      throw new Fault(
        `the table speaks of more than ${counted(SUBMISSIONS_MAX)} councils and periods`,
        `${this.#path}, line ${counted(row.line)}`,
        'Ask for one return a file: its council and period belong into every row.',
      )
    }
    const cells = this.#keys.map((cell) =>
      Buffer.from(row.bytes.subarray(row.start(cell), row.end(cell))),
    )
    this.#current = { cells, submission }
    return submission
  }

  /** Most rows speak of the same council and period as the one before: that is seen without making text of them. */
  #isCurrent(row: CsvRow, cells: readonly Buffer[]): boolean {
    for (let key = 0; key < cells.length; key += 1) {
      const kept = cells[key]!
      const start = row.start(this.#keys[key]!)
      if (row.end(this.#keys[key]!) - start !== kept.length) return false
      for (let at = 0; at < kept.length; at += 1) {
        if (row.bytes[start + at] !== kept[at]) return false
      }
    }
    return true
  }

  #refuseOtherHeadings(row: CsvRow): void {
    const { names, delimiter } = this.#header
    const again = readHeader(row.cells, delimiter)
    if (again.ok && names.every((name, at) => name === again.names[at])) return
    throw new Fault(
      'other headings begin in the middle of the table',
      `${this.#path}, line ${counted(row.line)}`,
      'Two tables were joined: load each of them by itself.',
    )
  }

  #warnings(): string[] {
    const { blank, headings } = this.#passedOver
    const warnings: string[] = []
    if (blank.rows > 0) warnings.push(`${passed('of empty cells', blank)}: nothing is lost by it`)
    if (headings.rows > 0) {
      const what = passed('of headings', headings)
      warnings.push(`${what}: files were joined, so see that none of them came twice`)
    }
    if (this.#rows === 0) {
      warnings.push('the table has headings and no rows: ask whether it was meant to be empty')
    }
    return warnings
  }
}

function passed(which: string, { rows, line }: { rows: number; line: number }): string {
  const place = `line ${counted(line)}`
  const where = byCount(rows, place, `the first on ${place}`)
  const were = byCount(rows, 'was', 'were')
  return `${plural(rows, 'row')} ${which} (${where}) ${were} passed over`
}

/** A council's code ends with a digit, and no heading does: so other rows cost next to nothing. */
function mayBeHeadings(row: CsvRow, { names }: CouncilHeader): boolean {
  const cell = names.indexOf('LA Code')
  if (cell >= row.count || row.start(cell) === row.end(cell)) return false
  const last = row.bytes[row.end(cell) - 1]!
  return last < DIGITS.first || last > DIGITS.last
}

function headingsIn(row: CsvRow, { delimiter }: CouncilHeader): boolean {
  return !isOtherTable(readHeader(row.cells, delimiter))
}

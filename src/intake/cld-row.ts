import { CLD_COLUMNS, type CldColumn } from './cld-columns.ts'
import { checkValue } from './cld-lists.ts'
import { readRecord } from './cld-record.ts'
import { readCouncilDate } from './moment.ts'
import { Unreadable } from './reading.ts'

/** One row, checked: values trimmed, defined lists in Release 2 spelling. */
export type CldRow = {
  get(column: CldColumn): string
  /** YYYY-MM-DD; '' for an empty cell. @throws Unreadable for a date that does not exist */
  date(column: CldColumn): string
  /** a decimal as text, never a float; '' for an empty cell. @throws Unreadable */
  decimal(column: CldColumn): string
  warnings: string[]
}

const PLACES = new Map(CLD_COLUMNS.map((column, at) => [column, at]))
const FORMULA = /^[=+\-@\t\r]/
const NUMBER = /^[+-]?[£\d.,\s-]+$/
const DECIMAL = /^-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/

/** @throws Unreadable where it did not fit its headings, or a value is in no list */
export function readCldRow(bytes: Buffer): CldRow {
  const { cells, further } = readRecord(bytes)
  const warnings: string[] = []
  const values = CLD_COLUMNS.map((column, at) => {
    if (isFormula(cells[at]!)) warnings.push(formulaWarning(place(column)))
    const checked = checkValue(column, cells[at]!.trim())
    if (!checked.ok) throw new Unreadable(checked.why, place(column))
    return checked.value
  })
  for (const [, cell] of further)
    if (isFormula(cell)) warnings.push(formulaWarning('a further column'))
  return {
    get: (column) => values[PLACES.get(column)!]!,
    date: (column) => dateIn(values[PLACES.get(column)!]!, column),
    decimal: (column) => decimalIn(values[PLACES.get(column)!]!, column),
    warnings,
  }
}

export function place(column: CldColumn): string {
  return `column "${column}"`
}

function isFormula(cell: string): boolean {
  return cell !== '' && FORMULA.test(cell) && !NUMBER.test(cell)
}

function formulaWarning(where: string): string {
  return `a cell begins like a formula (${where}): it is kept as text and never worked out`
}

function dateIn(text: string, column: CldColumn): string {
  if (text === '') return ''
  const read = readCouncilDate(text)
  if (!read.ok) throw new Unreadable(`the date ${read.why}`, place(column))
  return read.moment.date
}

function decimalIn(text: string, column: CldColumn): string {
  if (text === '') return ''
  const decimal = readDecimal(text)
  if (decimal === undefined) throw new Unreadable('the value is not a number', place(column))
  return decimal
}

/** `£1,022.50` as `1022.50`; undefined where it is no number. */
export function readDecimal(text: string): string | undefined {
  const bare = text
    .replace('£', '')
    .replace(/^([+-])\s+/, '$1')
    .replace(/^\+/, '')
    .trim()
  return DECIMAL.test(bare) ? bare.replaceAll(',', '') : undefined
}

/** The column that a place inside a row names. */
export function columnIn(where: string | undefined): CldColumn | undefined {
  return CLD_COLUMNS.find((column) => place(column) === where)
}

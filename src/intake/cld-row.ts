import { CLD_COLUMNS, type CldColumn } from './cld-columns.ts'
import { checkValue } from './cld-lists.ts'
import { objectOf, parseJson } from './json-value.ts'
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

const FORMULA = /^[=+\-@\t\r]/
const NUMBER = /^[+-]?[£\d.,\s-]+$/
const DECIMAL = /^-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/

/** A row travels as a JSON object of headings and cells; a list of cells is a row of the wrong length. */
export function readCldRow(bytes: Buffer): CldRow {
  const value = parseJson(bytes)
  const cells = objectOf(value)
  if (!cells) throw new Unreadable('the row does not have as many cells as there are headings')
  const values = new Map<string, string>()
  const warnings: string[] = []
  for (const [name, cell] of Object.entries(cells)) {
    const text = String(cell)
    if (FORMULA.test(text) && !NUMBER.test(text)) warnings.push(formulaWarning(name))
    values.set(name, text.trim())
  }
  for (const column of CLD_COLUMNS) {
    const checked = checkValue(column, values.get(column) ?? '')
    if (!checked.ok) throw new Unreadable(checked.why, place(column))
    values.set(column, checked.value)
  }
  const get = (column: CldColumn) => values.get(column)!
  return {
    get,
    date: (column) => dateIn(get(column), column),
    decimal: (column) => decimalIn(get(column), column),
    warnings,
  }
}

export function place(column: CldColumn): string {
  return `column "${column}"`
}

function formulaWarning(name: string): string {
  const known = (CLD_COLUMNS as readonly string[]).includes(name)
  const where = known ? `column "${name}"` : 'a further column'
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
  const bare = text
    .replace('£', '')
    .replace(/^([+-])\s+/, '$1')
    .replace(/^\+/, '')
    .trim()
  if (!DECIMAL.test(bare)) throw new Unreadable('the value is not a number', place(column))
  return bare.replaceAll(',', '')
}

import type { Workbook } from 'exceljs'
import { formulaOf, penceIn, type ReturnCell, type ReturnSheet } from './return-sheet.ts'

const WIDTH_MIN = 12
const WIDTH_MAX = 48
/** Pounds with their pence, as every spreadsheet shows them. */
const POUNDS = '#,##0.00'

/** A return as a workbook (xlsx): the sums are formulas, everything else is what it is. */
export async function workbookOf(sheets: readonly ReturnSheet[]): Promise<Buffer> {
  const { default: ExcelJS } = await import('exceljs')
  const book = new ExcelJS.Workbook()
  // The same return gives the same bytes: when it was made stands on its cover.
  book.created = new Date(0)
  book.modified = new Date(0)
  for (const sheet of sheets) addSheet(book, sheet)
  return Buffer.from(await book.xlsx.writeBuffer())
}

function addSheet(book: Workbook, { name, rows }: ReturnSheet): void {
  const heads = rows.findIndex((row) => row.length > 1 && row.every((cell) => isHead(cell)))
  const made = book.addWorksheet(
    name,
    heads === -1 ? {} : { views: [{ state: 'frozen', ySplit: heads + 1 }] },
  )
  for (const [at, row] of rows.entries()) {
    for (const [column, cell] of row.entries()) {
      if (cell === null) continue
      const target = made.getCell(at + 1, column + 1)
      target.value = spreadsheetValue(cell)
      if (penceIn(cell) !== undefined) target.numFmt = POUNDS
      if (isHead(cell) || cell.is === 'sum') target.font = { bold: true }
    }
  }
  const below = rows.slice(Math.max(0, heads))
  const columns = Math.max(0, ...rows.map((row) => row.length))
  for (let column = 0; column < columns; column += 1) {
    const longest = Math.max(...below.map((row) => lengthOf(row[column] ?? null)))
    made.getColumn(column + 1).width = Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, longest + 2))
  }
}

function isHead(cell: ReturnCell | null): boolean {
  return cell?.is === 'text' && cell.bold === true
}

function lengthOf(cell: ReturnCell | null): number {
  if (cell === null) return 0
  return cell.is === 'text' ? cell.text.length : WIDTH_MIN
}

function spreadsheetValue(cell: ReturnCell) {
  if (cell.is === 'text') return cell.text
  if (cell.is === 'handed') return cell.value
  const result = Number(cell.pence) / 100
  const formula = formulaOf(cell)
  return formula === undefined ? result : { formula, result }
}

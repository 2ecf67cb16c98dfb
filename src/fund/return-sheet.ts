import type { Pence } from '../kernel/index.ts'
import type { Figure } from './figure.ts'

/** What stands in one cell of a return. Money is whole pence as text. */
export type ReturnCell =
  | { readonly is: 'text'; readonly text: string; readonly bold?: true }
  /** of the books: it opens to its postings */
  | { readonly is: 'figure'; readonly pence: string; readonly asks: Figure }
  /** of a clause: a figure that both sides signed */
  | { readonly is: 'clause'; readonly pence: string; readonly clause: string }
  /** the cells from one to another, added up by the spreadsheet */
  | { readonly is: 'sum'; readonly pence: string; readonly from: string; readonly to: string }
  /** one cell less others, worked out by the spreadsheet */
  | {
      readonly is: 'rest'
      readonly pence: string
      readonly of: string
      readonly less: readonly string[]
    }
  /** what another room handed in */
  | { readonly is: 'handed'; readonly value: string | number; readonly room: string }

/** A sheet row by row; null is an empty cell. */
export type ReturnSheet = {
  readonly name: string
  readonly rows: readonly (readonly (ReturnCell | null)[])[]
}

const LETTERS = 26
const A = 65

/** `B7` of the second column and the seventh row, both from 0. */
export function cellName(row: number, column: number): string {
  return `${columnName(column)}${row + 1}`
}

function columnName(column: number): string {
  const rest = String.fromCharCode(A + (column % LETTERS))
  return column < LETTERS ? rest : `${columnName(Math.floor(column / LETTERS) - 1)}${rest}`
}

/** Where a cell stands: row and column from 0; undefined where it is no name of one. */
export function readCellName(name: string): { row: number; column: number } | undefined {
  const [, letters, number] = /^([A-Z]{1,2})([1-9]\d{0,4})$/.exec(name.toUpperCase()) ?? []
  if (letters === undefined) return undefined
  const column = [...letters].reduce((sum, one) => sum * LETTERS + one.charCodeAt(0) - A + 1, 0)
  return { row: Number(number) - 1, column: column - 1 }
}

/** A cell by its sheet and its name, as `Spending!D7` has them. */
export type CellAt = { readonly sheet: string; readonly cell: string }

/** `Spending!D7` and `'All schemes'!D7`; undefined where it says neither. */
export function readCellAt(text: string): CellAt | undefined {
  const [, quoted, plain, cell] =
    /^(?:'([^']+)'|([^'!]+))!\$?([A-Za-z]{1,2}\$?\d{1,5})$/.exec(text) ?? []
  const sheet = quoted ?? plain
  return sheet === undefined ? undefined : { sheet, cell: cell!.replace('$', '').toUpperCase() }
}

export function cellIn(sheets: readonly ReturnSheet[], at: CellAt): ReturnCell | undefined {
  const place = readCellName(at.cell)
  const sheet = sheets.find(({ name }) => name === at.sheet)
  return place === undefined ? undefined : (sheet?.rows[place.row]?.[place.column] ?? undefined)
}

/** Every cell with where it stands. */
export function* eachCell(
  sheets: readonly ReturnSheet[],
): Generator<{ at: CellAt; cell: ReturnCell }> {
  for (const { name: sheet, rows } of sheets) {
    for (const [row, cells] of rows.entries()) {
      for (const [column, cell] of cells.entries())
        if (cell !== null) yield { at: { sheet, cell: cellName(row, column) }, cell }
    }
  }
}

/** What is money of it; undefined where it is none. */
export function penceIn(cell: ReturnCell): Pence | undefined {
  return 'pence' in cell ? BigInt(cell.pence) : undefined
}

/** The formula of a cell that the spreadsheet works out, without its sign; undefined where it is none. */
export function formulaOf(cell: ReturnCell): string | undefined {
  if (cell.is === 'sum') return `SUM(${cell.from}:${cell.to})`
  if (cell.is === 'rest') return [cell.of, ...cell.less].join('-')
  return undefined
}

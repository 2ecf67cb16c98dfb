import { type Pence, readWritten } from '../kernel/index.ts'
import {
  type CellAt,
  cellIn,
  cellName,
  penceIn,
  type ReturnCell,
  type ReturnSheet,
  readCellName,
} from './return-sheet.ts'

/** A sheet as it came back: its rows by their numbers from 1, each cell as a text. */
export type CameBack = {
  readonly name: string
  readonly rows: readonly { readonly number: number; readonly cells: readonly string[] }[]
}

/** A cell that says something else than was made. */
export type CellDifference = CellAt & {
  /** '' where nothing stood there */
  readonly ours: string
  readonly theirs: string
}

/**
 * Which cells of a return that came back differ from those that were made. A sum that is what its own cells come to
 * follows from them, and is no difference of its own; one that was typed over is.
 */
export function compareReturn(
  sheets: readonly ReturnSheet[],
  came: readonly CameBack[],
): CellDifference[] {
  const differences: CellDifference[] = []
  const names = [...new Set([...sheets, ...came].map(({ name }) => name))]
  for (const name of names) {
    const theirs = textsOf(came.find((one) => one.name === name))
    const ours = sheets.find((one) => one.name === name)
    const rows = Math.max(theirs.length, ours?.rows.length ?? 0)
    for (let row = 0; row < rows; row += 1) {
      const columns = Math.max(theirs[row]?.length ?? 0, ours?.rows[row]?.length ?? 0)
      for (let column = 0; column < columns; column += 1) {
        const at = { sheet: name, cell: cellName(row, column) }
        const cell = cellIn(sheets, at)
        const said = theirs[row]?.[column]?.trim() ?? ''
        if (!isSame(cell, said, theirs))
          differences.push({ ...at, ours: cellText(cell), theirs: said })
      }
    }
  }
  return differences
}

/** `1234.50`, as a cell with money in it would be typed. */
export function cellText(cell: ReturnCell | undefined): string {
  if (cell === undefined) return ''
  if (cell.is === 'text') return cell.text
  if (cell.is === 'handed') return String(cell.value)
  const pence = BigInt(cell.pence)
  const digits = String(pence < 0n ? -pence : pence).padStart(3, '0')
  return `${pence < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

function textsOf(sheet: CameBack | undefined): (readonly string[])[] {
  const rows: (readonly string[])[] = []
  for (const { number, cells } of sheet?.rows ?? []) rows[number - 1] = cells
  return Array.from(rows, (row) => row ?? [])
}

function isSame(
  cell: ReturnCell | undefined,
  said: string,
  theirs: readonly (readonly string[])[],
): boolean {
  const pence = cell === undefined ? undefined : penceIn(cell)
  if (cell === undefined || pence === undefined) return plain(cellText(cell)) === plain(said)
  const read = readPence(said)
  if (read === pence) return true
  const follows = read === undefined ? undefined : workedOut(cell, theirs)
  return follows !== undefined && follows === read
}

function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

/** What the cells of the file from which it is worked out come to; undefined where they say no amounts. */
function workedOut(cell: ReturnCell, theirs: readonly (readonly string[])[]): Pence | undefined {
  const pence = (name: string) => {
    const at = readCellName(name)!
    return readPence(theirs[at.row]?.[at.column] ?? '')
  }
  if (cell.is === 'rest') {
    const [of, ...less] = [cell.of, ...cell.less].map(pence)
    if (of === undefined || less.includes(undefined)) return undefined
    return less.reduce<Pence>((sum, one) => sum - one!, of)
  }
  if (cell.is !== 'sum') return undefined
  const [from, to] = [readCellName(cell.from)!, readCellName(cell.to)!]
  let sum = 0n
  for (let row = from.row; row <= to.row; row += 1) {
    const one = pence(cellName(row, from.column))
    if (one === undefined) return undefined
    sum += one
  }
  return sum
}

/** A number with more digits than pence have is what a spreadsheet worked out of halves: to the nearest penny. */
function readPence(text: string): Pence | undefined {
  const written = readWritten(text)
  if ('pence' in written) return written.pence
  const number = /^-?\d{1,13}\.\d{3,}$/.test(text.trim()) ? Number(text) : Number.NaN
  const pence = Math.round(number * 100)
  const isNear = Math.abs(number * 100 - pence) < 1e-4
  return isNear ? BigInt(pence) : undefined
}

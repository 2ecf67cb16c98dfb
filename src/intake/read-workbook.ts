import { open } from 'node:fs/promises'
import type { Cell, Worksheet } from 'exceljs'
import { Fault } from '../kernel/index.ts'
import { counted } from './item.ts'
import type { TableRow } from './map-table.ts'

/** A sheet that holds anything, as a table of texts. */
export type Sheet = { name: string; rows: readonly TableRow[]; formulas: number }

const FILE_BYTES_MAX = 50_000_000
const UNPACKED_BYTES_MAX = 500_000_000
const CELLS_MAX = 5_000_000
const ZIP = Buffer.from('PK\u0003\u0004')
const LISTED = Buffer.from('PK\u0001\u0002')
const AS_CSV = 'Save the sheet as "CSV UTF-8" and load that.'

/** A workbook of Excel (xlsx) by its first bytes; what else is packed so is told apart when it is opened. */
export function isWorkbook(head: Buffer): boolean {
  if (!head.subarray(0, ZIP.length).equals(ZIP)) return false
  const text = head.toString('latin1')
  return text.includes('xl/') || (text.includes('[Content_Types].xml') && !text.includes('word/'))
}

/**
 * The sheets of a workbook that hold anything. A date is its day, a formula the value that it last had, a number as
 * exactly as the cell has it; what cannot be said in a text is refused by its cell.
 * @throws Fault
 */
export async function readWorkbook(path: string): Promise<Sheet[]> {
  const bytes = await bytesOf(path)
  if (unpackedSize(bytes) > UNPACKED_BYTES_MAX) {
    throw new Fault('unpacked, the workbook is larger than 500 MB', path, AS_CSV)
  }
  const { default: Excel } = await import('exceljs')
  const book = new Excel.Workbook()
  try {
    await book.xlsx.load(bytes as unknown as Parameters<typeof book.xlsx.load>[0])
  } catch {
    throw new Fault('the workbook is damaged, or locked with a password', path, AS_CSV)
  }
  return book.worksheets.map((sheet) => tableOf(sheet, path)).filter(({ rows }) => rows.length > 0)
}

async function bytesOf(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    if (size > FILE_BYTES_MAX) throw new Fault('the workbook is larger than 50 MB', path, AS_CSV)
    return await file.readFile()
  } finally {
    await file.close()
  }
}

/** As the list at the end of an archive says of all that it holds (PKWARE APPNOTE 4.3.12). */
function unpackedSize(bytes: Buffer): number {
  let size = 0
  let at = bytes.indexOf(LISTED)
  for (; at >= 0; at = bytes.indexOf(LISTED, at + 46)) {
    if (at + 46 <= bytes.length) size += bytes.readUInt32LE(at + 24)
  }
  return size
}

function tableOf(sheet: Worksheet, path: string): Sheet {
  const rows: TableRow[] = []
  let formulas = 0
  if (sheet.rowCount * sheet.columnCount > CELLS_MAX) {
    const what = `the sheet "${sheet.name}" has more than ${counted(CELLS_MAX)} cells`
    throw new Fault(what, path, AS_CSV)
  }
  sheet.eachRow((row, number) => {
    const cells = Array.from({ length: sheet.columnCount }, (_, at) => {
      const cell = row.getCell(at + 1)
      const where = `${path}, sheet "${sheet.name}", cell ${cell.address}`
      if (cell.isMerged) throw new Fault('a cell is merged with others', where, UNMERGE)
      if (cell.formula) formulas += 1
      return textOf(cell.value, cell, where)
    })
    rows.push({ cells, number })
  })
  return { name: sheet.name, rows, formulas }
}

const UNMERGE = 'Take the cells apart, each with what it holds, and load it again.'

/** @throws Fault where the cell holds an error, or a formula that was never worked out */
function textOf(value: Cell['value'], cell: Cell, where: string): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return dayText(value)
  if (typeof value !== 'object') return String(value)
  if ('richText' in value) return value.richText.map(({ text }) => text).join('')
  if ('hyperlink' in value) return typeof value.text === 'string' ? value.text : cell.text
  if ('error' in value) throw new Fault('a cell holds an error of Excel', where, 'Put it right.')
  const { result } = value
  if (result === undefined) {
    const remedy = 'Save the workbook in Excel, which works it out, and load it again.'
    throw new Fault('a formula was never worked out', where, remedy)
  }
  return textOf(result as Cell['value'], cell, where)
}

/** Excel has no zones: what stands there is what was typed. */
function dayText(date: Date): string {
  if (Number.isNaN(date.getTime())) return ''
  const text = date.toISOString()
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' ')
}

const DAY_MS = 86_400_000
/** The day before the one that Excel calls 1, and one more, for it believes that 1900 was a leap year. */
const EXCEL_BEGINS = Date.UTC(1899, 11, 30)
const SERIAL = /^\d{1,5}(?:\.\d+)?$/

/** `2026-03-10` of `46091`, by which Excel counts that day; any other text stays. */
export function dayOfNumber(text: string): string {
  if (!SERIAL.test(text) || Number(text) < 61) return text
  return dayText(new Date(EXCEL_BEGINS + Math.round(Number(text) * 1_440) * (DAY_MS / 1_440)))
}

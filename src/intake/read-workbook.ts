import { open } from 'node:fs/promises'
import { Fault } from '../kernel/index.ts'
import { counted } from './item.ts'
import type { TableRow } from './map-table.ts'
import { needed, opener, RichText, readParts, type WorkbookParts } from './workbook-parts.ts'
import { readXml } from './workbook-xml.ts'
import { BadZip, zipParts } from './zip-parts.ts'

/** A sheet that holds anything, as a table of texts. */
export type Sheet = { name: string; rows: readonly TableRow[]; formulas: number }

const FILE_BYTES_MAX = 50_000_000
const UNPACKED_BYTES_MAX = 250_000_000
const CELLS_MAX = 5_000_000
const ROWS_MAX = 1_048_576
/** Of all cells together: one text may stand in many of them. */
const TEXT_MAX = 200_000_000
const SHEETS_MAX = 100
const ZIP = Buffer.from('PK\u0003\u0004')
const AS_CSV = 'Save the sheet as "CSV UTF-8" and load that.'
const UNMERGE = 'Take the cells apart, each with what it holds, and load it again.'
const WORK_OUT = 'Save the workbook in Excel, which works it out, and load it again.'
const CELL = /^([A-Z]{1,3})([1-9]\d{0,6})$/

/** A workbook of Excel (xlsx) by its first bytes; what else is packed so is told apart when it is opened. */
export function isWorkbook(head: Buffer): boolean {
  if (!head.subarray(0, ZIP.length).equals(ZIP)) return false
  const text = head.toString('latin1')
  return text.includes('xl/') || (text.includes('[Content_Types].xml') && !text.includes('word/'))
}

/**
 * The sheets of a workbook that hold anything. A date is its day, a formula the value that it last had, a number as
 * exactly as the cell has it; what cannot be said in a text is refused by its cell. Only what tells of cells is
 * unpacked, a stretch at a time, and no more than its bounds allow, whatever the archive says of itself.
 * @throws Fault
 */
export async function readWorkbook(path: string): Promise<Sheet[]> {
  return sheetsIn(await bytesOf(path), path)
}

/** @throws Fault */
export async function sheetsIn(bytes: Buffer, path: string): Promise<Sheet[]> {
  let unpacked = 0
  const passed = (more: number) => {
    unpacked += more
    if (unpacked <= UNPACKED_BYTES_MAX) return
    throw new Fault('unpacked, the workbook is larger than 250 MB', path, AS_CSV)
  }
  try {
    const open = opener(zipParts(bytes), passed)
    const parts = await readParts(open)
    const sheets: Sheet[] = []
    const room = { text: TEXT_MAX }
    for (const { name, part } of parts.sheets.slice(0, SHEETS_MAX)) {
      const reading = new SheetReading(parts, `${path}, sheet "${name}"`, room)
      await readXml(needed(open, part), reading)
      const { rows, formulas } = reading.end()
      if (rows.length > 0) sheets.push({ name, rows, formulas })
    }
    return sheets
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (!(error instanceof BadZip) && !/^Z_|^ERR_(STRING|BUFFER)/.test(code ?? '')) throw error
    throw new Fault('the workbook is damaged, or locked with a password', path, AS_CSV)
  }
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

/** One sheet while it is passed over (ECMA-376, 18.3.1): its cells by row and column. */
class SheetReading {
  readonly #parts: WorkbookParts
  readonly #where: string
  readonly #room: { text: number }
  readonly #rows: { number: number; cells: string[] }[] = []
  readonly #text = new RichText()
  #width = 0
  #cells = 0
  #formulas = 0
  #row = 0
  #column = 0
  #type = ''
  #style = 0
  #formula = false
  #value: string[] | undefined
  #isValue = false

  constructor(parts: WorkbookParts, where: string, room: { text: number }) {
    this.#parts = parts
    this.#where = where
    this.#room = room
  }

  open(name: string, told: ReadonlyMap<string, string>): void {
    if (name === 'row') this.#beginRow(told.get('r'))
    else if (name === 'c') this.#beginCell(told)
    else if (name === 'f') this.#formula = true
    else if (name === 'v') {
      this.#value = []
      this.#isValue = true
    } else if (name === 'mergeCell') {
      const cell = (told.get('ref') ?? '').split(':')[0]!
      throw new Fault('a cell is merged with others', `${this.#where}, cell ${cell}`, UNMERGE)
    }
    this.#text.open(name)
  }

  text(piece: string): void {
    if (this.#isValue) this.#value!.push(piece)
    this.#text.take(piece)
  }

  close(name: string): void {
    if (name === 'v') this.#isValue = false
    this.#text.close(name)
    if (name === 'c') this.#endCell()
  }

  end(): Omit<Sheet, 'name'> {
    const rows = this.#rows.map(({ number, cells }) => ({
      number,
      cells: [...cells, ...Array<string>(this.#width - cells.length).fill('')],
    }))
    return { rows, formulas: this.#formulas }
  }

  #beginRow(number: string | undefined): void {
    const next = number === undefined ? this.#row + 1 : Number(number)
    const follows = Number.isInteger(next) && next > this.#row && next <= ROWS_MAX
    if (!follows) throw new BadZip('its rows are in no order')
    this.#row = next
    this.#column = 0
  }

  #beginCell(told: ReadonlyMap<string, string>): void {
    const at = CELL.exec(told.get('r') ?? '')
    this.#column = at === null ? this.#column + 1 : columnOf(at[1]!)
    this.#cells += 1
    if (this.#cells > CELLS_MAX) throw this.#tooMany()
    this.#type = told.get('t') ?? 'n'
    this.#style = Number(told.get('s') ?? 0)
    this.#formula = false
    this.#value = undefined
    this.#text.begin()
  }

  #endCell(): void {
    const text = this.#cellText()
    if (this.#formula) this.#formulas += 1
    if (text === '') return
    let row = this.#rows.at(-1)
    if (row?.number !== this.#row) {
      row = { number: this.#row, cells: [] }
      this.#rows.push(row)
    }
    this.#width = Math.max(this.#width, this.#column)
    // Rows of nothing keep their place, so they count.
    if (this.#row * this.#width > CELLS_MAX) throw this.#tooMany()
    while (row.cells.length < this.#column - 1) row.cells.push('')
    row.cells[this.#column - 1] = text
    this.#room.text -= text.length
    if (this.#room.text < 0) {
      throw new Fault('its texts are longer than 200 MB together', this.#where, AS_CSV)
    }
  }

  #cellText(): string {
    if (this.#type === 'inlineStr') return this.#text.end()
    const value = this.#value?.join('')
    if (this.#type === 'e') throw this.#fault('a cell holds an error of Excel', 'Put it right.')
    if (value === undefined) {
      if (this.#formula) throw this.#fault('a formula was never worked out', WORK_OUT)
      return ''
    }
    if (this.#type === 's') return this.#shared(value)
    if (this.#type === 'str') return value
    if (this.#type === 'b') return String(value.trim() === '1' || value.trim() === 'true')
    if (this.#type === 'd') return dayText(new Date(`${value.replace(/Z$/, '')}Z`))
    return this.#number(value.trim())
  }

  #shared(value: string): string {
    const text = /^\d+$/.test(value.trim()) ? this.#parts.shared[Number(value)] : undefined
    if (text === undefined) throw new BadZip('a cell has a text that is not there')
    return text
  }

  #number(value: string): string {
    if (value === '') return ''
    const number = Number(value)
    if (!Number.isFinite(number))
      throw this.#fault('a cell holds no number that can be read', 'Put it right.')
    if (!this.#parts.dateStyles.has(this.#style)) return String(number)
    return dayOfSerial(number + this.#parts.since)
  }

  #tooMany(): Fault {
    return new Fault(`it has more than ${counted(CELLS_MAX)} cells`, this.#where, AS_CSV)
  }

  #fault(what: string, remedy: string): Fault {
    return new Fault(what, `${this.#where}, cell ${letters(this.#column)}${this.#row}`, remedy)
  }
}

const LETTERS = 26
const BEFORE_A = 64

function columnOf(name: string): number {
  return [...name].reduce((sum, letter) => sum * LETTERS + letter.charCodeAt(0) - BEFORE_A, 0)
}

function letters(column: number): string {
  if (column <= 0) return ''
  const rest = (column - 1) % LETTERS
  return `${letters((column - 1 - rest) / LETTERS)}${String.fromCharCode(BEFORE_A + 1 + rest)}`
}

/** Excel has no zones: what stands there is what was typed. */
function dayText(date: Date): string {
  if (Number.isNaN(date.getTime())) return ''
  const text = date.toISOString()
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' ')
}

const DAY_SECONDS = 86_400
/** The day before the one that Excel calls 1, and one more, for it believes that 1900 was a leap year. */
const EXCEL_BEGINS = Date.UTC(1899, 11, 30)
const SERIAL = /^\d{1,5}(?:\.\d+)?$/

/** `2026-03-10` of `46091`, by which Excel counts that day; any other text stays. */
export function dayOfNumber(text: string): string {
  return SERIAL.test(text) && Number(text) >= 61 ? dayOfSerial(Number(text)) : text
}

function dayOfSerial(days: number): string {
  return dayText(new Date(EXCEL_BEGINS + Math.round(days * DAY_SECONDS) * 1_000))
}

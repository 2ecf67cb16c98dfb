import { Fault } from '../kernel/index.ts'
import type { CsvRow } from './csv-row.ts'
import { counted } from './item.ts'

const ZERO = 0x30
const NINE = 0x39
const SPACE = 0x20
const LETTER_T = 0x54
const POINT = 0x2e
const DIVIDERS = [0x2d, POINT, 0x2f]

/** What is wrong with a whole column of dates, and the line of the first cell that shows it. */
type DateFault = { why: 'month-first' | 'day-before-month' | 'day-numbers'; line: number }

const FAULTS: Record<DateFault['why'], string> = {
  'month-first': 'is written month first',
  'day-before-month': 'is written year, day, month',
  'day-numbers': 'holds the numbers by which Excel counts days, in place of dates',
}
/** How dates are to be written. */
export const AS_DATES = 'Ask for day first, 31/12/2025, or 2025-12-31.'

/**
 * What the cells of one column show of how its dates are written. 06/25/2025 can only be month first, and then
 * 06/11/2025 in the same column means 11 June, which nothing in that cell tells: so the column is judged as a whole.
 */
export class DateOrder {
  #filled = 0
  #dayNumbers = 0
  #lineOfDayNumber = 0
  #monthFirst = 0
  #dayFirst = false
  #dayBeforeMonth = 0
  #monthBeforeDay = false
  // The numbers of the cell in hand: their values and how many digits each has.
  readonly #values = [0, 0, 0]
  readonly #digits = [0, 0, 0]

  take(row: CsvRow, cell: number): void {
    let end = row.end(cell)
    let start = row.start(cell)
    while (start < end && row.bytes[start]! <= SPACE) start += 1
    while (start < end && row.bytes[end - 1]! <= SPACE) end -= 1
    if (start === end) return
    this.#filled += 1
    const numbers = this.#read(row.bytes, start, end)
    if (numbers === 3) this.#note(row.line)
    else if (numbers === 1) {
      if (this.#dayNumbers === 0) this.#lineOfDayNumber = row.line
      this.#dayNumbers += 1
    }
  }

  /** What makes every date of the column doubtful; undefined where nothing does, or where cells contradict it. */
  fault(): DateFault | undefined {
    if (this.#monthFirst > 0 && !this.#dayFirst) {
      return { why: 'month-first', line: this.#monthFirst }
    }
    if (this.#dayBeforeMonth > 0 && !this.#monthBeforeDay) {
      return { why: 'day-before-month', line: this.#dayBeforeMonth }
    }
    if (this.#dayNumbers > 0 && this.#dayNumbers === this.#filled) {
      return { why: 'day-numbers', line: this.#lineOfDayNumber }
    }
    return undefined
  }

  #note(line: number): void {
    const [first, second, third] = this.#values as [number, number, number]
    if (this.#digits[0]! <= 2) {
      if (isMonth(first) && isOnlyDay(second)) this.#monthFirst ||= line
      else if (isOnlyDay(first) && isMonth(second)) this.#dayFirst = true
    } else if (isMonth(third) && isOnlyDay(second)) this.#dayBeforeMonth ||= line
    else if (isOnlyDay(third) && isMonth(second)) this.#monthBeforeDay = true
  }

  /** How many numbers the cell is made of: three of a date, one of a day counted from 1900, or 0. */
  #read(bytes: Buffer, start: number, end: number): 0 | 1 | 3 {
    let divider = 0
    let at = start
    for (let part = 0; part < 3; part += 1) {
      let value = 0
      const from = at
      while (at < end && at - from < 6 && bytes[at]! >= ZERO && bytes[at]! <= NINE) {
        value = value * 10 + bytes[at]! - ZERO
        at += 1
      }
      if (at === from) return 0
      this.#values[part] = value
      this.#digits[part] = at - from
      if (part === 2) break
      if (part === 0 && isDayNumber(bytes, at, end, value)) return 1
      if (!DIVIDERS.includes(bytes[at]!) || (part > 0 && bytes[at] !== divider)) return 0
      divider = bytes[at]!
      at += 1
    }
    const ended = at === end || bytes[at] === SPACE || bytes[at] === LETTER_T
    return ended ? 3 : 0
  }
}

function isMonth(value: number): boolean {
  return value >= 1 && value <= 12
}

function isOnlyDay(value: number): boolean {
  return value >= 13 && value <= 31
}

/** 45777 or 45777.0 or, with a time of day, 45777.5: from 1927 to 2199, so that no year is taken for one. */
function isDayNumber(bytes: Buffer, at: number, end: number, value: number): boolean {
  if (value < 10_000 || value > 109_574) return false
  if (at === end) return true
  if (bytes[at] !== POINT) return false
  for (let rest = at + 1; rest < end; rest += 1) {
    if (bytes[rest]! < ZERO || bytes[rest]! > NINE) return false
  }
  return true
}

/** @throws Fault at the first column of which no date could be trusted */
export function refuseDates(
  columns: Iterable<{ readonly column: string; readonly order: DateOrder }>,
  path: string,
): void {
  for (const { column, order } of columns) {
    const fault = order.fault()
    if (fault === undefined) continue
    const where = `${path}, line ${counted(fault.line)}`
    throw new Fault(`the column "${column}" ${FAULTS[fault.why]}`, where, AS_DATES)
  }
}

import { isDay } from '../kernel/index.ts'

/**
 * Days as they are written in a column of a file. Day first is how it is written here; what shows that a column is
 * written otherwise, or in two ways, makes every cell doubtful of which both could be meant.
 */
export type ReadDay = { readonly day: string } | { readonly what: string }

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$/
const SLASHED = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?)?$/
const NAMED = /^(\d{1,2})[ -]([a-z]{3,9})[ ,-]*(\d{4}|\d{2})$/i
const SHORT_YEAR = /^\d{1,2}[/.-]\d{1,2}[/.-]\d{2}$/
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

export class DayColumn {
  readonly #dayFirst: boolean
  readonly #monthFirst: boolean

  /** @param cells all that stands in the column */
  constructor(cells: readonly string[]) {
    const pairs = cells.flatMap((cell) => {
      const [, first, second] = SLASHED.exec(cell.trim()) ?? []
      return first === undefined ? [] : [[Number(first), Number(second)] as const]
    })
    this.#dayFirst = pairs.some(([first, second]) => first > 12 && first <= 31 && second <= 12)
    this.#monthFirst = pairs.some(([first, second]) => second > 12 && second <= 31 && first <= 12)
  }

  /** What is wrong with it follows `The date`. */
  read(cell: string): ReadDay {
    const text = cell.trim()
    if (text === '') return { what: 'is empty' }
    const iso = ISO.exec(text)
    if (iso !== null) return dayOf(iso[1]!, iso[2]!, iso[3]!, text)
    const named = NAMED.exec(text)
    if (named !== null) return this.#named(named, text)
    const slashed = SLASHED.exec(text)
    if (slashed !== null) return this.#slashed(slashed, text)
    if (SHORT_YEAR.test(text))
      return { what: `has a year of two digits (${text}): it could be read in several ways` }
    if (/^\d{5}(\.\d+)?$/.test(text))
      return { what: `is a number by which Excel counts days (${text})` }
    return { what: `is not one (${text.slice(0, 40)})` }
  }

  #named([, day, word, year]: readonly (string | undefined)[], text: string): ReadDay {
    const month = MONTHS.indexOf(word!.slice(0, 3).toLowerCase())
    if (month === -1) return { what: `is not one (${text})` }
    return dayOf(year!.length === 2 ? `20${year}` : year!, String(month + 1), day!, text)
  }

  #slashed([, first, second, year]: readonly (string | undefined)[], text: string): ReadDay {
    const both = Number(first) <= 12 && Number(second) <= 12 && first !== second
    if (Number(second) > 12 && Number(second) <= 31 && Number(first) <= 12)
      return { what: `is written month first (${text})` }
    if (this.#monthFirst && both) {
      const why = this.#dayFirst
        ? 'days and months stand in both orders in this column'
        : 'this column is written month first'
      return { what: `could be two days (${text}): ${why}` }
    }
    return dayOf(year!, second!, first!, text)
  }
}

function dayOf(year: string, month: string, day: string, text: string): ReadDay {
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isDay(written) ? { day: written } : { what: `is no day of the calendar (${text})` }
}

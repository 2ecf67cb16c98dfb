import { DAY_MS, plural, uncapital } from '../kernel/index.ts'
import { readNhsNumber } from '../people/index.ts'
import { CLD_COLUMNS, type CldColumn } from './cld-columns.ts'
import {
  askedWhen,
  differs,
  type Release,
  type RowTold,
  type RuleSource,
  ruleSource,
  statusIn,
} from './cld-conditions.ts'
import { CldCosts, type CostsTold } from './cld-costs.ts'
import { checkValue, fitOf, isListed } from './cld-lists.ts'
import { CldPeriods, type PeriodTold } from './cld-periods.ts'
import { readDecimal } from './cld-row.ts'
import { readCouncilDate } from './moment.ts'

/** As the department calls what became of a field (GetDQValues, FieldValidity). */
export type FieldValidity =
  | 'Passed: Valid'
  | 'Passed: Blank (Not Mandatory)'
  | 'Failed: Blank (Mandatory)'
  | 'Failed: Invalid'

export type CellRule =
  | 'mandatory'
  | 'list'
  | 'release-1-only'
  | 'release-2-only'
  | 'date'
  | 'number'
  | 'nhs-number'
  | 'unreadable'

/** Where a row stands in its file: as a spreadsheet numbers it, and the line on which it ends. */
export type RowPlace = { readonly row: number; readonly line: number }

export type CellFault = RowPlace & {
  /** absent where the row as a whole cannot be read */
  readonly column?: CldColumn
  readonly rule: CellRule
  readonly status: FieldValidity
  /** what is wrong and what to do; never the value */
  readonly sentence: string
}

export type FieldCounts = {
  readonly name: CldColumn
  /** rows in which it must not be blank */
  readonly mandatory: number
  readonly valid: number
  /** rows to which it applies and in which it is blank */
  readonly blank: number
  readonly invalid: number
  /** of the blank ones, those in which it must not be */
  readonly missing: number
  /** the values that may stand there are known */
  readonly listed: boolean
  /** when it must not be blank, and who says so */
  readonly asked?: string
  readonly rule: RuleSource
}

export type ReturnReport = {
  readonly release: Release
  readonly rows: number
  /** rows of which something is wrong */
  readonly wanting: number
  readonly faults: readonly CellFault[]
  /** how many more there are than are told one by one */
  readonly more: number
  readonly fields: readonly FieldCounts[]
  readonly periods: readonly PeriodTold[]
  readonly costs: CostsTold
}

const DATES: ReadonlySet<CldColumn> = new Set([
  'Reporting Period Start Date',
  'Reporting Period End Date',
  'Date of Birth',
  'Date of Death',
  'Event Start Date',
  'Event End Date',
])
const NUMBERS: ReadonlySet<CldColumn> = new Set(['Unit Cost', 'Planned units per week'])
const PLACES = new Map(CLD_COLUMNS.map((column, at) => [column, at]))
/** More than anybody mends one by one; the counts go on. */
const FAULTS_MAX = 10_000
const YEAR_DAYS = 365.25

type Found = { rule: CellRule; why: string }
type Counts = {
  valid: number
  blank: number
  invalid: number
  /** values that only one release has, and rows in which it asks for the field */
  of: Record<Release, { values: number; mandatory: number; missing: number }>
}

/**
 * A return, checked row by row by the department's conditions of each field (cld-conditions.ts) and by its lists as far
 * as they are confirmed. Which release it is shows from all of it: until its end it is checked as both.
 */
export class CldCheck {
  readonly #counts = new Map(CLD_COLUMNS.map((column) => [column, noCounts()]))
  /** what is wrong if it is of this release */
  readonly #if: Record<Release, Faults> = { 1: new Faults(), 2: new Faults() }
  /** values that only this release has */
  readonly #told: Record<Release, number> = { 1: 0, 2: 0 }
  readonly #periods = new CldPeriods()
  readonly #costs = new CldCosts()
  #rows = 0

  /**
   * @param cells the 50 in the standard's order, as they came
   * @param unread why the row cannot be read, and in which column, where it cannot
   */
  take(
    cells: readonly string[],
    place: RowPlace,
    unread?: { readonly reason: string; readonly column?: CldColumn | undefined },
  ): void {
    this.#rows += 1
    const row = rowTold(cells)
    let known = false
    for (const [at, column] of CLD_COLUMNS.entries()) {
      const wrong = this.#cell(column, cells[at]!.trim(), row, place)
      if (wrong && column === unread?.column) known = true
    }
    if (unread !== undefined && !known) {
      const { column, reason } = unread
      this.#fault({ ...place, ...(column && { column }), ...failed('unreadable', reason, column) })
    }
    if (unread !== undefined) return
    this.#periods.take(row)
    this.#costs.take(row)
  }

  /** A row that does not fit its headings, or is no text. */
  takeUnfit(place: RowPlace, reason: string): void {
    this.#rows += 1
    this.#fault({ ...place, ...failed('unreadable', reason) })
  }

  /** @param today YYYY-MM-DD in London: what ends in this month or later is not counted for the period */
  end(today: string): ReturnReport {
    const release: Release = this.#told[1] > this.#told[2] ? 1 : 2
    const { faults, count, rows } = this.#if[release]
    return {
      release,
      rows: this.#rows,
      wanting: rows.size,
      faults,
      more: count - faults.length,
      fields: CLD_COLUMNS.map((column) => this.#field(column, release)),
      periods: this.#periods.end(today),
      costs: this.#costs.end(),
    }
  }

  /** True where there is something wrong with it in either release. */
  #cell(column: CldColumn, value: string, row: RowTold, place: RowPlace): boolean {
    const counts = this.#counts.get(column)!
    const second = statusIn(column, row, 2)
    const first = differs(column) ? statusIn(column, row, 1) : second
    if (first === 'Mandatory') counts.of[1].mandatory += 1
    if (second === 'Mandatory') counts.of[2].mandatory += 1
    if (value !== '') return this.#value(column, value, place)
    if (second !== 'Not applicable') counts.blank += 1
    for (const [release, status] of [
      [1, first],
      [2, second],
    ] as const) {
      if (status !== 'Mandatory') continue
      counts.of[release].missing += 1
      this.#if[release].add({ ...place, column, ...blankIn(column, release) })
    }
    return first === 'Mandatory' || second === 'Mandatory'
  }

  #value(column: CldColumn, value: string, place: RowPlace): boolean {
    const counts = this.#counts.get(column)!
    const fit = fitOf(column, value)
    if (fit === 'release-1' || fit === 'release-2') {
      const [own, other] = fit === 'release-1' ? ([1, 2] as const) : ([2, 1] as const)
      this.#told[own] += 1
      counts.of[own].values += 1
      const why = `the value is only in the list of Release ${own}`
      this.#if[other].add({ ...place, column, ...failed(`${fit}-only`, why, column) })
      return false
    }
    const found = whyInvalid(column, value)
    counts[found === undefined ? 'valid' : 'invalid'] += 1
    if (found === undefined) return false
    this.#fault({ ...place, column, ...failed(found.rule, found.why, column) })
    return true
  }

  #fault(fault: CellFault): void {
    this.#if[1].add(fault)
    this.#if[2].add(fault)
  }

  #field(column: CldColumn, release: Release): FieldCounts {
    const { valid, blank, invalid, of } = this.#counts.get(column)!
    const asked = askedWhen(column, release)
    const { mandatory, missing, values } = of[release]
    return {
      name: column,
      mandatory,
      valid: valid + values,
      blank,
      invalid: invalid + of[release === 1 ? 2 : 1].values,
      missing,
      listed: isListed(column),
      ...(asked === undefined ? {} : { asked }),
      rule: ruleSource(column, release),
    }
  }
}

/** Faults in the order of the file, as many as are told one by one; how many there are, and in how many rows. */
class Faults {
  readonly faults: CellFault[] = []
  readonly rows = new Set<number>()
  count = 0

  add(fault: CellFault): void {
    this.count += 1
    this.rows.add(fault.row)
    if (this.faults.length < FAULTS_MAX) this.faults.push(fault)
  }
}

function noCounts(): Counts {
  const none = () => ({ values: 0, mandatory: 0, missing: 0 })
  return { valid: 0, blank: 0, invalid: 0, of: { 1: none(), 2: none() } }
}

function blankIn(column: CldColumn, release: Release) {
  const when = askedWhen(column, release)
  const sentence = `${column} is blank: it is asked for ${when} (${ruleSource(column, release).by})`
  return { rule: 'mandatory', status: 'Failed: Blank (Mandatory)', sentence } as const
}

/** What is found wanting, in a line. */
export function wantingWords({ rows, wanting, release }: ReturnReport): string {
  const all = `${plural(rows, 'row')} of Release ${release}`
  if (wanting === 0) return `${all}: nothing is wrong with any of them`
  return `${all}: something is wrong with ${wanting === rows ? 'every one' : wanting}`
}

/** What decides in a row, and in which words. */
export function rowTold(cells: readonly string[]): RowTold {
  const values: string[] = []
  const get = (column: CldColumn): string => {
    const at = PLACES.get(column)!
    const known = values[at]
    if (known !== undefined) return known
    const value = cells[at]!.trim()
    const checked = checkValue(column, value)
    const told = checked.ok ? checked.value : value
    values[at] = told
    return told
  }
  return {
    get,
    get age() {
      return ageAt(get('Date of Birth'), get('Reporting Period End Date'))
    },
    held: new Map(),
  }
}

/** Whole years by the department's sum: days by 365.25. */
function ageAt(birth: string, end: string): number | undefined {
  const [born, at] = [readCouncilDate(birth), readCouncilDate(end)]
  if (!born.ok || !at.ok) return undefined
  const days = (Date.parse(at.moment.date) - Date.parse(born.moment.date)) / DAY_MS
  return Math.floor(days / YEAR_DAYS)
}

/** Why a value can be of neither release; undefined where it can. */
export function whyInvalid(column: CldColumn, value: string): Found | undefined {
  if (fitOf(column, value) === 'neither') {
    const checked = checkValue(column, value)
    return { rule: 'list', why: checked.ok ? '' : checked.why }
  }
  if (DATES.has(column)) {
    const read = readCouncilDate(value)
    return read.ok ? undefined : { rule: 'date', why: `the date ${read.why}` }
  }
  if (NUMBERS.has(column)) {
    const isNumber = readDecimal(value) !== undefined
    return isNumber ? undefined : { rule: 'number', why: 'the value is not a number' }
  }
  if (column === 'NHS Number') {
    const read = readNhsNumber(value)
    return read.ok ? undefined : { rule: 'nhs-number', why: read.why }
  }
  return undefined
}

function failed(rule: CellRule, why: string, column?: CldColumn) {
  const sentence =
    column === undefined ? `The row cannot be read: ${why}` : `${column}: ${uncapital(why)}`
  return { rule, status: 'Failed: Invalid', sentence } as const
}

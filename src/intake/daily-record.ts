import { DAILY_COLUMNS, DATE_COLUMNS, type DailyColumn, typeIn } from './daily-columns.ts'
import { readCouncilDate } from './moment.ts'
import { readCells } from './table-row.ts'

/** What a row holds: cells that are not empty. */
export type DailyCells = ReadonlyMap<DailyColumn, string>

const KEPT = DAILY_COLUMNS.filter((column) => column !== 'as_of')
/** Of one row there is no more than one for a person. */
const OF_PERSON = 'person'

/**
 * How a row is kept: its cells by column, in one order, spaces around them taken off and dates written one way, so that
 * the same row is the same item whatever the file that it comes in. The day is its file's, not the row's: what is the
 * same tomorrow is the same item.
 */
export function dailyRecord(cells: DailyCells): Buffer {
  const told = KEPT.flatMap((column) => {
    const text = (cells.get(column) ?? '').trim()
    return text === '' ? [] : [[column, DATES.has(column) ? dateWritten(text) : text] as const]
  })
  return Buffer.from(JSON.stringify(Object.fromEntries(told)))
}

/** A row that somebody wrote on a page: of the same thing as the file's, and another item than any row of a file. */
export function writtenRecord(cells: DailyCells): Buffer {
  const told = JSON.parse(dailyRecord(cells).toString('utf8')) as Record<string, string>
  return Buffer.from(JSON.stringify({ ...told, [BY_HAND]: 'yes' }))
}

const BY_HAND = 'by hand'

export function isWritten(cells: ReadonlyMap<string, string>): boolean {
  return cells.has(BY_HAND)
}

/** @throws Unreadable where the row did not fit its headings */
export function readDailyRecord(bytes: Buffer): DailyCells {
  return readCells(bytes) as ReadonlyMap<DailyColumn, string>
}

/**
 * By what the council knows from day to day what a row is of; undefined where the row does not say. What is allocated
 * or may not be told has no reference everywhere: then it is known by whose it is and what.
 */
export function thingOf(cells: DailyCells): string | undefined {
  const get = (column: DailyColumn) => (cells.get(column) ?? '').trim()
  const type = typeIn(cells)
  const who = get('la_person_id') || get('nhs_number').replaceAll(/\s/g, '')
  if (type === '') return undefined
  if (type === OF_PERSON) return who === '' ? undefined : JSON.stringify([type, who])
  const reference = get('reference')
  if (reference !== '') return JSON.stringify([type, reference])
  if (who === '' || !UNNUMBERED.has(type) || get('kind') === '') return undefined
  return JSON.stringify([type, who, get('kind'), dateWritten(get('start'))])
}

const UNNUMBERED: ReadonlySet<string> = new Set(['equipment', 'do-not-tell'])
const DATES: ReadonlySet<string> = new Set(DATE_COLUMNS)

function dateWritten(text: string): string {
  const read = readCouncilDate(text)
  return read.ok ? read.moment.date : text
}

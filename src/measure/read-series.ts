import { csvRows, openBytes, textBytes } from '../intake/index.ts'
import { Fault, isDay } from '../kernel/index.ts'

/** One thing over time, in the order of its dates. */
export type Series = {
  /** undefined where the file has no such column */
  readonly facet: string | undefined
  readonly points: readonly { readonly date: string; readonly value: number }[]
}

export type ReadSeries = {
  readonly series: readonly Series[]
  /** lines of rows that have a date and no value: a gap is no nought */
  readonly gaps: readonly number[]
}

const WRITTEN = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i
const REMEDY = 'Its headings are date and value, and facet where it holds several series.'

/**
 * The series of a table with the columns `date,value[,facet]`, in any order and case; others are passed over. Facets
 * come in the order of their names.
 *
 * @throws Fault with the line for a date or a value that is none, and for a date that stands twice in a series
 */
export async function readSeries(path: string): Promise<ReadSeries> {
  const found = new Map<string, Map<string, number>>()
  const gaps: number[] = []
  let columns: Columns | undefined
  for await (const row of csvRows(textBytes(openBytes(path), path), ',', path)) {
    if (row.isBlank()) continue
    if (columns === undefined) {
      columns = columnsOf(row.cells, path)
      continue
    }
    const where = `${path}, line ${row.line}`
    const facet = columns.facet === undefined ? '' : row.text(columns.facet).trim()
    const date = dateOf(row.text(columns.date).trim(), where)
    const text = row.text(columns.value).trim()
    if (text === '') {
      gaps.push(row.line)
      continue
    }
    const points = found.get(facet) ?? new Map<string, number>()
    if (points.has(date)) {
      const which = facet === '' ? '' : ` of ${facet}`
      throw new Fault(`the date ${date}${which} stands twice`, where, 'Give each date one value.')
    }
    found.set(facet, points.set(date, numberIn(text, where)))
  }
  if (columns === undefined) throw new Fault('the file is empty', path, REMEDY)
  const faceted = columns.facet !== undefined
  const names = [...found.keys()].sort()
  const series = names.map((name) => ({
    facet: faceted ? name : undefined,
    points: [...found.get(name)!]
      .map(([date, value]) => ({ date, value }))
      .sort((a, b) => (a.date < b.date ? -1 : 1)),
  }))
  return { series, gaps }
}

type Columns = { date: number; value: number; facet: number | undefined }

function columnsOf(cells: readonly string[], path: string): Columns {
  const names = cells.map((name) => name.trim().toLowerCase())
  const [date, value, facet] = ['date', 'value', 'facet'].map((name) => names.indexOf(name))
  if (date === -1 || value === -1) {
    throw new Fault('the table has no column date or no column value', path, REMEDY)
  }
  return { date: date!, value: value!, facet: facet === -1 ? undefined : facet }
}

/** `2026-03`, `2026-03-01`, `01/03/2026`, and a moment with its zone; as they sort. */
function dateOf(text: string, where: string): string {
  const british = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text)
  const day =
    british === null
      ? text
      : `${british[3]}-${british[2]!.padStart(2, '0')}-${british[1]!.padStart(2, '0')}`
  if (isDay(day) || (/^\d{4}-\d{2}$/.test(day) && isDay(`${day}-01`))) return day
  const at = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text) ? new Date(text) : undefined
  if (at !== undefined && isDay(text.slice(0, 10)) && !Number.isNaN(at.getTime())) return text
  const what = text === '' ? 'the row has no date' : `this is no date: ${JSON.stringify(text)}`
  throw new Fault(what, where, 'Write it like 2026-03-01 or 01/03/2026.')
}

function numberIn(text: string, where: string): number {
  const value = Number(text)
  if (WRITTEN.test(text) && Number.isFinite(value)) return value
  throw new Fault(
    `this is no number: ${JSON.stringify(text)}`,
    where,
    'Write it like 1234.5, without separators and signs of its unit; leave it empty where there is none.',
  )
}

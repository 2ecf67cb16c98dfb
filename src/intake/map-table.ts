import { Fault } from '../kernel/index.ts'
import { dateIn } from './date-pattern.ts'
import { folded, type MappedColumn, type Mapping } from './mapping.ts'
import { squeezed } from './table-columns.ts'

/** A row of a table as its file has it: the cells, and which row it is, from 1 with the headings. */
export type TableRow = { cells: readonly string[]; number: number }

/**
 * A source's own table as one of its mapping's kind, row for row: so that a place in it is a place in the file.
 * @param today YYYY-MM-DD, for a column that is the day on which it is read
 * @throws Fault where a heading that the mapping names is not there, or stands there twice
 */
export async function* mapRows(
  rows: AsyncIterable<TableRow>,
  mapping: Mapping,
  path: string,
  today: string,
): AsyncGenerator<TableRow> {
  let cellsOf: ((cells: readonly string[]) => string[]) | undefined
  for await (const { cells, number } of rows) {
    if (cellsOf !== undefined) {
      const empty = cells.every((cell) => cell.trim() === '')
      yield { cells: empty ? [] : cellsOf(cells), number }
      continue
    }
    cellsOf = mapperOf(mapping, cells, path, today)
    yield { cells: [...mapping.columns.keys()], number }
  }
}

function mapperOf(
  mapping: Mapping,
  headings: readonly string[],
  path: string,
  today: string,
): (cells: readonly string[]) => string[] {
  const names = headings.map(squeezed)
  const read = [...mapping.columns].map(([column, told]) => {
    if (!('from' in told)) return () => ('always' in told ? told.always : today)
    const at = placeOf(names, told.from, mapping, column, path)
    return (cells: readonly string[]) => cellOf(cells[at] ?? '', told)
  })
  return (cells) => read.map((one) => one(cells))
}

function placeOf(
  names: readonly string[],
  heading: string,
  { file, lines }: Mapping,
  column: string,
  path: string,
): number {
  const found = names.flatMap((name, at) => (name === squeezed(heading) ? [at] : []))
  if (found.length === 1) return found[0]!
  const what = found.length === 0 ? 'has no column' : 'has twice the column'
  const where = `${path} (${file}:${lines.get(column)!})`
  const remedy = `Name the heading in ${file} as the file has it; letter case and spaces do not count.`
  throw new Fault(`the file ${what} "${heading}", from which "${column}" comes`, where, remedy)
}

function cellOf(cell: string, told: Extract<MappedColumn, { from: string }>): string {
  const text = cell.trim()
  if (told.values !== undefined) {
    const value = told.values.get(folded(text))
    if (value !== undefined) return value
  }
  return told.date === undefined || text === '' ? text : dateIn(text, told.date)
}

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'

/**
 * What a large council sends, in thousands of rows: the rows of a small one told again of other people. A return; a
 * daily file; and that of the day after, in which one row of fifty is another.
 */
export type CouncilFiles = { returned: string; first: string; next: string }

type Row = Record<string, string>

const CHANGED = 50
/** By what a row names whom it is about, and their case: who is called alike would be matched with one another. */
const OWN = [
  ...['LA Person Unique Identifier', 'Last Name', 'Event Reference'],
  ...['la_person_id', 'family_name', 'reference'],
]
const NATIONAL = ['NHS Number', 'nhs_number']

export function writeCouncilFiles(folder: string, rows: number): CouncilFiles {
  const names = readdirSync(folder).sort()
  const last = (begins: string) => join(folder, names.findLast((name) => name.startsWith(begins))!)
  const returned = written(join(folder, 'many-return.csv'), told(rowsOf(last('cld-')), rows))
  const open = told(rowsOf(last('daily-')), rows)
  const day = open[0]!.as_of!
  const before = new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)
  const first = open.map((row) => ({ ...row, as_of: before }))
  const next = open.map((row, at) => (at % CHANGED === 0 ? { ...row, team: 'Another team' } : row))
  return {
    returned,
    first: written(join(folder, 'many-first.csv'), first),
    next: written(join(folder, 'many-next.csv'), next),
  }
}

function rowsOf(path: string): Row[] {
  return parse(readFileSync(path), { columns: true }) as Row[]
}

function told(rows: readonly Row[], wanted: number): Row[] {
  return Array.from({ length: wanted }, (_, at) => {
    const round = Math.floor(at / rows.length)
    const row = { ...rows[at % rows.length]! }
    if (round === 0) return row
    for (const column of OWN) if (row[column]) row[column] = `${row[column]}-${round}`
    for (const column of NATIONAL) if (row[column]) row[column] = ''
    return row
  })
}

function written(path: string, rows: readonly Row[]): string {
  const columns = Object.keys(rows[0]!)
  const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))]
  writeFileSync(path, `${lines.map((cells) => cells.map(cell).join(',')).join('\r\n')}\r\n`)
  return path
}

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The written cases of what arrives, as files that a partner could send. A case is a heading `### ID what it is`
 * with fenced blocks; a block is a file, and `name` before it says which where there are several.
 */
export const ARRIVALS = join(import.meta.dirname, '../../shared/testdata/arrivals')
export const ABSENT = existsSync(join(ARRIVALS, 'cases.md'))
  ? false
  : 'the cases are not beside this checkout'

export type ArrivalFile = {
  /** which of two feeds it comes from: that of a file `-y/1.hl7` is another than that of `-x/1.hl7` */
  feed: 'first' | 'second'
  bytes: Buffer
}
export type ArrivalCase = { id: string; title: string; files: readonly ArrivalFile[] }

const HEADING = /^### (\S+) (.+)$/
const FENCE = '```'

export function readCases(): ArrivalCase[] {
  const text = readFileSync(join(ARRIVALS, 'cases.md'), 'utf8')
  const [, ...sections] = text.split(/^(?=### )/m)
  return sections.map((section) => {
    const [, id, title] = HEADING.exec(section.slice(0, section.indexOf('\n')))!
    return { id: id!, title: title!, files: blocksIn(section).map((block) => fileOf(id!, block)) }
  })
}

type Block = { name: string; text: string }

function blocksIn(section: string): Block[] {
  const parts = section.split(new RegExp(`^${FENCE}\\n?`, 'm'))
  return parts.flatMap((text, at) => {
    if (at % 2 === 0) return []
    const name = /`([^`]+)`:\s*$/.exec(parts[at - 1]!)?.[1] ?? ''
    return [{ name, text: text.replace(/\n+$/, '') }]
  })
}

function fileOf(id: string, { name, text }: Block): ArrivalFile {
  return { feed: name.startsWith('-y/') ? 'second' : 'first', bytes: bytesOf(id, text) }
}

function bytesOf(id: string, text: string): Buffer {
  if (/^(MSH|BHS|FHS)\|/.test(text)) return messages(text)
  if (text.startsWith('<BOM>')) {
    return Buffer.from(`\ufeff${text.slice('<BOM>'.length).replaceAll('\n', '\r\n')}\r\n`)
  }
  return text.startsWith('{') ? Buffer.from(text) : council(id, text)
}

/** Segments end with CR; a line that begins no segment belongs to the field before it. Hospitals here write Latin-1. */
function messages(text: string): Buffer {
  const lines = text.split('\n')
  const joined = lines.reduce(
    (all, line) => all + (/^[A-Z][A-Z0-9]{2}\|/.test(line) ? '\r' : '\n') + line,
  )
  return Buffer.from(`${joined}\r`, 'latin1')
}

const BASE =
  'LA Code=E06000099; Reporting Period Start Date=01/04/2025; Reporting Period End Date=30/06/2025; ' +
  'First Name=Ann; Last Name=Tester; Gender=Female; Date of Birth=15/06/1950; Client Type=Service user; ' +
  'Postcode=ZX1 1ZX; Event Type=Service; Event Start Date=01/05/2025; ' +
  'Service Type=Long term support: Community; Service Component=Home support or domiciliary care'

type Row = ReadonlyMap<string, string>

/** Returns: each line says in which cells a row differs; what a case does to the file itself is by its id. */
function council(id: string, text: string): Buffer {
  const plain = table(rowsIn(text))
  switch (id) {
    case 'C09':
      return Buffer.from(`\ufeff${table([rowOf('')], { between: '\t' })}`, 'utf16le')
    case 'C10':
      return Buffer.from(`\ufeff${table(rowsIn(text), { between: ';', after: ';;;' })}`)
    case 'C13':
      return Buffer.from(`sep=,\n${table([rowOf('LA Person Unique Identifier=C13')])}`)
    case 'C16b':
      return Buffer.from(manyRows())
    case 'C19':
      return Buffer.from(`${plain}${text.split('\n').slice(1).join('\n')}\n`)
    default:
      return Buffer.from(plain)
  }
}

function rowsIn(text: string): Row[] {
  const lines = text.replace(/\n(?![^\n]*=|[,…])/g, '\r').split('\n')
  const rows = lines.filter((line) => line.includes('=') && !line.startsWith('…'))
  const all = Number(/^… (\d+) rows in all$/m.exec(text)?.[1] ?? rows.length)
  return Array.from({ length: all }, (_, at) =>
    rowOf((rows[at] ?? lettered(rows[0]!, at)).replaceAll('\r', '\n')),
  )
}

/** The row of the twentieth letter as the first row has `a`: `C04t`, `Wrongt`. */
function lettered(first: string, at: number): string {
  return first.replace(/a(?=;|$)/g, String.fromCharCode('a'.charCodeAt(0) + at))
}

function rowOf(differs: string): Row {
  const cells = `${BASE}; ${differs}`.split('; ').filter((cell) => cell !== '')
  return new Map(
    cells.map((cell) => {
      const equals = cell.indexOf('=')
      return [cell.slice(0, equals), cell.slice(equals + 1)]
    }),
  )
}

function table(rows: readonly Row[], { between = ',', after = '' } = {}): string {
  const headings = councilHeadings()
  const line = (cells: readonly string[]) =>
    `${cells.map((cell) => quoted(cell, between)).join(between)}${after}\r\n`
  return [
    line(headings),
    ...rows.map((row) => line(headings.map((name) => row.get(name) ?? ''))),
  ].join('')
}

function quoted(cell: string, between: string): string {
  if (!cell.includes(between) && !/["\n]/.test(cell)) return cell
  return `"${cell.replaceAll('"', '""')}"`
}

/** A thousand rows; in two of them a cell begins with a quote that nobody closes. */
function manyRows(): string {
  const mark = 'UNCLOSED'
  const rows = Array.from({ length: 1000 }, (_, at) => {
    const said = at === 100 || at === 900 ? mark : 'plain'
    const id = `LA Person Unique Identifier=C16b${at}`
    return rowOf(`${id}; First Name=P${at}; Event Description=${said}`)
  })
  return table(rows).replaceAll(mark, '"home care')
}

/** The headings as a council writes them, from the return that lies beside the cases. */
function councilHeadings(): string[] {
  const [first] = readFileSync(join(ARRIVALS, 'page/cld.csv'), 'utf8').split(/\r?\n/, 1)
  return first!.split(',')
}

import { finished } from 'node:stream/promises'
import type { CopyStreamQuery } from 'pg-copy-streams'
import type { CopyingTransaction, Statement, Transaction } from './database.ts'

/** A value in a row; an array is written as PostgreSQL's own text (`textArray`). */
export type Cell = string | number | boolean | Buffer | Date | null | undefined

/**
 * What the cells of a column are: text of whatever kind, or such as needs no look at each of its signs: `json` as
 * JSON.stringify writes it, `bare` what has no sign of its own meaning (ids, numbers, moments, names of kinds), `hex`
 * bytes by their hexadecimal digits.
 */
export type Shape = 'text' | 'json' | 'bare'

/** Values that one statement can hold are 65,535. */
const CELLS_AT_ONCE = 30_000

/**
 * Puts rows into a table: by COPY in a transaction that copies, which costs both sides half of what an insert does. For
 * rows that are not there yet: one that is fails all of it. Nobody waits for it but the commit: whatever is asked next
 * comes after it.
 * @param into the table and its columns: `people.known_by (key, person_id)`
 * @param shapes of its columns, in their order; texts where nothing is said
 */
export function copyRows(
  tx: Transaction | CopyingTransaction,
  into: string,
  rows: readonly (readonly Cell[])[],
  shapes: readonly Shape[] = [],
): void {
  if (rows.length === 0) return
  if ('copyIn' in tx) {
    let text = ''
    for (const row of rows) text += lineOf(row, shapes)
    tx.later(() => copied(tx, into, text, rows.length))
    return
  }
  const most = Math.max(1, Math.floor(CELLS_AT_ONCE / rows[0]!.length))
  for (let at = 0; at < rows.length; at += most) tx.post(inserting(into, rows.slice(at, at + most)))
}

function inserting(into: string, rows: readonly (readonly Cell[])[]): Statement {
  let count = 0
  const list = rows.map((row) => `(${row.map(() => `$${++count}`).join(', ')})`)
  return { text: `insert into ${into} values ${list.join(', ')}`, values: rows.flat() }
}

async function copied(
  tx: CopyingTransaction,
  into: string,
  text: string,
  rows: number,
): Promise<void> {
  const copy = tx.copyIn(`copy ${into} from stdin`)
  copy.end(text)
  await finished(copy)
  // A trigger or a rule of somebody else's may drop rows on the way in, and nothing would fail.
  const { rowCount } = copy as CopyStreamQuery
  if (rowCount !== rows) throw new Error(`of ${rows} to be written, ${rowCount} were`)
}

/** Values that need no quotes, such as ids, as one array for a statement's parameter. */
export function bareArray(values: readonly string[]): string {
  return `{${values.join(',')}}`
}

/** Hashes by their hexadecimal digits, the same way. */
export function hexArray(values: readonly string[]): string {
  return values.length === 0 ? '{}' : `{"\\\\x${values.join('","\\\\x')}"}`
}

/** Texts of any kind. PostgreSQL takes no NUL and no half of a surrogate pair. */
export function textArray(values: readonly string[]): string {
  if (values.length === 0) return '{}'
  return `{${values.map(quoted).join(',')}}`
}

/** An element of an array's text: only its quotes and backslashes mean something. */
function quoted(value: string): string {
  const text = value.replaceAll('\0', '').toWellFormed()
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

function lineOf(row: readonly Cell[], shapes: readonly Shape[]): string {
  let line = ''
  for (let at = 0; at < row.length; at += 1) {
    if (at > 0) line += '\t'
    line += written(row[at], shapes[at])
  }
  return `${line}\n`
}

const MEANING = /[\\\n\r\t]/
const ESCAPED: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

function written(cell: Cell, shape: Shape | undefined): string {
  if (cell === null || cell === undefined) return '\\N'
  if (typeof cell === 'string') {
    if (shape === 'bare') return cell
    if (shape === 'json') return cell.includes('\\') ? cell.replaceAll('\\', '\\\\') : cell
    return MEANING.test(cell) ? cell.replace(/[\\\n\r\t]/g, (sign) => ESCAPED.get(sign)!) : cell
  }
  if (typeof cell === 'boolean') return cell ? 't' : 'f'
  if (typeof cell === 'number') return String(cell)
  return cell instanceof Date ? cell.toISOString() : `\\\\x${cell.toString('hex')}`
}

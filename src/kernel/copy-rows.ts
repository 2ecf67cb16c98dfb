import { finished } from 'node:stream/promises'
import type { CopyStreamQuery } from 'pg-copy-streams'
import { binaryIds, binaryRows, type Cell, type Shape } from './binary-rows.ts'
import type { CopyingTransaction, Statement, Transaction } from './database.ts'

/** Values that one statement can hold are 65,535. */
const CELLS_AT_ONCE = 30_000

/**
 * Puts rows into a table: where the types of its columns are told, by COPY in a transaction that copies, which costs
 * both sides a third of what an insert does. For rows that are not there yet: one that is fails all of it. Nobody waits
 * for it but the commit: whatever is asked next comes after it.
 * @param into the table and its columns: `people.known_by (key, person_id)`
 * @param shapes of its columns, in their order; without them an array is written as PostgreSQL's own text
 */
export function copyRows(
  tx: Transaction | CopyingTransaction,
  into: string,
  rows: readonly (readonly Cell[])[],
  shapes?: readonly Shape[],
): void {
  if (rows.length === 0) return
  if (shapes !== undefined && 'copyIn' in tx) {
    const bytes = binaryRows(rows, shapes)
    tx.later(() => copied(tx, into, bytes, rows.length))
    return
  }
  const most = Math.max(1, Math.floor(CELLS_AT_ONCE / rows[0]!.length))
  for (let at = 0; at < rows.length; at += most)
    tx.post(inserting(into, rows.slice(at, at + most), shapes))
}

function inserting(
  into: string,
  rows: readonly (readonly Cell[])[],
  shapes: readonly Shape[] = [],
): Statement {
  let count = 0
  const list = rows.map((row) => `(${row.map(() => `$${++count}`).join(', ')})`)
  const values = rows.flatMap((row) => row.map((cell, at) => bound(cell, shapes[at])))
  return { text: `insert into ${into} values ${list.join(', ')}`, values }
}

/** An array goes as PostgreSQL's own text. */
function bound(cell: Cell, shape: Shape | undefined): Cell {
  if (!Array.isArray(cell)) return cell
  return shape === 'uuids' ? idArray(cell) : textArray(cell)
}

async function copied(
  tx: CopyingTransaction,
  into: string,
  bytes: Buffer,
  rows: number,
): Promise<void> {
  const copy = tx.copyIn(`copy ${into} from stdin with (format binary)`)
  copy.end(bytes)
  await finished(copy)
  // A trigger or a rule of somebody else's may drop rows on the way in, and nothing would fail.
  const { rowCount } = copy as CopyStreamQuery
  if (rowCount !== rows) throw new Error(`of ${rows} to be written, ${rowCount} were`)
}

/** Ids as one array for a statement's parameter, which the server need not read as text. @throws RangeError */
export function idArray(ids: readonly string[]): Buffer {
  return binaryIds(ids)
}

/** Hashes by their hexadecimal digits, as text. */
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

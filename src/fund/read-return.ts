import { readWorkbook } from '../intake/index.ts'
import { Fault, type Queryable } from '../kernel/index.ts'
import { type CameBack, type CellDifference, compareReturn } from './compare-return.ts'
import { findReturn, type MadeReturn } from './queries-returns.ts'

const NUMBER = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/i
const CELLS_LOOKED_AT = 2_000

/** A workbook with the return that it was, by the number that stands on it. @throws Fault where it is none of ours */
export async function readReturn(
  db: Queryable,
  path: string,
): Promise<{ made: MadeReturn; came: CameBack[] }> {
  const came = await readWorkbook(path)
  const texts = came.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells)).filter(Boolean)
  for (const text of texts.slice(0, CELLS_LOOKED_AT)) {
    const [id] = NUMBER.exec(text) ?? []
    const made = id === undefined ? undefined : await findReturn(db, id.toLowerCase())
    if (made !== undefined) return { made, came }
  }
  throw new Fault(
    'no cell has the number of a return that was made here',
    path,
    'Send the workbook as it was made, with its cover.',
  )
}

/** What somebody changed in a return: cell by cell. @throws Fault where it is none of ours */
export async function differencesIn(
  db: Queryable,
  path: string,
): Promise<{ made: MadeReturn; cells: CellDifference[] }> {
  const { made, came } = await readReturn(db, path)
  return { made, cells: compareReturn(made.sheets, came) }
}

import type { Pence, Queryable } from '../kernel/index.ts'
import { accountsIn, type Figure, type Posting, postingsOf } from './figure.ts'
import { balancesAt, transfersOf } from './queries-read.ts'
import type { MadeReturn } from './queries-returns.ts'
import {
  type CellAt,
  cellIn,
  eachCell,
  penceIn,
  type ReturnCell,
  readCellName,
} from './return-sheet.ts'

/** Of which books a figure is: up to a day and to the number of a transfer. */
export type OfBooks = Pick<MadeReturn, 'fund' | 'at' | 'through'>

/** What a cell of a return is made of. */
export type ExplainedCell = {
  readonly cell: ReturnCell
  readonly pence: Pence
  /** the transfers, with what each adds; of a sum, those of all of its cells */
  readonly postings: readonly Posting[]
  /** the clauses that let it be booked, or from which the figure is */
  readonly clauses: readonly string[]
}

/** The transfers of which a figure is made. */
export async function explainFigure(
  db: Queryable,
  asks: Figure,
  { fund, at, through }: OfBooks,
): Promise<Posting[]> {
  const balances = await balancesAt(db, { fund, at, through })
  const accounts = accountsIn(asks, balances.keys())
  return postingsOf(asks, await transfersOf(db, { fund, accounts, at, through }))
}

/** What a cell of a return opens to; undefined where no money stands in it. */
export async function explainCell(
  db: Queryable,
  made: MadeReturn,
  at: CellAt,
): Promise<ExplainedCell | undefined> {
  const cell = cellIn(made.sheets, at)
  const pence = cell === undefined ? undefined : penceIn(cell)
  if (cell === undefined || pence === undefined) return undefined
  const postings: Posting[] = []
  const clauses = new Set<string>()
  for (const { cell: part, sign } of partsOf(made, at.sheet, cell)) {
    if (part.is === 'clause') clauses.add(part.clause)
    if (part.is !== 'figure') continue
    for (const one of await explainFigure(db, part.asks, made))
      postings.push({ ...one, pence: sign * one.pence })
  }
  for (const { transfer } of postings) clauses.add(transfer.clause)
  const sorted = [...clauses].filter((one) => one !== '').sort()
  return { cell, pence, postings, clauses: sorted }
}

type SignedCell = { readonly cell: ReturnCell; readonly sign: 1n | -1n }

/** The cells of which one is worked out, down to those that are of the books. */
function partsOf({ sheets }: MadeReturn, sheet: string, cell: ReturnCell): SignedCell[] {
  const of = (name: string, sign: 1n | -1n): SignedCell[] => {
    const found = cellIn(sheets, { sheet, cell: name })
    if (found === undefined) return []
    return partsOf({ sheets } as MadeReturn, sheet, found).map((part) => ({
      cell: part.cell,
      sign: sign === part.sign ? 1n : -1n,
    }))
  }
  if (cell.is === 'rest') return [of(cell.of, 1n), ...cell.less.map((one) => of(one, -1n))].flat()
  if (cell.is !== 'sum') return [{ cell, sign: 1n }]
  const [from, to] = [readCellName(cell.from)!, readCellName(cell.to)!]
  return [...eachCell(sheets)]
    .filter((one) => one.at.sheet === sheet && isBetween(one.at.cell, from, to))
    .flatMap((one) => of(one.at.cell, 1n))
}

function isBetween(
  name: string,
  from: { row: number; column: number },
  to: { row: number },
): boolean {
  const at = readCellName(name)!
  return at.column === from.column && at.row >= from.row && at.row <= to.row
}

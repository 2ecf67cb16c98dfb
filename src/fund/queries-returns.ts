import { column, copyRows, type Queryable, rowReader, type Transaction } from '../kernel/index.ts'
import { RETURN_KINDS, type ReturnKind } from './return-layout.ts'
import type { ReturnSheet } from './return-sheet.ts'

/** A return as it was made, with all of its cells. */
export type MadeReturn = {
  readonly id: string
  readonly kind: ReturnKind
  readonly fund: string
  /** '' where it is of no quarter */
  readonly quarter: string
  /** the last day that counts */
  readonly at: string
  /** the number of the last transfer that counts */
  readonly through: number
  /** of its cells, hexadecimal */
  readonly root: string
  readonly sheets: readonly ReturnSheet[]
  readonly actor: string
  readonly name: string
  readonly learntAt: string
}

const readReturn = rowReader('fund.return', {
  id: column.text,
  kind: column.oneOf(...RETURN_KINDS),
  fund: column.text,
  quarter: column.text,
  at: column.text,
  through: column.count,
  root: column.text,
  actor: column.text,
  name: column.text,
  learnt_at: column.moment,
  entry_id: column.text,
})

const HEAD =
  'id, kind, fund, quarter, at::text as at, through::text as through, root, actor, name, learnt_at, entry_id'

type Head = Omit<MadeReturn, 'sheets'>

function headOf(given: Record<string, unknown>): Head & { entryId: string } {
  const { through, learnt_at, entry_id, ...row } = readReturn(given)
  return {
    ...row,
    through: Number(through),
    learntAt: learnt_at.toISOString(),
    entryId: entry_id,
  }
}

/** What an entry says of a return: its root stands for its cells. */
export function saidReturn<R extends Head>(one: R): Omit<R, 'sheets'> {
  const { sheets: _, ...said } = one as R & { sheets?: unknown }
  return said
}

/** The returns of a fund without their cells, the newest first. */
export async function returnsOf(db: Queryable, fund: string): Promise<Head[]> {
  const { rows } = await db.query({
    name: 'fund.returnsOf',
    text: `select ${HEAD} from fund.return where fund = $1 order by learnt_at desc, id`,
    values: [fund],
  })
  return rows.map(headOf)
}

export async function findReturn(db: Queryable, id: string): Promise<MadeReturn | undefined> {
  const { rows } = await db.query<Record<string, unknown> & { sheets: ReturnSheet[] }>({
    name: 'fund.findReturn',
    text: `select ${HEAD}, sheets from fund.return where id = $1`,
    values: [id],
  })
  const [row] = rows
  if (row === undefined) return undefined
  const { sheets, ...head } = row
  return { ...headOf(head), sheets }
}

/** Every return with its cells and the entry that says so. */
export async function allReturns(db: Queryable): Promise<(MadeReturn & { entryId: string })[]> {
  const { rows } = await db.query<Record<string, unknown> & { sheets: ReturnSheet[] }>(
    `select ${HEAD}, sheets from fund.return order by learnt_at, id`,
  )
  return rows.map(({ sheets, ...head }) => ({ ...headOf(head), sheets }))
}

export function insertReturn(tx: Transaction, one: MadeReturn, entryId: string): void {
  copyRows(
    tx,
    'fund.return (id, kind, fund, quarter, at, through, root, sheets, actor, name, learnt_at, entry_id)',
    [
      [
        ...[one.id, one.kind, one.fund, one.quarter, one.at, one.through, one.root],
        ...[JSON.stringify(one.sheets), one.actor, one.name, one.learntAt, entryId],
      ],
    ],
  )
}

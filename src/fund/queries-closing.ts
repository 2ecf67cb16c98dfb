import { column, copyRows, type Queryable, rowReader, type Transaction } from '../kernel/index.ts'
import { type StoredTransfer, TRANSFER, transferOf } from './queries.ts'

/** That an officer of a side has sealed a month, over a root of its transfers. */
export type Seal = {
  readonly fund: string
  readonly period: string
  readonly side: string
  /** hexadecimal */
  readonly root: string
  readonly transfers: number
  readonly actor: string
  readonly name: string
  readonly learntAt: string
}

/** A month that both sides have sealed over the same root: nothing more is booked in it. */
export type ClosedPeriod = Pick<Seal, 'fund' | 'period' | 'root' | 'transfers' | 'learntAt'>

const readSeal = rowReader('fund.seal', {
  fund: column.text,
  period: column.text,
  side: column.text,
  root: column.text,
  transfers: column.count,
  actor: column.text,
  name: column.text,
  learnt_at: column.moment,
  entry_id: column.text,
})

const SEAL =
  'fund, period, side, root, transfers::text as transfers, actor, name, learnt_at, entry_id'

function sealOf(given: Record<string, unknown>): Seal & { entryId: string } {
  const { learnt_at, entry_id, transfers, ...row } = readSeal(given)
  return {
    ...row,
    transfers: Number(transfers),
    learntAt: learnt_at.toISOString(),
    entryId: entry_id,
  }
}

/** Of a fund, or of all; each with the entry that says so. */
export async function sealsOf(
  db: Queryable,
  fund?: string,
): Promise<(Seal & { entryId: string })[]> {
  const { rows } = await db.query({
    name: 'fund.sealsOf',
    text: `select ${SEAL} from fund.seal where $1::text is null or fund = $1
      order by fund, period, learnt_at, side, root`,
    values: [fund ?? null],
  })
  return rows.map(sealOf)
}

const readPeriod = rowReader('fund.period', {
  fund: column.text,
  period: column.text,
  root: column.text,
  transfers: column.count,
  learnt_at: column.moment,
  entry_id: column.text,
})

export async function periodsClosed(
  db: Queryable,
  fund?: string,
): Promise<(ClosedPeriod & { entryId: string })[]> {
  const { rows } = await db.query({
    name: 'fund.periodsClosed',
    text: `select fund, period, root, transfers::text as transfers, learnt_at, entry_id from fund.period
      where $1::text is null or fund = $1 order by fund, period`,
    values: [fund ?? null],
  })
  return rows.map((given) => {
    const { learnt_at, entry_id, transfers, ...row } = readPeriod(given)
    const counted = { ...row, transfers: Number(transfers) }
    return { ...counted, learntAt: learnt_at.toISOString(), entryId: entry_id }
  })
}

/** What is booked in a month of a fund, in the order of its numbers. */
export async function transfersIn(
  db: Queryable,
  fund: string,
  period: string,
): Promise<StoredTransfer[]> {
  const { rows } = await db.query({
    name: 'fund.transfersIn',
    text: `select ${TRANSFER} from fund.transfer
      where fund = $1 and at >= ($2 || '-01')::date and at < (($2 || '-01')::date + interval '1 month')
      order by fund.transfer.number`,
    values: [fund, period],
  })
  return rows.map(transferOf)
}

export function insertSeal(tx: Transaction, one: Seal, entryId: string): void {
  copyRows(
    tx,
    'fund.seal (fund, period, side, root, transfers, actor, name, learnt_at, entry_id)',
    [
      [
        ...[one.fund, one.period, one.side, one.root, one.transfers, one.actor, one.name],
        ...[one.learntAt, entryId],
      ],
    ],
  )
}

export function insertPeriod(tx: Transaction, one: ClosedPeriod, entryId: string): void {
  copyRows(tx, 'fund.period (fund, period, root, transfers, learnt_at, entry_id)', [
    [one.fund, one.period, one.root, one.transfers, one.learntAt, entryId],
  ])
}

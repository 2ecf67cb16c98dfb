import type { Queryable } from '../kernel/index.ts'
import { saidOf } from './keep-transfers.ts'
import { TRANSFER, transferOf } from './queries.ts'
import { knownChanges, saidChange } from './queries-changes.ts'
import { periodsClosed, sealsOf } from './queries-closing.ts'
import { costCentres } from './queries-cost-centres.ts'
import { liabilitiesOf, saidLiability, settlementsOf } from './queries-liabilities.ts'
import { allAnswers, allLines, saidLine } from './queries-lines.ts'
import { queryAnswers } from './queries-matching.ts'
import { approvalOf, PROPOSAL, proposalOf } from './queries-proposals.ts'
import { allReturns, saidReturn } from './queries-returns.ts'

/** All that one entry must have said, as its rows have it: by the names in which an entry says it. */
export type AuditedEntry = {
  readonly entryId: string
  readonly learntAt: string
  readonly says: Readonly<Record<string, readonly object[]>>
}

type Row = {
  readonly part: string
  readonly entryId: string
  readonly learntAt: string
  readonly says: object
}

/** Every row of the books that somebody's command wrote, by its entry. */
export async function auditedEntries(db: Queryable): Promise<AuditedEntry[]> {
  const parts = await Promise.all([
    transfers(db),
    schemes(db),
    proposals(db),
    approvals(db),
    sealsOf(db).then((rows) => rowsOf('seals', rows)),
    periodsClosed(db).then((rows) => rowsOf('periods', rows)),
    allLines(db).then((rows) => rowsOf('lines', rows.map(saidLine))),
    allAnswers(db).then((rows) => rowsOf('answers', rows)),
    allReturns(db).then((rows) => rowsOf('returns', rows.map(saidReturn))),
    costCentres(db).then((rows) => rowsOf('costCentres', rows)),
    liabilitiesOf(db).then((rows) => rowsOf('liabilities', rows.map(saidLiability))),
    queryAnswers(db).then((rows) => rowsOf('queryAnswers', rows)),
    knownChanges(db).then((rows) => rowsOf('changes', rows.map(saidChange))),
    settlementsOf(db).then((rows) => rowsOf('settlements', rows)),
  ])
  const byEntry = Map.groupBy(parts.flat(), ({ entryId }) => entryId)
  return [...byEntry].map(([entryId, rows]) => {
    const byPart = Map.groupBy(rows, ({ part }) => part)
    const says = Object.fromEntries(
      [...byPart].map(([part, own]) => [part, own.map((row) => row.says)]),
    )
    return { entryId, learntAt: rows[0]!.learntAt, says }
  })
}

function rowsOf<R extends { entryId: string; learntAt: string }>(
  part: string,
  rows: readonly R[],
): Row[] {
  return rows.map(({ entryId, ...says }) => ({ part, entryId, learntAt: says.learntAt, says }))
}

async function transfers(db: Queryable): Promise<Row[]> {
  const { rows } = await db.query(
    `select ${TRANSFER} from fund.transfer order by fund.transfer.number`,
  )
  return rows.map((row) => {
    const { entryId, ...transfer } = transferOf(row)
    return { part: 'transfers', entryId, learntAt: transfer.learntAt, says: saidOf(transfer) }
  })
}

async function schemes(db: Queryable): Promise<Row[]> {
  type SchemeRow = {
    fund: string
    id: string
    version: string
    name: string
    activity: string
    provider: string | null
    commissioner: string | null
    learnt_at: Date
    entry_id: string
  }
  const { rows } = await db.query<SchemeRow>(
    `select fund, id, version::text as version, name, activity, provider, commissioner, learnt_at, entry_id
     from fund.scheme order by learnt_at, fund, id, version`,
  )
  return rows.map(({ entry_id, learnt_at, provider, commissioner, version, ...row }) => {
    const learntAt = learnt_at.toISOString()
    const given = {
      ...(provider === null ? {} : { provider }),
      ...(commissioner === null ? {} : { commissioner }),
    }
    const says = { ...row, ...given, version: Number(version), learntAt }
    return { part: 'schemes', entryId: entry_id, learntAt, says }
  })
}

async function proposals(db: Queryable): Promise<Row[]> {
  const { rows } = await db.query(`select ${PROPOSAL} from fund.proposal order by learnt_at, id`)
  return rowsOf(
    'proposals',
    rows.map(proposalOf).map(({ pence, ...one }) => ({ ...one, pence: String(pence) })),
  )
}

async function approvals(db: Queryable): Promise<Row[]> {
  const { rows } = await db.query(
    `select proposal, side, answer, actor, name, learnt_at, entry_id from fund.approval
     order by learnt_at, proposal, side`,
  )
  return rowsOf('approvals', rows.map(approvalOf))
}

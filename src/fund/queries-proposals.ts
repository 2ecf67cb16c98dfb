import { column, copyRows, type Queryable, rowReader, type Transaction } from '../kernel/index.ts'

/** What somebody wants to commit and may not alone, and what each side says to it. */
export type Proposal = {
  readonly id: string
  readonly fund: string
  readonly scheme: string
  readonly origin?: string
  readonly pence: bigint
  readonly activity: string
  readonly supplier?: string
  readonly reason: string
  readonly at: string
  readonly until?: string
  readonly actor: string
  readonly name: string
  readonly side: string
  readonly learntAt: string
}

export const ANSWERS = ['approve', 'decline'] as const

export type Approval = {
  readonly proposal: string
  readonly side: string
  readonly answer: (typeof ANSWERS)[number]
  readonly actor: string
  readonly name: string
  readonly learntAt: string
}

const readProposal = rowReader('fund.proposal', {
  id: column.text,
  fund: column.text,
  scheme: column.text,
  origin: column.orNull(column.text),
  pence: column.count,
  activity: column.text,
  supplier: column.orNull(column.text),
  reason: column.text,
  at: column.text,
  until_day: column.orNull(column.text),
  actor: column.text,
  name: column.text,
  side: column.text,
  learnt_at: column.moment,
  entry_id: column.text,
})

export const PROPOSAL = `id, fund, scheme, origin, pence::text as pence, activity, supplier, reason, at::text as at,
  until_day::text as until_day, actor, name, side, learnt_at, entry_id`

export function proposalOf(given: Record<string, unknown>): Proposal & { entryId: string } {
  const row = readProposal(given)
  const { origin, supplier, until_day, learnt_at, entry_id, pence, ...rest } = row
  return {
    ...rest,
    pence: BigInt(pence),
    learntAt: learnt_at.toISOString(),
    entryId: entry_id,
    ...(origin === null ? {} : { origin }),
    ...(supplier === null ? {} : { supplier }),
    ...(until_day === null ? {} : { until: until_day }),
  }
}

export async function findProposal(db: Queryable, id: string): Promise<Proposal | undefined> {
  const { rows } = await db.query({
    name: 'fund.findProposal',
    text: `select ${PROPOSAL} from fund.proposal where id = $1`,
    values: [id],
  })
  return rows.map(proposalOf)[0]
}

/** Those to which a side has not said what it says, the oldest first. */
export async function openProposals(db: Queryable): Promise<(Proposal & { approved: string[] })[]> {
  const { rows } = await db.query<Record<string, unknown> & { approved: string[] }>(
    `select ${PROPOSAL}, array(select side from fund.approval a where a.proposal = p.id order by side) as approved
     from fund.proposal p
     where not exists (select from fund.approval a where a.proposal = p.id and a.answer = 'decline')
       and (select count(*) from fund.approval a where a.proposal = p.id) < 2
     order by learnt_at, id`,
  )
  return rows.map((row) => ({ ...proposalOf(row), approved: row.approved }))
}

const readApproval = rowReader('fund.approval', {
  proposal: column.text,
  side: column.text,
  answer: column.oneOf(...ANSWERS),
  actor: column.text,
  name: column.text,
  learnt_at: column.moment,
  entry_id: column.text,
})

export function approvalOf(given: Record<string, unknown>): Approval & { entryId: string } {
  const { learnt_at, entry_id, ...row } = readApproval(given)
  return { ...row, learntAt: learnt_at.toISOString(), entryId: entry_id }
}

export async function approvalsOf(db: Queryable, proposal: string): Promise<Approval[]> {
  const { rows } = await db.query({
    name: 'fund.approvalsOf',
    text: `select proposal, side, answer, actor, name, learnt_at, entry_id from fund.approval
      where proposal = $1 order by side`,
    values: [proposal],
  })
  return rows.map(approvalOf)
}

export function insertProposal(tx: Transaction, one: Proposal, entryId: string): void {
  copyRows(
    tx,
    `fund.proposal (id, fund, scheme, origin, pence, activity, supplier, reason, at, until_day, actor, name, side,
      learnt_at, entry_id)`,
    [
      [
        ...[
          one.id,
          one.fund,
          one.scheme,
          one.origin,
          String(one.pence),
          one.activity,
          one.supplier,
        ],
        ...[one.reason, one.at, one.until, one.actor, one.name, one.side, one.learntAt, entryId],
      ],
    ],
  )
}

export function insertApproval(tx: Transaction, one: Approval, entryId: string): void {
  copyRows(tx, 'fund.approval (proposal, side, answer, actor, name, learnt_at, entry_id)', [
    [one.proposal, one.side, one.answer, one.actor, one.name, one.learntAt, entryId],
  ])
}

import { type Precision, type Queryable, toPrecision } from '../kernel/index.ts'

/** A fact as it stands, in the names in which an entry says it. */
export type AuditedFact = {
  readonly entryId: string
  readonly actor: string
  readonly learntAt: string
  readonly says: Readonly<Record<string, unknown>> & { readonly id: string }
}

type Row = {
  id: string
  stay: string
  kind: string
  at: Date
  precision: Precision
  learnt_at: Date
  instead: string | null
  met: boolean | null
  task: string | null
  what: string | null
  holders: string[] | null
  waits_for: string | null
  outcome: string | null
  asking: string | null
  message: object | null
  actor: string
  entry_id: string
}

export async function auditedFacts(db: Queryable): Promise<AuditedFact[]> {
  const { rows } = await db.query<Row>(
    `select id, stay, kind, at, precision, learnt_at, instead, met, task, what, holders, waits_for, outcome, asking,
      message, actor, entry_id from transfer.fact order by learnt_at, id`,
  )
  return rows.map(({ entry_id, actor, learnt_at, at, precision, waits_for, message, ...row }) => {
    const told = { [row.kind === 'send' ? 'sent' : 'receipt']: message }
    const moment = toPrecision(at.toISOString(), precision)
    const all = { ...row, ...told, at: moment, waitsFor: waits_for }
    const said = Object.entries(all).filter(([, value]) => value !== null)
    const says = { ...Object.fromEntries(said), id: row.id }
    return { entryId: entry_id, actor, learntAt: learnt_at.toISOString(), says }
  })
}

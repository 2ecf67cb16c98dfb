import { type Precision, type Queryable, toPrecision } from '../kernel/index.ts'
import type { SaidRow } from '../trail/index.ts'

/** A fact as it stands, in the names in which an entry says it. */
export type AuditedFact = {
  readonly entryId: string
  readonly said: SaidRow
  readonly says: Readonly<Record<string, unknown>> & { readonly id: string }
}

type Row = {
  person_id: string
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
  name: string
  role: string
  organisation: string
  side: string
  entry_id: string
}

export async function auditedFacts(db: Queryable): Promise<AuditedFact[]> {
  const { rows } = await db.query<Row>(
    `select person_id, id, stay, kind, at, precision, learnt_at, instead, met, task, what, holders, waits_for, outcome,
      asking, message, actor, name, role, organisation, side, entry_id from transfer.fact order by learnt_at, id`,
  )
  return rows.map(({ entry_id, person_id, actor, learnt_at, at, precision, ...rest }) => {
    const { waits_for, message, name, role, organisation, side, ...row } = rest
    const by = { name, role, organisation, side }
    const told = { [row.kind === 'send' ? 'sent' : 'receipt']: message }
    const moment = toPrecision(at.toISOString(), precision)
    const all = { ...row, ...told, at: moment, waitsFor: waits_for }
    const held = Object.entries(all).filter(([, value]) => value !== null)
    const says = { ...Object.fromEntries(held), id: row.id }
    const said = { actor, by, at: learnt_at.toISOString(), personId: person_id }
    return { entryId: entry_id, said, says }
  })
}

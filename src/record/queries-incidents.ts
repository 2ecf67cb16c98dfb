import type { Queryable } from '../kernel/index.ts'
import type { IncidentState, IncidentStep } from './incident.ts'

/** SQL of `record.incident_step`. */

export async function insertStep(tx: Queryable, one: IncidentStep): Promise<void> {
  const { id, incident, step, happenedAt, at, by, people, words } = one
  await tx.query(
    `insert into record.incident_step (entry_id, incident, step, happened_at, at, by_id, by_name, organisation, side,
       people, words) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[id, incident, step, happenedAt, at],
      ...[by.id, by.name, by.organisation, by.side, people ?? null, words],
    ],
  )
}

type Row = {
  entry_id: string
  incident: string
  step: IncidentState
  happened_at: Date
  at: Date
  by_id: string
  by_name: string
  organisation: string
  side: string
  people: number | null
  words: string
}

/** Of one incident, or of all; the first said comes first. */
export async function incidentSteps(db: Queryable, incident?: string): Promise<IncidentStep[]> {
  const { rows } = await db.query<Row>({
    name: 'record.incidentSteps',
    text: `select entry_id, incident, step, happened_at, at, by_id, by_name, organisation, side, people, words
      from record.incident_step where $1::uuid is null or incident = $1 order by at, entry_id`,
    values: [incident ?? null],
  })
  return rows.map(({ entry_id: id, happened_at: happenedAt, by_id, by_name, people, ...row }) => {
    const { incident: of, step, at, words, organisation, side } = row
    const by = { id: by_id, name: by_name, organisation, side }
    const step_ = { id, incident: of, step, happenedAt, at, by, words }
    return people === null ? step_ : { ...step_, people }
  })
}

/** One at a time says how an incident goes on. */
export async function lockIncident(tx: Queryable, incident: string): Promise<IncidentStep[]> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 17))', [incident])
  return incidentSteps(tx, incident)
}

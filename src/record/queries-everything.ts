import { idArray, type PersonId, type Queryable } from '../kernel/index.ts'
import type { Apart } from './apart.ts'
import type { DataClass } from './data-class.ts'

/** All that is kept of somebody, in every version, for whoever takes it home. */

export type EveryResource = {
  id: string
  version: number
  type: string
  source: string
  dataClass: DataClass
  apart: Apart | null
  content: string
  learntAt: Date
  supersededAt: Date | null
}

export async function everyResource(
  db: Queryable,
  personIds: readonly PersonId[],
): Promise<EveryResource[]> {
  const { rows } = await db.query<EveryResource>({
    name: 'record.everyResource',
    text: `select id, version, type, source, data_class as "dataClass", apart, content,
        learnt_at as "learntAt", superseded_at as "supersededAt"
      from record.resource where person_id = any($1) order by type, source, id, version`,
    values: [idArray(personIds)],
  })
  return rows
}

export type EveryEvent = {
  eventId: string
  version: number
  source: string
  kind: string
  status: string
  startAt: Date | null
  endAt: Date | null
  organisation: string | null
  organisationName: string | null
  unit: string | null
  label: string
  detail: Record<string, string>
  dataClass: DataClass
  apart: Apart | null
  learntAt: Date
  supersededAt: Date | null
}

export async function everyEvent(
  db: Queryable,
  personIds: readonly PersonId[],
): Promise<EveryEvent[]> {
  const { rows } = await db.query<EveryEvent>({
    name: 'record.everyEvent',
    text: `select event_id as "eventId", version, source, kind, status, start_at as "startAt", end_at as "endAt",
        organisation, organisation_name as "organisationName", unit, label, detail, data_class as "dataClass", apart,
        learnt_at as "learntAt", superseded_at as "supersededAt"
      from record.event where person_id = any($1) order by start_at nulls last, event_id, version`,
    values: [idArray(personIds)],
  })
  return rows
}

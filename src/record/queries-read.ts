import type { Queryable } from '../kernel/index.ts'
import type { KnownResource } from './now.ts'
import type { KnownEvent } from './occurrence.ts'
import type { JsonObject } from './resource.ts'

/** What pages and relationships read. What feeds write is in queries.ts. */

type EventRow = {
  person_id: string
  event_id: string
  kind: KnownEvent['kind']
  status: KnownEvent['status']
  start_at: Date | null
  end_at: Date | null
  organisation: string | null
  organisation_name: string | null
  unit: string | null
  label: string
  detail: Record<string, string>
  source: string
  learnt_at: Date
  changed_at: Date
}

const EVENT_COLUMNS = `person_id, event_id, kind, status, start_at, end_at, organisation,
  organisation_name, unit, label, detail, source, learnt_at, changed_at`

/** What goes on now first, then the newest; `limit` bounds what one page can cost. */
export async function eventsOf(
  db: Queryable,
  personIds: readonly string[],
  limit: number,
): Promise<KnownEvent[]> {
  const { rows } = await db.query<EventRow>({
    name: 'record.eventsOf',
    text: `select ${EVENT_COLUMNS} from record.event where person_id = any($1)
      order by status = 'active' desc, start_at desc nulls last limit $2`,
    values: [personIds, limit],
  })
  return rows.map(toEvent)
}

/** What relationships rest on: what is open, and the stays that another telling may have ended. */
export async function standingEvents(
  db: Queryable,
  personIds: readonly string[],
  since: Date,
): Promise<KnownEvent[]> {
  const { rows } = await db.query<EventRow>({
    name: 'record.standingEvents',
    text: `select ${EVENT_COLUMNS} from record.event where person_id = any($1)
      and (status = 'active' or (kind = 'stay' and end_at > $2))`,
    values: [personIds, since],
  })
  return rows.map(toEvent)
}

/** Who has something open of this kind at an organisation; in one unit of it where that is given. */
export async function personsWithOpen(
  db: Queryable,
  kind: KnownEvent['kind'],
  codes: readonly string[],
  unit: string | undefined,
  limit: number,
): Promise<string[]> {
  const { rows } = await db.query<{ person_id: string }>({
    name: 'record.personsWithOpen',
    text: `select person_id from record.event
      where status = 'active' and kind = $1 and organisation = any($2)
        and ($3::text is null or unit = $3)
      group by person_id order by min(start_at), person_id limit $4`,
    values: [kind, codes, unit ?? null, limit],
  })
  return rows.map(({ person_id }) => person_id)
}

function toEvent(row: EventRow): KnownEvent {
  return {
    personId: row.person_id,
    eventId: row.event_id,
    kind: row.kind,
    status: row.status,
    startAt: momentOf(row.start_at),
    endAt: momentOf(row.end_at),
    organisation: row.organisation ?? undefined,
    organisationName: row.organisation_name ?? undefined,
    unit: row.unit ?? undefined,
    label: row.label,
    detail: row.detail,
    source: row.source,
    learntAt: row.learnt_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
  }
}

/** A source that gives a day without a time is stored as its midnight: it comes back as the day. */
function momentOf(date: Date | null): string | undefined {
  const text = date?.toISOString()
  return text?.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text
}

type ResourceRow = {
  person_id: string
  type: string
  id: string
  source: string
  content: JsonObject
  true_at: Date | null
  learnt_at: Date
}

/** Current versions; medicines that are over are left to the list of medicines. */
export async function resourcesOf(
  db: Queryable,
  personIds: readonly string[],
  types: readonly string[],
  limit: number,
): Promise<KnownResource[]> {
  const { rows } = await db.query<ResourceRow>({
    name: 'record.resourcesOf',
    text: `select person_id, type, id, source, content, true_at, learnt_at from record.resource
      where person_id = any($1) and type = any($2) and superseded_at is null
        and (type not like 'Medication%' or content ->> 'status' = 'active')
      limit $3`,
    values: [personIds, types, limit],
  })
  return rows.map((row) => ({
    personId: row.person_id,
    type: row.type,
    id: row.id,
    source: row.source,
    content: row.content,
    trueAt: momentOf(row.true_at),
    learntAt: row.learnt_at.toISOString(),
  }))
}

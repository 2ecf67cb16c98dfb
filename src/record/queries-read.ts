import type { Queryable } from '../kernel/index.ts'
import type { KnownEvent } from './known-event.ts'
import type { KnownResource } from './now.ts'
import type { JsonObject } from './resource.ts'

/** What pages and relationships read. What feeds write is in queries.ts. */

type EventRow = {
  person_id: string
  event_id: string
  kind: KnownEvent['kind']
  status: KnownEvent['status']
  start_at: string | null
  end_at: string | null
  organisation: string | null
  organisation_name: string | null
  unit: string | null
  label: string
  detail: Record<string, string>
  form: KnownEvent['form']
  numbers: string[]
  stamps: Record<string, string> | null
  said_at: string
  as_at: string | null
  scope: string | null
  submission: string | null
  gone: string | null
  source: string
  learnt_at: string
  changed_at: string
}

/** Times come as text: a page reads hundreds, and making a Date of each only to print it again costs. */
const EVENT_COLUMNS = `person_id, event_id, kind, status, start_at::text, end_at::text, organisation,
  organisation_name, unit, label, detail, form, numbers, stamps, said_at::text, as_at::text, scope, submission,
  gone::text, source, learnt_at::text, changed_at::text`

/** What goes on now first, then the newest; `limit` bounds what one page can cost. */
export async function eventsOf(
  db: Queryable,
  personIds: readonly string[],
  limit: number,
): Promise<KnownEvent[]> {
  const { rows } = await db.query<EventRow>({
    name: 'record.eventsOf',
    text: `select ${EVENT_COLUMNS} from record.event where person_id = any($1)
      order by status = 'active' desc, event.start_at desc nulls last limit $2`,
    values: [personIds, limit],
  })
  return rows.map(toEvent)
}

/** What relationships and lists rest on: what is open, and what happened since then. */
export async function standingEvents(
  db: Queryable,
  personIds: readonly string[],
  since: Date,
): Promise<KnownEvent[]> {
  const { rows } = await db.query<EventRow>({
    name: 'record.standingEvents',
    text: `select ${EVENT_COLUMNS} from record.event where person_id = any($1)
      and (status = 'active' or coalesce(end_at, start_at) > $2)`,
    values: [personIds, since],
  })
  return rows.map(toEvent)
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
    form: row.form,
    numbers: row.numbers,
    stamps: row.stamps ?? undefined,
    saidAt: instantOf(row.said_at),
    told: toldOf(row),
    gone: row.gone ?? undefined,
    source: row.source,
    learntAt: instantOf(row.learnt_at),
    changedAt: instantOf(row.changed_at),
  }
}

function toldOf({ as_at, scope, submission }: EventRow): KnownEvent['told'] {
  if (as_at === null || scope === null || submission === null) return undefined
  return { asAt: as_at, scope, submission }
}

/** A source that gives a day without a time is stored as its midnight: it comes back as the day. */
function momentOf(text: string | null): string | undefined {
  if (text === null) return undefined
  return text.endsWith(' 00:00:00+00') ? text.slice(0, 10) : instantOf(text)
}

/** `2026-03-01 10:15:00.12+00`, as a connection in UTC writes it, in ISO. */
function instantOf(text: string): string {
  return text.endsWith('+00') && text.length > 19
    ? `${text.slice(0, 10)}T${text.slice(11, -3)}Z`
    : new Date(text).toISOString()
}

type ResourceRow = {
  person_id: string
  type: string
  id: string
  source: string
  content: JsonObject
  stamp: string
  refs: Record<string, string> | null
  contested: boolean
  true_at: string | null
  as_at: string | null
  learnt_at: string
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
    text: `select person_id, type, id, source, content, stamp, refs, contested, true_at::text, as_at::text,
        learnt_at::text
      from record.resource
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
    stamp: row.stamp,
    refs: row.refs ?? undefined,
    contested: row.contested,
    trueAt: momentOf(row.true_at),
    asAt: row.as_at ?? undefined,
    learntAt: instantOf(row.learnt_at),
  }))
}

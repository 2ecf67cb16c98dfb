import {
  column,
  idArray,
  type PersonId,
  PRECISIONS,
  type Precision,
  type Queryable,
  type RowOf,
  rowReader,
  toPrecision,
} from '../kernel/index.ts'
import { type Apart, contentTakenApart, takenApart } from './apart.ts'
import type { DataClass } from './data-class.ts'
import type { SharedResource } from './directory.ts'
import { EVENT_KINDS, EVENT_STATUSES, TELLING_FORMS } from './event.ts'
import type { KnownEvent } from './known-event.ts'
import type { KnownResource } from './known-resource.ts'
import type { EventVersion } from './occurrence-history.ts'
import { byField } from './queries-events.ts'
import { asKnown } from './queries-known.ts'
import type { JsonObject } from './resource.ts'

/** What pages and relationships read. What feeds write is in queries.ts. */

const precision = column.oneOf(...PRECISIONS)
const eventColumns = {
  person_id: column.personId,
  event_id: column.text,
  kind: column.oneOf(...EVENT_KINDS),
  status: column.oneOf(...EVENT_STATUSES),
  start_at: column.orNull(column.text),
  start_precision: column.orNull(precision),
  end_at: column.orNull(column.text),
  end_precision: column.orNull(precision),
  organisation: column.orNull(column.text),
  organisation_name: column.orNull(column.text),
  unit: column.orNull(column.text),
  label: column.text,
  detail: column.said,
  data_class: column.text,
  apart: column.orNull(column.said),
  form: column.oneOf(...TELLING_FORMS),
  numbers: column.texts,
  stamps: column.orNull(column.said),
  said_at: column.text,
  undated: column.flag,
  as_at: column.orNull(column.text),
  scope: column.orNull(column.text),
  submission: column.orNull(column.text),
  gone: column.orNull(column.text),
  source: column.text,
  first_learnt_at: column.text,
  learnt_at: column.text,
}
const readEvent = rowReader('record.event', eventColumns)
const readEventVersion = rowReader('record.event', {
  ...eventColumns,
  superseded_at: column.orNull(column.text),
})
type EventRow = RowOf<typeof readEvent>

/** Times come as text: a page reads hundreds, and making a Date of each only to print it again costs. */
const EVENT_COLUMNS = `person_id, event_id, kind, status, start_at::text, start_precision, end_at::text, end_precision,
  organisation, organisation_name, unit, label, detail, data_class, apart, form, numbers, stamps, said_at::text,
  undated,  as_at::text, scope, submission, gone::text, source, first_learnt_at::text, learnt_at::text`

const STANDS = 'superseded_at is null'

/** What relationships and lists rest on: what is open, and what happened since then, but for visits of home care. */
export async function standingEvents(
  db: Queryable,
  personIds: readonly PersonId[],
  since: Date,
): Promise<KnownEvent[]> {
  const { rows } = await db.query({
    name: 'record.standingEvents',
    text: `select ${EVENT_COLUMNS} from record.event where person_id = any($1) and ${STANDS}
      and kind <> 'visit' and (status = 'active' or coalesce(end_at, start_at) > $2)`,
    values: [idArray(personIds), since],
  })
  return rows.map((row) => toEvent(readEvent(row)))
}

/**
 * All that stands beside what was read already: what goes on now first, then the newest. `limit` bounds what one page
 * can cost. What has become otherwise since then is left as it was read.
 */
export async function otherEvents(
  db: Queryable,
  personIds: readonly PersonId[],
  read: readonly Pick<KnownEvent, 'personId' | 'eventId'>[],
  limit: number,
): Promise<KnownEvent[]> {
  const { rows } = await db.query({
    name: 'record.otherEvents',
    text: `select ${EVENT_COLUMNS} from record.event where person_id = any($1) and ${STANDS}
        and (person_id, event_id) not in (select * from unnest($2::uuid[], $3::uuid[]))
      order by status = 'active' desc, event.start_at desc nulls last limit $4`,
    values: [
      idArray(personIds),
      idArray(read.map(({ personId }) => personId)),
      idArray(read.map(({ eventId }) => eventId)),
      limit,
    ],
  })
  return rows.map((row) => toEvent(readEvent(row)))
}

/** All that is known, or was known at a time. */
export async function eventsKnownAt(
  db: Queryable,
  personIds: readonly PersonId[],
  at?: Date,
): Promise<KnownEvent[]> {
  const { rows } = await db.query(
    asKnown(at, {
      name: 'record.eventsKnown',
      text: `select ${EVENT_COLUMNS} from record.event e where person_id = any($1)`,
      values: [personIds],
    }),
  )
  return rows.map((row) => toEvent(readEvent(row)))
}

/** Every version that stood at some time since then, or for all time. */
export async function eventVersions(
  db: Queryable,
  personIds: readonly PersonId[],
  since?: Date,
): Promise<EventVersion[]> {
  const { rows } = await db.query({
    name: 'record.eventVersions',
    text: `select ${EVENT_COLUMNS}, superseded_at::text from record.event
      where person_id = any($1) and (superseded_at is null or $2::timestamptz is null or superseded_at > $2)`,
    values: [personIds, since ?? null],
  })
  return rows.map(readEventVersion).map((row) => ({
    event: toEvent(row),
    ...(row.superseded_at === null ? {} : { supersededAt: instantOf(row.superseded_at) }),
  }))
}

/** Whoever has an open stay on a unit. */
export async function personsOnUnit(
  db: Queryable,
  { organisation, unit, feeds }: { organisation: string; unit: string; feeds: readonly string[] },
  limit: number,
): Promise<PersonId[]> {
  const { rows } = await db.query<{ person_id: PersonId }>({
    name: 'record.personsOnUnit',
    text: `select distinct person_id from record.event
      where status = 'active' and kind = 'stay' and organisation = $1 and unit = $2 and source = any($4)
        and ${STANDS}
      order by person_id limit $3`,
    values: [organisation, unit, limit, feeds],
  })
  return rows.map(({ person_id }) => person_id)
}

/** What is apart is taken out here, so that nobody meets it who does not ask for its class. */
function toEvent(row: EventRow): KnownEvent {
  const event = {
    personId: row.person_id,
    eventId: row.event_id,
    kind: row.kind,
    status: row.status,
    startAt: momentOf(row.start_at, row.start_precision),
    endAt: endOf(row),
    organisation: row.organisation ?? undefined,
    organisationName: row.organisation_name ?? undefined,
    unit: row.unit ?? undefined,
    label: row.label,
    dataClass: row.data_class,
    detail: row.detail,
    form: row.form,
    numbers: row.numbers,
    stamps: row.stamps === null ? undefined : byField(row.stamps),
    saidAt: instantOf(row.said_at),
    ...(row.undated ? { undated: true as const } : {}),
    told: toldOf(row),
    gone: row.gone ?? undefined,
    source: row.source,
    learntAt: instantOf(row.first_learnt_at),
    changedAt: instantOf(row.learnt_at),
  }
  return takenApart(event, row.apart)
}

const NEVER_YEARS = 50

/** Systems that have no word for `open` write an end that nobody will live to see: it is none. */
function endOf({ end_at, end_precision, learnt_at }: EventRow): string | undefined {
  const end = momentOf(end_at, end_precision)
  if (end === undefined) return undefined
  return Number.parseInt(end, 10) - Number.parseInt(learnt_at, 10) > NEVER_YEARS ? undefined : end
}

function toldOf({ as_at, scope, submission }: EventRow): KnownEvent['told'] {
  if (as_at === null || scope === null || submission === null) return undefined
  return { asAt: as_at, scope, submission }
}

/** As exactly as it was told. */
export function momentOf(text: string | null, precision: Precision | null): string | undefined {
  return text === null || precision === null ? undefined : toPrecision(instantOf(text), precision)
}

/**
 * `2026-03-01 10:15:00.12+00`, as a connection in UTC writes it, in ISO to the thousandth: moments are compared as they
 * are written, so that all are written alike.
 */
export function instantOf(text: string): string {
  if (!text.endsWith('+00') || text.length <= TO_SECONDS) return new Date(text).toISOString()
  const thousandths = text
    .slice(TO_SECONDS + 1, -3)
    .padEnd(3, '0')
    .slice(0, 3)
  return `${text.slice(0, 10)}T${text.slice(11, TO_SECONDS)}.${thousandths}Z`
}

const TO_SECONDS = 19

export type ResourceRow = {
  person_id: PersonId
  type: string
  id: string
  source: string
  content: string
  data_class: DataClass
  apart: Apart | null
  stamp: string
  refs: Record<string, string> | null
  contested: boolean
  true_at: string | null
  true_precision: Precision | null
  as_at: string | null
  learnt_at: string
}

/** Which medicines a page reads: those of the current states, and those that ended lately. */
export type MedicineStates = {
  current: readonly string[]
  ended: readonly string[]
  /** ISO: a stamp is not older */
  since: string
}

/** Of a medicine, whether a page reads it; $3 to $5 are its states. */
export const IS_READ = `(status is null or status = any($3) or (status = any($4) and stamp >= $5))`

/**
 * What a page reads, as it stands or as it was known at a time; medicines that are over are among what is kept besides.
 */
export async function resourcesOf(
  db: Queryable,
  personIds: readonly PersonId[],
  types: readonly string[],
  { current, ended, since }: MedicineStates,
  { limit, at }: { limit: number; at?: Date },
): Promise<KnownResource[]> {
  const { rows } = await db.query<ResourceRow>(
    asKnown(at, {
      name: 'record.resourcesOf',
      text: `select ${RESOURCE_COLUMNS} from record.resource r
        where person_id = any($1) and type = any($2)
          and (type not like 'Medication%' or ${IS_READ})
        limit $6`,
      values: [personIds, types, current, ended, since, limit],
    }),
  )
  return rows.map(toResource)
}

export const RESOURCE_COLUMNS = `person_id, type, id, source, content, data_class, apart, stamp, refs, contested,
  true_at::text, true_precision, as_at::text, learnt_at::text`

export function toResource(row: ResourceRow): KnownResource {
  const resource = {
    personId: row.person_id,
    type: row.type,
    id: row.id,
    source: row.source,
    dataClass: row.data_class,
    content: JSON.parse(row.content) as JsonObject,
    stamp: row.stamp,
    refs: row.refs ?? undefined,
    contested: row.contested,
    trueAt: momentOf(row.true_at, row.true_precision),
    asAt: row.as_at ?? undefined,
    learntAt: instantOf(row.learnt_at),
  }
  return contentTakenApart(resource, row.apart)
}

/** To whom else a source gave these ids. */
export async function holdersOf(
  db: Queryable,
  ids: readonly string[],
): Promise<{ id: string; person_id: PersonId }[]> {
  const { rows } = await db.query<{ id: string; person_id: PersonId }>({
    name: 'record.holdersOf',
    text: 'select id, person_id from record.holder where id = any($1)',
    values: [ids],
  })
  return rows
}

/** What belongs to nobody: by id, and organisations and places by what they are called (lower case). */
export async function sharedResources(
  db: Queryable,
  ids: readonly string[],
  names: readonly string[],
): Promise<SharedResource[]> {
  const { rows } = await db.query<SharedResource>({
    name: 'record.sharedResources',
    text: `select id, type, source, content from record.shared_resource
      where superseded_at is null and (id = any($1) or (
        type in ('HealthcareService', 'Location', 'Organization') and lower(content ->> 'name') = any($2)))
      order by id limit 500`,
    values: [ids, names],
  })
  return rows
}

import {
  beginningOf,
  type Cell,
  copyRows,
  idArray,
  type PersonId,
  type Precision,
  precisionOf,
  type Queryable,
  type Shape,
  type Transaction,
} from '../kernel/index.ts'
import type { Classed } from './classing.ts'
import type { CareEvent } from './event.ts'
import { type JsonObject, storable } from './resource.ts'

/** SQL of events: what sources tell, version by version. */

export type EventVersion = {
  person_id: PersonId
  event_id: string
  /** the newest */
  version: number
  digest: string
  first_learnt_at: Date
  /** when something was last learnt of it: what comes next is not older, though a clock was set back */
  known_to: Date
  /** false: it was taken back */
  stands: boolean
}

export async function newestVersions(
  tx: Queryable,
  personIds: readonly PersonId[],
  eventIds: readonly string[],
): Promise<EventVersion[]> {
  const { rows } = await tx.query<EventVersion>({
    name: 'record.newestVersions',
    text: `select distinct on (e.person_id, e.event_id) e.person_id, e.event_id, e.version,
        encode(uuid_send(e.digest), 'hex') as digest,
        e.first_learnt_at, greatest(e.learnt_at, e.superseded_at) as known_to, e.superseded_at is null as stands
      from record.event e
      join unnest($1::uuid[], $2::uuid[]) w (person_id, event_id)
        on e.person_id = w.person_id and e.event_id = w.event_id
      order by e.person_id, e.event_id, e.version desc`,
    values: [idArray(personIds), idArray(eventIds)],
  })
  return rows
}

export type NewEvent = CareEvent & Classed & { digest: string }
export type NewVersion = NewEvent & { version: number; firstLearntAt: Date; learntAt: Date }

const SHAPES = {
  person_id: 'uuid',
  event_id: 'uuid',
  kind: 'text',
  status: 'text',
  form: 'text',
  start_at: 'moment',
  start_precision: 'text',
  end_at: 'moment',
  end_precision: 'text',
  organisation: 'text',
  organisation_name: 'text',
  unit: 'text',
  label: 'text',
  detail: 'jsonb',
  data_class: 'text',
  apart: 'text',
  marks: 'text',
  numbers: 'texts',
  stamps: 'jsonb',
  said_at: 'moment',
  undated: 'flag',
  as_at: 'day',
  scope: 'text',
  submission: 'text',
  digest: 'uuid',
  version: 'int',
  first_learnt_at: 'moment',
  learnt_at: 'moment',
  source: 'text',
} satisfies Record<string, Shape>
const COLUMNS = Object.keys(SHAPES).join(', ')

/** Tellings, or further versions of them: a version that is there already fails all of it. */
export function insertVersions(
  tx: Transaction,
  source: string,
  events: readonly NewVersion[],
): void {
  const rows = events.map((event) => [...cellsOf(event), source])
  copyRows(tx, `record.event (${COLUMNS})`, rows, Object.values(SHAPES))
}

/**
 * What is said no more, as long as it is what somebody has read: of two writers the second finds that it is not, and
 * must read again.
 */
export async function supersede(
  tx: Queryable,
  at: Date,
  versions: readonly Pick<EventVersion, 'person_id' | 'event_id' | 'version'>[],
): Promise<number> {
  const { rowCount } = await tx.query({
    name: 'record.supersedeEvents',
    text: `update record.event e set superseded_at = greatest(e.learnt_at, $1)
      from unnest($2::uuid[], $3::uuid[], $4::int[]) w (person_id, event_id, version)
      where e.person_id = w.person_id and e.event_id = w.event_id and e.version = w.version
        and e.superseded_at is null`,
    values: [
      at,
      idArray(versions.map(({ person_id }) => person_id)),
      idArray(versions.map(({ event_id }) => event_id)),
      versions.map(({ version }) => version),
    ],
  })
  return rowCount
}

function cellsOf(event: NewVersion): Cell[] {
  const { numbers = [], stamps, told, startAt, endAt } = event
  return [
    event.personId,
    event.eventId,
    event.kind,
    event.status,
    event.form,
    ...momentCells(startAt),
    ...momentCells(endAt),
    event.organisation,
    event.organisationName,
    event.unit,
    event.label,
    storable(event.detail),
    event.dataClass,
    event.apart === undefined ? null : JSON.stringify(event.apart),
    event.marks === undefined ? null : storable(event.marks as JsonObject),
    numbers,
    stamps === undefined ? null : JSON.stringify(byStamp(stamps)),
    event.saidAt,
    event.undated === true,
    told?.asAt,
    told?.scope,
    told?.submission,
    event.digest,
    event.version,
    event.firstLearntAt,
    event.learntAt,
  ]
}

/** A message says many fields at once: each stamp is kept once, with the fields that have it, a space between them. */
function byStamp(stamps: Readonly<Record<string, string>>): Record<string, string> {
  const fields = new Map<string, string>()
  for (const [field, stamp] of Object.entries(stamps)) {
    const before = fields.get(stamp)
    fields.set(stamp, before === undefined ? field : `${before} ${field}`)
  }
  return Object.fromEntries(fields)
}

/** Field → stamp, as it was told. */
export function byField(kept: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(kept).flatMap(([stamp, fields]) =>
      fields.split(' ').map((field) => [field, stamp] as const),
    ),
  )
}

/** A moment as it is kept: when it begins, and how exactly that is known. */
export function momentCells(
  moment: string | undefined,
): [at: string | null, precision: Precision | null] {
  return moment === undefined ? [null, null] : [beginningOf(moment), precisionOf(moment)]
}

/** What a return does to a telling of its scope: nothing, gone by the day of a later one, withdrawn. */
const GONE = `select e.person_id, e.event_id,
    case when exists (select from whole w where w.as_at = e.as_at and w.submission > e.submission) then e.as_at
      when e.status = 'active' then
        (select min(w.as_at) from whole w where w.as_at > e.as_at and w.submission > e.submission)
    end as gone
  from record.event e where e.source = $1 and e.scope = $2 and e.superseded_at is null
    and e.submission < (select max(w.submission) from whole w)`
const WHOLE = `whole as (select * from unnest($3::date[], $4::text[]) w (as_at, submission))`

export type WholeReturns = {
  source: string
  scope: string
  returns: readonly { asAt: string; submission: string }[]
}

function wholeValues({ source, scope, returns }: WholeReturns): unknown[] {
  return [
    source,
    scope,
    returns.map(({ asAt }) => asAt),
    returns.map(({ submission }) => submission),
  ]
}

/** Of what stands in a scope, how much the whole returns of it leave out. */
export async function countLeftOut(
  tx: Queryable,
  whole: WholeReturns,
): Promise<{ leftOut: number; standing: number }> {
  const { rows } = await tx.query<{ left_out: string; standing: string }>(
    `with ${WHOLE}, gone as (${GONE})
      select (select count(*) from gone g join record.event e using (person_id, event_id)
          where g.gone is not null and e.gone is null and e.superseded_at is null) as left_out,
        (select count(*) from record.event e where e.source = $1 and e.scope = $2 and e.gone is null
          and e.superseded_at is null
          and (e.status = 'active' or e.as_at = (select max(w.as_at) from whole w))) as standing`,
    wholeValues(whole),
  )
  return { leftOut: Number(rows[0]!.left_out), standing: Number(rows[0]!.standing) }
}

/** Each gets a version that says when it went; answers whose they are, once for each. */
export async function closeLeftOut(
  tx: Queryable,
  whole: WholeReturns,
  at: Date,
): Promise<PersonId[]> {
  const { rows } = await tx.query<{ person_id: PersonId }>(
    `with ${WHOLE}, gone as (${GONE}),
      closed as (
        update record.event e set superseded_at = greatest(e.learnt_at, $5)
        from gone g where e.person_id = g.person_id and e.event_id = g.event_id
          and e.superseded_at is null and e.gone is distinct from g.gone and g.gone is not null
        returning e.*, g.gone as gone_by
      )
      insert into record.event (${COLUMNS}, gone)
      select person_id, event_id, kind, status, form, start_at, start_precision, end_at, end_precision,
        organisation, organisation_name, unit, label, detail, data_class, apart, marks, numbers, stamps, said_at,
        undated, as_at, scope, submission, digest, version + 1, first_learnt_at, superseded_at, source, gone_by
      from closed returning person_id`,
    [...wholeValues(whole), at],
  )
  return rows.map(({ person_id }) => person_id)
}

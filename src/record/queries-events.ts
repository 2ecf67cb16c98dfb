import {
  bareArray,
  type Cell,
  copyRows,
  type Queryable,
  type Transaction,
  textArray,
} from '../kernel/index.ts'
import type { CareEvent } from './event.ts'
import { storable } from './resource.ts'

/** SQL of events: what sources tell, row by row. */

export type EventDigest = { person_id: string; event_id: string; digest: Buffer }

export async function eventDigests(
  tx: Queryable,
  personIds: readonly string[],
  eventIds: readonly string[],
): Promise<EventDigest[]> {
  const { rows } = await tx.query<EventDigest>({
    name: 'record.eventDigests',
    text: `select e.person_id, e.event_id, e.digest from record.event e
      join unnest($1::uuid[], $2::uuid[]) w (person_id, event_id)
        on e.person_id = w.person_id and e.event_id = w.event_id`,
    values: [bareArray(personIds), bareArray(eventIds)],
  })
  return rows
}

export type NewEvent = CareEvent & { digest: Buffer }

export async function deleteEvents(
  tx: Queryable,
  events: readonly Pick<CareEvent, 'personId' | 'eventId'>[],
): Promise<void> {
  await tx.query({
    name: 'record.deleteEvents',
    text: `delete from record.event e using unnest($1::uuid[], $2::uuid[]) w (person_id, event_id)
      where e.person_id = w.person_id and e.event_id = w.event_id`,
    values: [events.map(({ personId }) => personId), events.map(({ eventId }) => eventId)],
  })
}

const COLUMNS = `person_id, event_id, kind, status, form, start_at, end_at, organisation, organisation_name, unit,
  label, detail, numbers, stamps, said_at, as_at, scope, submission, digest, source, learnt_at, changed_at`

/** Tellings that were not there before. */
export function insertEvents(
  tx: Transaction,
  source: string,
  learntAt: Date,
  events: readonly NewEvent[],
): void {
  const rows = events.map((event) => [...cellsOf(event), source, learntAt, learntAt])
  copyRows(tx, `record.event (${COLUMNS})`, rows)
}

/** Tellings that say something else than before. */
export async function updateEvents(
  tx: Queryable,
  learntAt: Date,
  events: readonly NewEvent[],
): Promise<void> {
  const cells = events.map(cellsOf)
  await tx.query({
    name: 'record.updateEvents',
    text: `update record.event o set kind = e.kind, status = e.status, start_at = e.start_at,
        end_at = e.end_at, organisation = e.organisation, organisation_name = e.organisation_name,
        unit = e.unit, label = e.label, detail = e.detail, numbers = e.numbers::text[], stamps = e.stamps,
        said_at = e.said_at, as_at = e.as_at, scope = e.scope, submission = e.submission, gone = null,
        digest = e.digest, changed_at = $1
      from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],
        $8::timestamptz[], $9::text[], $10::text[], $11::text[], $12::text[], $13::jsonb[], $14::text[],
        $15::jsonb[], $16::timestamptz[], $17::date[], $18::text[], $19::text[], $20::bytea[])
        e (person_id, event_id, kind, status, form, start_at, end_at, organisation, organisation_name, unit,
          label, detail, numbers, stamps, said_at, as_at, scope, submission, digest)
      where o.person_id = e.person_id and o.event_id = e.event_id`,
    values: [
      learntAt,
      ...Array.from({ length: TOLD }, (_, at) => cells.map((row) => row[at] ?? null)),
    ],
  })
}

/** How many of the columns a source tells. */
const TOLD = 19

function cellsOf(event: NewEvent): Cell[] {
  const { numbers = [], stamps, told } = event
  return [
    event.personId,
    event.eventId,
    event.kind,
    event.status,
    event.form,
    event.startAt,
    event.endAt,
    event.organisation,
    event.organisationName,
    event.unit,
    event.label,
    storable(event.detail),
    // An array of arrays of different lengths cannot be bound: each goes as PostgreSQL's own text.
    textArray(numbers),
    stamps === undefined ? null : JSON.stringify(stamps),
    event.saidAt,
    told?.asAt,
    told?.scope,
    told?.submission,
    event.digest,
  ]
}

/** What a return does to a telling of its scope: nothing, gone by the day of a later one, withdrawn. */
const GONE = `select e.person_id, e.event_id,
    case when exists (select from whole w where w.as_at = e.as_at and w.submission > e.submission) then e.as_at
      when e.status = 'active' then
        (select min(w.as_at) from whole w where w.as_at > e.as_at and w.submission > e.submission)
    end as gone
  from record.event e where e.source = $1 and e.scope = $2
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
          where g.gone is not null and e.gone is null) as left_out,
        (select count(*) from record.event e where e.source = $1 and e.scope = $2 and e.gone is null
          and (e.status = 'active' or e.as_at = (select max(w.as_at) from whole w))) as standing`,
    wholeValues(whole),
  )
  return { leftOut: Number(rows[0]!.left_out), standing: Number(rows[0]!.standing) }
}

export async function closeLeftOut(tx: Queryable, whole: WholeReturns, at: Date): Promise<number> {
  const { rowCount } = await tx.query(
    `with ${WHOLE}, gone as (${GONE})
      update record.event e set gone = g.gone, changed_at = $5
      from gone g where e.person_id = g.person_id and e.event_id = g.event_id
        and e.gone is distinct from g.gone and g.gone is not null`,
    [...wholeValues(whole), at],
  )
  return rowCount
}

import {
  type Cell,
  column,
  copyRows,
  idArray,
  type PersonId,
  PRECISIONS,
  type Queryable,
  type RowOf,
  rowReader,
  type Transaction,
  textArray,
} from '../kernel/index.ts'
import type { Asked, Counted, SaidAgain } from './counted.ts'
import { EVENT_KINDS, EVENT_STATUSES, type EventKind } from './event.ts'
import { type CountedVersion, digestOf } from './occurrence-history.ts'
import { momentCells } from './queries-events.ts'
import { instantOf, momentOf } from './queries-read.ts'

/** SQL of `record.occurrence`: what is counted, version by version. */

export type NewestRow = {
  kind: string
  identity_id: PersonId
  occurrence_id: string
  version: number
  digest: Buffer
  stands: boolean
  known_to: Date
}

/** The newest version of everything that was ever kept of these identities. */
export async function newestOccurrences(
  db: Queryable,
  identityIds: readonly PersonId[],
): Promise<NewestRow[]> {
  const { rows } = await db.query<NewestRow>({
    name: 'record.newestOccurrences',
    text: `select distinct on (identity_id, occurrence_id) identity_id, occurrence_id, version, digest, kind,
        superseded_at is null as stands, greatest(learnt_at, superseded_at) as known_to
      from record.occurrence where identity_id = any($1)
      order by identity_id, occurrence_id, version desc`,
    values: [idArray(identityIds)],
  })
  return rows
}

export type Superseded = { identityId: PersonId; id: string; at: string }

export async function supersedeOccurrences(
  tx: Queryable,
  superseded: readonly Superseded[],
): Promise<void> {
  await tx.query({
    name: 'record.supersedeOccurrences',
    text: `update record.occurrence o set superseded_at = s.at
      from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) s (identity_id, occurrence_id, at)
      where o.identity_id = s.identity_id and o.occurrence_id = s.occurrence_id and o.superseded_at is null`,
    values: [
      idArray(superseded.map(({ identityId }) => identityId)),
      idArray(superseded.map(({ id }) => id)),
      superseded.map(({ at }) => at),
    ],
  })
}

const COLUMNS = `identity_id, occurrence_id, version, kind, status, start_at, start_precision, end_at, end_precision,
  ready_at, ready_precision, expected_at, expected_precision, pathway, delay_reason, said_again, admission,
  admitted_from, destination, diagnosis, organisation, organisation_name, unit, provider_id, provider, hours, unit_cost,
  cost_frequency, next, term, discharge_method, planned_at, planned_precision, planned_minutes, minutes, carers,
  visit_outcome, holder, waits_for, asked, stay_number, data_class, next_due_at, next_due_precision, label, gone,
  conflict, event_ids, sources, digest, first_learnt_at, learnt_at, superseded_at`

export type NewOccurrence = CountedVersion & { identityId: PersonId; version: number }

export function insertOccurrences(tx: Transaction, versions: readonly NewOccurrence[]): void {
  copyRows(tx, `record.occurrence (${COLUMNS})`, versions.map(cellsOf))
}

function cellsOf({ identityId, version, counted, learntAt, supersededAt }: NewOccurrence): Cell[] {
  return [
    identityId,
    counted.id,
    version,
    counted.kind,
    counted.status,
    ...momentCells(counted.start),
    ...momentCells(counted.end),
    ...momentCells(counted.ready),
    ...momentCells(counted.expected),
    counted.pathway,
    counted.delayReason,
    counted.saidAgain && JSON.stringify(counted.saidAgain),
    counted.admission,
    counted.admittedFrom,
    counted.destination,
    counted.diagnosis,
    counted.organisation,
    counted.organisationName,
    counted.unit,
    counted.providerId,
    counted.provider,
    counted.hours,
    counted.unitCost,
    counted.costFrequency,
    counted.next,
    counted.term,
    counted.dischargeMethod,
    ...momentCells(counted.planned),
    counted.plannedMinutes,
    counted.minutes,
    counted.carers,
    counted.visitOutcome,
    counted.holder,
    counted.waitsFor,
    counted.asked && JSON.stringify(counted.asked),
    counted.stayNumber,
    counted.dataClass,
    ...momentCells(counted.nextDue),
    counted.label,
    counted.gone,
    textArray(counted.conflict),
    idArray(counted.eventIds),
    textArray(counted.sources),
    Buffer.from(digestOf(counted), 'hex'),
    counted.firstLearntAt,
    learntAt,
    supersededAt,
  ]
}

const precision = column.oneOf(...PRECISIONS)
const readOccurrence = rowReader('record.occurrence', {
  identity_id: column.personId,
  occurrence_id: column.text,
  kind: column.oneOf(...EVENT_KINDS),
  status: column.oneOf(...EVENT_STATUSES),
  start_at: column.orNull(column.text),
  start_precision: column.orNull(precision),
  end_at: column.orNull(column.text),
  end_precision: column.orNull(precision),
  ready_at: column.orNull(column.text),
  ready_precision: column.orNull(precision),
  expected_at: column.orNull(column.text),
  expected_precision: column.orNull(precision),
  next_due_at: column.orNull(column.text),
  next_due_precision: column.orNull(precision),
  pathway: column.orNull(column.text),
  delay_reason: column.orNull(column.text),
  said_again: column.orNull(column.listOf(column.object)),
  admission: column.orNull(column.text),
  admitted_from: column.orNull(column.text),
  destination: column.orNull(column.text),
  diagnosis: column.orNull(column.text),
  organisation: column.orNull(column.text),
  organisation_name: column.orNull(column.text),
  unit: column.orNull(column.text),
  provider_id: column.orNull(column.text),
  provider: column.orNull(column.text),
  hours: column.orNull(column.text),
  unit_cost: column.orNull(column.text),
  cost_frequency: column.orNull(column.text),
  next: column.orNull(column.text),
  term: column.orNull(column.text),
  discharge_method: column.orNull(column.text),
  planned_at: column.orNull(column.text),
  planned_precision: column.orNull(precision),
  planned_minutes: column.orNull(column.text),
  minutes: column.orNull(column.text),
  carers: column.orNull(column.text),
  visit_outcome: column.orNull(column.text),
  holder: column.orNull(column.text),
  waits_for: column.orNull(column.text),
  asked: column.orNull(column.object),
  stay_number: column.orNull(column.text),
  data_class: column.text,
  label: column.text,
  gone: column.orNull(column.text),
  conflict: column.texts,
  event_ids: column.texts,
  sources: column.texts,
  first_learnt_at: column.text,
})
type OccurrenceRow = RowOf<typeof readOccurrence>

/**
 * What is counted of these identities, now or as it was known at a time. `kinds`: of these alone, beside what a list
 * asked for.
 */
export async function occurrencesOfIdentities(
  db: Queryable,
  identityIds: readonly PersonId[],
  at?: Date,
  kinds?: readonly EventKind[],
): Promise<Map<PersonId, Counted[]>> {
  const { rows } = await db.query({
    name: 'record.occurrencesOfIdentities',
    text: `select identity_id, occurrence_id, kind, status, start_at::text, start_precision, end_at::text,
        end_precision, ready_at::text, ready_precision, expected_at::text, expected_precision,
        next_due_at::text, next_due_precision, pathway, delay_reason, said_again, admission, admitted_from, destination,
        diagnosis, organisation, organisation_name, unit, provider_id, provider, hours::text, unit_cost::text,
        cost_frequency, next, term, discharge_method, planned_at::text, planned_precision, planned_minutes::text,
        minutes::text, carers::text, visit_outcome, holder, waits_for, asked, stay_number, data_class, label,
        gone::text, conflict, event_ids, sources, first_learnt_at::text
      from record.occurrence where identity_id = any($1)
        and case when $2::timestamptz is null then superseded_at is null
          else learnt_at <= $2 and (superseded_at is null or superseded_at > $2) end
        and ($3::text[] is null or kind = any($3) or asked is not null)
      order by identity_id, start_at nulls first, occurrence_id`,
    values: [idArray(identityIds), at ?? null, kinds ?? null],
  })
  const found = new Map<PersonId, Counted[]>(identityIds.map((id) => [id, []]))
  for (const row of rows.map(readOccurrence)) found.get(row.identity_id)!.push(toCounted(row))
  return found
}

function toCounted(row: OccurrenceRow): Counted {
  return {
    id: row.occurrence_id,
    kind: row.kind,
    status: row.status,
    dataClass: row.data_class,
    start: momentOf(row.start_at, row.start_precision),
    end: momentOf(row.end_at, row.end_precision),
    ready: momentOf(row.ready_at, row.ready_precision),
    expected: momentOf(row.expected_at, row.expected_precision),
    pathway: row.pathway ?? undefined,
    delayReason: row.delay_reason ?? undefined,
    admission: row.admission ?? undefined,
    admittedFrom: row.admitted_from ?? undefined,
    destination: row.destination ?? undefined,
    ...(row.said_again === null ? {} : { saidAgain: row.said_again as SaidAgain[] }),
    diagnosis: row.diagnosis ?? undefined,
    organisation: row.organisation ?? undefined,
    organisationName: row.organisation_name ?? undefined,
    unit: row.unit ?? undefined,
    providerId: row.provider_id ?? undefined,
    provider: row.provider ?? undefined,
    hours: row.hours ?? undefined,
    unitCost: row.unit_cost ?? undefined,
    costFrequency: row.cost_frequency ?? undefined,
    next: row.next ?? undefined,
    term: row.term ?? undefined,
    dischargeMethod: row.discharge_method ?? undefined,
    planned: momentOf(row.planned_at, row.planned_precision),
    plannedMinutes: row.planned_minutes ?? undefined,
    minutes: row.minutes ?? undefined,
    carers: row.carers ?? undefined,
    visitOutcome: row.visit_outcome ?? undefined,
    holder: row.holder ?? undefined,
    waitsFor: row.waits_for ?? undefined,
    ...(row.asked === null ? {} : { asked: row.asked as Asked }),
    stayNumber: row.stay_number ?? undefined,
    nextDue: momentOf(row.next_due_at, row.next_due_precision),
    label: row.label,
    gone: row.gone ?? undefined,
    conflict: row.conflict,
    eventIds: row.event_ids,
    sources: row.sources,
    firstLearntAt: instantOf(row.first_learnt_at),
  }
}

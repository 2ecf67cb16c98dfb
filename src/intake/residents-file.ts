import { addDays, londonDate } from '../kernel/index.ts'
import { type CareEvent, eventIdOf } from '../record/index.ts'
import { arrivalStamp, careReading, detailOf, readCarePerson } from './care-person.ts'
import { type ReadContext, type Reading, Unreadable } from './reading.ts'
import type { TableColumns } from './table-columns.ts'
import { columnOf, TableRow } from './table-row.ts'

/** Who lives in a care home, or has, from which night to which, as the home tells it. */
export const RESIDENTS: TableColumns = {
  columns: [
    'stay_id',
    'la_person_id',
    'nhs_number',
    'provider_id',
    'provider_name',
    'start',
    'end',
    'kind',
    'end_reason',
  ],
  needs: ['stay_id', 'provider_id', 'start', 'end'],
  dates: ['start', 'end'],
  asked: () => ['stay_id', 'nhs_number', 'provider_id', 'provider_name', 'start', 'kind'],
}

const LABEL = 'Stay in a care home'
const RANK = { open: 1, ended: 2 } as const

/** @throws Unreadable with the column */
export function readResident(bytes: Buffer, context: ReadContext): Reading {
  const row = new TableRow(bytes)
  row.required('start')
  const startAt = row.day('start')!
  const endAt = row.day('end')
  const tomorrow = addDays(londonDate(context.receivedAt), 1)
  for (const [column, day] of [
    ['start', startAt],
    ['end', endAt ?? ''],
  ] as const) {
    if (day > tomorrow) throw new Unreadable('the day is still to come', columnOf(column))
  }
  if (endAt !== undefined && endAt < startAt) {
    throw new Unreadable('the stay ends before it starts', columnOf('end'))
  }
  const providerId = row.requiredId('provider_id')
  const person = readCarePerson(row, context, { column: 'la_person_id', day: startAt })
  const eventId = eventIdOf(context.source, providerId, `stay ${row.requiredId('stay_id')}`)
  const kind = row.text('kind')
  const event: CareEvent = {
    personId: person.personId,
    eventId,
    kind: 'residence',
    form: 'resource',
    status: endAt === undefined ? 'active' : 'finished',
    startAt,
    ...(endAt === undefined ? {} : { endAt }),
    label: kind === undefined ? LABEL : `${LABEL} (${kind.toLowerCase()})`,
    detail: detailOf({
      providerId,
      provider: row.text('provider_name'),
      reason: row.text('end_reason'),
    }),
    saidAt: context.receivedAt,
  }
  return careReading(
    person,
    event,
    arrivalStamp(endAt === undefined ? RANK.open : RANK.ended, context),
  )
}

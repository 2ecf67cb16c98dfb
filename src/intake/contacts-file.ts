import { addDays, londonDate } from '../kernel/index.ts'
import { type CareEvent, eventIdOf } from '../record/index.ts'
import { arrivalStamp, careReading, detailOf, readCarePerson } from './care-person.ts'
import { type ReadContext, type Reading, Unreadable } from './reading.ts'
import type { TableColumns } from './table-columns.ts'
import { columnOf, TableRow } from './table-row.ts'

/** Contacts of community services: who was seen, by which team, where and for how long. */
export const CONTACTS: TableColumns = {
  columns: [
    'contact_id',
    'nhs_number',
    'organisation',
    'team',
    'professional',
    'start',
    'minutes',
    'kind',
    'place',
  ],
  needs: ['contact_id', 'nhs_number', 'start'],
  dates: ['start'],
  asked: () => ['contact_id', 'nhs_number', 'organisation', 'team', 'start', 'kind'],
}

const DAY_MINUTES = 24 * 60
const AHEAD_DAYS_MAX = 400
/** What an organisation is called by in lists of codes, and no name of one is written so. */
const CODE = /^(?=.*\d)[A-Z0-9-]{3,12}$|^[A-Z]{3,5}$/

/** @throws Unreadable with the column */
export function readContact(bytes: Buffer, context: ReadContext): Reading {
  const row = new TableRow(bytes)
  row.required('start')
  const startAt = row.moment('start')!
  const day = londonDate(startAt)
  const today = londonDate(context.receivedAt)
  if (day > addDays(today, AHEAD_DAYS_MAX)) {
    throw new Unreadable('the contact lies far ahead', columnOf('start'))
  }
  const minutes = row.whole('minutes')
  if (minutes !== undefined && Number(minutes) > DAY_MINUTES) {
    throw new Unreadable('the contact is longer than a day', columnOf('minutes'))
  }
  const person = readCarePerson(row, context, { day })
  const organisation = row.text('organisation')
  const isCode = organisation !== undefined && CODE.test(organisation)
  const eventId = eventIdOf(context.source, organisation ?? '', row.requiredId('contact_id'))
  const over = startAt.includes('T') ? startAt <= context.receivedAt : day <= today
  const event: CareEvent = {
    personId: person.personId,
    eventId,
    kind: 'contact',
    form: 'resource',
    status: over ? 'finished' : 'planned',
    startAt,
    ...(isCode ? { organisation } : { organisationName: organisation }),
    unit: row.text('team'),
    label: row.text('kind') ?? 'Contact',
    detail: detailOf({
      minutes,
      professional: row.text('professional'),
      place: row.text('place'),
    }),
    saidAt: context.receivedAt,
  }
  return careReading(person, event, arrivalStamp(over ? 2 : 1, context))
}

import { addDays, isWithoutTime, londonDate } from '../kernel/index.ts'
import { type CareEvent, eventIdOf, OF_A_WEEK, VISIT_OUTCOMES } from '../record/index.ts'
import { arrivalStamp, careReading, detailOf, readCarePerson } from './care-person.ts'
import { type ReadContext, type Reading, Unreadable } from './reading.ts'
import type { TableColumns } from './table-columns.ts'
import { columnOf, TableRow } from './table-row.ts'

const OF_ANY = ['la_person_id', 'nhs_number', 'provider_id']
const OF_WEEK = [...OF_ANY, 'week_start', 'planned_hours', 'delivered_hours']
const OF_PLANNED = [...OF_ANY, 'visit_id', 'planned_start', 'planned_minutes', 'carers']
const OF_TOLD = [...OF_PLANNED, 'status']

/** Visits of home care as they were planned and made, one a row, or hours by the week. */
export const VISITS: TableColumns = {
  columns: [
    'visit_id',
    'la_person_id',
    'nhs_number',
    'provider_id',
    'carer_id',
    'planned_start',
    'planned_minutes',
    'carers',
    'actual_start',
    'actual_minutes',
    'status',
    'reason',
    'week_start',
    'planned_hours',
    'delivered_hours',
  ],
  needs: ['provider_id'],
  oneOf: ['planned_start', 'week_start'],
  dates: ['planned_start', 'actual_start', 'week_start'],
  asked: (cells) =>
    cells.has('week_start') ? OF_WEEK : cells.has('status') ? OF_TOLD : OF_PLANNED,
}

const LABEL = 'Home care'
const DAY_MINUTES = 24 * 60
const WEEK_HOURS = 7 * 24
const HOUR_MS = 3_600_000
/** A rota is made for some weeks; what is planned for longer is a slip. */
const AHEAD_DAYS_MAX = 400
/** What is known of how it went stands over what was planned. */
const RANK = { planned: 1, told: 2 } as const

type Visit = Pick<CareEvent, 'status' | 'startAt' | 'endAt' | 'detail'> & {
  id: string
  day: string
}

/** @throws Unreadable with the column */
export function readVisit(bytes: Buffer, context: ReadContext): Reading {
  const row = new TableRow(bytes)
  const providerId = row.requiredId('provider_id')
  const weekly = row.has('week_start')
  if (weekly && row.has('planned_start')) {
    throw new Unreadable('the row is of a week and of one visit', columnOf('week_start'))
  }
  const visit = weekly ? weekIn(row, context) : visitIn(row, context)
  const person = readCarePerson(row, context, { column: 'la_person_id', day: visit.day })
  const { id, day: _, ...told } = visit
  const eventId = eventIdOf(
    context.source,
    providerId,
    weekly ? `week ${visit.day} of ${person.number}` : id,
  )
  const rank = told.detail.visitOutcome === undefined ? RANK.planned : RANK.told
  const event: CareEvent = {
    personId: person.personId,
    eventId,
    kind: 'visit',
    form: 'resource',
    label: LABEL,
    saidAt: context.receivedAt,
    ...told,
    detail: { ...told.detail, providerId },
  }
  return careReading(person, event, arrivalStamp(weekly ? RANK.told : rank, context))
}

function visitIn(row: TableRow, { receivedAt }: ReadContext): Visit {
  row.required('planned_start')
  const plannedAt = row.moment('planned_start')!
  const startedAt = row.moment('actual_start')
  const said = row.oneOf('status', VISIT_OUTCOMES)
  // Whoever writes down when they came has come.
  const outcome = said ?? (startedAt === undefined ? undefined : 'made')
  const came = outcome === 'made' || outcome === 'late'
  if (!came && startedAt !== undefined) {
    throw new Unreadable(
      `a visit that is ${outcome} has a time of coming`,
      columnOf('actual_start'),
    )
  }
  const tomorrow = addDays(londonDate(receivedAt), 1)
  if (londonDate(plannedAt) > addDays(tomorrow, AHEAD_DAYS_MAX)) {
    throw new Unreadable('the visit lies far ahead', columnOf('planned_start'))
  }
  if (came && (isAhead(startedAt, receivedAt) || londonDate(startedAt ?? plannedAt) > tomorrow)) {
    const column = startedAt === undefined ? 'status' : 'actual_start'
    throw new Unreadable('the visit is told as made, and is still to come', columnOf(column))
  }
  const plannedMinutes = minutesIn(row, 'planned_minutes')
  const minutes = came ? minutesIn(row, 'actual_minutes') : undefined
  const startAt = startedAt ?? plannedAt
  return {
    id: row.requiredId('visit_id'),
    day: londonDate(plannedAt),
    status: came ? 'finished' : outcome === undefined ? 'planned' : 'cancelled',
    startAt,
    endAt: came ? endOf(startAt, minutes) : undefined,
    detail: detailOf({
      plannedAt,
      plannedMinutes,
      minutes,
      carers: row.whole('carers'),
      carerId: row.id('carer_id'),
      visitOutcome: outcome,
      reason: row.text('reason'),
    }),
  }
}

/** A clock may be an hour ahead; of a day alone nobody knows more. */
function isAhead(startedAt: string | undefined, receivedAt: string): boolean {
  if (startedAt === undefined || isWithoutTime(startedAt)) return false
  return Date.parse(startedAt) > Date.parse(receivedAt) + HOUR_MS
}

function weekIn(row: TableRow, { receivedAt }: ReadContext): Visit {
  const day = row.day('week_start')!
  if (day > addDays(londonDate(receivedAt), 1)) {
    throw new Unreadable('the week has not begun', columnOf('week_start'))
  }
  row.required('delivered_hours')
  return {
    id: '',
    day,
    status: 'finished',
    startAt: day,
    endAt: addDays(day, 6),
    detail: detailOf({
      span: OF_A_WEEK,
      plannedMinutes: hoursIn(row, 'planned_hours'),
      minutes: hoursIn(row, 'delivered_hours'),
    }),
  }
}

function minutesIn(row: TableRow, column: string): string | undefined {
  const minutes = row.whole(column)
  if (minutes !== undefined && Number(minutes) > DAY_MINUTES) {
    throw new Unreadable('the visit is longer than a day', columnOf(column))
  }
  return minutes
}

/** In minutes. Two carers give two hours in one. */
function hoursIn(row: TableRow, column: string): string | undefined {
  const hours = row.decimal(column)
  if (hours === undefined) return undefined
  if (Number(hours) > WEEK_HOURS * 4) {
    throw new Unreadable('these are more hours than four carers have in a week', columnOf(column))
  }
  return String(Math.round(Number(hours) * 60))
}

function endOf(startAt: string, minutes: string | undefined): string | undefined {
  if (minutes === undefined || !startAt.includes('T')) return undefined
  return new Date(Date.parse(startAt) + Number(minutes) * 60_000).toISOString()
}

import { capital, londonDate } from '../kernel/index.ts'
import { type CareEvent, eventIdOf } from '../record/index.ts'
import { arrivalStamp, careReading, detailOf, readCarePerson } from './care-person.ts'
import { believed, stampOf } from './latest.ts'
import { type ReadContext, type Reading, Unreadable } from './reading.ts'
import type { TableColumns } from './table-columns.ts'
import { columnOf, TableRow } from './table-row.ts'

/** What has to be done before somebody can leave a bed: whose it is, for what it waits, when it was done. */
export const TASKS: TableColumns = {
  columns: [
    'task_id',
    'visit_number',
    'hospital_number',
    'nhs_number',
    'task',
    'holder',
    'waits_for',
    'opened_at',
    'closed_at',
    'outcome',
    'recorded_at',
  ],
  needs: ['task_id', 'task', 'opened_at'],
  dates: ['opened_at', 'closed_at', 'recorded_at'],
  asked: () => ['task_id', 'nhs_number', 'task', 'holder', 'opened_at', 'recorded_at'],
}

const AS_SYSTEMS_WRITE = /^[a-z]+(?:[-_][a-z]+)*$/

/** What a task's closing is told by follows what it was opened by, in one and the same second. */
const RANK = { open: 1, closed: 2 } as const

/** @throws Unreadable with the column */
export function readTask(bytes: Buffer, context: ReadContext): Reading {
  const row = new TableRow(bytes)
  const label = inWords(row.required('task'))
  row.required('opened_at')
  const startAt = row.moment('opened_at')!
  const endAt = row.moment('closed_at')
  for (const [column, at] of [
    ['opened_at', startAt],
    ['closed_at', endAt],
  ] as const) {
    if (believed(at, context.receivedAt) !== at) {
      throw new Unreadable('the time is still to come', columnOf(column))
    }
  }
  if (endAt !== undefined && Date.parse(endAt) < Date.parse(startAt)) {
    throw new Unreadable('the task is closed before it was opened', columnOf('closed_at'))
  }
  const place = { column: 'hospital_number', day: londonDate(startAt) }
  const person = readCarePerson(row, context, place)
  const taskId = row.requiredId('task_id')
  const eventId = eventIdOf(context.source, context.feed.patients ?? '', `task ${taskId}`)
  const event: CareEvent = {
    personId: person.personId,
    eventId,
    kind: 'task',
    form: 'resource',
    status: endAt === undefined ? 'active' : 'finished',
    startAt,
    ...(endAt === undefined ? {} : { endAt }),
    label,
    detail: detailOf({
      holder: row.text('holder'),
      waitsFor: row.text('waits_for'),
      outcome: row.text('outcome'),
      stayNumber: row.id('visit_number'),
    }),
    saidAt: context.receivedAt,
  }
  return careReading(
    person,
    event,
    stampIn(row, endAt === undefined ? RANK.open : RANK.closed, context),
    !row.has('recorded_at'),
  )
}

/** A name as systems write it, `therapy-review`, is shown as people do. */
function inWords(task: string): string {
  return AS_SYSTEMS_WRITE.test(task) ? capital(task.replaceAll(/[-_]/g, ' ')) : task
}

/** By when it was recorded, where that is told and can be believed. */
function stampIn(row: TableRow, rank: number, context: ReadContext): string {
  const recorded = believed(row.moment('recorded_at'), context.receivedAt)
  return recorded === undefined
    ? arrivalStamp(rank, context)
    : stampOf(recorded, rank, context.hash)
}

import { councilDay, type Day, isoDay, MINUTES_A_DAY, type Minute, onDay } from './calendar.ts'
import type { CareTold } from './care-charged.ts'
import { csvRow } from './csv.ts'
import type { ExtractFiles } from './extract-files.ts'
import {
  carerOf,
  type HomeVisit,
  type HomeWeek,
  plannedUntil,
  singlyFrom,
  visitsOf,
  weeksOf,
} from './home-visits.ts'
import type { Life } from './life.ts'
import type { World } from './person.ts'

/** The columns of interface.md, "Intake". */
const HEADER = csvRow([
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
])

/** What the agencies record for the council, in the file of its month: a row a week, each visit of the last weeks. */
export function writeVisits(life: Life, { weeks, visits }: CareTold, files: ExtractFiles): void {
  for (const week of weeks) files.write(pathOf(week.monday), weekRow(life, week), HEADER)
  for (const visit of visits)
    files.write(pathOf(onDay(visit.plannedAt)), visitRow(life, visit), HEADER)
}

/** What there is to be told of somebody's visits. */
export function careToldOf(world: World, life: Life): CareTold {
  return {
    weeks: weeksOf(world, life),
    visits: visitsOf(world, life, singlyFrom(world), plannedUntil(world)),
  }
}

/** What they record on later days: what was planned before has been made, and more is planned. */
export function writeVisitsAfter(world: World, life: Life, from: Day, files: ExtractFiles): void {
  const path = `care/visits-from-${isoDay(from)}.csv`
  for (const visit of visitsOf(world, life, from, plannedUntil(world)))
    files.write(path, visitRow(life, visit), HEADER)
}

function pathOf(day: Day): string {
  return `care/visits-${isoDay(day).slice(0, 7)}.csv`
}

function visitRow({ council, person }: Life, visit: HomeVisit): string {
  const { view } = council!
  const { provider, plannedAt, minutes, actualAt, actualMinutes, outcome, reason } = visit
  return csvRow([
    `${person.index}-${plannedAt}`,
    view.id,
    view.nhsNumber,
    provider.locationId,
    outcome === undefined ? '' : carerOf(visit, person.index),
    clock(plannedAt),
    minutes,
    1,
    actualAt === undefined ? '' : clock(actualAt),
    actualMinutes,
    outcome,
    reason,
  ]).replace(/\r\n$/, ',,,\r\n')
}

function weekRow({ council }: Life, { provider, monday, planned, delivered }: HomeWeek): string {
  const { view } = council!
  const none = Array.from({ length: 8 }, () => '')
  return csvRow([
    '',
    view.id,
    view.nhsNumber,
    provider.locationId,
    ...none,
    councilDay(monday),
    planned.toFixed(2),
    delivered.toFixed(2),
  ])
}

/** Local time without a zone. */
function clock(minute: Minute): string {
  const inDay = minute - onDay(minute) * MINUTES_A_DAY
  const two = (count: number) => String(count).padStart(2, '0')
  return `${isoDay(onDay(minute))} ${two(Math.floor(inDay / 60))}:${two(inDay % 60)}`
}

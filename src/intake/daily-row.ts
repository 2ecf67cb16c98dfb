import { addDays, londonDate, type PersonId } from '../kernel/index.ts'
import { idOf, personIdOf, whyNoId } from '../people/index.ts'
import { authoritySystem } from './cx-ids.ts'
import { type DailyColumn, typeIn } from './daily-columns.ts'
import { type DailyCells, isWritten, thingOf } from './daily-record.ts'
import { type PlannedVisit, readVisits } from './daily-visits.ts'
import type { FieldValue } from './latest.ts'
import { readCouncilDate } from './moment.ts'
import { NHS_AUTHORITY, NHS_NUMBER_WARNING, nhsNumberFields } from './nhs-system.ts'
import { type ReadContext, Unreadable } from './reading.ts'

export const RECORD_TYPES = [
  'person',
  'request',
  'assessment',
  'package',
  'waiting',
  'equipment',
  'do-not-tell',
] as const
export type RecordType = (typeof RECORD_TYPES)[number]

/** What people write in `status`, and what it means of a thing. */
const STATUSES: ReadonlyMap<string, DailyRow['status']> = new Map(
  Object.entries({
    planned: 'planned',
    agreed: 'planned',
    approved: 'planned',
    requested: 'planned',
    sourcing: 'planned',
    brokerage: 'planned',
    'with brokerage': 'planned',
    'not started': 'planned',
    'awaiting start': 'planned',
    open: 'active',
    active: 'active',
    current: 'active',
    started: 'active',
    waiting: 'active',
    allocated: 'active',
    'in progress': 'active',
    suspended: 'active',
    'on hold': 'active',
    closed: 'finished',
    completed: 'finished',
    complete: 'finished',
    ended: 'finished',
    finished: 'finished',
    cancelled: 'cancelled',
    withdrawn: 'cancelled',
    'entered in error': 'cancelled',
  } as const),
)
const SEXES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    f: 'female',
    female: 'female',
    m: 'male',
    male: 'male',
    o: 'other',
    other: 'other',
    u: 'unknown',
    unknown: 'unknown',
  }),
)
const TEXT_MAX = 10_000
const DECIMAL = /^\d{1,6}(?:\.\d{1,4})?$/

/** One row of a daily file, checked: whom it is about, and what is open for them. */
export type DailyRow = {
  type: RecordType
  /** type and reference, by which the council knows it from day to day */
  thing: string
  personId: PersonId
  sourceId: string
  /** whose number `sourceId` is */
  authority: string
  /** the council's code */
  council: string
  reference: string
  kind: string
  status: 'planned' | 'active' | 'finished' | 'cancelled' | ''
  /** the word of the file, where it says more than what it means */
  state: string
  /** YYYY-MM-DD, '' where nothing is said */
  start: string
  end: string
  due: string
  team: string
  worker: string
  workerPhone: string
  providerId: string
  provider: string
  units: string
  visits: readonly PlannedVisit[]
  reason: string
  outcome: string
  /** written on a page: no file closes it by lacking it, until one has told it */
  byHand?: true
  /** fields of the person, as `personFrom` reads them */
  who: Record<string, FieldValue>
}

export type ReadDaily = { row: DailyRow; warnings: string[] }

/** @throws Unreadable with the column */
export function readDailyRow(
  cells: DailyCells,
  { source, feed, receivedAt }: ReadContext,
): ReadDaily {
  const get = (column: DailyColumn) => textIn(cells, column)
  const type = typeOf(cells)
  // A party without a code goes by its own word.
  const council = feed.patients ?? feed.codes?.[0] ?? feed.party
  if (council === undefined) {
    throw new Unreadable('no clause and no reading says which council’s numbers these are')
  }
  const own = get('la_person_id')
  const number = nhsNumberFields(get('nhs_number'))
  const sourceId = own || number.nhsNumber
  if (own !== '') refuseNoId(own, 'la_person_id')
  if (!sourceId) throw new Unreadable('the row names nobody', at('la_person_id'))
  const authority = own === '' ? NHS_AUTHORITY : council
  const reference = get('reference')
  if (reference !== '') refuseNoId(reference, 'reference')
  const thing = thingOf(cells)
  if (thing === undefined) throw new Unreadable('the row has no reference', at('reference'))
  const start = dateIn(cells, 'start')
  const end = dateIn(cells, 'end')
  if (start !== '' && end !== '' && end < start) {
    throw new Unreadable('it ends before it starts', at('end'))
  }
  if (dateIn(cells, 'date_of_birth') > addDays(londonDate(receivedAt), 1)) {
    throw new Unreadable('the day is still to come', at('date_of_birth'))
  }
  const { status, state } = statusIn(get('status'))
  const units = get('units_per_week')
  if (units !== '' && !DECIMAL.test(units)) {
    throw new Unreadable('the value is not a number', at('units_per_week'))
  }
  const warnings = number.nhsNumberAsGiven ? [NHS_NUMBER_WARNING] : []
  const row: DailyRow = {
    ...{ type, thing, sourceId, authority, council, reference, status, state, start, end, units },
    personId: personIdOf(source, sourceId, authority),
    kind: get('kind'),
    due: dateIn(cells, 'due'),
    team: get('team'),
    worker: get('worker'),
    workerPhone: get('worker_phone'),
    providerId: get('provider_id'),
    provider: get('provider_name'),
    visits: readVisits(get('visits')),
    reason: get('reason'),
    outcome: get('outcome'),
    ...(isWritten(cells) && { byHand: true }),
    who: { ...whoIn(cells, own, council), ...(number as Record<string, FieldValue>) },
  }
  if (type === 'do-not-tell' && row.kind === '') {
    throw new Unreadable('it does not say who may not be told', at('kind'))
  }
  return { row, warnings }
}

/** What the record knows it by: the same thing from whichever door it comes. */
export function dailyEventId(source: string, { council, thing }: DailyRow): string {
  return idOf('council-event', { source, authority: council, value: thing })
}

export function at(column: DailyColumn): string {
  return `column "${column}"`
}

function typeOf(cells: DailyCells): RecordType {
  const squeezed = typeIn(cells)
  const type = RECORD_TYPES.find((one) => one === squeezed)
  if (type !== undefined) return type
  const known = RECORD_TYPES.join(', ')
  throw new Unreadable(
    squeezed === '' ? 'the cell is empty' : `the value is none of ${known}`,
    at('record_type'),
  )
}

function statusIn(text: string): Pick<DailyRow, 'status' | 'state'> {
  const word = text.toLowerCase().replaceAll(/[\s_-]+/g, ' ')
  const status = STATUSES.get(word) ?? ''
  // What is only that it goes on, or is over, needs no words of its own.
  const plain = status === '' || ['suspended', 'on hold'].includes(word)
  return { status, state: plain ? text : '' }
}

function refuseNoId(value: string, column: DailyColumn): void {
  const why = whyNoId(value)
  if (why !== undefined) throw new Unreadable(`the identifier ${why}`, at(column))
}

function textIn(cells: DailyCells, column: DailyColumn): string {
  const text = cells.get(column) ?? ''
  if (text.length > TEXT_MAX) {
    throw new Unreadable('a text is longer than 10,000 characters', at(column))
  }
  if (text.includes('\0')) throw new Unreadable('the text holds a NUL character', at(column))
  return text
}

function dateIn(cells: DailyCells, column: DailyColumn): string {
  const text = textIn(cells, column)
  if (text === '') return ''
  const read = readCouncilDate(text)
  if (!read.ok) throw new Unreadable(`the date ${read.why}`, at(column))
  return read.moment.date
}

function whoIn(cells: DailyCells, own: string, council: string): Record<string, FieldValue> {
  const get = (column: DailyColumn) => textIn(cells, column)
  const line = get('address_line_1')
  const postcode = get('postcode')
  const given = get('given_name')
  const born = dateIn(cells, 'date_of_birth')
  const sex = SEXES.get(get('sex').toLowerCase())
  return {
    ...(own === '' ? {} : { identifiers: [{ system: authoritySystem(council), value: own }] }),
    ...(get('family_name') === '' ? {} : { family: get('family_name') }),
    ...(given === '' ? {} : { given: given.split(/\s+/) }),
    ...(born === '' ? {} : { birthDate: born }),
    ...(sex === undefined ? {} : { sex }),
    ...(line === '' && postcode === ''
      ? {}
      : {
          address: { lines: line === '' ? [] : [line], ...(postcode === '' ? {} : { postcode }) },
        }),
    ...(get('phone') === '' ? {} : { phones: [get('phone')] }),
    ...(get('gp_practice') === '' ? {} : { gpPractice: practiceIn(get('gp_practice')) }),
  }
}

/** A code, or what people call it. */
function practiceIn(text: string): FieldValue {
  return /^[A-Z]\d{5}$/i.test(text) ? { code: text.toUpperCase() } : { name: text }
}

import { derivedId } from '../kernel/index.ts'
import { personIdOf } from '../people/index.ts'
import type { JsonObject, ParsedResource } from '../record/index.ts'
import { type CldEvent, councilEvent } from './cld-events.ts'
import { OUTCOMES } from './cld-lists.ts'
import { type CldRow, place, readCldRow } from './cld-row.ts'
import { supportReasonWords } from './cld-words.ts'
import type { FieldValue } from './latest.ts'
import { startOfDay } from './moment.ts'
import { NHS_NUMBER_WARNING, nhsNumberFields } from './nhs-system.ts'
import { authoritySystem } from './pid.ts'
import {
  COUNCIL_EVENT,
  type CouncilSaid,
  PERSON,
  type ReadContext,
  type Reading,
  type Said,
  Unreadable,
} from './reading.ts'

const SEXES: Record<string, string> = {
  male: 'male',
  female: 'female',
  other: 'other',
  unknown: 'unknown',
}
const LINKED = [
  'Adult 1 Linked Person ID',
  'Adult 2 Linked Person ID',
  'Adult 3 Linked Person ID',
] as const
const NO_ID = /^(?:0+|n\/?a|none|null|unknown|-)$/i

type Client = { personId: string; sourceId: string; stamp: string; hash: string }

/**
 * One row of Client Level Data: a person, what happened to them if the row says, and whom they care for.
 * Of rows that speak of the same event the latest return counts, then the open end, then the later end,
 * then the outcome that stands higher (DHSC, CLD methodology); rows are never mixed.
 * @throws Unreadable with the column
 */
export function readCld(bytes: Buffer, context: ReadContext): Reading {
  const row = readCldRow(bytes)
  const laCode = required(row, 'LA Code')
  const periodStart = requiredDate(row, 'Reporting Period Start Date')
  const periodEnd = requiredDate(row, 'Reporting Period End Date')
  if (periodEnd < periodStart) {
    throw new Unreadable('the period ends before it starts', place('Reporting Period End Date'))
  }
  const number = nhsNumberFields(row.get('NHS Number'))
  const own = row.get('LA Person Unique Identifier')
  const sourceId = own || number.nhsNumber
  if (!sourceId) throw new Unreadable('the row names nobody', place('LA Person Unique Identifier'))
  const hash = context.hash.toString('hex', 0, 8)
  const stamp = `${startOfDay(periodEnd)}~0~${hash}`
  const client = { personId: personIdOf(context.source, sourceId), sourceId, stamp, hash }
  const person: Said = {
    personId: client.personId,
    about: PERSON,
    key: sourceId,
    stamp,
    fields: { ...number, ...personFields(row, own, laCode) },
  }
  const warnings = number.nhsNumberAsGiven ? [...row.warnings, NHS_NUMBER_WARNING] : row.warnings
  const said = [
    person,
    ...eventSaid(row, client, laCode, periodEnd),
    ...caring(row, client, context),
  ]
  return { said, events: [], resources: [], warnings }
}

function personFields(
  row: CldRow,
  own: string,
  laCode: string,
): Record<string, FieldValue | undefined> {
  const postcode = row.get('Postcode')
  const code = row.get('GP Practice Code')
  const name = row.get('GP Practice Name')
  const reason = supportReasonWords(row.get('Primary Support Reason'))
  return {
    identifiers: own === '' ? [] : [{ system: authoritySystem(laCode), value: own }],
    family: row.get('Last Name') || undefined,
    given: row.get('First Name') === '' ? undefined : row.get('First Name').split(/\s+/),
    birthDate: row.date('Date of Birth') || undefined,
    deathDate: row.date('Date of Death') || null,
    sex: SEXES[row.get('Gender').toLowerCase()],
    address: postcode === '' ? undefined : { lines: [], postcode },
    gpPractice:
      code === '' && name === ''
        ? undefined
        : { ...(code === '' ? {} : { code }), ...(name === '' ? {} : { name }) },
    ethnicity: row.get('Ethnicity') || undefined,
    supportReason: reason ?? null,
  }
}

function eventSaid(row: CldRow, client: Client, laCode: string, periodEnd: string): Said[] {
  const type = row.get('Event Type')
  if (type === '') {
    if (row.get('Client Type') !== 'Unpaid carer known by association') {
      throw new Unreadable(
        'the row has no event, and is of no carer known by association',
        place('Event Type'),
      )
    }
    return []
  }
  const start = requiredDate(row, 'Event Start Date')
  const end = row.date('Event End Date')
  const death = row.date('Date of Death')
  if (end !== '' && end < start) {
    throw new Unreadable('the event ends before it starts', place('Event End Date'))
  }
  if (death !== '' && death < start) {
    throw new Unreadable('the event starts after the person died', place('Event Start Date'))
  }
  // DHSC: an end after death, or none, is the day of death.
  const ended = death !== '' && (end === '' || death < end) ? death : end
  const event: CldEvent = { row, client, laCode, type, start, end: ended, periodEnd }
  const key = eventKey(event)
  const whole = councilEvent(event, key)
  return [
    {
      personId: client.personId,
      about: COUNCIL_EVENT,
      key,
      stamp: eventStamp(event),
      fields: { whole: whole as unknown as FieldValue },
    },
  ]
}

/**
 * DHSC's unique event key for returns joined together. The council's own Event Reference is deliberately not
 * in it (unreliable); costs and delivery may change while the service stays the same.
 */
function eventKey({ row, client, laCode, type, start, end }: CldEvent): string {
  return derivedId(
    'cld',
    laCode,
    client.sourceId,
    start,
    row.get('Client Type'),
    type,
    type === 'Service' ? '' : end,
    row.get('Request: Route of Access'),
    row.get('Assessment Type'),
    row.get('Service Type'),
    row.get('Service Component'),
  )
}

function eventStamp({ row, client, end, periodEnd }: CldEvent): string {
  const outcome = OUTCOMES.findIndex(([value]) => value === row.get('Event Outcome'))
  const height = outcome < 0 ? 0 : OUTCOMES.length - outcome
  const rank = `${end === '' ? 'open' : end} ${String(height).padStart(2, '0')}`
  return `${startOfDay(periodEnd)}~${rank}~${client.hash}`
}

/** Whom an unpaid carer cares for: the carer stands in the record of the person cared for. */
function caring(row: CldRow, client: Client, context: ReadContext): Said[] {
  if (row.get('Client Type') === 'Service user') return []
  const linked = LINKED.map((column) => row.get(column)).filter(
    (id) => id !== '' && !NO_ID.test(id),
  )
  return [...new Set(linked)]
    .filter((id) => id !== client.sourceId)
    .map((id) => {
      const personId = personIdOf(context.source, id)
      const whole: CouncilSaid = { resources: [carerResource(row, client, id, personId)] }
      return {
        personId,
        about: COUNCIL_EVENT,
        key: `carer ${client.sourceId}`,
        stamp: client.stamp,
        fields: { whole: whole as unknown as FieldValue },
      }
    })
}

function carerResource(
  row: CldRow,
  client: Client,
  caredFor: string,
  personId: string,
): ParsedResource {
  const hours = row.get('Total Hrs Caring per week')
  const given = row
    .get('First Name')
    .split(/\s+/)
    .filter((name) => name !== '')
  const roles = [{ text: 'Unpaid carer' }, ...(hours === '' ? [] : [{ text: hoursText(hours) }])]
  const content: JsonObject = {
    resourceType: 'RelatedPerson',
    id: `${client.sourceId}-cares-for-${caredFor}`,
    active: row.get('Date of Death') === '',
    patient: { reference: `Patient/${caredFor}` },
    relationship: roles,
    name: [{ ...(row.get('Last Name') === '' ? {} : { family: row.get('Last Name') }), given }],
  }
  return { type: 'RelatedPerson', sourceId: String(content.id), personId, content }
}

function hoursText(hours: string): string {
  return /^\d+(\.\d+)?$/.test(hours) ? `${hours} hours a week` : `${hours} a week`
}

function required(row: CldRow, column: 'LA Code'): string {
  const value = row.get(column)
  if (value === '') throw new Unreadable('the cell is empty', place(column))
  return value
}

function requiredDate(row: CldRow, column: Parameters<CldRow['date']>[0]): string {
  const date = row.date(column)
  if (date === '') throw new Unreadable('the cell is empty', place(column))
  return date
}

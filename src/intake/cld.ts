import { addDays, byCount, londonDate, type PersonId, remember } from '../kernel/index.ts'
import { idOf, personIdOf, whyNoId } from '../people/index.ts'
import type { JsonObject, ParsedResource } from '../record/index.ts'
import { type CldEvent, councilEvent } from './cld-events.ts'
import { OUTCOMES } from './cld-lists.ts'
import { type CldRow, place, readCldRow } from './cld-row.ts'
import { supportReasonWords } from './cld-words.ts'
import { factKey, factSaid } from './council-fact.ts'
import { authoritySystem } from './cx-ids.ts'
import type { FieldValue } from './latest.ts'
import { startOfDay } from './moment.ts'
import { NHS_AUTHORITY, NHS_NUMBER_WARNING, nhsNumberFields } from './nhs-system.ts'
import { personKey } from './person-fields.ts'
import {
  COUNCIL_EVENT,
  PERSON,
  type ReadContext,
  type Reading,
  type Said,
  Unreadable,
} from './reading.ts'
import { periodKey, submissionOf } from './returns.ts'

const SEXES = new Map(['male', 'female', 'other', 'unknown'].map((sex) => [sex, sex]))
const LINKED = [
  'Adult 1 Linked Person ID',
  'Adult 2 Linked Person ID',
  'Adult 3 Linked Person ID',
] as const

/** A council may write a quarter down before it is over. */
const AHEAD_DAYS_MAX = 100

/** By when a row arrived: the last day that may be somebody's birth or death, and the last that a period may end on. */
const bounds = remember(8, (receivedAt) => {
  const today = londonDate(receivedAt)
  return { lived: addDays(today, 1), period: addDays(today, AHEAD_DAYS_MAX) }
})

/** Whom a row is about, and which return it stands in. */
type Client = {
  personId: PersonId
  sourceId: string
  authority: string
  stamp: string
  hash: string
  period: Period
}
type Period = { laCode: string; start: string; end: string; at: string }

/**
 * One row of Client Level Data: a person, what happened to them if the row says, and whom they care for.
 * Of rows that speak of the same event the latest return counts, then the open end, then the later end,
 * then the outcome that stands higher (DHSC, CLD methodology); rows are never mixed. Of two returns of one
 * period the later received counts: a file replaces the last of its period.
 * @throws Unreadable with the column
 */
export function readCld(bytes: Buffer, context: ReadContext): Reading {
  const row = readCldRow(bytes)
  const period = periodOf(row, context)
  const number = nhsNumberFields(row.get('NHS Number'))
  const own = row.get('LA Person Unique Identifier')
  const noId = own === '' ? undefined : whyNoId(own)
  if (noId !== undefined) {
    throw new Unreadable(`the identifier ${noId}`, place('LA Person Unique Identifier'))
  }
  const sourceId = own || number.nhsNumber
  if (!sourceId) throw new Unreadable('the row names nobody', place('LA Person Unique Identifier'))
  const authority = own === '' ? NHS_AUTHORITY : period.laCode
  const hash = context.hash.slice(0, 16)
  const client: Client = {
    personId: personIdOf(context.source, sourceId, authority),
    sourceId,
    authority,
    stamp: `${startOfDay(period.end)}~0~${period.at}~${hash}`,
    hash,
    period,
  }
  for (const column of ['Date of Birth', 'Date of Death'] as const) {
    if (row.date(column) > bounds(context.receivedAt).lived) {
      throw new Unreadable('the day is still to come', place(column))
    }
  }
  const person: Said = {
    personId: client.personId,
    about: PERSON,
    key: personKey(authority, sourceId),
    stamp: client.stamp,
    fields: { ...number, ...personFields(row, own, period) },
  }
  const warnings = number.nhsNumberAsGiven ? [...row.warnings, NHS_NUMBER_WARNING] : row.warnings
  const said = [
    person,
    ...eventSaid(row, client, context),
    ...supportReason(row, client),
    ...caring(row, client, context),
  ]
  return { said, events: [], resources: [], warnings, passedOver: [] }
}

function periodOf(row: CldRow, { file, receivedAt }: ReadContext): Period {
  const laCode = required(row, 'LA Code')
  const noCode = whyNoId(laCode)
  if (noCode !== undefined) throw new Unreadable(`the code ${noCode}`, place('LA Code'))
  const start = requiredDate(row, 'Reporting Period Start Date')
  const end = requiredDate(row, 'Reporting Period End Date')
  if (end < start) {
    throw new Unreadable('the period ends before it starts', place('Reporting Period End Date'))
  }
  // It would stand against every return that comes before then.
  if (end > bounds(receivedAt).period) {
    throw new Unreadable('the period lies far ahead', place('Reporting Period End Date'))
  }
  return { laCode, start, end, at: file.returns.get(periodKey(laCode, start, end)) ?? receivedAt }
}

function personFields(
  row: CldRow,
  own: string,
  { laCode }: Period,
): Record<string, FieldValue | undefined> {
  const postcode = row.get('Postcode')
  const code = row.get('GP Practice Code')
  const name = row.get('GP Practice Name')
  return {
    identifiers: own === '' ? [] : [{ system: authoritySystem(laCode), value: own }],
    family: row.get('Last Name') || undefined,
    given: row.get('First Name') === '' ? undefined : row.get('First Name').split(/\s+/),
    birthDate: row.date('Date of Birth') || undefined,
    deathDate: row.date('Date of Death') || null,
    sex: SEXES.get(row.get('Gender').toLowerCase()),
    address: postcode === '' ? undefined : { lines: [], postcode },
    gpPractice:
      code === '' && name === ''
        ? undefined
        : { ...(code === '' ? {} : { code }), ...(name === '' ? {} : { name }) },
    ethnicity: row.get('Ethnicity') || undefined,
  }
}

function eventSaid(row: CldRow, client: Client, { source }: ReadContext): Said[] {
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
  const { laCode, end: periodEnd } = client.period
  const told = { scope: laCode, asAt: periodEnd, submission: submissionOf(client.period) }
  const stamp = eventStamp(row, client, ended)
  const event: CldEvent = { row, client, type, start, end: ended, told, stamp }
  const key = eventKey(event)
  const eventId = idOf('council-event', { source, authority: laCode, value: key })
  const whole = councilEvent(event, eventId)
  return [
    {
      personId: client.personId,
      about: COUNCIL_EVENT,
      key: eventId,
      stamp,
      fields: { whole: whole as unknown as FieldValue },
    },
  ]
}

/**
 * DHSC's unique event key for returns joined together. The council's own Event Reference is deliberately not
 * in it (unreliable); costs and delivery may change while the service stays the same.
 */
function eventKey({ row, client, type, start, end }: CldEvent): string {
  return JSON.stringify([
    client.authority,
    client.sourceId,
    start,
    row.get('Client Type'),
    type,
    type === 'Service' ? '' : end,
    row.get('Request: Route of Access'),
    row.get('Assessment Type'),
    row.get('Service Type'),
    row.get('Service Component'),
  ])
}

function eventStamp(row: CldRow, { hash, period }: Client, end: string): string {
  const outcome = OUTCOMES.findIndex(([value]) => value === row.get('Event Outcome'))
  const height = outcome < 0 ? 0 : OUTCOMES.length - outcome
  const rank = `${end === '' ? 'open' : end} ${String(height).padStart(2, '0')}`
  return `${startOfDay(period.end)}~${period.at}~${rank}~${hash}`
}

/** Why the council supports somebody, as a FHIR Condition. */
function supportReason(row: CldRow, client: Client): Said[] {
  const words = supportReasonWords(row.get('Primary Support Reason'))
  if (words === undefined) return []
  const { personId, sourceId, stamp, period } = client
  const id = `${sourceId}-support-reason`
  const content: JsonObject = {
    resourceType: 'Condition',
    id,
    category: [{ text: 'Why the council supports them' }],
    code: { text: words },
    subject: { reference: `Patient/${sourceId}` },
  }
  const server = client.authority
  const resource = { type: 'Condition', sourceId: id, server, personId, content, stamp }
  return [
    factSaid(personId, factKey(period.laCode, 'reason', server), stamp, {
      resource: { ...resource, asAt: period.end },
      submission: submissionOf(period),
    }),
  ]
}

/** Whom an unpaid carer cares for: the carer stands in the record of the person cared for. */
function caring(row: CldRow, client: Client, context: ReadContext): Said[] {
  if (row.get('Client Type') === 'Service user') return []
  const linked = LINKED.map((column) => row.get(column)).filter(
    (id) => id !== '' && whyNoId(id) === undefined,
  )
  const { authority, sourceId, stamp, period } = client
  return [...new Set(linked)]
    .filter((id) => id !== sourceId)
    .map((id) => {
      const personId = personIdOf(context.source, id, period.laCode)
      return factSaid(personId, factKey(period.laCode, 'carer', authority, sourceId), stamp, {
        resource: carerResource(row, client, id, personId),
        submission: submissionOf(period),
      })
    })
}

function carerResource(
  row: CldRow,
  client: Client,
  caredFor: string,
  personId: PersonId,
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
  const { stamp, period } = client
  const server = period.laCode
  const sourceId = String(content.id)
  return { type: 'RelatedPerson', sourceId, server, personId, content, stamp, asAt: period.end }
}

function hoursText(hours: string): string {
  return /^\d+(\.\d+)?$/.test(hours)
    ? `${hours} ${byCount(Number(hours), 'hour', 'hours')} a week`
    : `${hours} a week`
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

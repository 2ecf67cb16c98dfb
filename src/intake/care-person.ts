import type { PersonId } from '../kernel/index.ts'
import { personIdOf } from '../people/index.ts'
import type { CareEvent } from '../record/index.ts'
import { authoritySystem } from './cx-ids.ts'
import type { FeedReading } from './feed-reading.ts'
import { type FieldValue, UNDATED } from './latest.ts'
import { NHS_AUTHORITY, NHS_NUMBER_WARNING } from './nhs-system.ts'
import { identifiersField, personKey } from './person-fields.ts'
import {
  PERSON,
  RESOURCE_EVENT,
  type ReadContext,
  type Reading,
  type Said,
  Unreadable,
} from './reading.ts'
import { columnOf, type TableRow } from './table-row.ts'

/** Whom a row of care delivered is about: it has numbers, and no word of who they are. */
export type CarePerson = {
  personId: PersonId
  /** the number by which the row names them */
  number: string
  said: Said
  warnings: readonly string[]
}

/**
 * By the number of whoever keeps the register (a council's, a hospital's, as the feed declares it: `patients`), else by
 * the NHS number.
 *
 * @param column of the register's number, where such a file has one
 * @param day YYYY-MM-DD, of what the row tells: numbers are as of its month, so that each row does not say them anew
 * @throws Unreadable where it names nobody
 */
export function readCarePerson(
  row: TableRow,
  { source, feed }: ReadContext,
  { column, day }: { column?: string; day: string },
): CarePerson {
  const own = column === undefined ? undefined : row.id(column)
  const number = row.nhsNumber('nhs_number')
  const named = own ?? number.nhsNumber
  if (named === undefined) {
    const why = number.nhsNumberAsGiven ? 'the NHS number fails its check, and ' : ''
    const place = column === undefined || why !== '' ? 'nhs_number' : column
    throw new Unreadable(`${why}the row names nobody`, columnOf(place))
  }
  const authority = own === undefined ? NHS_AUTHORITY : (feed.patients ?? '')
  const personId = personIdOf(source, named, authority)
  return {
    personId,
    number: named,
    warnings: number.nhsNumberAsGiven ? [NHS_NUMBER_WARNING] : [],
    said: {
      personId,
      about: PERSON,
      key: personKey(authority, named),
      stamp: `${day.slice(0, 7)}-01T00:00:00.000Z~0~${number.nhsNumber ?? ''}`,
      fields: {
        ...number,
        ...(feed.traced ? { traced: true } : {}),
        ...(own === undefined ? {} : { [identifiersField(systemOf(feed, authority))]: [own] }),
      },
    },
  }
}

/**
 * What a row says: an event that is whole, as its newest telling has it. One without a date of its own says so again
 * each time it comes (`undated`).
 */
export function careReading(
  { personId, said, warnings }: CarePerson,
  event: CareEvent,
  stamp: string,
  undated = true,
): Reading {
  const whole = event as unknown as FieldValue
  const key = `${event.kind}/${event.eventId}`
  return {
    said: [said, { personId, about: RESOURCE_EVENT, key, stamp, fields: { whole } }],
    events: [],
    resources: [],
    warnings,
    passedOver: [],
    ...(undated ? { undated, ...happened(event) } : {}),
  }
}

/** When what a row tells had happened; of what is only planned, nothing has. */
function happened({ status, endAt, startAt }: CareEvent): Pick<Reading, 'trueAt'> {
  const at = status === 'planned' || status === 'cancelled' ? undefined : (endAt ?? startAt)
  return at === undefined ? {} : { trueAt: at }
}

/** What is told of an event's detail, without what is not. */
export function detailOf(told: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(told).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

/**
 * Orders what is told of one thing by rows without a date of their own: what is known of how it went before what was
 * only planned, then by when it arrived.
 */
export function arrivalStamp(
  rank: number,
  { receivedAt, turn, sequence, hash }: ReadContext,
): string {
  const place = `${String(turn).padStart(9, '0')}.${String(sequence).padStart(12, '0')}`
  return `${UNDATED}~${rank}~~~${receivedAt}~${place}~${hash.slice(0, 16)}`
}

function systemOf({ systems }: FeedReading, authority: string): string {
  return Object.hasOwn(systems, authority) ? systems[authority]! : authoritySystem(authority)
}

import type { JsonObject, JsonValue } from '../record/index.ts'
import { objectOf, pathText, textIn, valuesAt } from './json-value.ts'
import { type Moment, readFhirMoment } from './moment.ts'
import { Unreadable } from './reading.ts'

/** Elements of R4 that hold a date, dateTime or instant and do not end in Date, DateTime or Instant. */
const DATE_NAMES = new Set([
  'assertedOn',
  'authored',
  'authoredOn',
  'collectedDateTime',
  'created',
  'creation',
  'date',
  'dateAsserted',
  'dateWritten',
  'end',
  'issued',
  'lastModified',
  'lastOccurrence',
  'lastUpdated',
  'occurred',
  'received',
  'recorded',
  'sent',
  'start',
  'started',
  'statusDate',
  'timestamp',
  'whenHandedOver',
  'whenPrepared',
])
const DATE_ENDING = /(?:Date|DateTime|Instant)$/
const LOOKS_LIKE_A_DATE = /^\d{4}(?:-|$)/

/** Where a resource says when it was true, the best first. */
const TRUE_AT = [
  'effectiveDateTime',
  'effectivePeriod.start',
  'effectiveInstant',
  'performedDateTime',
  'performedPeriod.start',
  'occurrenceDateTime',
  'occurrencePeriod.start',
  'onsetDateTime',
  'onsetPeriod.start',
  'period.start',
  'authoredOn',
  'recordedDate',
  'started',
  'issued',
  'date',
  'created',
  'recorded',
  'meta.lastUpdated',
]

/** @throws Unreadable at the first date that does not exist */
export function checkDates(type: string, resource: JsonObject): void {
  walk(resource, [type])
}

/** ISO, or YYYY-MM-DD where no time of day was given. */
export function whenIn(value: JsonValue | undefined): string | undefined {
  const text = textIn(value)
  const read = text === undefined ? undefined : readFhirMoment(text)
  return read?.ok ? asText(read.moment) : undefined
}

export function asText({ at, date, precision }: Moment): string {
  return precision === 'time' ? at : date
}

export function trueAtOf(resource: JsonObject): string | undefined {
  for (const path of TRUE_AT) {
    const found = whenIn(valuesAt(resource, path)[0])
    if (found !== undefined) return found
  }
  return undefined
}

function walk(value: JsonValue, path: (string | number)[]): void {
  if (typeof value === 'string') {
    const name = path.findLast((part) => typeof part === 'string')!
    if (isDateName(name) && LOOKS_LIKE_A_DATE.test(value)) check(value, path)
    return
  }
  if (typeof value !== 'object' || value === null) return
  const entries = Array.isArray(value) ? value.entries() : Object.entries(objectOf(value)!)
  for (const [name, member] of entries) {
    path.push(name)
    walk(member as JsonValue, path)
    path.pop()
  }
}

function isDateName(name: string): boolean {
  return DATE_NAMES.has(name) || DATE_ENDING.test(name)
}

function check(text: string, path: readonly (string | number)[]): void {
  const read = readFhirMoment(text.trim())
  if (!read.ok) throw new Unreadable(`the date ${read.why}`, pathText(path))
}

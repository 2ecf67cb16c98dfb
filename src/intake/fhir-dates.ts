import { remember, toPrecision } from '../kernel/index.ts'
import type { JsonObject, JsonValue } from '../record/index.ts'
import { objectOf, textIn } from './json-value.ts'
import { type Moment, readFhirMoment } from './moment.ts'

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
const LOOKS_LIKE_A_DATE = /^\s*\d{4}(?:-|\s*$)/
/** Most dates are seen to exist without working out which moment they are. */
const DAYS =
  '(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31'
const DAY = `[1-9]\\d{3}-(?:${DAYS})`
const TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?'
const ZONE = '(?:Z|[+-](?:0\\d|1[0-3]):[0-5]\\d)'
const SURELY_A_DATE = new RegExp(`^${DAY}(?:T${TIME}${ZONE})?$`)

/** Where a resource says when it was true, the best first; a period is where it begins. */
const TRUE_AT: ReadonlyMap<string, number> = new Map(
  [
    'effectiveDateTime',
    'effectivePeriod',
    'effectiveInstant',
    'performedDateTime',
    'performedPeriod',
    'occurrenceDateTime',
    'occurrencePeriod',
    'onsetDateTime',
    'onsetPeriod',
    'period',
    'authoredOn',
    'recordedDate',
    'started',
    'issued',
    'date',
    'created',
    'recorded',
  ].map((name, rank) => [name, rank] as const),
)

/** Why what stands in a member of this name is no date; undefined where it is one, or none belongs there. */
export function whyNoDate(text: string, name: string): string | undefined {
  const first = text.charCodeAt(0)
  if (first > 0x39 || (first < 0x30 && first > 0x20)) return undefined
  if (!isDateName(name) || SURELY_A_DATE.test(text) || !LOOKS_LIKE_A_DATE.test(text))
    return undefined
  const read = readFhirMoment(text.trim())
  return read.ok ? undefined : `the date ${read.why}`
}

/** ISO, or YYYY-MM-DD, YYYY-MM or YYYY where no more was given. */
export function whenIn(value: JsonValue | undefined): string | undefined {
  const text = textIn(value)
  if (text === undefined) return undefined
  if (isPlainDay(text)) return text
  const read = readFhirMoment(text)
  return read.ok ? asText(read.moment) : undefined
}

/** A whole date; a year or a month alone is none. */
export function dayIn(value: JsonValue | undefined): string | undefined {
  const text = textIn(value)
  if (text === undefined || isPlainDay(text)) return text
  const read = readFhirMoment(text)
  if (!read.ok || read.moment.precision === 'year' || read.moment.precision === 'month')
    return undefined
  return read.moment.date
}

/** An instant in UTC; midnight in London where no time of day was given. */
export function instantIn(value: JsonValue | undefined): string | undefined {
  const text = textIn(value)
  const read = text === undefined ? undefined : readFhirMoment(text)
  return read?.ok ? read.moment.at : undefined
}

export function periodIn(value: JsonValue | undefined): { startAt?: string; endAt?: string } {
  const period = objectOf(value)
  return period === undefined ? {} : { startAt: whenIn(period.start), endAt: whenIn(period.end) }
}

export function trueAtOf(resource: JsonObject): string | undefined {
  let best = Number.POSITIVE_INFINITY
  let at: string | undefined
  for (const name in resource) {
    const rank = TRUE_AT.get(name)
    if (rank === undefined || rank > best) continue
    const value = resource[name]!
    const found = whenIn(typeof value === 'string' ? value : objectOf(value)?.start)
    if (found === undefined) continue
    best = rank
    at = found
  }
  return at ?? whenIn(objectOf(resource.meta)?.lastUpdated)
}

function isPlainDay(text: string): boolean {
  return text.length === 10 && SURELY_A_DATE.test(text)
}

/** As exactly as it was given. */
function asText({ at, date, precision }: Moment): string {
  return precision === 'time' ? at : toPrecision(date, precision)
}

/** R4 has some two thousand names; none is longer, and what is, is not kept in mind. */
const NAMES_MAX = 2_000
const NAME_LENGTH_MAX = 60

function isDateName(name: string): boolean {
  return name.length > NAME_LENGTH_MAX ? namesDate(name) : rememberedName(name)
}

function namesDate(name: string): boolean {
  return DATE_NAMES.has(name) || DATE_ENDING.test(name)
}

const rememberedName = remember(NAMES_MAX, namesDate)

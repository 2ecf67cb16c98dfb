/**
 * Dates and times as feeds write them, read into one shape: an instant in UTC and the calendar date in
 * London. A time without a zone is London time: in the hour that happens twice when the clocks go back
 * the first one is meant, in the hour that does not exist when they go forward the clock reads one
 * hour later (RFC 5545 resolves both in the same way).
 */
export type Moment = {
  /** ISO 8601 in UTC, for instance `2026-03-03T09:12:00.000Z` */
  at: string
  /** calendar date in London, YYYY-MM-DD; the first day where only a month or a year was given */
  date: string
  precision: 'year' | 'month' | 'day' | 'time'
}

export type ReadMoment = { ok: true; moment: Moment } | { ok: false; why: string }

type Parts = {
  year: number
  month?: number
  day?: number
  hour?: number
  minute?: number
  second?: number
  millisecond?: number
  /** minutes east of Greenwich; absent where the text names no zone */
  offset?: number
}

const FHIR =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/
const HL7 =
  /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.(\d{1,4}))?)?)?)?)?)?([+-]\d{4}|Z)?$/
const COUNCIL_ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?$/
const COUNCIL_UK = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: 00:00(?::00)?)?$/

/** FHIR R4 date, dateTime or instant. Seconds and zone may be missing, which FHIR forbids but feeds do. */
export function readFhirMoment(text: string): ReadMoment {
  const match = FHIR.exec(text)
  if (!match) return { ok: false, why: 'is not a date' }
  return resolve(partsOf(match.slice(1)))
}

/** HL7 v2 TS or DTM: `YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]`. */
export function readHl7Moment(text: string): ReadMoment {
  const match = HL7.exec(text.trim())
  if (!match) return { ok: false, why: 'is not an HL7 time' }
  return resolve(partsOf(match.slice(1)))
}

/** A date as councils write it: `2026-03-03`, or day first `03/03/2026`; midnight after it is ignored. */
export function readCouncilDate(text: string): ReadMoment {
  const trimmed = text.trim()
  const iso = COUNCIL_ISO.exec(trimmed)
  if (iso) return resolve({ year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) })
  const uk = COUNCIL_UK.exec(trimmed)
  if (uk) return resolve({ year: Number(uk[3]), month: Number(uk[2]), day: Number(uk[1]) })
  return { ok: false, why: 'is not a date written as 2026-03-31 or 31/03/2026' }
}

/** Midnight at the start of a London calendar date, as an instant. */
export function startOfDay(date: string): string {
  const read = readFhirMoment(date)
  if (!read.ok) throw new Error('not a calendar date')
  return read.moment.at
}

function partsOf(groups: (string | undefined)[]): Parts {
  const [year, month, day, hour, minute, second, fraction, zone] = groups
  return {
    year: Number(year),
    month: whole(month),
    day: whole(day),
    hour: whole(hour),
    minute: whole(minute),
    second: whole(second),
    millisecond: fraction === undefined ? undefined : Number(fraction.slice(0, 3).padEnd(3, '0')),
    offset: zone === undefined ? undefined : offsetOf(zone),
  }
}

function whole(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text)
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0
  const digits = zone.replace(':', '')
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5))
  return digits[0] === '-' ? -minutes : minutes
}

function resolve(parts: Parts): ReadMoment {
  const why = fault(parts)
  if (why !== undefined) return { ok: false, why }
  const { year, month, day, hour, minute, second, millisecond, offset } = parts
  const wall = utc(
    year,
    month ?? 1,
    day ?? 1,
    hour ?? 0,
    minute ?? 0,
    second ?? 0,
    millisecond ?? 0,
  )
  const instant = offset === undefined ? fromLondon(wall) : wall - offset * 60_000
  const at = new Date(instant).toISOString()
  // Beyond the year 9999 the text grows a sign that the database does not read.
  if (!/^\d{4}-/.test(at))
    return { ok: false, why: 'is not a date between the years 1000 and 9999' }
  const zoned = hour !== undefined && offset !== undefined
  const date = new Date(zoned ? instant + londonOffset(instant) : wall).toISOString().slice(0, 10)
  return { ok: true, moment: { at, date, precision: precisionOf(parts) } }
}

function fault({ year, month, day, hour, minute, second, offset }: Parts): string | undefined {
  if (year < 1000) return 'is not a date between the years 1000 and 9999'
  if (month !== undefined && (month < 1 || month > 12)) return `has no month ${month}`
  if (day !== undefined && (day < 1 || day > daysIn(year, month!))) {
    return `is a day that does not exist: ${day} ${MONTHS[month! - 1]} ${year}`
  }
  if ((hour ?? 0) > 23 || (minute ?? 0) > 59) return 'is a time that does not exist'
  // 60 is a leap second: systems do write it, and it reads as the next second.
  if ((second ?? 0) > 60) return 'is a time that does not exist'
  if (Math.abs(offset ?? 0) > 14 * 60) return 'names a time zone that does not exist'
  return undefined
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(2000, month, 0)).getUTCDate() - (month === 2 && !isLeap(year) ? 1 : 0)
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

function precisionOf({ month, day, hour }: Parts): Moment['precision'] {
  if (hour !== undefined) return 'time'
  if (day !== undefined) return 'day'
  return month === undefined ? 'year' : 'month'
}

function utc(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  millisecond: number,
): number {
  return Date.UTC(year, month - 1, day, hour, minute, second, millisecond)
}

/** The instant at which London clocks show `wall`; the earlier of two, the later where there is none. */
function fromLondon(wall: number): number {
  const before = londonOffset(wall - DAY)
  const after = londonOffset(wall + DAY)
  const early = wall - Math.max(before, after)
  if (londonOffset(early) === Math.max(before, after)) return early
  const late = wall - Math.min(before, after)
  if (londonOffset(late) === Math.min(before, after)) return late
  return wall - before
}

const DAY = 24 * 60 * 60 * 1000
const HOUR = 60 * 60 * 1000
const CACHE_LIMIT = 100_000

const cachedOffsets = new Map<number, number>()
const london = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
})

/** Milliseconds that London is ahead of UTC. It only ever changed on a whole hour since 1847. */
function londonOffset(instant: number): number {
  const hour = Math.floor(instant / HOUR)
  const cached = cachedOffsets.get(hour)
  if (cached !== undefined) return cached
  const parts: Record<string, number> = {}
  for (const { type, value } of london.formatToParts(hour * HOUR)) parts[type] = Number(value)
  const { year, month, day, hour: hours, minute, second } = parts
  const shown = Date.UTC(year!, month! - 1, day, hours, minute, second)
  const offset = shown - hour * HOUR
  if (cachedOffsets.size >= CACHE_LIMIT) cachedOffsets.clear()
  cachedOffsets.set(hour, offset)
  return offset
}

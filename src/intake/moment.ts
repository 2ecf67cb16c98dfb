import {
  DAY_MS,
  instantsInLondon,
  londonOffset,
  MONTHS,
  remember,
  startOfLondonDay,
} from '../kernel/index.ts'

/**
 * Dates and times as feeds write them, read into one shape: an instant in UTC and the calendar date in
 * London. A time without a zone is London time: in the hour that happens twice when the clocks go back
 * the first one is meant unless the reader knows better (`again`), in the hour that does not exist when
 * they go forward the clock reads one hour later (RFC 5545 resolves both in the same way).
 */
export type Moment = {
  /** ISO 8601 in UTC, for instance `2026-03-03T09:12:00.000Z` */
  at: string
  /** calendar date in London, YYYY-MM-DD; the first day where only a month or a year was given */
  date: string
  precision: 'year' | 'month' | 'day' | 'time'
  /** the same clock time in its second pass, where clocks show it twice and no zone says which is meant */
  again?: string
}

export type ReadDay =
  | ({ ok: true } & Pick<Moment, 'date' | 'precision'>)
  | { ok: false; why: string }
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

const FINER_THAN_MONTH = ['day', 'hour', 'minute', 'second', 'millisecond', 'offset'] as const
const FINER_THAN_YEAR = ['month', ...FINER_THAN_MONTH] as const
const COUNCIL_ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?$/
const COUNCIL_UK = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: 00:00(?::00)?)?$/
const MINUTE = 60_000
/** The days of which a file speaks come again and again, and so does the moment at which it was made. */
const REMEMBERED = 4_000
/** No moment is longer; what is, is not kept in mind. */
const MOMENT_LENGTH_MAX = 40

/** FHIR R4 date, dateTime or instant. Seconds and zone may be missing, which FHIR forbids but feeds do. */
export function readFhirMoment(text: string): ReadMoment {
  return text.length > MOMENT_LENGTH_MAX ? readFhir(text) : rememberedFhir(text)
}

function readFhir(text: string): ReadMoment {
  const parts = fhirParts(text)
  return parts === undefined ? { ok: false, why: 'is not a date' } : resolve(parts)
}

const rememberedFhir = remember(REMEMBERED, readFhir)

/**
 * HL7 v2 TS or DTM: `YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]`; `YYYY-MM-DD hh:mm:ss` as some systems write it.
 * @param zone minutes east of Greenwich of a time that names no zone; London where it is absent
 */
export function readHl7Moment(text: string, zone?: number): ReadMoment {
  const parts = hl7Parts(text.trim())
  if (parts === undefined) return { ok: false, why: 'is not an HL7 time' }
  return resolve(parts, zone)
}

/**
 * The calendar day that is written, whatever zone follows: a birthday that a system wrote as midnight of a zone
 * that was not in force then is still that day. Only what is midnight in London to the minute, written in the
 * zone of another place, is London's day: there a system has turned the day into an instant.
 *
 * @param degree TS-2, how much of it is meant: Y the year, L the month, D the day
 */
export function readHl7Day(text: string, degree = ''): ReadDay {
  const trimmed = text.trim()
  // Some write the sign of a zone and no zone.
  const isCut = trimmed.endsWith('+') || trimmed.endsWith('-')
  const parts = hl7Parts(isCut ? trimmed.slice(0, -1) : trimmed)
  if (parts === undefined) return { ok: false, why: 'is not an HL7 time' }
  const why = fault(parts)
  if (why !== undefined) return { ok: false, why }
  if (degree === 'Y' || degree === 'L') {
    for (const finer of degree === 'Y' ? FINER_THAN_YEAR : FINER_THAN_MONTH) delete parts[finer]
  }
  const { year, month = 1, day = 1, offset } = parts
  const written = dateText(year, month, day)
  if (parts.hour !== undefined && offset !== undefined) {
    const read = resolve(parts)
    if (read.ok && read.moment.at === startOfDay(read.moment.date))
      return { ok: true, ...read.moment }
  }
  return { ok: true, date: written, precision: precisionOf(parts) }
}

/** A date as councils write it: `2026-03-03`, or day first `03/03/2026`; midnight after it is ignored. */
export function readCouncilDate(text: string): ReadMoment {
  return text.length > MOMENT_LENGTH_MAX ? readCouncil(text) : rememberedCouncil(text)
}

function readCouncil(text: string): ReadMoment {
  const trimmed = text.trim()
  const iso = COUNCIL_ISO.exec(trimmed)
  if (iso) return resolve({ year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) })
  const uk = COUNCIL_UK.exec(trimmed)
  if (uk) return resolve({ year: Number(uk[3]), month: Number(uk[2]), day: Number(uk[1]) })
  return { ok: false, why: 'is not a date written as 2026-03-31 or 31/03/2026' }
}

const rememberedCouncil = remember(REMEMBERED, readCouncil)

/** Midnight at the start of a London calendar date, as an instant. */
export const startOfDay = remember(REMEMBERED, (date) => startOfLondonDay(date).toISOString())

/** Whole digits of a text at a place; undefined where one of them is none. */
function digits(text: string, at: number, count: number): number | undefined {
  let value = 0
  for (let index = at; index < at + count; index += 1) {
    const digit = text.charCodeAt(index) - 48
    if (!(digit >= 0 && digit <= 9)) return undefined
    value = value * 10 + digit
  }
  return value
}

/** `YYYY-MM-DDThh:mm:ss.fff+hh:mm`, from the right as much as is there. */
function fhirParts(text: string): Parts | undefined {
  const year = digits(text, 0, 4)
  if (year === undefined) return undefined
  if (text.length === 4) return { year }
  const month = text[4] === '-' ? digits(text, 5, 2) : undefined
  if (month === undefined) return undefined
  if (text.length === 7) return { year, month }
  const day = text[7] === '-' ? digits(text, 8, 2) : undefined
  if (day === undefined) return undefined
  if (text.length === 10) return { year, month, day }
  const hour = text[10] === 'T' ? digits(text, 11, 2) : undefined
  const minute = text[13] === ':' ? digits(text, 14, 2) : undefined
  if (hour === undefined || minute === undefined) return undefined
  const parts: Parts = { year, month, day, hour, minute }
  let at = 16
  if (text[at] === ':') {
    parts.second = digits(text, at + 1, 2)
    if (parts.second === undefined) return undefined
    at = fractionOf(text, at + 3, parts)
  }
  return zoneOf(text, at, ':', parts)
}

/** Every part after the year may be missing, with all that follow it. What is written as FHIR has it is read so. */
function hl7Parts(text: string): Parts | undefined {
  if (text[4] === '-' && text[7] === '-') return fhirParts(text.replace(' ', 'T'))
  const year = digits(text, 0, 4)
  if (year === undefined) return undefined
  const parts: Parts = { year }
  let at = 4
  for (const name of ['month', 'day', 'hour', 'minute', 'second'] as const) {
    const value = digits(text, at, 2)
    if (value === undefined) break
    parts[name] = value
    at += 2
  }
  if (parts.second !== undefined) {
    const end = fractionOf(text, at, parts)
    if (end - at > 5) return undefined
    at = end
  }
  return zoneOf(text, at, '', parts)
}

/** Where the fraction of a second ends that may begin here. */
function fractionOf(text: string, at: number, parts: Parts): number {
  if (text[at] !== '.') return at
  let end = at + 1
  while (digits(text, end, 1) !== undefined) end += 1
  if (end === at + 1) return at
  parts.millisecond = Number(
    text
      .slice(at + 1, at + 4)
      .replace(/\D/g, '')
      .padEnd(3, '0'),
  )
  return end
}

/** Nothing, `Z`, `+0100` or `+01:00`, and then the end. */
function zoneOf(text: string, at: number, between: string, parts: Parts): Parts | undefined {
  if (at === text.length) return parts
  const sign = text[at]
  if (sign === 'Z' && at + 1 === text.length) return { ...parts, offset: 0 }
  const hours = digits(text, at + 1, 2)
  const minutes = digits(text, at + 3 + between.length, 2)
  const whole = text.length === at + 5 + between.length && text.startsWith(between, at + 3)
  if ((sign !== '+' && sign !== '-') || hours === undefined || minutes === undefined || !whole) {
    return undefined
  }
  const offset = hours * 60 + minutes
  return { ...parts, offset: sign === '-' ? -offset : offset }
}

function resolve(parts: Parts, zone?: number): ReadMoment {
  const why = fault(parts)
  if (why !== undefined) return { ok: false, why }
  const { year, month = 1, day = 1, hour, minute = 0, second = 0, millisecond = 0 } = parts
  const wall = Date.UTC(year, month - 1, day, hour ?? 0, minute, second, millisecond)
  const offset = parts.offset ?? zone
  const zoned = hour !== undefined && offset !== undefined
  const [instant, again] = offset === undefined ? instantsInLondon(wall) : [wall - offset * MINUTE]
  const plain = instant === wall && second < 60
  const at = plain
    ? isoFrom(year, month, day, hour ?? 0, minute, second, millisecond)
    : isoOf(instant)
  const date = zoned ? londonIso(instant, at) : dateText(year, month, day)
  if (at === undefined || date === undefined) {
    return { ok: false, why: 'is not a date between the years 1000 and 9999' }
  }
  const moment: Moment = { at, date: date.slice(0, 10), precision: precisionOf(parts) }
  if (again !== undefined && hour !== undefined) moment.again = isoOf(again)
  return { ok: true, moment }
}

/** London is at most two hours ahead of UTC: until ten in the evening its day is the same. */
function londonIso(instant: number, at: string | undefined): string | undefined {
  return at !== undefined && at < `${at.slice(0, 10)}T22`
    ? at
    : isoOf(instant + londonOffset(instant))
}

const TWO_DIGITS = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'))

function dateText(year: number, month: number, day: number): string {
  return `${year}-${TWO_DIGITS[month]}-${TWO_DIGITS[day]}`
}

/** ISO 8601 in UTC, put together here because a message has many moments and `toISOString` is slow. */
function isoFrom(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  millisecond: number,
): string {
  const time = `${TWO_DIGITS[hour]}:${TWO_DIGITS[minute]}:${TWO_DIGITS[second]}`
  const fraction = millisecond === 0 ? '000' : String(millisecond).padStart(3, '0')
  return `${dateText(year, month, day)}T${time}.${fraction}Z`
}

/** Undefined beyond the year 9999, where the text would grow a sign that the database does not read. */
function isoOf(instant: number): string | undefined {
  const date = new Date(instant)
  const year = date.getUTCFullYear()
  if (!(year >= 1000 && year <= 9999)) return undefined
  const within = ((instant % DAY_MS) + DAY_MS) % DAY_MS
  const minutes = Math.floor(within / MINUTE)
  return isoFrom(
    year,
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    Math.floor(minutes / 60),
    minutes % 60,
    Math.floor(within / 1000) % 60,
    within % 1000,
  )
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

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function daysIn(year: number, month: number): number {
  return DAYS[month - 1]! + (month === 2 && isLeap(year) ? 1 : 0)
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

function precisionOf({ month, day, hour }: Parts): Moment['precision'] {
  if (hour !== undefined) return 'time'
  if (day !== undefined) return 'day'
  return month === undefined ? 'year' : 'month'
}

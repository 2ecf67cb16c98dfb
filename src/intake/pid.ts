import { whyNoId } from '../people/index.ts'
import {
  DELETED,
  type Message,
  type Repetition,
  repetitions,
  type Segment,
  segmentOf,
  textOf,
} from './hl7.ts'
import type { FieldValue } from './latest.ts'
import { readHl7Moment } from './moment.ts'
import { NHS_AUTHORITY, NHS_NUMBER_OID, NHS_NUMBER_WARNING, nhsNumberFields } from './nhs-system.ts'
import { Unreadable } from './reading.ts'

const SEX: Record<string, string> = {
  M: 'male',
  '1': 'male',
  F: 'female',
  '2': 'female',
  O: 'other',
  '9': 'other',
  U: 'unknown',
  '0': 'unknown',
  N: 'unknown',
}
const NAME_TYPES = ['L', 'D', 'N', '']
const HOME = ['H', 'P', 'C', 'L', '']
const NHS_AUTHORITIES = ['NHS', 'NHSNO', 'NHSNUMBER', 'NHSN']
const NHS_TYPES = ['NH', 'NHS', 'NHN', 'NNGBR']

export type PersonSaid = {
  /** the person's id at the source, and who gave it out */
  sourceId: string
  authority: string
  fields: Record<string, FieldValue | undefined>
  warnings: string[]
}

/**
 * Who a message is about, from PID and PD1. The hospital number (type MR) names the person at the source;
 * without one the first identifier that is no NHS number; without that the NHS number.
 * @throws Unreadable where nobody is named or a date does not exist
 */
export function readPid(
  message: Message,
  feed: { source: string; systems: Readonly<Record<string, string>> },
  pid = segmentOf(message, 'PID'),
): PersonSaid {
  if (!pid) throw new Unreadable('the message names no person', 'PID')
  const ids = [...repetitions(message, pid, 3), ...repetitions(message, pid, 2)]
    .filter(hasValue)
    .filter((id) => whyNoId(id.get(1)) === undefined)
  const nhs = ids.filter(isNhsNumber)
  const local = ids.filter((id) => !isNhsNumber(id))
  const chosen = local.find((id) => id.get(5) === 'MR') ?? local[0]
  const number = nhsNumberFields(nhs[0]?.get(1) ?? '')
  const sourceId = chosen?.get(1) ?? number.nhsNumber
  if (sourceId === undefined) throw new Unreadable('the message names no person', 'PID-3')
  const authority = chosen === undefined ? NHS_AUTHORITY : authorityOf(chosen, message)
  const fields = {
    ...number,
    nhsNumberStatus: nhs.length > 0 ? nhsNumberStatus(message, pid) : undefined,
    identifiers: local.length > 0 ? local.map((id) => identifierOf(id, message, feed)) : undefined,
    ...nameFields(message, pid),
    birthDate: dateOf(message, pid, 7),
    deathDate: dateOf(message, pid, 29),
    sex: sexOf(message, pid),
    address: addressOf(message, pid),
    ...contactFields(message, pid),
    gpPractice: practiceOf(message),
    ethnicity: said(textOf(message, pid, 22, 2) || textOf(message, pid, 22)),
    language: said(textOf(message, pid, 15, 2) || textOf(message, pid, 15)),
  }
  const warnings = number.nhsNumberAsGiven ? [NHS_NUMBER_WARNING] : []
  return { sourceId, authority, fields, warnings }
}

/** Who gave a number out: CX-4, or the facility that sends. */
export function authorityOf(id: Repetition, message: Message): string {
  return id.get(4) || id.get(4, 2) || textOf(message, segmentOf(message, 'MSH'), 4)
}

/**
 * The identifier as FHIR writes it. An OID is one everywhere; a word such as `MRN` means something in its source
 * alone, unless the feed declares which system it stands for.
 */
export function identifierOf(
  id: Repetition,
  message: Message,
  { source, systems }: { source: string; systems: Readonly<Record<string, string>> },
): { system: string; value: string } {
  const oid = id.get(4, 3) === 'ISO' ? id.get(4, 2) : ''
  const authority = authorityOf(id, message)
  const declared = Object.hasOwn(systems, authority) ? systems[authority] : undefined
  const system = declared ?? (oid === '' ? localSystem(source, authority) : `urn:oid:${oid}`)
  return { system, value: id.get(1) }
}

/** A code that is one in all of England, such as a council's. */
export function authoritySystem(authority: string): string {
  return `urn:concordat:id:${authority.replace(/\s+/g, '-')}`
}

/** A word that a source uses for who gives numbers out. */
export function localSystem(source: string, authority: string): string {
  return `urn:concordat:id:${source}:${authority.replace(/\s+/g, '-')}`
}

function hasValue(id: Repetition): boolean {
  return id.raw !== DELETED && id.get(1) !== '' && id.get(1) !== DELETED
}

/** `^^^NHS^NH`, `^^^NHS^HN`, `^^^&NHS`, or the OID: all of them occur. */
function isNhsNumber(id: Repetition): boolean {
  const type = id.get(5).toUpperCase()
  if (NHS_TYPES.includes(type)) return true
  const authorities = [1, 2, 3].map((part) => id.get(4, part).toUpperCase())
  return authorities.some((name) => NHS_AUTHORITIES.includes(name) || name === NHS_NUMBER_OID)
}

/** PID-32 holds `NSTS01`, or only `01`. */
function nhsNumberStatus(message: Message, pid: Segment): string | undefined {
  for (const code of repetitions(message, pid, 32)) {
    const match = /^(?:NSTS)?(0[1-8])$/.exec(code.get(1))
    if (match) return match[1]
  }
  return undefined
}

function nameFields(message: Message, pid: Segment): Record<string, FieldValue | undefined> {
  const names = repetitions(message, pid, 5).filter((name) => name.raw !== DELETED)
  const name = firstOfType(names, 7, NAME_TYPES)
  if (!name) return {}
  // XPN-3 holds further given names divided by spaces.
  const given = [name.get(2), ...name.get(3).split(/\s+/)].filter(isFilled)
  const family = said(name.get(1))
  return { family, given: given.length > 0 ? given : undefined }
}

function dateOf(message: Message, pid: Segment, field: number): FieldValue | undefined {
  const text = textOf(message, pid, field)
  if (text === '' || text === DELETED) return said(text)
  const read = readHl7Moment(text)
  if (!read.ok) throw new Unreadable(`the date ${read.why}`, `PID-${field}`)
  // A year or a month alone is no date of birth that anything may be matched by.
  return read.moment.precision === 'year' || read.moment.precision === 'month'
    ? undefined
    : read.moment.date
}

function sexOf(message: Message, pid: Segment): FieldValue | undefined {
  const code = textOf(message, pid, 8)
  return code === DELETED ? null : SEX[code.toUpperCase()]
}

function addressOf(message: Message, pid: Segment): FieldValue | undefined {
  const all = repetitions(message, pid, 11)
  if (all[0]?.raw === DELETED) return null
  const address = firstOfType(all, 7, HOME)
  if (!address) return undefined
  const street = [address.get(1), address.get(1, 2), address.get(1, 3)].filter(isFilled).join(' ')
  const lines = [street, address.get(2)].filter(isFilled)
  const city = said(address.get(3)) ?? undefined
  const postcode = said(address.get(5)) ?? undefined
  if (lines.length === 0 && !city && !postcode) return undefined
  return { lines, ...(city ? { city } : {}), ...(postcode ? { postcode } : {}) }
}

function contactFields(message: Message, pid: Segment): Record<string, FieldValue | undefined> {
  const contacts = [...repetitions(message, pid, 13), ...repetitions(message, pid, 14)]
  const phones = contacts.map(phoneOf).filter(isFilled)
  const emails = contacts.map((contact) => contact.get(4)).filter((text) => text.includes('@'))
  return {
    phones: phones.length > 0 ? [...new Set(phones)] : undefined,
    emails: emails.length > 0 ? [...new Set(emails)] : undefined,
  }
}

function phoneOf(contact: Repetition): string {
  const whole = contact.get(1) || contact.get(12)
  if (isFilled(whole)) return whole.includes('@') ? '' : whole
  return [contact.get(5), contact.get(6), contact.get(7)].filter(isFilled).join(' ')
}

/** PD1-3 is the practice; where it names none, PD1-4 the GP. */
function practiceOf(message: Message): FieldValue | undefined {
  const pd1 = segmentOf(message, 'PD1')
  const name = textOf(message, pd1, 3)
  const code = textOf(message, pd1, 3, 3) || textOf(message, pd1, 3, 10)
  const practice = {
    ...(isFilled(code) ? { code } : {}),
    ...(isFilled(name) ? { name } : {}),
  }
  return Object.keys(practice).length > 0 ? practice : undefined
}

function firstOfType(
  all: Repetition[],
  component: number,
  types: string[],
): Repetition | undefined {
  for (const type of types) {
    const found = all.find((one) => one.get(component) === type)
    if (found) return found
  }
  return all[0]
}

/** '' says nothing, `""` says that there is none. */
function said(text: string): string | null | undefined {
  if (text === DELETED) return null
  return text === '' ? undefined : text
}

function isFilled(text: string): boolean {
  return text !== '' && text !== DELETED
}

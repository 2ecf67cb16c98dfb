import { derivedId, type PersonId } from '../kernel/index.ts'
import { personIdOf, readNhsNumber, whyNoId } from '../people/index.ts'
import type { AdtMessage } from './adt-message.ts'
import { DELETED, type Repetition } from './hl7.ts'
import type { FieldValue } from './latest.ts'
import {
  NHS_AUTHORITY,
  NHS_NUMBER_OID,
  NHS_NUMBER_WARNING,
  type NhsNumberFields,
  nhsNumberFields,
} from './nhs-system.ts'
import { identifiersField, personKey } from './person-fields.ts'

/** Whom a list of identifiers names, under which key, and all the numbers that it gives them. */
export type NamedPerson = {
  personId: PersonId
  key: string
  /** the value that the key is made of */
  sourceId: string
  fields: Record<string, FieldValue | undefined>
}

const NHS_AUTHORITIES = new Set(['NHS', 'NHSNO', 'NHSNUMBER', 'NHSN', 'NHSNBR', 'NHSNMBR'])
const NHS_TYPES = new Set(['NH', 'NHS', 'NHN', 'NNGBR', 'NHSNBR', 'NHSNMBR'])
/** "national unique individual identifier" (HL7 table 0203), which an NHS number is and a hospital's own is not */
const NATIONAL = 'NI'
/** HL7 table 0203: what a hospital calls its own number of a person, the surest first */
const OWN_TYPES = new Map([
  ['MR', 0],
  ['MEDREC', 0],
  ['MRN', 0],
  ['PI', 1],
  ['PT', 1],
  ['', 2],
])
/** The number of a visit or of an account, which may be another person's number or a whole family's. */
const NO_PERSON = new Set(['VN', 'VISITID', 'FINNBR', 'AN', 'PAN', 'XX', 'TN'])
/** Longer than anything that anybody calls a person or a visit. */
export const NUMBER_LENGTH_MAX = 200
const NO_OWN_NUMBER =
  'somebody has no number of their own, and is known by name, birth date and postcode'
const TWO_NUMBERS = 'a message gives one person two NHS numbers, and neither is used'

/** Digits, and not noughts alone: what a word for nothing, or a spreadsheet's short form, is not. */
const NUMBER = /^[\d\s-]*[1-9][\d\s-]*$/

/** A number that a list gives, each part read once. */
type Given = {
  value: string
  type: string
  /** who gave it out: CX-4, or the facility that sends */
  authority: string
  /** the object identifier of who gave it out */
  oid: string
  isNhsNumber: boolean
}

/**
 * Reads a list of identifiers (PID-3, MRG-1). The hospital's own number names the person: of type MR and given out
 * by the declared authority or by the sender, then the nearest to that, and never by its place in the list, which
 * differs from message to message. Without one the NHS number names them. Undefined where nobody is named.
 *
 * @param described what else tells the person from others. Where all that is given is a number that is nobody's (an
 *   NHS number that is mistyped, one digit over and over, as is typed for whoever has none), it names somebody together
 *   with that, and never by itself: everybody who has none would be one person.
 */
export function readIds(
  message: AdtMessage,
  ids: readonly Repetition[],
  described: () => readonly string[] | undefined = () => undefined,
): NamedPerson | undefined {
  const given = ids.flatMap((id) => givenBy(message, id))
  const nhs = given.filter(({ isNhsNumber }) => isNhsNumber)
  const local = given.filter(
    ({ isNhsNumber, value }) => !isNhsNumber && (value === DELETED || whyNoId(value) === undefined),
  )
  const number = nhsFields(message, nhs)
  const chosen = chosenOf(message, local)
  const sourceId = chosen?.value ?? number.nhsNumber ?? asDescribed(message, given, described)
  if (typeof sourceId !== 'string') return undefined
  const authority = chosen?.authority ?? NHS_AUTHORITY
  return {
    personId: personIdOf(message.source, sourceId, authority),
    key: personKey(authority, sourceId),
    sourceId,
    fields: { ...number, ...identifierFields(message, local) },
  }
}

function asDescribed(
  { notes }: AdtMessage,
  given: readonly Given[],
  described: () => readonly string[] | undefined,
): string | undefined {
  const [number] = given
    .filter(({ value }) => NUMBER.test(value))
    .map(({ isNhsNumber, value }) => `${isNhsNumber ? 'NHS' : ''} ${value}`)
    .sort()
    .toReversed()
  const words = number === undefined ? undefined : described()
  if (words === undefined) return undefined
  notes.warn(NO_OWN_NUMBER)
  return derivedId('as described', number!, ...words.map((word) => word.toLowerCase()))
}

function givenBy({ sender }: AdtMessage, id: Repetition): Given[] {
  const value = id.get(1)
  const type = id.get(5).toUpperCase()
  if (value === '' || id.raw === DELETED || NO_PERSON.has(type)) return []
  const names = [id.get(4), id.get(4, 2), id.get(4, 3)]
  const [name, universal, kind] = names as [string, string, string]
  if ([value, name, universal].some((text) => text.length > NUMBER_LENGTH_MAX)) return []
  return [
    {
      value,
      type,
      authority: name || universal || sender,
      oid: kind === 'ISO' ? universal : '',
      isNhsNumber:
        NHS_TYPES.has(type) ||
        names.some(isNhs) ||
        (type === NATIONAL && name === '' && universal === '' && readNhsNumber(value).ok),
    },
  ]
}

/** `^^^NHS^NH`, `^^^NHS^HN`, `^^^&NHS`, or the OID: all of them occur. */
function isNhs(name: string): boolean {
  return name !== '' && (NHS_AUTHORITIES.has(name.toUpperCase()) || name === NHS_NUMBER_OID)
}

/** One digit over and over is nobody's number, and is still kept as it was given. */
function isSomething(value: string): boolean {
  return value !== DELETED && (whyNoId(value) === undefined || NUMBER.test(value))
}

type NhsSaid = { [name in keyof NhsNumberFields]: string | null | undefined }

/** `""` takes the number away; no number says nothing; two different ones are a mistake that nobody here can settle. */
function nhsFields({ notes }: AdtMessage, nhs: readonly Given[]): NhsSaid {
  if (nhs.length > 0 && nhs.every(({ value }) => value === DELETED)) {
    return { nhsNumber: null, nhsNumberAsGiven: null }
  }
  const read = nhs
    .filter(({ value }) => isSomething(value))
    .map(({ value }) => value)
    .sort()
    .map(nhsNumberFields)
  const numbers = new Set(read.flatMap(({ nhsNumber }) => nhsNumber ?? []))
  if (numbers.size > 1) {
    notes.warn(TWO_NUMBERS)
    notes.pass('PID-3')
    return {}
  }
  const found = read.find(({ nhsNumber }) => nhsNumber !== undefined) ?? read[0] ?? {}
  if (found.nhsNumberAsGiven) notes.warn(NHS_NUMBER_WARNING)
  return found
}

/**
 * A field for each authority, with what it gave out: a list that leaves one out says nothing of it, and a number
 * that is put right replaces the wrong one.
 */
function identifierFields(
  message: AdtMessage,
  local: readonly Given[],
): Record<string, FieldValue> {
  const fields: Record<string, string[]> = {}
  for (const id of local) {
    const field = identifiersField(systemOf(id, message))
    fields[field] ??= []
    const values = fields[field]
    if (id.value !== DELETED && !values.includes(id.value)) values.push(id.value)
  }
  for (const values of Object.values(fields)) values.sort()
  return fields
}

/** Who gave a number out: CX-4, or the facility that sends. */
export function authorityOf(id: Repetition, { sender }: AdtMessage): string {
  return authorityNamed(id.get(4)) || id.get(4, 2) || sender
}

/** Some write the type of a number (`VISITID`) where its authority stands: that names nobody. */
export function authorityNamed(text: string): string {
  return NO_PERSON.has(text.toUpperCase()) || text === DELETED ? '' : text
}

/**
 * The system of an identifier as FHIR writes it. An OID is one everywhere; a word such as `MRN` means something in
 * its source alone, unless the feed declares which system it stands for.
 */
function systemOf({ authority, oid }: Given, { source, feed }: AdtMessage): string {
  const name = authority.toUpperCase()
  for (const spelled of [authority, name]) {
    if (Object.hasOwn(feed.systems, spelled)) return feed.systems[spelled]!
  }
  return oid === '' ? localSystem(source, name) : `urn:oid:${oid}`
}

/** A code that is one in all of England, such as a council's. */
export function authoritySystem(authority: string): string {
  return `urn:concordat:id:${authority.replace(/\s+/g, '-')}`
}

/** A word that a source uses for who gives numbers out. */
export function localSystem(source: string, authority: string): string {
  return `urn:concordat:id:${source}:${authority.replace(/\s+/g, '-')}`
}

function chosenOf(message: AdtMessage, local: readonly Given[]): Given | undefined {
  const named = local.filter(({ value }) => value !== DELETED)
  if (named.length < 2) return named[0]
  const wanted = [message.reading.authority, message.sender].map((name) => name?.toUpperCase())
  const ranked = named.map((id) => ({ id, rank: preference(id, wanted) }))
  return ranked.sort((a, b) => compare(a.rank, b.rank))[0]!.id
}

/** The lowest comes first: type, then who gave it out, then what makes any two differ. */
function preference(
  { value, type, authority }: Given,
  wanted: readonly (string | undefined)[],
): readonly (number | string)[] {
  const whose = wanted.indexOf(authority.toUpperCase())
  return [
    OWN_TYPES.get(type) ?? OWN_TYPES.size,
    whose < 0 ? wanted.length : whose,
    authority.toUpperCase(),
    type,
    value,
  ]
}

function compare(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  const at = a.findIndex((part, index) => part !== b[index])
  return at < 0 ? 0 : a[at]! < b[at]! ? -1 : 1
}

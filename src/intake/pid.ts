import type { AdtMessage } from './adt-message.ts'
import { type NamedPerson, readIds } from './cx-ids.ts'
import {
  DELETED,
  isFilled,
  type Repetition,
  type Segment,
  type Segments,
  said,
  segmentOf,
} from './hl7.ts'
import { believed, type FieldValue } from './latest.ts'
import { readHl7Day } from './moment.ts'
import { ETHNICITIES, LANGUAGES } from './nhs-words.ts'
import { mobilesField } from './person-fields.ts'
import { Unreadable } from './reading.ts'
import { restrictions } from './restricted.ts'
import { type Name, nameOf, otherNames } from './xpn-name.ts'
import { type Contacts, contactsOf } from './xtn-contact.ts'

type Fields = Record<string, FieldValue | undefined>

/** HL7 table 0190: where somebody lives, the surest first */
const HOME = ['H', 'P', '', 'C', 'L', 'M', 'O']
/** Where they work, were born, come from, have lived, cannot be reached, or where a bill goes. */
const ELSEWHERE = new Set(['B', 'BA', 'BDL', 'BI', 'BR', 'F', 'N', 'OLD', 'S', 'SH', 'TM', 'V'])
/** What systems write in the place of its codes. */
const ADDRESS_TYPES: ReadonlyMap<string, string> = new Map([
  ['HOME', 'H'],
  ['PERMANENT', 'P'],
  ['CURRENT', 'C'],
  ['TEMPORARY', 'C'],
  ['LEGAL', 'L'],
  ['MAILING', 'M'],
  ['BUSINESS', 'B'],
  ['OFFICE', 'B'],
  ['BILLING', 'BI'],
  ['BIRTH', 'N'],
  ['PREVIOUS', 'OLD'],
])
const DEAD = new Set(['Y', 'YES', 'TRUE', 'DECEASED', 'DEAD', 'DIED'])
const ALIVE = new Set(['N', 'NO', 'FALSE', 'ALIVE', DELETED])
const HOME_MOBILES = mobilesField('phones')
const WORK_MOBILES = mobilesField('workPhones')
const NUMBER_STATUS = /^(?:NSTS)?0?([1-8])$/
const MISTAKEN_BIRTH = 'a date of birth'
const MISTAKEN_DEATH = 'a date of death'
/** of a practice, as the Organisation Data Service gives it out */
const PRACTICE_CODE = /^[A-Z]\d{5}$/
/** of a language (ISO 639) */
const CODE_LENGTH = 3
const ADDRESS_PARTS = [1, 2, 3, 4, 5]
const POSTCODE = /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i

/**
 * Who a part of a message is about, and what PID, PD1 and marks of protection say of them.
 * @throws Unreadable where nobody is named
 */
export function readPid(message: AdtMessage, part: Segments): NamedPerson {
  const pid = segmentOf(part, 'PID')
  if (pid === undefined) throw new Unreadable('the message names no person', 'PID')
  const paths = message.reading.personNumbers
  const ids = paths.flatMap(({ segment, field }) => segmentOf(part, segment)?.all(field) ?? [])
  const reliability = pid.all(32).map((code) => code.get(1).toUpperCase())
  const names = pid.all(5)
  const name = nameOf(names)
  const nameless = name === undefined && names[0]?.raw === DELETED ? null : undefined
  const birthDate = reliability.includes('UD') ? undefined : dayOf(message, pid, 7, MISTAKEN_BIRTH)
  const address = reliability.includes('UA') ? undefined : addressOf(pid)
  const named = readIds(message, ids, () => describedBy(name, birthDate, address))
  if (named === undefined) throw new Unreadable('the message names no person', 'PID-3')
  const [home, work] = numbersOf(pid)
  const fields = {
    family: name === undefined ? nameless : said(name.family),
    given: name === undefined || name.given.length === 0 ? nameless : name.given,
    otherNames: otherNames(names, pid.all(9), name),
    birthDate,
    ...deathFields(message, pid),
    nhsNumberStatus: numberStatus(named, reliability),
    sex: sexOf(message, pid),
    address,
    phones: home.phones,
    [HOME_MOBILES]: home.mobiles,
    emails: home.emails,
    workPhones: work.phones,
    [WORK_MOBILES]: work.mobiles,
    workEmails: work.emails,
    gpPractice: practiceOf(message, segmentOf(part, 'PD1')),
    ethnicity: ethnicityOf(message, pid),
    language: languageOf(message, pid),
    ...named.fields,
    ...restrictions(message, part),
  }
  if (reliability.length > 0 || pid.raw(31) !== '') noteUnsure(message, pid, reliability)
  return { ...named, fields }
}

/** Of home (PID-13) and of work (PID-14, and what PID-13 itself calls a number of work). */
function numbersOf(pid: Segment): [home: Contacts, work: Contacts] {
  const [all, work] = [pid.all(13), pid.all(14)]
  const isWork = (contact: Repetition) => contact.get(2).toUpperCase() === 'WPN'
  if (!all.some(isWork)) return [contactsOf(all), contactsOf(work)]
  return [
    contactsOf(all.filter((contact) => !isWork(contact))),
    contactsOf([...work, ...all.filter(isWork)]),
  ]
}

/** Family name and a given one, with the day of birth or the postcode: enough to tell two people apart. */
function describedBy(
  name: Name | undefined,
  birthDate: FieldValue | undefined,
  address: FieldValue | undefined,
): readonly string[] | undefined {
  const { postcode } = (address ?? {}) as { postcode?: string }
  const day = typeof birthDate === 'string' ? birthDate : ''
  const where = (postcode ?? '').replace(/\s/g, '')
  if (name === undefined || !isFilled(name.family) || name.given.length === 0) return undefined
  return day === '' && where === '' ? undefined : [name.family, ...name.given, day, where]
}

/** PID-32 holds `NSTS01`, or only `01` or `1` (HL7 UK, table 0445). */
function numberStatus(
  { fields }: NamedPerson,
  reliability: readonly string[],
): FieldValue | undefined {
  if (fields.nhsNumber === null) return null
  if (fields.nhsNumber === undefined && fields.nhsNumberAsGiven === undefined) return undefined
  const status = reliability.flatMap((code) => NUMBER_STATUS.exec(code)?.[1] ?? [])[0]
  return status === undefined ? undefined : `0${status}`
}

/** An estimate, an alias in the place of a name, somebody whom nobody knows: it is taken, and said. */
function noteUnsure({ notes }: AdtMessage, pid: Segment, reliability: readonly string[]): void {
  if (reliability.includes('ED')) notes.warn('a date of birth is an estimate')
  if (reliability.includes('AL')) notes.warn('a name is an alias')
  // US is the usual case; a code that nobody knows is named, as one that says what to be wary of.
  if (!reliability.every((code) => code === 'US' || NUMBER_STATUS.test(code))) notes.pass('PID-32')
  if (pid.text(31).toUpperCase() === 'Y') {
    notes.warn('it is not known who the person is')
    notes.pass('PID-31')
  }
}

/** The calendar day; a year or a month alone is no date that anything may be matched by. */
function dayOf(
  { notes, receivedAt }: AdtMessage,
  pid: Segment,
  field: number,
  what: string,
): string | null | undefined {
  const text = pid.text(field)
  if (!isFilled(text)) return said(text)
  const read = readHl7Day(text, pid.text(field, 2))
  if (read.ok && read.precision !== 'year' && read.precision !== 'month') {
    if (believed(read.date, receivedAt) !== undefined) return read.date
    notes.warn(`${what} lies later than its message arrived and was left out`)
  }
  if (!read.ok) notes.warn(`${what} ${read.why} and was left out`)
  notes.pass(`PID-${field}`)
  return undefined
}

/**
 * PID-30: `Y`, or in words, is dead, with a date or without one; `N` or `""` takes a death back. PID-29 says when:
 * a day that does not exist, or a year alone, is still a death; what names no year is none, nor is a day to come.
 */
function deathFields(message: AdtMessage, pid: Segment): Fields {
  const mark = pid.text(30).toUpperCase()
  if (ALIVE.has(mark)) return { dead: false, deathDate: null }
  if (mark !== '' && !DEAD.has(mark)) message.notes.pass('PID-30')
  const deathDate = dayOf(message, pid, 29, MISTAKEN_DEATH)
  const written = pid.text(29)
  const day = readHl7Day(written)
  const isAhead = day.ok && believed(day.date, message.receivedAt) === undefined
  const dated = deathDate === undefined && /\d{4}/.test(written) && !isAhead
  return { dead: DEAD.has(mark) || dated ? true : undefined, deathDate }
}

function sexOf({ reading, notes }: AdtMessage, pid: Segment): FieldValue | undefined {
  const code = pid.text(8)
  if (!isFilled(code)) return said(code)
  const sex = reading.sexes.get(code.toUpperCase())
  if (sex === undefined) notes.pass('PID-8')
  return sex
}

function addressOf(pid: Segment): FieldValue | undefined {
  const all = pid.all(11)
  if (all[0]?.raw === DELETED) return null
  const address = homeOf(all)
  if (address === undefined) return undefined
  const street = [address.get(1), address.get(1, 2), address.get(1, 3)].filter(isFilled).join(' ')
  const lines = [street, address.get(2)].filter(isFilled)
  const [town, county, code] = [3, 4, 5].map((part) => said(address.get(part)) ?? undefined)
  const isCode = code === undefined && county !== undefined && POSTCODE.test(county)
  const [city, postcode] = isCode ? [town, county] : [town ?? county, code]
  if (lines.length === 0 && !city && !postcode) return undefined
  return { lines, ...(city ? { city } : {}), ...(postcode ? { postcode } : {}) }
}

/** Where somebody lives; of a type that nobody knows, unless one that is known is given. */
function homeOf(all: readonly Repetition[]): Repetition | undefined {
  let [home, rank] = [undefined as Repetition | undefined, HOME.length + 1]
  for (const one of all) {
    if (!ADDRESS_PARTS.some((part) => isFilled(one.get(part)))) continue
    const type = addressType(one.get(7).toUpperCase())
    if (ELSEWHERE.has(type)) continue
    const place = HOME.indexOf(type)
    const own = place < 0 ? HOME.length : place
    if (own < rank) [home, rank] = [one, own]
  }
  return home
}

function addressType(type: string): string {
  return ADDRESS_TYPES.get(type) ?? (isFilled(type) ? type : '')
}

/**
 * PD1-3 is the practice; where it names none, PD1-4 the doctor, beside whom some write the practice's code. Words of
 * one or two letters are a hospital's own code, and no name to show.
 */
function practiceOf({ notes }: AdtMessage, pd1: Segment | undefined): FieldValue | undefined {
  if (pd1 === undefined) return undefined
  if (pd1.text(3) === DELETED) return null
  const named = pd1.text(3)
  const given = pd1.text(3, 3) || pd1.text(3, 10)
  const code = isFilled(given) ? given.toUpperCase() : codeBeside(pd1)
  const name = isName(named) ? named : doctorIn(pd1)
  if (isFilled(named) && name !== named) notes.pass('PD1-3')
  if (code === undefined && name === undefined) {
    if (pd1.all(4).some((doctor) => isFilled(doctor.get(1)))) notes.pass('PD1-4')
    return undefined
  }
  return { ...(code === undefined ? {} : { code }), ...(name === undefined ? {} : { name }) }
}

function isName(text: string): boolean {
  return text.length > 2
}

function codeBeside(pd1: Segment): string | undefined {
  const codes = pd1.all(4).map((doctor) => doctor.get(1).toUpperCase())
  return codes.find((code) => PRACTICE_CODE.test(code))
}

function doctorIn(pd1: Segment): string | undefined {
  const name = [pd1.text(4, 6), pd1.text(4, 3), pd1.text(4, 2)].filter(isFilled).join(' ')
  return isName(name) ? name : undefined
}

/** The words that came, else those of the NHS data dictionary; a code that it does not know is no word to show. */
function ethnicityOf({ notes }: AdtMessage, pid: Segment): FieldValue | undefined {
  const code = pid.text(22)
  const words = pid.text(22, 2)
  if (isFilled(words)) return words
  if (!isFilled(code)) return said(words || code)
  const known = ETHNICITIES.get(code.toUpperCase())
  if (known === undefined && code.length <= 2) notes.pass('PID-22')
  return known ?? (code.length > 2 ? code : undefined)
}

/** As words; a code that nobody here knows says nothing of how to speak with somebody. */
function languageOf({ notes }: AdtMessage, pid: Segment): FieldValue | undefined {
  const code = pid.text(15)
  const words = pid.text(15, 2)
  if (isFilled(words)) return words
  if (!isFilled(code)) return said(words || code)
  const known = LANGUAGES.get(code.toUpperCase())
  if (known === undefined && code.length <= CODE_LENGTH) notes.pass('PID-15')
  return known ?? (code.length > CODE_LENGTH ? code : undefined)
}

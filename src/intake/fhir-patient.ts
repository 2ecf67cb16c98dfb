import { type OtherName, personIdOf } from '../people/index.ts'
import type { JsonObject } from '../record/index.ts'
import { wordsIn } from './fhir-concept.ts'
import { dayIn } from './fhir-dates.ts'
import { currentNhsNumber, extensionOf, holdsAt } from './fhir-identifier.ts'
import { isConfidential } from './fhir-label.ts'
import { type From, partyIn } from './fhir-reference.ts'
import { patientIn } from './fhir-subject.ts'
import { objectOf, objectsOf, textIn, textsIn } from './json-value.ts'
import { believed, type FieldValue } from './latest.ts'
import { type Link, personKey } from './person-fields.ts'
import type { ReadContext } from './reading.ts'

const ETHNICITY = ['EthnicCategory', 'us-core-ethnicity']
const PRONOUNS = 'individual-pronouns'
const DEATH_STATUS = 'DeathNotificationStatus'
const DEATH_REMOVED = 'U'
const INTERPRETER = 'patient-interpreterRequired'
const COMMUNICATION = 'NHSCommunication'
const SEXES = new Set(['male', 'female', 'other', 'unknown'])
const NAME_USES = ['official', 'usual', undefined, 'temp', 'nickname', 'anonymous', 'maiden', 'old']
const ADDRESS_USES = ['home', undefined, 'temp', 'work', 'billing', 'old']
const POSTCODE = /^(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})$/i

export type PatientSaid = {
  /** what the Patient says as a whole: what is not there, it does not say */
  fields: Record<string, FieldValue>
  warnings: string[]
  passedOver: string[]
}

/**
 * What a FHIR Patient says about the person. It is a whole: the next version takes back what it leaves out.
 * A record that another replaces says who it is and nothing else about them: it must no longer be used.
 *
 * @param at the moment as at which uses and periods count
 */
export function readPatient(patient: JsonObject, from: From, at: string): PatientSaid {
  const { fields, warnings, others } = currentNhsNumber(patient.identifier, at)
  const said: Saying = fields
  put(said, 'identifiers', listed(identifiersIn(others)))
  const replaced = isReplaced(patient)
  if (!replaced) {
    sayWho(patient, at, said)
    sayWhere(patient, from, at, said)
  }
  // Where somebody is, is not shown where their record says so.
  if (isConfidential(patient)) said.restricted = true
  return { fields: said, warnings, passedOver: passedOver(patient, at, replaced) }
}

/** One that says it is in use all the same contradicts itself, and is read as it stands. */
function isReplaced({ link, active }: JsonObject): boolean {
  return active !== true && objectsOf(link).some(({ type }) => type === 'replaced-by')
}

type Saying = Record<string, FieldValue>

function put(said: Saying, name: string, value: FieldValue | undefined): void {
  if (value !== undefined) said[name] = value
}

function listed<T>(all: readonly T[]): readonly T[] | undefined {
  return all.length === 0 ? undefined : all
}

function sayWho(patient: JsonObject, at: string, said: Saying): void {
  const name = chosen(objectsOf(patient.name), NAME_USES, at)
  if (name !== undefined) {
    put(said, 'family', textIn(name.family) ?? familyFromText(name))
    put(said, 'given', listed(givenIn(name)))
    put(said, 'otherNames', otherNamesIn(patient, name, at))
  }
  put(said, 'birthDate', believed(dayIn(patient.birthDate), at))
  sayDeath(patient, at, said)
  const gender = textIn(patient.gender)
  if (gender !== undefined && SEXES.has(gender)) said.sex = gender
  put(said, 'language', languageIn(patient))
  if (patient.extension === undefined) return
  put(said, 'ethnicity', ethnicityIn(patient))
  put(said, 'pronouns', pronounsIn(patient))
}

/** What else they are called, or were; each once. */
function otherNamesIn({ name }: JsonObject, own: JsonObject, at: string): FieldValue | undefined {
  const all = objectsOf(name)
  if (all.length < 2) return undefined
  const seen = new Set([wordsOfName(own)])
  const others = all.flatMap((one): OtherName[] => {
    const words = wordsOfName(one)
    if (one.use === 'anonymous' || words === '' || seen.has(words)) return []
    seen.add(words)
    const family = textIn(one.family) ?? familyFromText(one)
    return [
      { use: otherUse(one, at), ...(family === undefined ? {} : { family }), given: givenIn(one) },
    ]
  })
  return listed(others) as FieldValue | undefined
}

function otherUse(name: JsonObject, at: string): OtherName['use'] {
  if (name.use === 'maiden') return 'maiden'
  return name.use === 'old' || !holdsAt(name, at) ? 'old' : 'nickname'
}

function wordsOfName(name: JsonObject): string {
  const family = textIn(name.family) ?? familyFromText(name) ?? ''
  return [...givenIn(name), family].join(' ').trim().toLowerCase()
}

function sayWhere(patient: JsonObject, from: From, at: string, said: Saying): void {
  const address = addressNow(objectsOf(patient.address), at)
  if (address !== undefined) said.address = addressIn(address)
  if (patient.telecom !== undefined) sayContacts(patient, at, said)
  put(said, 'gpPractice', practiceIn(patient, from, at))
  put(said, 'contacts', contactsOf(patient, at))
}

/** Where they lived once is not where they live, whatever else is known. */
function addressNow(all: readonly JsonObject[], at: string): JsonObject | undefined {
  if (all.length === 0) return undefined
  const current = all.filter((one) => holdsAt(one, at))
  const lived = current.filter(({ type }) => type !== 'postal')
  return chosen(lived.length > 0 ? lived : current, ADDRESS_USES, at)
}

function isAhead(day: string | undefined, at: string): boolean {
  return day !== undefined && believed(day, at) === undefined
}

/** Elements that change what the rest means, or what somebody would do, and are not read. */
function passedOver(patient: JsonObject, at: string, replaced: boolean): string[] {
  const named: string[] = []
  if (isAhead(dayIn(patient.birthDate), at)) named.push('Patient.birthDate')
  if (isAhead(dayIn(patient.deceasedDateTime), at)) named.push('Patient.deceased[x]')
  if (patient.active === false && !replaced) named.push('Patient.active')
  if (textIn(patient.birthDate) !== undefined && dayIn(patient.birthDate) === undefined) {
    named.push('Patient.birthDate')
  }
  if (objectsOf(patient.contact).some((one) => !isSomebody(one))) named.push('Patient.contact')
  if (patient.multipleBirthBoolean === true || patient.multipleBirthInteger !== undefined) {
    named.push('Patient.multipleBirth[x]')
  }
  return named
}

/** That somebody has died is known without a day too. A death whose notification was withdrawn is none. */
function sayDeath(patient: JsonObject, at: string, said: Saying): void {
  const status = extensionOf(patient, DEATH_STATUS)
  const code = status === undefined ? undefined : noticeIn(status)
  const withdrawn = code === DEATH_REMOVED
  if (withdrawn || (patient.deceasedBoolean === false && code === undefined)) {
    Object.assign(said, { dead: false, deathDate: null })
  } else if (textIn(patient.deceasedDateTime) !== undefined) {
    const day = dayIn(patient.deceasedDateTime)
    // Nobody has died on a day to come: it is what a system writes where it knows of no death, or a slip.
    if (isAhead(day, at)) return
    said.dead = true
    put(said, 'deathDate', day)
  } else if (patient.deceasedBoolean === true || code !== undefined) said.dead = true
}

function noticeIn(status: JsonObject): string | undefined {
  const notice = objectsOf(status.extension).find(({ url }) => url === 'deathNotificationStatus')
  const [coding] = objectsOf(objectOf((notice ?? status).valueCodeableConcept)?.coding)
  return textIn(coding?.code)?.toUpperCase()
}

/** One without its value identifies nobody, one without its system could be anyone's. */
function identifiersIn(identifiers: readonly JsonObject[]): { system: string; value: string }[] {
  const found: { system: string; value: string }[] = []
  for (const identifier of identifiers) {
    const system = textIn(identifier.system)
    const value = textIn(identifier.value)
    if (system !== undefined && value !== undefined) found.push({ system, value })
  }
  return found
}

/** Of those that hold now the one of the use that comes first; only where none does, one that did. */
function chosen(
  all: readonly JsonObject[],
  uses: readonly (string | undefined)[],
  at: string,
): JsonObject | undefined {
  if (all.length < 2) return all[0]
  const current = all.filter((one) => holdsAt(one, at))
  const from = current.length > 0 ? current : all
  const rank = ({ use }: JsonObject) => {
    const place = uses.indexOf(textIn(use))
    return place < 0 ? uses.length : place
  }
  return from.reduce<JsonObject | undefined>(
    (best, one) => (best === undefined || rank(one) < rank(best) ? one : best),
    undefined,
  )
}

/** `SMITH, Jane` or `Jane Smith`, where only the text was given. */
function familyFromText(name: JsonObject | undefined): string | undefined {
  const text = textIn(name?.text)
  if (text === undefined || textsIn(name?.given).length > 0) return undefined
  const comma = text.indexOf(',')
  return comma > 0 ? text.slice(0, comma).trim() : text.split(/\s+/).at(-1)
}

function givenIn(name: JsonObject): string[] {
  const given = textsIn(name.given)
  const text = textIn(name.text)
  if (given.length > 0 || text === undefined || textIn(name.family) !== undefined) return given
  const comma = text.indexOf(',')
  const words = comma > 0 ? text.slice(comma + 1) : text.split(/\s+/).slice(0, -1).join(' ')
  return words.split(/\s+/).filter((word) => word !== '' && !TITLES.test(word))
}

const TITLES = /^(?:mr|mrs|ms|miss|mx|master|dr|prof|rev|sir|dame|lady|lord)\.?$/i

/** Where only the text was given, its parts are the lines, and the postcode is found among them. */
function addressIn(address: JsonObject): FieldValue {
  const city = textIn(address.city)
  const postcode = textIn(address.postalCode)
  const lines = textsIn(address.line)
  const text = textIn(address.text)
  if (lines.length === 0 && city === undefined && text !== undefined) {
    const parts = text.split(/[,\r\n]+/).map((part) => part.trim())
    const found = postcode ?? parts.find((part) => POSTCODE.test(part))
    const rest = parts.filter((part) => part !== '' && part !== found)
    return { lines: rest, ...(found === undefined ? {} : { postcode: found }) }
  }
  return {
    lines,
    ...(city === undefined ? {} : { city }),
    ...(postcode === undefined ? {} : { postcode }),
  }
}

/** Those that hold now, in the order in which the source says to try them. */
function sayContacts({ telecom }: JsonObject, at: string, said: Saying): void {
  const phones: Ranked[] = []
  const emails: Ranked[] = []
  for (const one of objectsOf(telecom)) {
    const { system, rank } = one
    const list = system === 'phone' || system === 'sms' ? phones : emails
    if ((list === emails && system !== 'email') || !holdsAt(one, at)) continue
    const value = textIn(one.value)
    if (value !== undefined) list.push({ value, rank: typeof rank === 'number' ? rank : UNRANKED })
  }
  put(said, 'phones', inOrder(phones))
  put(said, 'emails', inOrder(emails))
}

type Ranked = { value: string; rank: number }

function inOrder(all: Ranked[]): string[] | undefined {
  if (all.length < 2) return all.length === 0 ? undefined : [all[0]!.value]
  return [...new Set(all.sort((a, b) => a.rank - b.rank).map(({ value }) => value))]
}

const UNRANKED = 1_000

/** The practice; where the source names only a GP, who that is. */
function practiceIn(patient: JsonObject, from: From, at: string): FieldValue | undefined {
  let gp: string | undefined
  for (const reference of objectsOf(patient.generalPractitioner)) {
    const identifier = objectOf(reference.identifier)
    if (identifier !== undefined && !holdsAt(identifier, at)) continue
    if (isPractitioner(reference)) {
      gp ??= textIn(reference.display)
      continue
    }
    const party = partyIn(reference, from)
    if (party.code !== undefined || party.name !== undefined) return party
  }
  return gp === undefined ? undefined : { name: gp }
}

function isPractitioner({ reference, type }: JsonObject): boolean {
  return (
    /(?:^|\/)Practitioner(?:Role)?[/?]/.test(textIn(reference) ?? '') || type === 'Practitioner'
  )
}

/** Whom to ring and who is next of kin: what a RelatedPerson would say, without its patient. */
function contactsOf(patient: JsonObject, at: string): FieldValue | undefined {
  if (patient.contact === undefined) return undefined
  const all = objectsOf(patient.contact).filter(isSomebody)
  return listed(all.map((one) => relatedFrom(one, at))) as FieldValue | undefined
}

function relatedFrom(contact: JsonObject, at: string): JsonObject {
  const { relationship, name, telecom, address, gender, period } = contact
  const kept = {
    relationship,
    name: [objectOf(name) ?? { text: contactName(contact) ?? NAMELESS }],
    telecom: objectsOf(telecom).filter((one) => holdsAt(one, at)),
    address: objectOf(address) === undefined ? undefined : [address!],
    gender,
    period,
  }
  return JSON.parse(JSON.stringify(kept)) as JsonObject
}

const NAMELESS = 'Name not given'

/** A number to ring helps without a name. */
function isSomebody(contact: JsonObject): boolean {
  return contactName(contact) !== undefined || objectsOf(contact.telecom).length > 0
}

function contactName({ name, organization }: JsonObject): string | undefined {
  const called = objectOf(name)
  const words = [textIn(called?.text), textIn(called?.family), ...textsIn(called?.given)]
  return words.find((word) => word !== undefined) ?? textIn(objectOf(organization)?.display)
}

function ethnicityIn(patient: JsonObject): string | undefined {
  for (const name of ETHNICITY) {
    const extension = extensionOf(patient, name)
    if (!extension) continue
    const nested = objectsOf(extension.extension).find((one) => one.url === 'text')
    return wordsIn(extension.valueCodeableConcept) ?? textIn(nested?.valueString)
  }
  return undefined
}

/** The language, and that somebody has to interpret. */
function languageIn(patient: JsonObject): string | undefined {
  const all = objectsOf(patient.communication)
  const language = wordsIn((all.find((one) => one.preferred === true) ?? all[0])?.language)
  const nhs = objectsOf(extensionOf(patient, COMMUNICATION)?.extension)
  const spoken =
    language ?? wordsIn(nhs.find(({ url }) => url === 'language')?.valueCodeableConcept)
  const interpreted =
    extensionOf(patient, INTERPRETER)?.valueBoolean === true ||
    nhs.some(({ url, valueBoolean }) => url === 'interpreterRequired' && valueBoolean === true)
  if (!interpreted) return spoken
  return spoken === undefined ? 'Interpreter needed' : `${spoken}, interpreter needed`
}

function pronounsIn(patient: JsonObject): string | undefined {
  const extension = extensionOf(patient, PRONOUNS)
  const value = objectsOf(extension?.extension).find((one) => one.url === 'value')
  return wordsIn(value?.valueCodeableConcept)
}

const LINKS: ReadonlyMap<string, Link['because']> = new Map([
  ['replaced-by', 'replaced-by'],
  ['replaces', 'replaced-by'],
  ['refer', 'same-person'],
  ['seealso', 'same-person'],
])

/** All four kinds of link say that two records are of one person. */
export function linksOf(
  patient: JsonObject,
  from: From,
  context: Pick<ReadContext, 'source' | 'feed' | 'receivedAt'>,
): Link[] {
  return objectsOf(patient.link).flatMap(({ type, other }) => {
    const because = LINKS.get(textIn(type) ?? '')
    const reference = objectOf(other)
    if (because === undefined || reference === undefined) return []
    const person = patientIn(reference, from, context)
    if (person === undefined) return []
    const { sourceId, authority } = person
    const personId = personIdOf(context.source, sourceId, authority)
    return [{ personId, key: personKey(authority, sourceId), because }]
  })
}

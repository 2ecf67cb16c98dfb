import type { JsonObject, JsonValue } from '../record/index.ts'
import { organisationIn } from './fhir-reference.ts'
import { objectOf, objectsOf, textIn, valuesAt } from './json-value.ts'
import type { FieldValue } from './latest.ts'
import { readFhirMoment } from './moment.ts'
import { isNhsNumberSystem, NHS_NUMBER_WARNING, nhsNumberFields } from './nhs-system.ts'
import { FHIR_HELD } from './person-fields.ts'

const STATUS = 'NHSNumberVerificationStatus'
const ETHNICITY = ['EthnicCategory', 'us-core-ethnicity']
const PRONOUNS = 'individual-pronouns'
const SEXES = ['male', 'female', 'other', 'unknown']
const NAME_USES = ['official', 'usual', undefined]
const ADDRESS_USES = ['home', undefined, 'temp', 'work']

export type PatientSaid = { fields: Record<string, FieldValue>; warnings: string[] }

/**
 * What a FHIR Patient says about the person. It is a whole: what it leaves out is said to be empty, except
 * for the NHS number, which a source that does not hold it has no say about.
 */
export function readPatient(patient: JsonObject): PatientSaid {
  const identifiers = objectsOf(patient.identifier)
  const nhs = identifiers.find((one) => isNhsNumberSystem(textIn(one.system) ?? ''))
  const number = nhsNumberFields(textIn(nhs?.value) ?? '')
  const name = chosen(objectsOf(patient.name), NAME_USES)
  const address = chosen(objectsOf(patient.address), ADDRESS_USES)
  const birthDate = dateIn(patient.birthDate)
  const fields: Record<string, FieldValue | undefined> = {
    ...number,
    nhsNumberStatus: nhs && textIn(codeIn(extensionOf(nhs, STATUS))),
    identifiers: identifiers.filter((one) => one !== nhs).flatMap(identifierIn),
    family: textIn(name?.family) ?? familyFromText(name) ?? null,
    given: textsIn(name?.given),
    birthDate: birthDate ?? null,
    deathDate: dateIn(patient.deceasedDateTime) ?? null,
    sex: SEXES.includes(String(patient.gender)) ? String(patient.gender) : null,
    address: address ? addressIn(address) : null,
    phones: contactsIn(patient, 'phone'),
    emails: contactsIn(patient, 'email'),
    gpPractice: practiceIn(patient) ?? null,
    ethnicity: ethnicityIn(patient) ?? null,
    language: languageIn(patient) ?? null,
    pronouns: pronounsIn(patient) ?? null,
    [FHIR_HELD]: true,
  }
  const said = Object.entries(fields).filter(
    (entry): entry is [string, FieldValue] => entry[1] !== undefined,
  )
  const warnings = number.nhsNumberAsGiven ? [NHS_NUMBER_WARNING] : []
  return { fields: Object.fromEntries(said), warnings }
}

/** A whole date; a year or a month alone matches nobody. */
function dateIn(value: JsonValue | undefined): string | undefined {
  const text = textIn(value)
  const read = text === undefined ? undefined : readFhirMoment(text)
  if (!read?.ok || read.moment.precision === 'year' || read.moment.precision === 'month')
    return undefined
  return read.moment.date
}

/** One without its value identifies nobody, one without its system could be anyone's. */
function identifierIn(identifier: JsonObject): { system: string; value: string }[] {
  const system = textIn(identifier.system)
  const value = textIn(identifier.value)
  return system === undefined || value === undefined ? [] : [{ system, value }]
}

/** The current one of the use that comes first. */
function chosen(all: JsonObject[], uses: (string | undefined)[]): JsonObject | undefined {
  const current = all.filter((one) => textIn(objectOf(one.period)?.end) === undefined)
  const from = current.length > 0 ? current : all
  for (const use of uses) {
    const found = from.find((one) => one.use === use)
    if (found) return found
  }
  return from[0]
}

/** `SMITH, Jane` or `Jane Smith`, where only the text was given. */
function familyFromText(name: JsonObject | undefined): string | undefined {
  const text = textIn(name?.text)
  if (text === undefined || textsIn(name?.given).length > 0) return undefined
  const comma = text.indexOf(',')
  return comma > 0 ? text.slice(0, comma).trim() : text.split(/\s+/).at(-1)
}

function addressIn(address: JsonObject): FieldValue {
  const city = textIn(address.city)
  const postcode = textIn(address.postalCode)
  return {
    lines: textsIn(address.line),
    ...(city === undefined ? {} : { city }),
    ...(postcode === undefined ? {} : { postcode }),
  }
}

function contactsIn(patient: JsonObject, system: string): string[] {
  const found = objectsOf(patient.telecom)
    .filter((one) => one.system === system && one.use !== 'old')
    .flatMap((one) => textIn(one.value) ?? [])
  return [...new Set(found)]
}

function practiceIn(patient: JsonObject): FieldValue | undefined {
  for (const reference of objectsOf(patient.generalPractitioner)) {
    const { code, name } = organisationIn(reference)
    if (code === undefined && name === undefined) continue
    return { ...(code === undefined ? {} : { code }), ...(name === undefined ? {} : { name }) }
  }
  return undefined
}

function ethnicityIn(patient: JsonObject): string | undefined {
  for (const ending of ETHNICITY) {
    const extension = extensionOf(patient, ending)
    if (!extension) continue
    const nested = objectsOf(extension.extension).find((one) => one.url === 'text')
    return wordsIn(extension.valueCodeableConcept) ?? textIn(nested?.valueString)
  }
  return undefined
}

function languageIn(patient: JsonObject): string | undefined {
  const all = objectsOf(patient.communication)
  return wordsIn((all.find((one) => one.preferred === true) ?? all[0])?.language)
}

function pronounsIn(patient: JsonObject): string | undefined {
  const extension = extensionOf(patient, PRONOUNS)
  const value = objectsOf(extension?.extension).find((one) => one.url === 'value')
  return wordsIn(value?.valueCodeableConcept)
}

function extensionOf(holder: JsonObject, ending: string): JsonObject | undefined {
  return objectsOf(holder.extension).find((one) => String(one.url).endsWith(ending))
}

function codeIn(extension: JsonObject | undefined): JsonValue | undefined {
  return valuesAt(extension?.valueCodeableConcept, 'coding.code')[0]
}

/** The words of a CodeableConcept: its text, else what its codes are called, else a code. */
export function wordsIn(concept: JsonValue | undefined): string | undefined {
  const codings = valuesAt(concept, 'coding')
  const shown = codings.flatMap((coding) => textIn(objectOf(coding)?.display) ?? [])
  const codes = codings.flatMap((coding) => textIn(objectOf(coding)?.code) ?? [])
  return textIn(objectOf(concept)?.text) ?? shown[0] ?? codes[0]
}

function textsIn(value: JsonValue | undefined): string[] {
  const all = Array.isArray(value) ? (value as readonly JsonValue[]) : [value]
  return all.flatMap((one) => textIn(one) ?? [])
}

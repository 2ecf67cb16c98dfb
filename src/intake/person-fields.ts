import { personIdOf, type SourcePerson } from '../people/index.ts'
import type { JsonObject, ParsedResource } from '../record/index.ts'
import { type FieldValue, newestAt, type Stamped, standing } from './latest.ts'
import { NHS_NUMBER_SYSTEM, ODS_SYSTEM } from './nhs-system.ts'

/** Set where the source also sends the person as a FHIR Patient: then none is made from its messages. */
export const FHIR_HELD = 'fhirHeld'

const STATUS_EXTENSION =
  'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus'
const STATUS_SYSTEM = 'https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland'
const FORMERLY = 'formerly '

type Identifier = { system: string; value: string }

/** The person as the source knows them after everything that it said so far. */
export function personFrom(source: string, sourceId: string, known: Stamped): SourcePerson {
  const fields = standing(known)
  const address = fields.address as SourcePerson['address']
  return {
    source,
    sourceId,
    personId: personIdOf(source, sourceId),
    nhsNumber: text(fields.nhsNumber),
    nhsNumberStatus: text(fields.nhsNumberStatus),
    nhsNumberAsGiven: text(fields.nhsNumberAsGiven),
    identifiers: identifiersOf(fields),
    family: text(fields.family),
    given: list(fields.given),
    birthDate: text(fields.birthDate),
    deathDate: text(fields.deathDate),
    sex: text(fields.sex) as SourcePerson['sex'],
    address,
    phones: list(fields.phones),
    emails: list(fields.emails),
    gpPractice: fields.gpPractice as SourcePerson['gpPractice'],
    ethnicity: text(fields.ethnicity),
    language: text(fields.language),
    pronouns: text(fields.pronouns),
    asAt: newestAt(known),
  }
}

/** The same person as a FHIR Patient in UK Core shape, for sources that do not send FHIR. */
export function patientFrom(person: SourcePerson): ParsedResource {
  const telecom = [
    ...person.phones.map((value) => ({ system: 'phone', value })),
    ...person.emails.map((value) => ({ system: 'email', value })),
  ]
  const content = {
    resourceType: 'Patient',
    id: person.sourceId,
    identifier: [...nhsIdentifier(person), ...person.identifiers],
    ...(person.family || person.given.length > 0
      ? { name: [{ use: 'official', ...filled({ family: person.family }), given: person.given }] }
      : {}),
    ...(telecom.length > 0 ? { telecom } : {}),
    ...filled({ gender: person.sex, birthDate: person.birthDate }),
    ...filled({ deceasedDateTime: person.deathDate }),
    ...(person.address ? { address: [addressOf(person.address)] } : {}),
    ...(person.gpPractice ? { generalPractitioner: [practiceOf(person.gpPractice)] } : {}),
  }
  return {
    type: 'Patient',
    sourceId: person.sourceId,
    personId: person.personId,
    content: content as JsonObject,
    trueAt: person.asAt,
  }
}

/** Why the council supports somebody, as a FHIR Condition. */
export function supportReasonFrom(person: SourcePerson, reason: string): ParsedResource {
  const { sourceId, personId } = person
  const id = `${sourceId}-support-reason`
  const content = {
    resourceType: 'Condition',
    id,
    category: [{ text: 'Why the council supports them' }],
    code: { text: reason },
    subject: { reference: `Patient/${sourceId}` },
  }
  return { type: 'Condition', sourceId: id, personId, content }
}

function identifiersOf(fields: Record<string, FieldValue>): Identifier[] {
  const former = Object.entries(fields)
    .filter(([name]) => name.startsWith(FORMERLY))
    .map(([, identifier]) => identifier as Identifier)
  const all = [...((fields.identifiers ?? []) as Identifier[]), ...former]
  return [...new Map(all.map((one) => [`${one.system} ${one.value}`, one])).values()]
}

function nhsIdentifier({ nhsNumber, nhsNumberStatus }: SourcePerson): JsonObject[] {
  if (nhsNumber === undefined) return []
  const coding = [{ system: STATUS_SYSTEM, code: nhsNumberStatus ?? '' }]
  const extension = [{ url: STATUS_EXTENSION, valueCodeableConcept: { coding } }]
  return [
    {
      ...(nhsNumberStatus === undefined ? {} : { extension }),
      system: NHS_NUMBER_SYSTEM,
      value: nhsNumber,
    },
  ]
}

function addressOf({ lines, city, postcode }: NonNullable<SourcePerson['address']>): JsonObject {
  return { ...(lines.length > 0 ? { line: lines } : {}), ...filled({ city, postalCode: postcode }) }
}

function practiceOf({ code, name }: NonNullable<SourcePerson['gpPractice']>): JsonObject {
  const identifier = { system: ODS_SYSTEM, value: code ?? '' }
  return { ...(code === undefined ? {} : { identifier }), ...filled({ display: name }) }
}

function filled(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

function text(value: FieldValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function list(value: FieldValue | undefined): string[] {
  return Array.isArray(value) ? (value as string[]) : []
}

import { type Merge, personIdOf, type SourcePerson } from '../people/index.ts'
import type { JsonObject, ParsedResource } from '../record/index.ts'
import { type FieldValue, newestAt, type Stamped, standing } from './latest.ts'
import { NHS_NUMBER_SYSTEM, ODS_SYSTEM } from './nhs-system.ts'

/** Set where the source also sends the person as a FHIR Patient: then none is made from its messages. */
export const FHIR_HELD = 'fhirHeld'

const STATUS_EXTENSION =
  'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus'
const STATUS_SYSTEM = 'https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland'
/** A field for each record that the source says is this person too: `merge PERSON-ID`. */
const MERGE = 'merge '

type Identifier = { system: string; value: string }

/** What a source calls a person: the value under the authority that gave it out. */
export function personKey(authority: string, sourceId: string): string {
  return JSON.stringify([authority, sourceId])
}

export function mergeField(personId: string): string {
  return MERGE + personId
}

/** The person as the source knows them after everything that it said so far. */
export function personFrom(source: string, key: string, known: Stamped): SourcePerson {
  const [authority, sourceId] = JSON.parse(key) as [string, string]
  const fields = standing(known)
  const address = fields.address as SourcePerson['address']
  return {
    source,
    sourceId,
    authority,
    personId: personIdOf(source, sourceId, authority),
    nhsNumber: text(fields.nhsNumber),
    nhsNumberStatus: text(fields.nhsNumberStatus),
    nhsNumberAsGiven: text(fields.nhsNumberAsGiven),
    identifiers: (fields.identifiers ?? []) as Identifier[],
    family: text(fields.family),
    given: list(fields.given),
    birthDate: text(fields.birthDate),
    deathDate: text(fields.deathDate),
    dead: fields.dead === true || fields.deathDate !== undefined ? true : undefined,
    restricted: fields.restricted === true ? true : undefined,
    sex: text(fields.sex) as SourcePerson['sex'],
    address,
    phones: list(fields.phones),
    emails: list(fields.emails),
    gpPractice: fields.gpPractice as SourcePerson['gpPractice'],
    ethnicity: text(fields.ethnicity),
    language: text(fields.language),
    pronouns: text(fields.pronouns),
    merges: mergesIn(known),
    asAt: newestAt(known),
  }
}

/** The same person as a FHIR Patient in UK Core shape, for sources that do not send FHIR. */
export function patientFrom(person: SourcePerson, stamp: string): ParsedResource {
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
    ...(person.dead && person.deathDate === undefined ? { deceasedBoolean: true } : {}),
    ...(person.address ? { address: [addressOf(person.address)] } : {}),
    ...(person.gpPractice ? { generalPractitioner: [practiceOf(person.gpPractice)] } : {}),
  }
  return {
    type: 'Patient',
    sourceId: person.sourceId,
    server: person.authority,
    personId: person.personId,
    content: content as JsonObject,
    stamp,
    trueAt: person.asAt,
  }
}

/** In words, and the day as at which the return says so. */
export type SupportReason = { words: string; asAt: string }

/** Why the council supports somebody, as a FHIR Condition. */
export function supportReasonFrom(
  person: SourcePerson,
  { words, asAt }: SupportReason,
  stamp: string,
): ParsedResource {
  const { sourceId, authority, personId } = person
  const id = `${sourceId}-support-reason`
  const content = {
    resourceType: 'Condition',
    id,
    category: [{ text: 'Why the council supports them' }],
    code: { text: words },
    subject: { reference: `Patient/${sourceId}` },
  }
  return { type: 'Condition', sourceId: id, server: authority, personId, content, stamp, asAt }
}

/** Links that stand, each with when it was said; one that was taken back is null, and is none. */
function mergesIn(known: Stamped): Merge[] | undefined {
  const merges = Object.entries(known)
    .filter(([name, [, value]]) => name.startsWith(MERGE) && value !== null)
    .map(([name, [stamp, because]]) => ({
      personId: name.slice(MERGE.length),
      because: because as Merge['because'],
      at: stamp.slice(0, stamp.indexOf('~')),
    }))
    .sort((a, b) => (a.personId < b.personId ? -1 : 1))
  return merges.length === 0 ? undefined : merges
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

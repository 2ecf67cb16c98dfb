import { personIdOf } from '../people/index.ts'
import { eventIdOf, type JsonObject, type ParsedResource } from '../record/index.ts'
import { checkDates, trueAtOf } from './fhir-dates.ts'
import { readEncounter, readEvent } from './fhir-events.ts'
import { readPatient } from './fhir-patient.ts'
import { patientId, targetOf } from './fhir-reference.ts'
import { type Whose, whoseIs } from './fhir-types.ts'
import { objectOf, objectsOf, parseJson, textIn, valuesAt } from './json-value.ts'
import { readFhirMoment } from './moment.ts'
import { NHS_AUTHORITY } from './nhs-system.ts'
import { personKey } from './person-fields.ts'
import {
  type FileContext,
  PERSON,
  type ReadContext,
  type Reading,
  type Said,
  Unreadable,
  VISIT,
} from './reading.ts'

/** Places where nothing but a patient is meant, so that a bare `urn:uuid:` there is one. */
const ONLY_PATIENTS = ['subject', 'patient', 'beneficiary', 'individual', 'for', 'candidate']
const ID_LENGTH_MAX = 200
const NOTHING_SAID: Reading = { said: [], events: [], resources: [], warnings: [], passedOver: [] }
/** Who gave out the ids of a server's resources: the server itself, unless the feed declares another. */
const SERVER = 'FHIR'

/** Reads an entry of a Bundle. @throws Unreadable */
export function readFhirEntry(bytes: Buffer, context: ReadContext): Reading {
  const entry = objectOf(parseJson(bytes))
  if (!entry) throw new Unreadable('the entry is not a JSON object')
  return readEntry(entry, context)
}

/** Reads a resource that stands for itself, as a file or as a line. @throws Unreadable */
export function readFhirResource(bytes: Buffer, context: ReadContext): Reading {
  const resource = objectOf(parseJson(bytes))
  if (!resource) throw new Unreadable('this is JSON, but not an object with a resourceType')
  return readResource(resource, undefined, context)
}

function readEntry(entry: JsonObject, context: ReadContext): Reading {
  const resource = objectOf(entry.resource)
  if (resource) return readResource(resource, textIn(entry.fullUrl), context)
  const method = textIn(objectOf(entry.request)?.method)
  if (method === 'DELETE')
    throw new Unreadable('the entry asks for a deletion, which loading never does')
  if (method !== undefined) throw new Unreadable('the entry asks a question and holds no resource')
  throw new Unreadable('the entry holds no resource')
}

function readResource(
  resource: JsonObject,
  fullUrl: string | undefined,
  context: ReadContext,
): Reading {
  const type = textIn(resource.resourceType)
  if (type === undefined) {
    throw new Unreadable('this is JSON without a resourceType, so not a FHIR resource')
  }
  const whose = whoseIs(type)
  if (whose.whose === 'bundle') return readNested(resource, context)
  if (whose.whose === 'not-kept') throw new Unreadable(whose.why, 'resourceType')
  if (whose.whose === 'unknown') {
    throw new Unreadable('FHIR R4 has no resource of this type', 'resourceType')
  }
  checkDates(type, resource)
  const id = idOf(resource, fullUrl, context)
  if (whose.whose === 'patient') return patientReading(resource, id, context)
  const stamp = stampFor(resource, context)
  const trueAt = trueAtOf(resource)
  const kept: ParsedResource = { type, sourceId: id, content: resource, stamp, trueAt }
  if (whose.whose === 'nobody') return { ...NOTHING_SAID, resources: [kept] }
  return personalReading(kept, whose, context)
}

/** A bundle inside a bundle, or on a line: all of it is one item, and is read or not read as one. */
function readNested(bundle: JsonObject, context: ReadContext): Reading {
  const readings = objectsOf(bundle.entry).map((entry) => readEntry(entry, context))
  return {
    said: readings.flatMap(({ said }) => said),
    events: readings.flatMap(({ events }) => events),
    resources: readings.flatMap(({ resources }) => resources),
    warnings: readings.flatMap(({ warnings }) => warnings),
    passedOver: [...new Set(readings.flatMap(({ passedOver }) => passedOver))],
    undated: readings.some(({ undated }) => undated === true),
  }
}

/** Its own id, else the one that its entry gives it, else one made of its content. */
function idOf(resource: JsonObject, fullUrl: string | undefined, context: ReadContext): string {
  if (resource.id !== undefined && typeof resource.id !== 'string') {
    throw new Unreadable('the id is not text', `${String(resource.resourceType)}.id`)
  }
  const given = textIn(resource.id) ?? /^urn:(?:uuid|oid):(.+)$/i.exec(fullUrl ?? '')?.[1]
  const id =
    given ?? /\/([^/?#]+)$/.exec(fullUrl ?? '')?.[1] ?? `item-${context.hash.toString('hex')}`
  if (id.length > ID_LENGTH_MAX) {
    throw new Unreadable('the id is too long', `${String(resource.resourceType)}.id`)
  }
  return id
}

function patientReading(resource: JsonObject, id: string, context: ReadContext): Reading {
  const { fields, warnings } = readPatient(resource)
  const authority = context.feed.patients ?? SERVER
  const personId = personIdOf(context.source, id, authority)
  const stamp = stampFor(resource, context)
  const key = personKey(authority, id)
  const said: Said = { personId, about: PERSON, key, stamp, fields }
  const trueAt = trueAtOf(resource)
  const kept = { type: 'Patient', sourceId: id, personId, content: resource, stamp, trueAt }
  const undated = lastUpdatedOf(resource) === undefined
  return { said: [said], events: [], resources: [kept], warnings, passedOver: [], undated }
}

function personalReading(
  kept: ParsedResource,
  whose: Extract<Whose, { whose: 'person' }>,
  context: ReadContext,
): Reading {
  const resource = kept.content
  const person = personIn(resource, whose.paths, context)
  if (!person) {
    if (whose.required) {
      const where = whose.paths.length > 0 ? `${kept.type}.${whose.paths[0]}` : kept.type
      throw new Unreadable('it does not say about whom it is', where)
    }
    return { ...NOTHING_SAID, resources: [kept] }
  }
  const byNumber = person.nhsNumber !== undefined
  const authority = byNumber ? NHS_AUTHORITY : (context.feed.patients ?? SERVER)
  const personId = personIdOf(context.source, person.sourceId, authority)
  const { stamp } = kept
  const said: Said[] = []
  if (byNumber) {
    const fields = { nhsNumber: person.nhsNumber }
    said.push({
      personId,
      about: PERSON,
      key: personKey(authority, person.sourceId),
      stamp,
      fields,
    })
  }
  if (kept.type === 'Encounter') {
    said.push({ personId, about: VISIT, stamp, ...readEncounter(resource, kept.sourceId) })
  }
  const eventId = eventIdOf(context.source, SERVER, `${kept.type}/${kept.sourceId}`)
  const saidAt = stamp.slice(0, stamp.indexOf('~'))
  const event = readEvent(kept.type, resource)
  const events = event ? [{ personId, eventId, form: 'resource' as const, saidAt, ...event }] : []
  const undated = lastUpdatedOf(resource) === undefined
  const resources = [{ ...kept, personId }]
  return { said, events, resources, warnings: [], passedOver: [], undated }
}

function personIn(resource: JsonObject, paths: readonly string[], { file }: ReadContext) {
  const people = peopleIn(file)
  for (const path of paths) {
    const onlyPatients = ONLY_PATIENTS.includes(path)
    for (const value of valuesAt(resource, path)) {
      const reference = objectOf(value)
      if (!reference) continue
      const target = targetOf(reference, people)
      const person = patientId(target, resource, people, onlyPatients)
      if (person) return person
    }
  }
  return undefined
}

function peopleIn({ aliases }: FileContext): ReadonlyMap<string, string> {
  return new Map(
    [...aliases].flatMap(([alias, target]) =>
      target.startsWith('Patient/')
        ? [[alias.replace(/^urn:(?:uuid|oid):/, ''), target.slice('Patient/'.length)] as const]
        : [],
    ),
  )
}

/**
 * When the server last changed it, then its version, then the date of its bundle, then its arrival. What has
 * a version and no date is older than whatever is dated.
 */
function stampFor(resource: JsonObject, context: ReadContext): string {
  const { receivedAt, hash, file, sequence } = context
  const version = textIn(valuesAt(resource, 'meta.versionId')[0])
  const order = /^\d{1,12}$/.test(version ?? '') ? version!.padStart(12, '0') : ''
  const undated = file.dated ?? (order === '' ? receivedAt : '0000')
  const at = lastUpdatedOf(resource) ?? undated
  const place = file.newestFirst ? 10 ** 12 - sequence : sequence
  const arrival = `${file.dated ?? ''}~${receivedAt}~${String(place).padStart(12, '0')}`
  return `${at}~4~${order}~${arrival}~${hash.toString('hex', 0, 8)}`
}

function lastUpdatedOf(resource: JsonObject): string | undefined {
  const text = textIn(valuesAt(resource, 'meta.lastUpdated')[0])
  const read = text === undefined ? undefined : readFhirMoment(text)
  return read?.ok ? read.moment.at : undefined
}

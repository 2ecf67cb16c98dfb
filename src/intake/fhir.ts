import { personIdOf } from '../people/index.ts'
import type { JsonObject, ParsedResource } from '../record/index.ts'
import { checkDates, trueAtOf } from './fhir-dates.ts'
import { readEncounter, readEvent } from './fhir-events.ts'
import { readPatient } from './fhir-patient.ts'
import { patientId, targetOf } from './fhir-reference.ts'
import { type Whose, whoseIs } from './fhir-types.ts'
import { objectOf, objectsOf, parseJson, textIn, valuesAt } from './json-value.ts'
import { stampOf } from './latest.ts'
import { readFhirMoment } from './moment.ts'
import { PERSON, type ReadContext, type Reading, type Said, Unreadable, VISIT } from './reading.ts'

/** Places where nothing but a patient is meant, so that a bare `urn:uuid:` there is one. */
const ONLY_PATIENTS = ['subject', 'patient', 'beneficiary', 'individual', 'for', 'candidate']
const ID_LENGTH_MAX = 200
const NOTHING_SAID: Reading = { said: [], events: [], resources: [], warnings: [] }

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
  const kept: ParsedResource = { type, sourceId: id, content: resource, trueAt: trueAtOf(resource) }
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
  const personId = personIdOf(context.source, id)
  const said: Said = {
    personId,
    about: PERSON,
    key: id,
    stamp: stampFor(resource, context),
    fields,
  }
  const trueAt = trueAtOf(resource)
  const kept = { type: 'Patient', sourceId: id, personId, content: resource, trueAt }
  return { said: [said], events: [], resources: [kept], warnings }
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
  const personId = personIdOf(context.source, person.sourceId)
  const stamp = stampFor(resource, context)
  const said: Said[] = []
  if (person.nhsNumber !== undefined) {
    const fields = { nhsNumber: person.nhsNumber }
    said.push({ personId, about: PERSON, key: person.sourceId, stamp, fields })
  }
  if (kept.type === 'Encounter') {
    said.push({ personId, about: VISIT, stamp, ...readEncounter(resource, kept.sourceId) })
  }
  const event = readEvent(kept.type, resource)
  const events = event ? [{ personId, eventKey: kept.sourceId, ...event }] : []
  return { said, events, resources: [{ ...kept, personId }], warnings: [] }
}

function personIn(resource: JsonObject, paths: readonly string[], { people }: ReadContext) {
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

/** A resource that does not say when it was written is as of the moment when it arrived. */
function stampFor(resource: JsonObject, { receivedAt, hash }: ReadContext): string {
  const text = textIn(valuesAt(resource, 'meta.lastUpdated')[0])
  const read = text === undefined ? undefined : readFhirMoment(text)
  return stampOf(read?.ok ? read.moment.at : receivedAt, 4, hash)
}

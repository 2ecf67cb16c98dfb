import type { PersonId } from '../kernel/index.ts'
import { personIdOf } from '../people/index.ts'
import { eventIdOf, type JsonObject, type JsonValue, type ParsedResource } from '../record/index.ts'
import { BundleNames } from './bundle-names.ts'
import { type EntryHead, headOf, keptId, NO_HEAD, nameOf } from './fhir-address.ts'
import { trueAtOf } from './fhir-dates.ts'
import { unreadElements } from './fhir-elements.ts'
import { readEncounter } from './fhir-encounter.ts'
import { readEvent, tellsStatus } from './fhir-events.ts'
import { asksToRefrain } from './fhir-label.ts'
import { marksOf } from './fhir-marks.ts'
import { linksOf, readPatient } from './fhir-patient.ts'
import { type From, otherwise } from './fhir-reference.ts'
import { otherVersion, versionOfType } from './fhir-shapes.ts'
import { lastUpdatedOf, stampFor } from './fhir-stamp.ts'
import { notAbout, type Person, personOf, SERVER, subjectOf } from './fhir-subject.ts'
import { readLeavingTask } from './fhir-task.ts'
import { mayBeNobodys, type Whose, whoseIs } from './fhir-types.ts'
import { modifiersIn, type Walked, walkResource } from './fhir-walk.ts'
import { knownAs } from './item.ts'
import { objectOf, objectsOf, readExactly, readJson, textIn } from './json-value.ts'
import { PATIENT, personKey } from './person-fields.ts'
import {
  type FileContext,
  NOTHING_SAID,
  PERSON,
  RESOURCE_EVENT,
  type ReadContext,
  type Reading,
  type Said,
  Unreadable,
  VISIT,
} from './reading.ts'
import { marksFields, visitKey } from './visit.ts'

const ID_LENGTH_MAX = 200

/** An item while it is read: whether its text may hold what cannot be kept, and whether numbers were seen in it. */
type Item = { escapes: boolean; numbers: boolean }
/** A resource, and how it stands in its bundle. */
type Standing = { resource: JsonObject; head: EntryHead; item: Item }

/** Reads an entry of a Bundle. @throws Unreadable */
export function readFhirEntry(bytes: Buffer, context: ReadContext): Reading {
  return readNumbers(bytes, (value, item) => {
    const entry = objectOf(value)
    if (!entry) throw new Unreadable('the entry is not a JSON object')
    return readEntry(entry, item, context)
  })
}

/** Reads a resource that stands for itself, as a file or as a line. @throws Unreadable */
export function readFhirResource(bytes: Buffer, context: ReadContext): Reading {
  return readNumbers(bytes, (value, item) => {
    const resource = objectOf(value)
    if (!resource) throw new Unreadable('this is JSON, but not an object with a resourceType')
    return readResource({ resource, head: NO_HEAD, item }, context)
  })
}

/** Few items have numbers in them, and few of those any that reading would change: these are read twice. */
function readNumbers(bytes: Buffer, read: (value: JsonValue, item: Item) => Reading): Reading {
  const { value, text, escapes } = readJson(bytes)
  const item = { escapes, numbers: false }
  const reading = read(value, item)
  const exact = item.numbers ? readExactly(text) : undefined
  return exact === undefined ? reading : read(exact, item)
}

function readEntry(entry: JsonObject, item: Item, context: ReadContext): Reading {
  const head = headOf(entry)
  const resource = objectOf(entry.resource)
  // What is to be deleted is not told, though it stands there.
  if (head.method === 'DELETE')
    throw new Unreadable('the entry asks for a deletion, which loading never does')
  if (resource) return readResource({ resource, head, item }, context)
  // A question is no fact, and valid: it is kept, and nothing follows.
  if (head.method === 'GET' || head.method === 'HEAD')
    return { ...NOTHING_SAID, passedOver: ['Bundle.entry.request'] }
  if (head.method !== undefined)
    throw new Unreadable('the entry asks for a change and holds no resource')
  throw new Unreadable('the entry holds no resource')
}

function readResource(standing: Standing, context: ReadContext): Reading {
  const { resource, item } = standing
  const type = textIn(resource.resourceType)
  if (type === undefined) {
    throw new Unreadable('this is JSON without a resourceType, so not a FHIR resource')
  }
  const whose = whoseIs(type)
  if (whose.whose === 'bundle') return readNested(resource, item, context)
  if (whose.whose === 'answer') return { ...NOTHING_SAID, passedOver: [type] }
  if (whose.whose === 'not-kept') throw new Unreadable(whose.why, 'resourceType')
  refuseOtherVersion(type, whose, resource)
  const walked = walkResource(type, resource, item.escapes)
  if (walked.numbers) item.numbers = true
  const from: From = { file: context.file, base: undefined, resource }
  const updated = lastUpdatedOf(resource, context.receivedAt)
  const id = idOf(type, standing, context, from)
  const kept: ParsedResource = {
    type,
    sourceId: id,
    content: resource,
    stamp: stampFor(resource, updated, context),
    refs: refsOf(walked, from),
    trueAt: trueAtOf(resource),
  }
  const reading = readingOf(kept, whose, walked, from, context)
  if (updated === undefined && whose.whose !== 'nobody') reading.undated = true
  const unread = unreadElements(type, resource)
  if (asksToRefrain(resource)) unread.push(`${type}.meta.security`)
  if (!walked.modified && unread.length === 0) return reading
  const modifiers = walked.modified ? modifiersIn(type, resource) : []
  return { ...reading, passedOver: [...reading.passedOver, ...modifiers, ...unread] }
}

function readingOf(
  kept: ParsedResource,
  whose: Whose,
  walked: Walked,
  from: From,
  context: ReadContext,
): Reading {
  if (whose.whose === 'patient') return patientReading(kept, walked, from, context)
  if (whose.whose === 'person') return personalReading(kept, whose, walked, from, context)
  const passedOver = whose.whose === 'nobody' && !whose.used ? [kept.type] : []
  return { ...NOTHING_SAID, resources: [kept], passedOver }
}

function refuseOtherVersion(type: string, whose: Whose, resource: JsonObject): void {
  if (whose.whose === 'unknown') {
    const version = versionOfType(type)
    if (version === undefined) {
      throw new Unreadable('FHIR R4 has no resource of this type', 'resourceType')
    }
    throw new Unreadable(`this type is of FHIR ${version}, and only R4 is read`, 'resourceType')
  }
  const other = otherVersion(type, resource)
  if (other === undefined) return
  throw new Unreadable(
    `it is written as FHIR ${other.version} has it, and only R4 is read`,
    other.element,
  )
}

/** A bundle inside a bundle, or on a line: all of it is one item, and is read or not read as one. */
function readNested(bundle: JsonObject, item: Item, context: ReadContext): Reading {
  const file = namesIn(bundle, context)
  const readings = objectsOf(bundle.entry).flatMap((entry, within) => {
    const type = textIn(objectOf(entry.resource)?.resourceType)
    // What a search answers besides what was found is no part of it.
    if (type === 'OperationOutcome') return { ...NOTHING_SAID, passedOver: [type] }
    return readEntry(entry, item, { ...context, file, within: placeWithin(context, within) })
  })
  return {
    said: readings.flatMap(({ said }) => said),
    events: readings.flatMap(({ events }) => events),
    resources: readings.flatMap(({ resources }) => resources),
    warnings: readings.flatMap(({ warnings }) => warnings),
    passedOver: [...new Set(readings.flatMap(({ passedOver }) => passedOver))],
    undated: readings.some(({ undated }) => undated === true),
  }
}

const ENTRIES_MAX = 100_000

/** Places of bundles within bundles follow one another. */
function placeWithin({ within }: ReadContext, place: number): number {
  return within === undefined ? place : within * ENTRIES_MAX + place
}

/** What the entries of a bundle are called there holds in it and in no other. */
function namesIn(bundle: JsonObject, { hash, within, file }: ReadContext): FileContext {
  const names = new BundleNames()
  for (const entry of objectsOf(bundle.entry)) names.note(entry)
  const place = within === undefined ? '' : `${within}-`
  return names.file(bundle, place + knownAs(hash), file)
}

/** Its own id, else the one that its entry gives it, else one made of its content. */
function idOf(type: string, standing: Standing, context: ReadContext, from: From): string {
  const { resource, head } = standing
  if (resource.id !== undefined && typeof resource.id !== 'string') {
    throw new Unreadable('the id is not text', `${type}.id`)
  }
  const name = nameOf(type, textIn(resource.id), head)
  from.base = name.base
  const id = keptId(name, context.file) ?? `item-${knownAs(context.hash)}`
  if (id.length > ID_LENGTH_MAX) throw new Unreadable('the id is too long', `${type}.id`)
  return id
}

/** Where its references lead, where they do not say so themselves. */
function refsOf({ references }: Walked, from: From): Record<string, string> | undefined {
  let refs: Record<string, string> | undefined
  for (const reference of references) {
    const kept = otherwise(reference, from)
    if (kept === undefined) continue
    refs ??= Object.create(null) as Record<string, string>
    refs[reference] = kept
  }
  return refs
}

function patientReading(
  kept: ParsedResource,
  { modified }: Walked,
  from: From,
  context: ReadContext,
): Reading {
  const { sourceId, authority } = personOf(kept.sourceId, context)
  const personId = personIdOf(context.source, sourceId, authority)
  const key = personKey(authority, sourceId)
  const { fields, warnings, passedOver } = readPatient(kept.content, from, context.receivedAt)
  if (kept.content.link !== undefined) {
    const links = linksOf(kept.content, from, context).filter((link) => link.key !== key)
    if (links.length > 0) fields.links = links
  }
  // What changes what a Patient means in a way that nobody here knows leaves only that there is one.
  const whole = modified ? {} : fields
  const said: Said = {
    personId,
    about: PERSON,
    key,
    stamp: kept.stamp,
    fields: { [PATIENT]: whole },
  }
  kept.personId = personId
  const resources = [kept]
  return { said: [said], events: [], resources, warnings, passedOver }
}

function personalReading(
  kept: ParsedResource,
  whose: Extract<Whose, { whose: 'person' }>,
  walked: Walked,
  from: From,
  context: ReadContext,
): Reading {
  const subject = subjectOf(whose.ways, from, context)
  if (subject.is !== 'person') {
    const nobodys = subject.is === 'thing' ? whose.aboutThings || !whose.required : !whose.required
    if (nobodys) return { ...NOTHING_SAID, resources: [kept] }
    // R4 lets it be about nobody: it waits as it came, in nobody's record, and is named.
    const [[way] = []] = whose.ways
    if (subject.is === 'unsaid' && mayBeNobodys(kept.type))
      return { ...NOTHING_SAID, passedOver: [`${kept.type}.${way}`] }
    if (subject.is === 'item' && kept.type === 'Provenance')
      return { ...NOTHING_SAID, passedOver: ['Provenance.target'] }
    const why = 'why' in subject ? subject.why : notAbout(subject.type)
    throw new Unreadable(`it ${why}`, [kept.type, ...(whose.ways[0] ?? [])].join('.'))
  }
  const { person } = subject
  const personId = personIdOf(context.source, person.sourceId, person.authority)
  const told = happeningOf(kept, personId, walked, from, context)
  const said = [...saidOfPerson(person, personId, kept.stamp), ...told.said]
  kept.personId = personId
  const resources = [kept]
  return { said, events: [], resources, warnings: [], passedOver: told.passedOver }
}

/** Of whom only a number is known, that number is. */
function saidOfPerson(
  { sourceId, authority, said }: Person,
  personId: PersonId,
  stamp: string,
): Said[] {
  if (said === undefined) return []
  return [{ personId, about: PERSON, key: personKey(authority, sourceId), stamp, fields: said }]
}

/**
 * The visit or other event that a resource tells of. One that means something else than it seems to is none: it is
 * said to be cancelled, so that what an earlier version told does not stand.
 */
function happeningOf(
  kept: ParsedResource,
  personId: PersonId,
  { modified }: Walked,
  from: From,
  context: ReadContext,
): { said: Said[]; passedOver: string[] } {
  const { type, sourceId, content, stamp } = kept
  if (type === 'Encounter') {
    const { fields, passedOver } = readEncounter(content, from)
    const state = modified ? { state: 'cancelled' } : {}
    const marked = marksFields(marksOf(content))
    const key = visitKey({ form: 'resource', authority: SERVER, number: sourceId })
    const said: Said = {
      personId,
      about: VISIT,
      key,
      stamp,
      fields: { ...fields, ...state, ...marked },
    }
    return { said: [said], passedOver }
  }
  const event =
    readEvent(type, content, from) ??
    (type === 'Task' ? readLeavingTask(content, from, context) : undefined)
  if (event === undefined) return { said: [], passedOver: [] }
  const eventId = eventIdOf(context.source, SERVER, `${type}/${sourceId}`)
  const status = modified ? 'cancelled' : event.status
  const marks = marksOf(content)
  const marked = marks === undefined ? {} : { marks }
  const whole = { personId, eventId, form: 'resource', ...event, ...marked, status }
  const key = `${type}/${sourceId}`
  const fields = { whole } as unknown as Said['fields']
  return {
    said: [{ personId, about: RESOURCE_EVENT, key, stamp, fields }],
    passedOver: tellsStatus(content) ? [] : [`${type}.status`],
  }
}

import type { JsonObject } from '../record/index.ts'
import { currentNhsNumber } from './fhir-identifier.ts'
import { byIdentifier, containedIn, type From, type Target, targetOf } from './fhir-reference.ts'
import { type Way, type Whose, whoseIs } from './fhir-types.ts'
import { objectsOf, textIn } from './json-value.ts'
import type { FieldValue } from './latest.ts'
import { NHS_AUTHORITY } from './nhs-system.ts'
import type { ReadContext } from './reading.ts'

/** Who gave out the ids of a server's resources: the server itself, unless the feed declares another. */
export const SERVER = 'FHIR'

/** Members in which R4 has nobody but a patient, and those where a name without a type means one. */
const ONLY_PATIENTS = new Set(['patient', 'beneficiary', 'individual', 'candidate'])
const MOSTLY_PATIENTS = new Set([...ONLY_PATIENTS, 'subject', 'for'])

/** Types that no person is, though some are a person's. */
const THINGS = new Set(['Device', 'BiologicallyDerivedProduct'])

type Asking = Pick<ReadContext, 'feed' | 'receivedAt'>

export type Person = {
  sourceId: string
  authority: string
  /** what the reference itself says of them */
  said?: Record<string, FieldValue>
}

/** About whom or what a resource is. */
export type Subject =
  | { is: 'person'; person: Person }
  | { is: 'thing'; type: string }
  /** another item of somebody's record */
  | { is: 'item'; type: string }
  /** the end of a sentence that begins with "it"; `unsaid`: nothing stands where it would be said */
  | { is: 'unclear' | 'unsaid'; why: string }

const UNSAID = 'does not say about whom it is'

export function subjectOf(ways: readonly Way[], from: From, context: Asking): Subject {
  let best: Subject = { is: 'unsaid', why: UNSAID }
  for (const [first, second] of ways) {
    for (const reference of referencesAt(from.resource, first, second)) {
      const subject = ofReference(reference, second ?? first, from, context)
      if (subject.is === 'person') return subject
      if (best.is === 'unsaid' || (best.is === 'unclear' && best.why === UNSAID)) best = subject
    }
  }
  return best
}

/** The patient whom a reference names, where it names one. */
export function patientIn(reference: JsonObject, from: From, context: Asking): Person | undefined {
  const subject = ofReference(reference, 'patient', from, context)
  return subject.is === 'person' ? subject.person : undefined
}

/** The person to whom a server gives an id. */
export function personOf(sourceId: string, { feed }: Pick<Asking, 'feed'>): Person {
  return { sourceId, authority: feed.patients ?? SERVER }
}

function referencesAt(resource: JsonObject, first: string, second: string | undefined) {
  const at = resource[first]
  if (at === undefined) return []
  if (second === undefined) return objectsOf(at)
  return objectsOf(at).flatMap((one) => objectsOf(one[second]))
}

function ofReference(reference: JsonObject, member: string, from: From, context: Asking): Subject {
  const target = targetOf(reference, from)
  switch (target.to) {
    case 'resource': {
      const type = target.type ?? textIn(reference.type) ?? assumed(member)
      if (type === 'Patient') return { is: 'person', person: personOf(target.id, context) }
      return type === undefined ? unclear('stands nowhere in its bundle') : otherThan(type)
    }
    case 'number':
    case 'identifier':
      return named(target, reference, member)
    case 'contained':
      return inside(from, target.id, context)
    case 'search':
      return target.type === 'Patient'
        ? unclear('is named by a search, which is not followed')
        : otherThan(target.type)
    case 'other-server':
      return unclear('is on another server than the feed’s own')
    case 'nothing':
      return textIn(reference.reference) === undefined
        ? { is: 'unclear', why: UNSAID }
        : unclear('stands nowhere in its bundle')
    default:
      return target satisfies never
  }
}

function assumed(member: string): string | undefined {
  return MOSTLY_PATIENTS.has(member) ? 'Patient' : undefined
}

type Named = Extract<Target, { to: 'number' | 'identifier' }>

function named(target: Named, reference: JsonObject, member: string): Subject {
  if (target.to === 'number') {
    const { nhsNumber } = target
    const person = { sourceId: nhsNumber, authority: NHS_AUTHORITY, said: { nhsNumber } }
    return { is: 'person', person }
  }
  const type = target.type ?? textIn(reference.type) ?? (ONLY_PATIENTS.has(member) ? 'Patient' : '')
  if (type !== 'Patient') return type === '' ? { is: 'unclear', why: UNSAID } : otherThan(type)
  const { system, value } = target
  const said = { identifiers: [{ system, value }] }
  return { is: 'person', person: { sourceId: value, authority: system, said } }
}

/** Somebody who is described only within the resource is known by a number, or not at all. */
function inside(from: From, id: string, context: Asking): Subject {
  const patient = containedIn(from.resource, id)
  if (patient === undefined) return unclear('stands nowhere in it')
  if (patient.resourceType !== 'Patient') return otherThan(String(patient.resourceType))
  const { fields } = currentNhsNumber(patient.identifier, context.receivedAt)
  if (typeof fields.nhsNumber === 'string') {
    return named({ to: 'number', nhsNumber: fields.nhsNumber }, {}, 'patient')
  }
  for (const identifier of objectsOf(patient.identifier)) {
    const target = byIdentifier(identifier, 'Patient', from)
    if (target?.to === 'resource') return { is: 'person', person: personOf(target.id, context) }
    if (target?.to === 'identifier') return named(target, {}, 'patient')
  }
  return unclear('is described in it without a number')
}

function unclear(why: string): Subject {
  return { is: 'unclear', why: `is about somebody who ${why}` }
}

function otherThan(type: string): Subject {
  const whose: Whose = whoseIs(type)
  if (whose.whose === 'nobody' || THINGS.has(type)) return { is: 'thing', type }
  return whose.whose === 'unknown' ? { is: 'unclear', why: UNSAID } : { is: 'item', type }
}

export function notAbout(type: string): string {
  return `is about ${/^[AEIOU]/.test(type) ? 'an' : 'a'} ${type}, not about a patient`
}

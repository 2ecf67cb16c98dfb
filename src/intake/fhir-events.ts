import type { CareEvent, EventStatus, JsonObject } from '../record/index.ts'
import { allWords, firstWords, wordsIn } from './fhir-concept.ts'
import { periodIn, whenIn } from './fhir-dates.ts'
import { type From, partyIn } from './fhir-reference.ts'
import { objectOf, objectsOf, textIn, textsIn } from './json-value.ts'

const STATES: ReadonlyMap<string, EventStatus> = new Map([
  ['preparation', 'planned'],
  ['in-progress', 'active'],
  ['on-hold', 'active'],
  ['completed', 'finished'],
  ['stopped', 'finished'],
  ['not-done', 'cancelled'],
  ['entered-in-error', 'cancelled'],
  // ServiceRequest, Task and EpisodeOfCare
  ['draft', 'planned'],
  ['planned', 'planned'],
  ['waitlist', 'planned'],
  ['requested', 'planned'],
  ['ready', 'planned'],
  ['received', 'planned'],
  ['active', 'active'],
  ['accepted', 'active'],
  ['onhold', 'active'],
  ['finished', 'finished'],
  ['failed', 'finished'],
  ['revoked', 'cancelled'],
  ['cancelled', 'cancelled'],
  ['rejected', 'cancelled'],
])

/** How council systems mark what they send as FHIR (Yorkshire and Humber Care Record, exchange-standards 2.3). */
const COUNCIL_MARK = /interweave|social-?care|adultcare|RequesterType|EventOutcome|CLD/i

type Event = Omit<CareEvent, 'personId' | 'eventId' | 'form' | 'saidAt'>

/** The event that a resource is; undefined for the many that are none. */
export function readEvent(type: string, resource: JsonObject, from: From): Event | undefined {
  switch (type) {
    case 'Procedure':
      return procedure(resource)
    case 'Immunization':
      return immunisation(resource)
    case 'EpisodeOfCare':
      return service(resource, from)
    case 'ServiceRequest':
      return isCouncil(resource) ? request(resource, from) : undefined
    case 'Task':
      return isCouncil(resource) ? assessment(resource, from) : undefined
    default:
      return undefined
  }
}

/** Whether a status says what has become of it: `unknown` does not, nor does a word that R4 does not have. */
export function tellsStatus(resource: JsonObject): boolean {
  return resource.status === undefined || STATES.has(textIn(resource.status) ?? '')
}

function statusOf(resource: JsonObject, unsaid: EventStatus): EventStatus {
  if (resource.status === undefined) return unsaid
  // What nobody knows the state of is not shown as done.
  return STATES.get(textIn(resource.status) ?? '') ?? 'cancelled'
}

function procedure(resource: JsonObject): Event {
  const { startAt, endAt } = periodIn(resource.performedPeriod)
  const label = wordsIn(resource.code) ?? 'Procedure'
  const site = allWords(resource.bodySite)
  return {
    kind: 'procedure',
    status: statusOf(resource, 'finished'),
    startAt: whenIn(resource.performedDateTime) ?? startAt,
    endAt,
    label: site === undefined ? label : `${label} (${site})`,
    detail: details({
      reason: firstWords(resource.reasonCode) ?? displayIn(resource.reasonReference),
      outcome: wordsIn(resource.outcome),
      complication: allWords(resource.complication),
      when: textIn(resource.performedString),
    }),
  }
}

function immunisation(resource: JsonObject): Event {
  return {
    kind: 'immunisation',
    status: statusOf(resource, 'finished'),
    startAt: whenIn(resource.occurrenceDateTime),
    label: wordsIn(resource.vaccineCode) ?? 'Vaccination',
    detail: details({
      reason: firstWords(resource.reasonCode),
      dose: resource.isSubpotent === true ? 'too weak to count' : undefined,
      when: textIn(resource.occurrenceString),
    }),
  }
}

function service(resource: JsonObject, from: From): Event {
  const { code, name } = partyIn(resource.managingOrganization, from)
  return {
    kind: 'service',
    status: statusOf(resource, 'active'),
    ...periodIn(resource.period),
    organisation: code,
    organisationName: name,
    label: firstWords(resource.type) ?? 'Service',
    detail: {},
  }
}

function request(resource: JsonObject, from: From): Event {
  const { code, name } = partyIn(objectsOf(resource.performer)[0], from)
  const not = resource.doNotPerform === true
  return {
    kind: 'request',
    status: not ? 'cancelled' : statusOf(resource, 'active'),
    startAt:
      whenIn(resource.occurrenceDateTime) ??
      periodIn(resource.occurrencePeriod).startAt ??
      whenIn(resource.authoredOn),
    organisation: code,
    organisationName: name,
    label: 'Request for support',
    detail: details({ reason: firstWords(resource.reasonCode) }),
  }
}

function assessment(resource: JsonObject, from: From): Event {
  const { code, name } = partyIn(resource.owner, from)
  const period = periodIn(resource.executionPeriod)
  return {
    kind: 'assessment',
    status: statusOf(resource, 'active'),
    startAt: period.startAt ?? whenIn(resource.authoredOn),
    endAt: period.endAt,
    organisation: code,
    organisationName: name,
    label: wordsIn(resource.code) ?? 'Assessment',
    detail: details({ outcome: wordsIn(resource.statusReason) }),
  }
}

/** Council work has intent plan and marks of its own; an order for a scan has neither. */
function isCouncil(resource: JsonObject): boolean {
  if (resource.intent !== 'plan') return false
  const meta = objectOf(resource.meta)
  const marks = [
    ...textsIn(meta?.profile),
    ...objectsOf(resource.extension).map(({ url }) => url),
    ...objectsOf(meta?.tag).map(({ system }) => system),
  ]
  return marks.some((mark) => COUNCIL_MARK.test(String(mark)))
}

function displayIn(references: JsonObject[string] | undefined): string | undefined {
  return textIn(objectsOf(references)[0]?.display)
}

function details(given: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

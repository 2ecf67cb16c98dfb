import type { CareEvent, EventStatus, JsonObject, JsonValue } from '../record/index.ts'
import { whenIn } from './fhir-dates.ts'
import { wordsIn } from './fhir-patient.ts'
import { organisationIn } from './fhir-reference.ts'
import { objectOf, objectsOf, textIn, valuesAt } from './json-value.ts'
import type { FieldValue } from './latest.ts'
import { FHIR_HELD } from './person-fields.ts'
import { type VisitKind, visitKey } from './visit.ts'

/** Classes of ActEncounterCode (v3), and what people call them. */
const CLASSES: Record<string, { kind: VisitKind; label?: string }> = {
  IMP: { kind: 'stay' },
  ACUTE: { kind: 'stay' },
  NONAC: { kind: 'stay' },
  OBSENC: { kind: 'stay' },
  SS: { kind: 'stay' },
  PRENC: { kind: 'stay' },
  EMER: { kind: 'attendance' },
  AMB: { kind: 'contact', label: 'Appointment' },
  HH: { kind: 'contact', label: 'Visit at home' },
  VR: { kind: 'contact', label: 'Call or video call' },
  FLD: { kind: 'contact', label: 'Visit outside' },
}
const VISIT_STATES: Record<string, EventStatus> = {
  planned: 'planned',
  arrived: 'active',
  triaged: 'active',
  'in-progress': 'active',
  onleave: 'active',
  finished: 'finished',
  cancelled: 'cancelled',
  'entered-in-error': 'cancelled',
}
const STATES: Record<string, EventStatus> = {
  preparation: 'planned',
  'in-progress': 'active',
  'on-hold': 'active',
  completed: 'finished',
  stopped: 'finished',
  'not-done': 'cancelled',
  'entered-in-error': 'cancelled',
  // ServiceRequest, Task and EpisodeOfCare
  draft: 'planned',
  planned: 'planned',
  waitlist: 'planned',
  requested: 'planned',
  ready: 'planned',
  received: 'planned',
  active: 'active',
  accepted: 'active',
  onhold: 'active',
  finished: 'finished',
  failed: 'finished',
  revoked: 'cancelled',
  cancelled: 'cancelled',
  rejected: 'cancelled',
}

/** How council systems mark what they send as FHIR (Yorkshire and Humber Care Record, exchange-standards 2.3). */
const COUNCIL_MARK = /interweave|social-?care|adultcare|RequesterType|EventOutcome|CLD/i

type Event = Omit<CareEvent, 'personId' | 'eventId' | 'form' | 'saidAt'>

/** What an Encounter says of a visit, in the fields that hospital messages use. */
export function readEncounter(resource: JsonObject, id: string) {
  const code = textIn(objectOf(resource.class)?.code)?.toUpperCase() ?? ''
  const { kind, label } = CLASSES[code] ?? { kind: 'contact' as const }
  const { code: organisation, name } = organisationIn(resource.serviceProvider)
  const stay = objectOf(resource.hospitalization)
  const fields: Record<string, FieldValue | undefined> = {
    kind,
    numbers: objectsOf(resource.identifier).flatMap((one) => textIn(one.value) ?? []),
    state: VISIT_STATES[String(resource.status)],
    admittedAt: whenIn(valuesAt(resource, 'period.start')[0]),
    dischargedAt: whenIn(valuesAt(resource, 'period.end')[0]) ?? null,
    location: wardIn(resource),
    organisation,
    organisationName: name,
    reason: wordsIn(valuesAt(resource, 'reasonCode')[0]),
    specialty: wordsIn(resource.serviceType),
    destination: wordsIn(stay?.dischargeDisposition),
    admission: admissionIn(stay),
    label: label ?? (kind === 'contact' ? wordsIn(valuesAt(resource, 'type')[0]) : undefined),
    [FHIR_HELD]: true,
  }
  return { key: visitKey({ form: 'resource', authority: 'FHIR', number: id }), fields }
}

/** The event that a resource is; undefined for the many that are none. */
export function readEvent(type: string, resource: JsonObject): Event | undefined {
  switch (type) {
    case 'Procedure':
      return procedure(resource)
    case 'Immunization':
      return immunisation(resource)
    case 'EpisodeOfCare':
      return service(resource)
    case 'ServiceRequest':
      return isCouncil(resource) ? request(resource) : undefined
    case 'Task':
      return isCouncil(resource) ? assessment(resource) : undefined
    default:
      return undefined
  }
}

function procedure(resource: JsonObject): Event {
  const performed = objectOf(resource.performedPeriod)
  return {
    kind: 'procedure',
    status: STATES[String(resource.status)] ?? 'finished',
    startAt: whenIn(resource.performedDateTime) ?? whenIn(performed?.start),
    endAt: whenIn(performed?.end),
    label: wordsIn(resource.code) ?? 'Procedure',
    detail: details({ reason: wordsIn(valuesAt(resource, 'reasonCode')[0]) }),
  }
}

function immunisation(resource: JsonObject): Event {
  return {
    kind: 'immunisation',
    status: STATES[String(resource.status)] ?? 'finished',
    startAt: whenIn(resource.occurrenceDateTime),
    label: wordsIn(resource.vaccineCode) ?? 'Vaccination',
    detail: details({ reason: wordsIn(valuesAt(resource, 'reasonCode')[0]) }),
  }
}

function service(resource: JsonObject): Event {
  const { code, name } = organisationIn(resource.managingOrganization)
  return {
    kind: 'service',
    status: STATES[String(resource.status)] ?? 'active',
    ...periodIn(resource.period),
    organisation: code,
    organisationName: name,
    label: wordsIn(valuesAt(resource, 'type')[0]) ?? 'Service',
    detail: {},
  }
}

function request(resource: JsonObject): Event {
  const { code, name } = organisationIn(valuesAt(resource, 'performer')[0])
  return {
    kind: 'request',
    status: STATES[String(resource.status)] ?? 'active',
    startAt: whenIn(resource.occurrenceDateTime) ?? whenIn(resource.authoredOn),
    organisation: code,
    organisationName: name,
    label: 'Request for support',
    detail: details({ reason: wordsIn(valuesAt(resource, 'reasonCode')[0]) }),
  }
}

function assessment(resource: JsonObject): Event {
  const { code, name } = organisationIn(resource.owner)
  const period = periodIn(resource.executionPeriod)
  return {
    kind: 'assessment',
    status: STATES[String(resource.status)] ?? 'active',
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
  const marks = [
    ...valuesAt(resource, 'meta.profile'),
    ...valuesAt(resource, 'extension.url'),
    ...valuesAt(resource, 'meta.tag.system'),
  ]
  return resource.intent === 'plan' && marks.some((mark) => COUNCIL_MARK.test(String(mark)))
}

/** The location that the person is in now, else the last that was named. */
function wardIn(resource: JsonObject): FieldValue | undefined {
  const all = objectsOf(resource.location)
  const current = all.find((one) => one.status === 'active') ?? all.at(-1)
  const ward = textIn(objectOf(current?.location)?.display)
  return ward === undefined ? undefined : { ward }
}

function admissionIn(stay: JsonObject | undefined): string | undefined {
  const method = objectsOf(stay?.extension).find((one) =>
    String(one.url).endsWith('AdmissionMethod'),
  )
  return wordsIn(method?.valueCodeableConcept)
}

function periodIn(value: JsonValue | undefined): { startAt?: string; endAt?: string } {
  const period = objectOf(value)
  return { startAt: whenIn(period?.start), endAt: whenIn(period?.end) }
}

function details(given: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

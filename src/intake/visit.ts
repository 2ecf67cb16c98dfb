import type { CareEvent, JsonObject, ParsedResource } from '../record/index.ts'
import type { Fields, FieldValue } from './latest.ts'

/** What a hospital's messages and its FHIR encounters say of one visit, merged field by field. */
export type VisitKind = 'stay' | 'attendance' | 'contact'

const LABELS: Record<VisitKind, string> = {
  stay: 'Hospital stay',
  attendance: 'Visit to A&E',
  contact: 'Hospital appointment',
}
const CLASSES: Record<VisitKind, { code: string; display: string }> = {
  stay: { code: 'IMP', display: 'inpatient encounter' },
  attendance: { code: 'EMER', display: 'emergency' },
  contact: { code: 'AMB', display: 'ambulatory' },
}
const ENCOUNTER_STATUS = {
  planned: 'planned',
  active: 'in-progress',
  finished: 'finished',
  cancelled: 'cancelled',
} as const

/** fields that are shown to people as they are */
const DETAIL = [
  'reason',
  'specialty',
  'readyAt',
  'pathway',
  'delayReason',
  'expectedEnd',
  'destination',
  'admission',
  'site',
] as const

export function visitKey(kind: VisitKind, number: string): string {
  return `${kind}/${number}`
}

export function splitVisitKey(key: string): { kind: VisitKind; number: string } {
  const at = key.indexOf('/')
  return { kind: key.slice(0, at) as VisitKind, number: key.slice(at + 1) }
}

/** The event that stands after everything that was said of the visit so far. */
export function visitEvent(personId: string, key: string, fields: Fields): CareEvent {
  const { kind, number } = splitVisitKey(key)
  const location = locationOf(fields)
  return {
    personId,
    eventKey: number,
    kind,
    status: statusOf(fields),
    startAt: text(fields.admittedAt),
    endAt: text(fields.dischargedAt),
    organisation: text(fields.organisation),
    organisationName: text(fields.organisationName),
    unit: location.ward,
    label: text(fields.label) ?? LABELS[kind],
    detail: { ...detailOf(fields), ...bedOf(location) },
  }
}

/** The same visit as a FHIR Encounter, for a source that only sends messages (HL7 v2-to-FHIR, PV1). */
export function visitEncounter(personId: string, key: string, fields: Fields): ParsedResource {
  const { kind, number } = splitVisitKey(key)
  const content = {
    resourceType: 'Encounter',
    id: number,
    ...(fields.identifier === undefined ? {} : { identifier: [fields.identifier] }),
    status: ENCOUNTER_STATUS[statusOf(fields)],
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', ...CLASSES[kind] },
    subject: { reference: `Patient/${text(fields.person) ?? ''}` },
    period: periodOf(fields),
    ...described('reasonCode', fields.reason, (reason) => [{ text: reason }]),
    ...described('hospitalization', fields.destination, (destination) => ({
      dischargeDisposition: { text: destination },
    })),
    ...described('location', locationOf(fields).ward, (ward) => [{ location: { display: ward } }]),
    ...described('serviceProvider', fields.organisation, (code) => ({
      identifier: { value: code },
    })),
  }
  const trueAt = text(fields.admittedAt)
  return { type: 'Encounter', sourceId: number, personId, content: content as JsonObject, trueAt }
}

function statusOf(fields: Fields): CareEvent['status'] {
  if (fields.state === 'cancelled') return 'cancelled'
  if (fields.state === 'finished' || fields.dischargedAt !== undefined) return 'finished'
  return fields.state === 'planned' ? 'planned' : 'active'
}

function periodOf(fields: Fields): Record<string, FieldValue> {
  return {
    ...(fields.admittedAt === undefined ? {} : { start: fields.admittedAt }),
    ...(fields.dischargedAt === undefined ? {} : { end: fields.dischargedAt }),
  }
}

function detailOf(fields: Fields): Record<string, string> {
  const detail: Record<string, string> = {}
  for (const name of DETAIL) {
    const value = text(fields[name])
    if (value !== undefined) detail[name] = value
  }
  return detail
}

function locationOf(fields: Fields): Record<string, string> {
  const location = (fields.location ?? {}) as Record<string, FieldValue>
  return Object.fromEntries(
    Object.entries(location).filter(
      (entry): entry is [string, string] => text(entry[1]) !== undefined,
    ),
  )
}

/** The ward is the event's unit already. */
function bedOf({ bay, bed }: Record<string, string>): Record<string, string> {
  return { ...(bay === undefined ? {} : { bay }), ...(bed === undefined ? {} : { bed }) }
}

function described<T>(name: string, value: FieldValue | undefined, make: (text: string) => T) {
  const given = text(value)
  return given === undefined ? {} : { [name]: make(given) }
}

function text(value: FieldValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

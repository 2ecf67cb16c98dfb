import { type CareEvent, type JsonObject, type ParsedResource, visitIdOf } from '../record/index.ts'
import {
  type Fields,
  type FieldValue,
  newestAt,
  newestStamp,
  type Stamped,
  standing,
} from './latest.ts'

/** What a hospital's messages and its FHIR encounters say of one visit, merged field by field. */
export type VisitKind = 'stay' | 'attendance' | 'contact'

/** The same number given out by two authorities, or told in two forms, is two things. */
export type VisitKey = { form: 'message' | 'resource'; authority: string; number: string }

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

/** Which word each field of the event stands on. */
const STANDS_ON: Record<string, readonly string[]> = {
  kind: ['kind'],
  status: ['state', 'dischargedAt'],
  startAt: ['admittedAt'],
  endAt: ['dischargedAt'],
  organisation: ['organisation'],
  organisationName: ['organisationName'],
  unit: ['location'],
  bay: ['location'],
  bed: ['location'],
  label: ['label'],
  ...Object.fromEntries(DETAIL.map((name) => [name, [name]])),
}

export function visitKey({ form, authority, number }: VisitKey): string {
  return JSON.stringify([form, authority, number])
}

export function readVisitKey(key: string): VisitKey {
  const [form, authority, number] = JSON.parse(key) as [VisitKey['form'], string, string]
  return { form, authority, number }
}

/** The event that stands after everything that was said of the visit so far. */
export function visitEvent(
  source: string,
  personId: string,
  key: string,
  known: Stamped,
): CareEvent {
  const { form, authority, number } = readVisitKey(key)
  const fields = standing(known)
  const kind = kindOf(fields)
  const location = locationOf(fields)
  return {
    personId,
    eventId: visitIdOf(source, `${form} ${authority}`, number),
    kind,
    status: statusOf(fields),
    form,
    startAt: text(fields.admittedAt),
    endAt: text(fields.dischargedAt),
    organisation: text(fields.organisation),
    organisationName: text(fields.organisationName),
    unit: location.ward,
    label: text(fields.label) ?? LABELS[kind],
    detail: { ...detailOf(fields), ...bedOf(location) },
    numbers: [number, ...numbersOf(fields)],
    stamps: stampsOf(known),
    saidAt: newestAt(known)!,
  }
}

function stampsOf(known: Stamped): Record<string, string> {
  const stamps: Record<string, string> = {}
  for (const [name, fields] of Object.entries(STANDS_ON)) {
    const newest = fields
      .flatMap((field) => known[field]?.[0] ?? [])
      .sort()
      .at(-1)
    if (newest !== undefined) stamps[name] = newest
  }
  return stamps
}

/** A person may be brought in by ambulance and stay: what the hospital calls the visit last is what it is. */
function kindOf({ kind }: Fields): VisitKind {
  return kind === 'attendance' || kind === 'contact' ? kind : 'stay'
}

function numbersOf({ numbers }: Fields): string[] {
  return Array.isArray(numbers) ? (numbers as string[]) : []
}

/** The same visit as a FHIR Encounter, for a source that only sends messages (HL7 v2-to-FHIR, PV1). */
export function visitEncounter(personId: string, key: string, known: Stamped): ParsedResource {
  const { form, authority, number } = readVisitKey(key)
  const fields = standing(known)
  const content = {
    resourceType: 'Encounter',
    id: number,
    ...(fields.identifier === undefined ? {} : { identifier: [fields.identifier] }),
    status: ENCOUNTER_STATUS[statusOf(fields)],
    class: {
      system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
      ...CLASSES[kindOf(fields)],
    },
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
  return {
    type: 'Encounter',
    sourceId: number,
    server: `${form} ${authority}`,
    personId,
    content: content as JsonObject,
    stamp: newestStamp(known),
    trueAt: text(fields.admittedAt),
  }
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

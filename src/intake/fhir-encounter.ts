import type { EventStatus, JsonObject } from '../record/index.ts'
import { firstWords, wordsIn } from './fhir-concept.ts'
import { periodIn } from './fhir-dates.ts'
import { extensionOf } from './fhir-identifier.ts'
import { type From, partyIn } from './fhir-reference.ts'
import { objectOf, objectsOf, textIn } from './json-value.ts'
import type { FieldValue } from './latest.ts'
import type { VisitKind } from './visit.ts'

/** Classes of ActEncounterCode (v3), and what people call them. */
const CLASSES: ReadonlyMap<string, { kind: VisitKind; label?: string }> = new Map([
  ['IMP', { kind: 'stay' }],
  ['ACUTE', { kind: 'stay' }],
  ['NONAC', { kind: 'stay' }],
  ['OBSENC', { kind: 'stay' }],
  ['SS', { kind: 'stay' }],
  ['PRENC', { kind: 'stay' }],
  ['EMER', { kind: 'attendance' }],
  ['AMB', { kind: 'contact', label: 'Appointment' }],
  ['HH', { kind: 'contact', label: 'Visit at home' }],
  ['VR', { kind: 'contact', label: 'Call or video call' }],
  ['FLD', { kind: 'contact', label: 'Visit outside' }],
])
const CONTACT = { kind: 'contact' as const, label: undefined }

const STATES: ReadonlyMap<string, EventStatus> = new Map([
  ['planned', 'planned'],
  ['arrived', 'active'],
  ['triaged', 'active'],
  ['in-progress', 'active'],
  ['onleave', 'active'],
  ['finished', 'finished'],
  ['cancelled', 'cancelled'],
  ['entered-in-error', 'cancelled'],
])

/** What a system writes as an end where it knows of none. */
const FOR_EVER = '2090'

export type EncounterSaid = { fields: Record<string, FieldValue>; passedOver: string[] }

/**
 * What an Encounter says of a visit, in the fields that hospital messages use. It is a whole: what it leaves out is
 * said not to be so. While it goes on, the end of its period is when it is meant to end.
 */
export function readEncounter(resource: JsonObject, from: From): EncounterSaid {
  const code = textIn(objectOf(resource.class)?.code)?.toUpperCase() ?? ''
  const { kind, label } = CLASSES.get(code) ?? CONTACT
  const state = stateOf(resource)
  const { startAt, endAt } = periodIn(resource.period)
  const over = state === 'finished' || state === 'cancelled'
  const { code: organisation, name: organisationName } = partyIn(resource.serviceProvider, from)
  const stay = objectOf(resource.hospitalization)
  const fields: Record<string, FieldValue | undefined> = {
    kind,
    numbers: objectsOf(resource.identifier).flatMap((one) => textIn(one.value) ?? []),
    state,
    admittedAt: startAt,
    dischargedAt: over ? endAt : undefined,
    expectedEnd: over || (endAt ?? '') >= FOR_EVER ? undefined : endAt,
    location: placeOf(resource, from),
    organisation,
    organisationName,
    reason: reasonOf(resource),
    specialty: wordsIn(resource.serviceType),
    destination: wordsIn(stay?.dischargeDisposition) ?? partyIn(stay?.destination, from).name,
    admission: admissionOf(stay),
    label: label ?? (kind === 'contact' ? firstWords(resource.type) : undefined),
  }
  const said = Object.entries(fields).map(([name, value]) => [name, value ?? null] as const)
  return { fields: Object.fromEntries(said), passedOver: passedOver(resource, stay) }
}

/** One whose status nobody knows may have happened, and is not shown as going on. */
function stateOf(resource: JsonObject): EventStatus {
  return STATES.get(textIn(resource.status) ?? '') ?? 'finished'
}

function passedOver(resource: JsonObject, stay: JsonObject | undefined): string[] {
  const known = STATES.has(textIn(resource.status) ?? '')
  const needs = stay?.specialArrangement !== undefined || stay?.dietPreference !== undefined
  return [...(known ? [] : ['Encounter.status']), ...(needs ? ['Encounter.hospitalization'] : [])]
}

type Place = { level: 'ward' | 'bay' | 'bed'; name: string; rank: number; since: string }

/** A place that is meant for them, or was, counts only where nothing says where they are. */
const RANKS: ReadonlyMap<string, number> = new Map([
  ['active', 3],
  ['completed', 1],
  ['reserved', 0],
  ['planned', 0],
])
const LEVELS: ReadonlyMap<string, Place['level']> = new Map([
  ['wa', 'ward'],
  ['ro', 'bay'],
  ['bd', 'bed'],
])
/** Levels of a place around a ward. */
const AROUND = new Set(['si', 'bu', 'wi', 'lvl', 'area', 'jdn', 'rd', 'ho'])

/** Ward, bay and bed in which the person is now, else those that were named last. */
function placeOf(resource: JsonObject, from: From): FieldValue | undefined {
  const best = new Map<Place['level'], Place>()
  for (const place of objectsOf(resource.location).flatMap((one) => placeIn(one, from))) {
    const held = best.get(place.level)
    const newer =
      held === undefined ||
      place.rank > held.rank ||
      (place.rank === held.rank && place.since >= held.since)
    if (newer) best.set(place.level, place)
  }
  const ward = best.get('ward')
  if (ward === undefined) return undefined
  // A bay or a bed of an earlier ward is none of this one.
  const within = [...best].filter(([, { rank }]) => rank === ward.rank)
  return Object.fromEntries(within.map(([level, { name }]) => [level, name]))
}

function placeIn(location: JsonObject, from: From): Place[] {
  const { name, code } = partyIn(location.location, from)
  const called = name ?? code
  const type = textIn(objectsOf(objectOf(location.physicalType)?.coding)[0]?.code) ?? ''
  if (called === undefined || AROUND.has(type)) return []
  const { startAt = '', endAt } = periodIn(location.period)
  const rank = RANKS.get(textIn(location.status) ?? '') ?? (endAt === undefined ? 2 : 1)
  return [{ level: LEVELS.get(type) ?? 'ward', name: called, rank, since: startAt }]
}

function reasonOf(resource: JsonObject): string | undefined {
  const said = firstWords(resource.reasonCode)
  if (said !== undefined) return said
  const [reason] = objectsOf(resource.reasonReference)
  const [diagnosis] = objectsOf(resource.diagnosis)
  return textIn(reason?.display) ?? textIn(objectOf(diagnosis?.condition)?.display)
}

/** How they came: the method, else from where. */
function admissionOf(stay: JsonObject | undefined): string | undefined {
  if (stay === undefined) return undefined
  return (
    wordsIn(extensionOf(stay, 'AdmissionMethod')?.valueCodeableConcept) ?? wordsIn(stay.admitSource)
  )
}

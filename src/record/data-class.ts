import type { EventKind } from './event.ts'

/** What the agreement grants or does not, one by one. Every item of a record is in exactly one. */
export const DATA_CLASSES = [
  'demographics',
  'hospital',
  'health-record',
  'council-care',
  'carer',
  'safeguarding',
  'looks',
] as const
export type DataClass = (typeof DATA_CLASSES)[number]

/** Whoever may not see these must not learn that they exist. */
const SENSITIVE: ReadonlySet<DataClass> = new Set(['safeguarding'])

const WORDS: Record<DataClass, string> = {
  demographics: 'who you are',
  hospital: 'hospital stays',
  'health-record': 'health record',
  'council-care': 'council care',
  carer: 'family and carers',
  safeguarding: 'safeguarding',
  looks: 'who has looked',
}

const CLINICAL = new Set([
  'Condition',
  'AllergyIntolerance',
  'MedicationRequest',
  'MedicationStatement',
  'MedicationDispense',
  'MedicationAdministration',
  'Observation',
  'DiagnosticReport',
  'Immunization',
])

export type Side = string

/** Which class an event is in. `council` says whether its source stands on the council's side. */
export function classOfEvent(kind: EventKind, council: boolean): DataClass {
  if (council) return 'council-care'
  if (kind === 'stay' || kind === 'attendance' || kind === 'procedure') return 'hospital'
  return 'health-record'
}

/** Which class a resource is in. `sensitive` says whether its own labels call it safeguarding. */
export function classOfResource(type: string, council: boolean, sensitive: boolean): DataClass {
  if (sensitive) return 'safeguarding'
  if (type === 'RelatedPerson') return 'carer'
  if (council) return 'council-care'
  if (CLINICAL.has(type)) return 'health-record'
  return type === 'Encounter' || type === 'Procedure' ? 'hospital' : 'health-record'
}

export function isSensitive(dataClass: DataClass): boolean {
  return SENSITIVE.has(dataClass)
}

/** A word that makes a reason or an outcome safeguarding information, whatever field it stands in. */
export function speaksOfSafeguarding(text: string): boolean {
  return /safeguard|domestic (?:abuse|violence)|section 42|\bMARAC\b/i.test(text)
}

/** In the resident's own words: `hospital stays`. */
export function wordsForClass(dataClass: DataClass): string {
  return WORDS[dataClass]
}

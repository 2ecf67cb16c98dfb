import { formatList, plural } from '../shell/index.ts'
import type { DataClass } from './data-class.ts'
import { SHOWN_TYPES } from './elements.ts'
import { eventIdOf } from './event.ts'
import type { KeptCountRow, KeptWanted } from './queries-kept.ts'
import type { Unshown } from './standing.ts'

/** Kinds that are told as events of the timeline, and the person, who is told at the top. */
const TOLD = ['Encounter', 'EpisodeOfCare', 'Immunization', 'Patient', 'Procedure']
/** Kinds that no line of the page is missing: those that it reads, and those that are told as events. */
export const READ_TYPES: readonly string[] = [...SHOWN_TYPES, ...TOLD]

/** What people call a kind of thing, one and many. */
const KINDS: ReadonlyMap<string, readonly [string, string]> = new Map(
  Object.entries({
    AllergyIntolerance: ['other entry about allergies', 'other entries about allergies'],
    Appointment: ['appointment', 'appointments'],
    CarePlan: ['other plan', 'other plans'],
    CareTeam: ['other team', 'other teams'],
    Claim: ['claim', 'claims'],
    ClinicalImpression: ['assessment', 'assessments'],
    Communication: ['message', 'messages'],
    Composition: ['letter', 'letters'],
    Condition: ['other condition', 'other conditions'],
    Consent: ['other consent', 'other consents'],
    Coverage: ['insurance', 'insurances'],
    Device: ['device', 'devices'],
    DeviceUseStatement: ['device in use', 'devices in use'],
    DiagnosticReport: ['report', 'reports'],
    DocumentReference: ['letter', 'letters'],
    ExplanationOfBenefit: ['account of costs', 'accounts of costs'],
    FamilyMemberHistory: ['entry on the family’s health', 'entries on the family’s health'],
    Flag: ['other alert', 'other alerts'],
    Goal: ['other goal', 'other goals'],
    ImagingStudy: ['scan', 'scans'],
    List: ['list', 'lists'],
    Media: ['picture', 'pictures'],
    MedicationAdministration: ['dose given', 'doses given'],
    MedicationDispense: ['medicine handed out', 'medicines handed out'],
    MedicationRequest: ['other medicine', 'other medicines'],
    MedicationStatement: ['other medicine', 'other medicines'],
    NutritionOrder: ['order on food', 'orders on food'],
    Observation: ['result', 'results'],
    Provenance: ['note on where something came from', 'notes on where something came from'],
    QuestionnaireResponse: ['form', 'forms'],
    RelatedPerson: ['other relative', 'other relatives'],
    RiskAssessment: ['risk assessment', 'risk assessments'],
    ServiceRequest: ['request', 'requests'],
    Specimen: ['sample', 'samples'],
    SupplyDelivery: ['delivery', 'deliveries'],
    Task: ['task', 'tasks'],
  }),
)

/** `result`; a kind without a word of its own is put into words. */
export function kindWords(type: string, count: number): string {
  const known = KINDS.get(type)
  if (known !== undefined) return known[count === 1 ? 0 : 1]
  const word = type.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return count === 1 ? word : `${word}s`
}

/** What is kept besides what the page shows, of what this viewer may see. */
export type Kept = {
  total: number
  /** `3 results`, the most first */
  counts: readonly { words: string; count: number }[]
}

/** The same, as it is read a page at a time. */
export type KeptScope = KeptWanted & { total: number }

export type KeptInput = {
  rows: readonly KeptCountRow[]
  unshown: readonly Unshown[]
  /** ids of all events of the person, shown or not */
  eventIds: ReadonlySet<string>
  allows(dataClass: DataClass): boolean
}

export function keptOf({ rows, unshown, eventIds, allows }: KeptInput): {
  kept: Kept
  scope: KeptScope
} {
  const groups = rows.filter((row) => allows(row.data_class))
  const toldAs = groups.flatMap((row) => row.source_ids.filter((id) => isEvent(row, id, eventIds)))
  const others = unshown.filter(({ resource }) => allows(resource.dataClass))
  const totals = new Map<string, { type: string; count: number }>()
  const add = (type: string, count: number) => {
    const key = kindWords(type, 2)
    totals.set(key, { type, count: count + (totals.get(key)?.count ?? 0) })
  }
  for (const row of groups) {
    const told = row.source_ids.filter((id) => isEvent(row, id, eventIds)).length
    add(row.type, Number(row.count) - told)
  }
  for (const { resource } of others) add(resource.type, 1)
  const counts = [...totals.values()]
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1))
    .map(({ type, count }) => ({
      words: plural(count, kindWords(type, 1), kindWords(type, 2)),
      count,
    }))
  const total = counts.reduce((sum, { count }) => sum + count, 0)
  const ids = others.map(({ resource }) => resource.id)
  return { kept: { total, counts }, scope: { groups, ids, toldAs, total } }
}

/** A council's request or task is told as an event under the id that its source or its server gives it. */
function isEvent(
  { type, source }: KeptCountRow,
  id: string,
  eventIds: ReadonlySet<string>,
): boolean {
  return eventIds.has(id) || eventIds.has(eventIdOf(source, 'FHIR', `${type}/${id}`))
}

/** `3 results and 1 letter` */
export function keptWords({ counts }: Kept): string {
  return formatList(counts.map(({ words }) => words))
}

import type { JsonObject } from '../record/index.ts'
import { isConfidential } from './fhir-label.ts'
import { objectOf, objectsOf, textIn } from './json-value.ts'

/** What became of asking the national demographics service. */
export const OUTCOMES = ['found', 'none', 'many', 'invalidated', 'refused', 'later'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** `many`: more than one may be meant, and none is told. `refused`: asked so, it answers never. `later`: ask again. */
export type NationalAnswer =
  | { readonly outcome: 'found'; readonly patient: JsonObject; readonly number: string }
  | { readonly outcome: Exclude<Outcome, 'found'> }

/** Reads an answer to a trace or a retrieval. Too many matches come with status 200, and without a patient. */
export function readNational(status: number, body: JsonObject | undefined): NationalAnswer {
  const codes = body === undefined ? [] : codesIn(body)
  if (codes.includes('TOO_MANY_MATCHES')) return { outcome: 'many' }
  if (codes.includes('INVALIDATED_RESOURCE')) return { outcome: 'invalidated' }
  if (status === 404) return { outcome: 'none' }
  // What was asked wrongly is asked wrongly the next time too; whoever may not ask yet, or is too quick, asks later.
  if (status === 400 || status === 422) return { outcome: 'refused' }
  if (status !== 200 || body === undefined) return { outcome: 'later' }
  if (body.resourceType === 'Patient') return foundIn(body)
  const patients = objectsOf(body.entry)
    .map(({ resource }) => objectOf(resource))
    .filter((one) => one !== undefined)
  if (body.resourceType !== 'Bundle' || patients.length > 1) return { outcome: 'many' }
  return patients.length === 0 ? { outcome: 'none' } : foundIn(patients[0]!)
}

function foundIn(patient: JsonObject): NationalAnswer {
  const number = textIn(patient.id)
  return number === undefined ? { outcome: 'none' } : { outcome: 'found', patient, number }
}

function codesIn(body: JsonObject): string[] {
  return objectsOf(body.issue).flatMap(({ details }) =>
    objectsOf(objectOf(details)?.coding).flatMap(({ code }) => textIn(code) ?? []),
  )
}

const WHO = ['resourceType', 'id', 'identifier', 'meta', 'name', 'gender', 'birthDate'] as const
const DEATH = ['deceasedBoolean', 'deceasedDateTime', 'multipleBirthInteger'] as const
const WHERE = ['address', 'telecom', 'generalPractitioner'] as const

/** What is kept: of somebody restricted neither where they live, nor how they are reached, nor a practice. */
export function keptOfPatient(patient: JsonObject): JsonObject {
  const names = [...WHO, ...DEATH, ...(isConfidential(patient) ? [] : WHERE)]
  return Object.fromEntries(
    names.flatMap((name) => (patient[name] === undefined ? [] : [[name, patient[name]]])),
  ) as JsonObject
}

/** What is handed in of an answer about a number: where it is superseded, or void, its record says so. */
export function resourcesOf(answer: NationalAnswer, asked: string | undefined): JsonObject[] {
  if (answer.outcome === 'invalidated' && asked !== undefined) {
    return [{ resourceType: 'Patient', id: asked, active: false }]
  }
  if (answer.outcome !== 'found') return []
  const kept = keptOfPatient(answer.patient)
  if (asked === undefined || asked === answer.number) return [kept]
  const link = [{ type: 'replaced-by', other: { reference: `Patient/${answer.number}` } }]
  return [kept, { resourceType: 'Patient', id: asked, active: false, link }]
}

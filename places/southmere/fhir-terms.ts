import type {
  CodeableConcept,
  Organization,
  Patient,
  Practitioner,
  Reference,
  Resource,
} from '@medplum/fhirtypes'
import type { Clinician } from './clinicians.ts'
import type { View } from './dirt.ts'

/** FHIR R4 resources, held to its types, in the shape of UK Core 2.0.0 (exchange-standards section 2.2). */
export type Written = Resource & { id: string }

export const NHS_NUMBER = 'https://fhir.nhs.uk/Id/nhs-number'
export const ODS_CODE = 'https://fhir.nhs.uk/Id/ods-organization-code'
export const HOSPITAL_NUMBER = 'https://meregeneral.example.org/hospital-number'
export const GP_NUMBER = 'https://gp.southmere.example.org/patient'
/** The council's own numbers, of people, cases, teams and staff. */
export const COUNCIL_NUMBERS = 'https://southmere.example.org/social-care'
export const SNOMED = 'http://snomed.info/sct'
export const LOINC = 'http://loinc.org'
export const UCUM = 'http://unitsofmeasure.org'
export const UK_CORE = 'https://fhir.hl7.org.uk/StructureDefinition'
export const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem'

/** What is wrong or was done, in words, with its SNOMED CT code where we are sure of it. */
export type Concept = { words: string; snomed?: string }

export function concept({ words, snomed }: Concept): CodeableConcept {
  if (snomed === undefined) return { text: words }
  return { coding: [{ system: SNOMED, code: snomed, display: words }], text: words }
}

export function coded(system: string, code: string): CodeableConcept {
  return { coding: [{ system: `${TERMINOLOGY}/${system}`, code }] }
}

export function subject(view: View): Reference<Patient> {
  return { reference: `Patient/${view.id}` }
}

export function byDoctor(doctor: Clinician | undefined): Reference<Practitioner> | undefined {
  return doctor && { reference: `Practitioner/${doctor.code}` }
}

export function organisationReference({
  code,
  name,
}: {
  code: string
  name: string
}): Reference<Organization> {
  return {
    reference: `Organization/${code}`,
    identifier: { system: ODS_CODE, value: code },
    display: name,
  }
}

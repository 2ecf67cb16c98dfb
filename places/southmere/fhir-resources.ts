import type { Attendance } from './attendances.ts'
import { at, fhirMinute, isoDay } from './calendar.ts'
import type { AllergyKind, Medicine } from './conditions.ts'
import { COUNTY_NAME } from './county.ts'
import type { View } from './dirt.ts'
import type { Flag, Relative } from './life.ts'
import { type Clinician, HOSPITAL, type Practice } from './organisations.ts'

/** FHIR R4 resources in the shape of UK Core 2.0.0 (exchange-standards section 2.2). */
export type Json = string | number | boolean | undefined | Json[] | { [key: string]: Json }
export type Resource = { resourceType: string; id: string; [key: string]: Json }

/** What is wrong or was done, in words, with its SNOMED CT code where we are sure of it. */
type Concept = { words: string; snomed?: string }

const NHS_NUMBER = 'https://fhir.nhs.uk/Id/nhs-number'
const ODS_CODE = 'https://fhir.nhs.uk/Id/ods-organization-code'
export const HOSPITAL_NUMBER = 'https://meregeneral.example.org/hospital-number'
export const GP_NUMBER = 'https://gp.southmere.example.org/patient'
const ATTENDANCE_NUMBER = 'https://meregeneral.example.org/attendance'
const PROFESSIONAL = 'https://fhir.hl7.org.uk/Id/gmc-number'
const SNOMED = 'http://snomed.info/sct'
const UK_CORE = 'https://fhir.hl7.org.uk/StructureDefinition'
const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem'

export function patient(view: View, ownNumber: string, links: { [key: string]: Json }): Resource {
  const { address, ethnicity } = view
  return {
    resourceType: 'Patient',
    id: view.id,
    meta: { profile: [`${UK_CORE}/UKCore-Patient`] },
    extension: ethnicity && [
      {
        url: `${UK_CORE}/Extension-UKCore-EthnicCategory`,
        valueCodeableConcept: {
          coding: [
            {
              system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategoryEngland',
              code: ethnicity.nhs,
              display: ethnicity.nhsWords,
            },
          ],
        },
      },
    ],
    identifier: [...nhsNumber(view), { use: 'usual', system: ownNumber, value: view.id }],
    active: true,
    name: [
      {
        use: 'official',
        family: view.family,
        given: view.middle ? [view.given, view.middle] : [view.given],
        prefix: [view.title],
      },
    ],
    telecom: telecom(view),
    gender: view.sex,
    birthDate: isoDay(view.birth),
    deceasedDateTime: view.death === undefined ? undefined : isoDay(view.death),
    address: [
      {
        use: 'home',
        line: address.lines,
        city: address.city,
        district: COUNTY_NAME,
        postalCode: address.postcode,
      },
    ],
    ...links,
  }
}

function nhsNumber(view: View): Json[] {
  if (view.nhsNumber === undefined) return []
  const code = view.dirt.includes('nhsNumberMistyped') ? '02' : '01'
  return [
    {
      extension: [
        {
          url: `${UK_CORE}/Extension-UKCore-NHSNumberVerificationStatus`,
          valueCodeableConcept: {
            coding: [
              {
                system:
                  'https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland',
                code,
              },
            ],
          },
        },
      ],
      system: NHS_NUMBER,
      value: view.nhsNumber,
    },
  ]
}

function telecom(view: View): Json[] | undefined {
  const found: Json[] = []
  if (view.landline !== undefined)
    found.push({ system: 'phone', value: view.landline, use: 'home' })
  if (view.mobile !== undefined) found.push({ system: 'phone', value: view.mobile, use: 'mobile' })
  if (view.email !== undefined) found.push({ system: 'email', value: view.email })
  return found.length > 0 ? found : undefined
}

export function practiceLinks(practice: Practice | undefined): { [key: string]: Json } {
  if (practice === undefined) return {}
  const reference = organisationReference(practice)
  return { generalPractitioner: [reference], managingOrganization: reference }
}

export function organisationReference({ code, name }: { code: string; name: string }): Json {
  return {
    reference: `Organization/${code}`,
    identifier: { system: ODS_CODE, value: code },
    display: name,
  }
}

export function organisation({ code, name }: { code: string; name: string }): Resource {
  const identifier = [{ system: ODS_CODE, value: code }]
  return { resourceType: 'Organization', id: code, identifier, active: true, name }
}

export function practitioner({ code, family, given, title }: Clinician): Resource {
  return {
    resourceType: 'Practitioner',
    id: code,
    identifier: [{ system: PROFESSIONAL, value: code }],
    active: true,
    name: [{ family, given: [given], prefix: [title] }],
  }
}

/** A visit to the emergency department; stays come as HL7 v2 messages instead. */
export function encounter(view: View, attendance: Attendance, number: number): Resource {
  const id = `${view.id}-e${number}`
  const wentTo = attendance.stay === undefined ? 'Went home' : 'Admitted to a ward'
  return {
    resourceType: 'Encounter',
    id,
    identifier: [{ system: ATTENDANCE_NUMBER, value: id }],
    status: 'finished',
    class: { system: `${TERMINOLOGY}/v3-ActCode`, code: 'EMER', display: 'emergency' },
    type: [{ text: 'Emergency department attendance' }],
    subject: subject(view),
    period: { start: fhirMinute(attendance.arrivedAt), end: fhirMinute(attendance.leftAt) },
    reasonCode: [concept(attendance.reason)],
    hospitalization: { dischargeDisposition: { text: wentTo } },
    serviceProvider: organisationReference(HOSPITAL),
  }
}

export function condition(
  view: View,
  suffix: string,
  what: Concept,
  onset: string,
  category: 'problem-list-item' | 'encounter-diagnosis',
): Resource {
  return {
    resourceType: 'Condition',
    id: `${view.id}-${suffix}`,
    clinicalStatus: coded('condition-clinical', 'active'),
    category: [coded('condition-category', category)],
    code: concept(what),
    subject: subject(view),
    onsetDateTime: onset,
    recordedDate: onset,
  }
}

/** The medicine in words: no dm+d code is given rather than one that may be wrong. */
export function medicationRequest(
  view: View,
  suffix: string,
  medicine: Medicine,
  status: 'active' | 'stopped' | 'completed',
  authoredOn: string,
  doctor: Clinician | undefined,
): Resource {
  return {
    resourceType: 'MedicationRequest',
    id: `${view.id}-${suffix}`,
    status,
    intent: 'order',
    medicationCodeableConcept: { text: medicine.name },
    subject: subject(view),
    authoredOn,
    requester: doctor && { reference: `Practitioner/${doctor.code}` },
    dosageInstruction: [{ text: medicine.dose }],
  }
}

export function allergy(view: View, suffix: string, kind: AllergyKind, since: string): Resource {
  return {
    resourceType: 'AllergyIntolerance',
    id: `${view.id}-${suffix}`,
    clinicalStatus: coded('allergyintolerance-clinical', 'active'),
    verificationStatus: coded('allergyintolerance-verification', 'confirmed'),
    code: concept(kind),
    patient: subject(view),
    recordedDate: since,
    reaction: [{ manifestation: [{ text: kind.reaction }] }],
  }
}

export function relatedPerson(view: View, relative: Relative, number: number): Resource {
  const role = { system: `${TERMINOLOGY}/v3-RoleCode`, code: relative.code }
  return {
    resourceType: 'RelatedPerson',
    id: `${view.id}-r${number}`,
    active: true,
    patient: subject(view),
    relationship: [{ coding: [role], text: relative.relationship }],
    name: [{ family: relative.family, given: [relative.given] }],
    telecom: [{ system: 'phone', value: relative.phone, use: 'mobile' }],
  }
}

export function flag(view: View, { words, category, since }: Flag): Resource {
  const safety = { system: `${TERMINOLOGY}/flag-category`, code: 'safety' }
  return {
    resourceType: 'Flag',
    id: `${view.id}-f1`,
    status: 'active',
    category: [{ coding: [safety], text: category }],
    code: { text: words },
    subject: subject(view),
    period: { start: fhirMinute(at(since, 9)) },
    author: organisationReference(HOSPITAL),
  }
}

function subject(view: View): Json {
  return { reference: `Patient/${view.id}` }
}

function concept({ words, snomed }: Concept): Json {
  if (snomed === undefined) return { text: words }
  return { coding: [{ system: SNOMED, code: snomed, display: words }], text: words }
}

function coded(system: string, code: string): Json {
  return { coding: [{ system: `${TERMINOLOGY}/${system}`, code }] }
}

import type {
  AllergyIntolerance,
  Condition,
  Dosage,
  Encounter,
  Flag as FhirFlag,
  MedicationRequest,
  ServiceRequest,
} from '@medplum/fhirtypes'
import type { Flag } from './alerts.ts'
import type { AllergyEntry } from './allergies.ts'
import type { Attendance } from './attendances.ts'
import { at, fhirMinute, isoDay } from './calendar.ts'
import type { Clinician } from './clinicians.ts'
import type { View } from './dirt.ts'
import {
  byDoctor,
  COUNCIL_NUMBERS,
  type Concept,
  coded,
  concept,
  organisationReference,
  SNOMED,
  subject,
  TERMINOLOGY,
  UCUM,
} from './fhir-terms.ts'
import type { Dose, Route } from './orders.ts'
import { COUNCIL, HOSPITAL } from './organisations.ts'
import type { Referral } from './referrals.ts'

type With<T> = T & { id: string }
const ATTENDANCE_NUMBER = 'https://meregeneral.example.org/attendance'
const ROUTES: Readonly<Record<Route, { code: string; display: string }>> = {
  oral: { code: '26643006', display: 'Oral route' },
  intravenous: { code: '47625008', display: 'Intravenous route' },
}

/** A visit to the emergency department; stays come as HL7 v2 messages instead. */
export function encounter(view: View, attendance: Attendance, number: number): With<Encounter> {
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
): With<Condition> {
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
  { medicine, dose }: { medicine: string; dose: Dose },
  status: 'active' | 'stopped' | 'completed',
  authoredOn: string,
  by: Clinician | undefined,
  category?: 'inpatient' | 'discharge',
): With<MedicationRequest> {
  return {
    resourceType: 'MedicationRequest',
    id: `${view.id}-${suffix}`,
    status,
    intent: 'order',
    category: category && [
      { ...coded('medicationrequest-category', category), text: WHERE[category] },
    ],
    medicationCodeableConcept: { text: medicine },
    subject: subject(view),
    authoredOn,
    requester: byDoctor(by),
    dosageInstruction: [dosage(dose)],
  }
}

const WHERE = { inpatient: 'On the ward', discharge: 'Discharge' } as const

function dosage({ text, milligrams, route }: Dose): Dosage {
  const quantity = { value: milligrams, unit: 'mg', system: UCUM, code: 'mg' }
  return {
    text,
    route: route && { coding: [{ system: SNOMED, ...ROUTES[route] }] },
    doseAndRate: milligrams === undefined ? undefined : [{ doseQuantity: quantity }],
  }
}

/** An allergy, or that there is none: who wrote it down, and when. */
export function allergy(
  view: View,
  suffix: string,
  { kind, since, reaction, severity }: AllergyEntry,
  by: Clinician | undefined,
): With<AllergyIntolerance> {
  return {
    resourceType: 'AllergyIntolerance',
    id: `${view.id}-${suffix}`,
    clinicalStatus: coded('allergyintolerance-clinical', 'active'),
    verificationStatus: coded('allergyintolerance-verification', 'confirmed'),
    category: reaction === undefined ? undefined : [kind.category ?? 'medication'],
    criticality: severity === 'severe' ? 'high' : undefined,
    code: concept(kind),
    patient: subject(view),
    recordedDate: isoDay(since),
    recorder: byDoctor(by),
    reaction:
      reaction === undefined ? undefined : [{ manifestation: [{ text: reaction }], severity }],
  }
}

/** A request that the council has passed on, marked as council systems mark their work (exchange-standards 2.3). */
export function passedOn(view: View, { to, what, since }: Referral): With<ServiceRequest> {
  const day = isoDay(since)
  return {
    resourceType: 'ServiceRequest',
    id: `${view.id}-q1`,
    meta: { tag: [{ system: `${COUNCIL_NUMBERS}/work`, code: 'referral' }] },
    status: 'active',
    intent: 'plan',
    subject: subject(view),
    occurrenceDateTime: day,
    authoredOn: day,
    requester: organisationReference(COUNCIL),
    performer: [organisationReference(to)],
    reasonCode: [{ text: what }],
  }
}

export function flag(
  view: View,
  { feed, words, snomed, category, since }: Flag,
  number: number,
): With<FhirFlag> {
  const author = feed === 'southmere-council' ? COUNCIL : HOSPITAL
  return {
    resourceType: 'Flag',
    id: `${view.id}-f${number}`,
    status: 'active',
    category: [{ ...coded('flag-category', 'safety'), text: category }],
    code: concept({ words, snomed }),
    subject: subject(view),
    period: { start: fhirMinute(at(since, 9)) },
    author: feed === 'southmere-gp' ? undefined : organisationReference(author),
  }
}

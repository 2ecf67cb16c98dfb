import type { DocumentReference, Immunization, Observation } from '@medplum/fhirtypes'
import { at, type Day, fhirMinute, isoDay } from './calendar.ts'
import type { View } from './dirt.ts'
import { coded, LOINC, subject, UCUM } from './fhir-terms.ts'

/** What records hold and no page draws yet: results, letters, vaccinations. */
type With<T> = T & { id: string }

export type Result = {
  words: string
  loinc: string
  category: 'laboratory' | 'vital-signs'
  value: number
  unit: string
  day: Day
}

const PRESSURE = { systolic: '8480-6', diastolic: '8462-4', panel: '85354-9' }

export function result(view: View, suffix: string, told: Result): With<Observation> {
  const { words, loinc, category, value, unit, day } = told
  return {
    resourceType: 'Observation',
    id: `${view.id}-${suffix}`,
    status: 'final',
    category: [coded('observation-category', category)],
    code: { coding: [{ system: LOINC, code: loinc, display: words }], text: words },
    subject: subject(view),
    effectiveDateTime: isoDay(day),
    valueQuantity: { value, unit, system: UCUM, code: unit },
  }
}

export function bloodPressure(
  view: View,
  suffix: string,
  systolic: number,
  diastolic: number,
  day: Day,
): With<Observation> {
  const part = (code: string, text: string, value: number) => ({
    code: { coding: [{ system: LOINC, code }], text },
    valueQuantity: { value, unit: 'mmHg', system: UCUM, code: 'mm[Hg]' },
  })
  return {
    resourceType: 'Observation',
    id: `${view.id}-${suffix}`,
    status: 'final',
    category: [coded('observation-category', 'vital-signs')],
    code: { coding: [{ system: LOINC, code: PRESSURE.panel }], text: 'Blood pressure' },
    subject: subject(view),
    effectiveDateTime: isoDay(day),
    component: [
      part(PRESSURE.systolic, 'Systolic', systolic),
      part(PRESSURE.diastolic, 'Diastolic', diastolic),
    ],
  }
}

/** A letter as an index knows it: that there is one and who wrote it, not what it says. */
export function letter(
  view: View,
  suffix: string,
  title: string,
  day: Day,
  author?: string,
): With<DocumentReference> {
  return {
    resourceType: 'DocumentReference',
    id: `${view.id}-${suffix}`,
    status: 'current',
    type: { text: title },
    subject: subject(view),
    date: fhirMinute(at(day, 12)),
    ...(author === undefined ? {} : { author: [{ display: author }] }),
    content: [{ attachment: { contentType: 'application/pdf', title } }],
  }
}

export function vaccination(
  view: View,
  suffix: string,
  words: string,
  day: Day,
): With<Immunization> {
  return {
    resourceType: 'Immunization',
    id: `${view.id}-${suffix}`,
    status: 'completed',
    vaccineCode: { text: words },
    patient: subject(view),
    occurrenceDateTime: isoDay(day),
    primarySource: true,
  }
}

import { capital, formatDate } from '../shell/index.ts'
import { byCode, type Code, listWithoutCodes, withoutCode } from './code-words.ts'
import type { KnownEvent } from './known-event.ts'

/** What the keys of an event's detail are called; a key without a word of its own is put into words. */
const WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    achieved: 'outcomes met',
    admission: 'came',
    admittedFrom: 'came from',
    consultant: 'under',
    delayReason: 'waiting for',
    delivery: 'paid as',
    description: '',
    destination: 'went to',
    diagnosis: 'diagnosis',
    dischargeMethod: 'left',
    doubt: 'in doubt',
    expectedEnd: 'expected to leave',
    holder: 'held by',
    leaveSince: 'on leave since',
    minutes: 'minutes',
    oneMorning: 'two on one morning',
    waitsFor: 'waits for',
    method: 'done with',
    needs: 'eligible needs',
    pathway: 'way home',
    provider: 'by',
    route: 'came by',
  }),
)

/** Source of admission, of the NHS data dictionary. */
const CAME_FROM = new Map([
  ['19', 'home'],
  ['29', 'a temporary place'],
  ['37', 'a court'],
  ['39', 'a prison, a court or a police station'],
  ['40', 'a prison'],
  ['41', 'a court'],
  ['42', 'a police station'],
  ['48', 'a high-security psychiatric hospital'],
  ['49', 'a secure psychiatric hospital'],
  ['51', 'another hospital'],
  ['52', 'a maternity ward'],
  ['53', 'a mental health ward'],
  ['54', 'a care home of the NHS'],
  ['65', 'a care home of the council'],
  ['66', 'foster care of the council'],
  ['79', 'born on the way'],
  ['85', 'a care home'],
  ['87', 'a private hospital'],
  ['88', 'a hospice'],
  ['98', 'not applicable'],
  ['99', 'not known'],
])

/**
 * Codes that a hospital sends bare, by the detail that they stand in: of the NHS data dictionary, and the letters of
 * HL7 table 0007.
 */
const CODES: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  [
    'pathway',
    new Map([
      ['0', 'home without new care (pathway 0)'],
      ['1', 'home with care (pathway 1)'],
      ['2', 'a bed to recover in (pathway 2)'],
      ['3', 'a care home (pathway 3)'],
    ]),
  ],
  [
    'destination',
    new Map([
      ['19', 'home'],
      ['29', 'a temporary place'],
      ['30', 'a repatriation from high-security psychiatric care'],
      ['37', 'a court or prison'],
      ['38', 'a police station'],
      ['48', 'a high-security psychiatric hospital'],
      ['49', 'a medium-secure psychiatric ward'],
      ['50', 'a medium-secure unit'],
      ['51', 'another hospital'],
      ['52', 'a maternity ward'],
      ['53', 'a mental health ward'],
      ['54', 'a care home of the NHS'],
      ['65', 'a care home of the council'],
      ['66', 'foster care of the council'],
      ['79', 'died'],
      ['84', 'a secure hospital that is not of the NHS'],
      ['85', 'a care home'],
      ['87', 'a private hospital'],
      ['88', 'a hospice'],
      ['98', 'not applicable'],
      ['99', 'not known'],
      // FHIR
      ['home', 'home'],
      ['alt-home', 'another home'],
      ['other-hcf', 'another place of care'],
      ['hosp', 'a hospice'],
      ['long', 'long-term care'],
      ['aadvice', 'left against advice'],
      ['exp', 'died'],
      ['psy', 'a mental health hospital'],
      ['rehab', 'rehabilitation'],
      ['snf', 'a nursing home'],
      ['oth', 'somewhere else'],
    ]),
  ],
  ['admittedFrom', CAME_FROM],
  [
    'admission',
    new Map([
      // FHIR
      ['hosp-trans', 'from another hospital'],
      ['emd', 'by A&E'],
      ['outp', 'from an outpatient clinic'],
      ['born', 'born here'],
      ['gp', 'sent by a GP'],
      ['mp', 'sent by a doctor'],
      ['nursing', 'from a nursing home'],
      ['psych', 'from a mental health hospital'],
      ['rehab', 'from rehabilitation'],
      ['other', 'by another way'],
      ['11', 'from the waiting list'],
      ['12', 'by appointment'],
      ['13', 'as planned'],
      ['21', 'by A&E'],
      ['22', 'as an emergency, sent by a GP'],
      ['23', 'as an emergency, by the bed bureau'],
      ['24', 'as an emergency, from an outpatient clinic'],
      ['25', 'as an emergency, by a mental health crisis team'],
      ['28', 'as an emergency'],
      ['2A', 'by A&E of another hospital'],
      ['2B', 'as an emergency from another hospital'],
      ['2C', 'as a baby born at home'],
      ['2D', 'as an emergency'],
      ['31', 'to give birth'],
      ['32', 'after giving birth'],
      ['81', 'from another hospital'],
      ['82', 'born here'],
      ['83', 'as a baby born elsewhere'],
      ['A', 'after an accident'],
      ['C', 'as planned'],
      ['E', 'as an emergency'],
      ['L', 'to give birth'],
      ['N', 'born here'],
      ['R', 'as planned'],
      ['U', 'urgently'],
    ]),
  ],
  [
    'dischargeMethod',
    new Map([
      ['1', 'on medical advice'],
      ['2', 'on their own or a relative’s wish'],
      ['3', 'by order of a tribunal or court'],
      ['4', 'died'],
      ['5', 'stillborn'],
      ['6', 'on their own wish'],
      ['7', 'on the wish of a relative or advocate'],
      ['8', 'not applicable'],
      ['9', 'not known'],
    ]),
  ],
  [
    'specialty',
    new Map([
      ['100', 'general surgery'],
      ['101', 'urology'],
      ['107', 'vascular surgery'],
      ['110', 'trauma and orthopaedics'],
      ['120', 'ear, nose and throat'],
      ['130', 'ophthalmology'],
      ['150', 'neurosurgery'],
      ['160', 'plastic surgery'],
      ['170', 'cardiothoracic surgery'],
      ['180', 'emergency medicine'],
      ['190', 'anaesthetics'],
      ['192', 'intensive care'],
      ['300', 'general internal medicine'],
      ['301', 'gastroenterology'],
      ['302', 'endocrinology'],
      ['303', 'clinical haematology'],
      ['307', 'diabetes'],
      ['314', 'rehabilitation'],
      ['315', 'palliative medicine'],
      ['320', 'cardiology'],
      ['328', 'stroke medicine'],
      ['340', 'respiratory medicine'],
      ['350', 'infectious diseases'],
      ['361', 'renal medicine'],
      ['370', 'medical oncology'],
      ['400', 'neurology'],
      ['410', 'rheumatology'],
      ['420', 'paediatrics'],
      ['430', 'elderly medicine'],
      ['501', 'obstetrics'],
      ['502', 'gynaecology'],
      ['560', 'midwifery'],
      ['700', 'learning disability'],
      ['710', 'adult mental health'],
      ['715', 'old age psychiatry'],
      ['800', 'clinical oncology'],
    ]),
  ],
])

/** Counts, names and numbers that people use: whatever they look like, they are no codes. */
const PLAIN = new Set([
  'visits',
  'bay',
  'bed',
  'dose',
  'consultant',
  'hours',
  'minutes',
  'made',
  'late',
  'missed',
  'refused',
  'cancelled',
  'oneMorning',
  'holder',
  'waitsFor',
])

/** A code of the hospital's own, which no list puts into words: `35276`, `28b`, `I` */
const BARE = /^(?:\d+|[a-z]|\d[a-z\d]{1,2})$/i

/** `outcome: support ended as planned`; dates as people write them. */
export function detailWords(name: string, value: string, now: Date): string {
  const word = WORDS.get(name) ?? name.replace(/([A-Z])/g, ' $1').toLowerCase()
  const said = saidOf(name, value, now)
  return word === '' ? said : `${word}: ${said}`
}

function saidOf(name: string, value: string, now: Date): string {
  const codes = CODES.get(name)
  const known = codes?.get(value)
  if (known !== undefined) return known
  if (codes !== undefined && BARE.test(value)) return byCode('')
  if (/^\d{4}-\d{2}-\d{2}(T|$)/.test(value)) return formatDate(value, now)
  return PLAIN.has(name) ? value : listWithoutCodes(value).words
}

/** Codes that stand in a detail in place of words. */
export function detailCodes(name: string, value: string): readonly Code[] {
  const list = CODES.get(name)
  if (list !== undefined) return !list.has(value) && BARE.test(value) ? [{ code: value }] : []
  return PLAIN.has(name) ? [] : listWithoutCodes(value).codes
}

const UNNAMED: Record<KnownEvent['kind'], string> = {
  stay: 'a hospital stay',
  attendance: 'a visit to A&E',
  request: 'a request',
  assessment: 'an assessment',
  service: 'a service',
  review: 'a review',
  contact: 'a contact',
  procedure: 'a treatment',
  immunisation: 'a vaccination',
  visit: 'a visit',
  residence: 'a stay in a care home',
  task: 'a task',
}

/** What a thing is called: `Home care`, `A service named only by a code`. */
export function labelOf({ kind, label }: Pick<KnownEvent, 'kind' | 'label'>): string {
  return withoutCode(label) ?? capital(byCode(UNNAMED[kind]))
}

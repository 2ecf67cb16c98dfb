import type { AllergyEntry } from './allergies.ts'
import { hl7Day, hl7Minute, onDay } from './calendar.ts'
import type { Clinician } from './clinicians.ts'
import type { Relative } from './relatives.ts'
import type { Stay } from './stay.ts'

/** Fields by their HL7 number, empty ones in between. */
export function segment(name: string, fields: Record<number, string>): string {
  const last = Math.max(...Object.keys(fields).map(Number))
  let line = name
  for (let field = 1; field <= last; field += 1) line += `|${fields[field] ?? ''}`
  return line.replace(/\|+$/, '')
}

/** Separators inside a value are escaped. */
export function text(value: string): string {
  return value.replace(
    /[|^&~\\]/g,
    (mark) => `\\${{ '|': 'F', '^': 'S', '&': 'T', '~': 'R', '\\': 'E' }[mark]}\\`,
  )
}

/** A professional as XCN writes one: number, names, title. */
export function clinicianText({ code, family, given, title }: Clinician): string {
  return `${code}^${text(family)}^${text(given)}^^^${title}`
}

/** Whom to call. */
export function kinSegment(relative: Relative): string {
  const { family, given, relationship, phone } = relative
  return segment('NK1', {
    1: '1',
    2: `${text(family)}^${text(given)}`,
    3: `^${text(relationship)}`,
    5: phone === undefined ? '' : `${phone}^PRN^CP`,
    7: 'N^Next of kin^HL70131',
  })
}

/** Who is the patient's nurse on the ward, and the ward's telephone. */
export function nurseSegment(nurse: Clinician, phone: string, since: number): string {
  return segment('ROL', {
    2: 'AD',
    3: '^Named nurse',
    4: clinicianText(nurse),
    5: hl7Minute(since),
    12: `${phone}^WPN^PH`,
  })
}

const SEVERITY = { mild: 'MI', moderate: 'MO', severe: 'SV' } as const
const TYPE = { medication: 'DA', food: 'FA', environment: 'EA' } as const

export function allergySegments(entries: readonly AllergyEntry[]): string[] {
  return entries.map(({ kind, reaction, severity, since }, place) =>
    segment('AL1', {
      1: String(place + 1),
      2: reaction === undefined ? '' : TYPE[kind.category ?? 'medication'],
      3: coded(kind),
      4: severity === undefined ? '' : SEVERITY[severity],
      5: text(reaction ?? ''),
      6: hl7Day(since),
    }),
  )
}

/** What somebody was admitted with. */
export function diagnosisSegment({ reason, admittedAt }: Stay): string {
  const day = hl7Day(onDay(admittedAt))
  return segment('DG1', { 1: '1', 3: coded(reason), 5: day, 6: 'A' })
}

export function frailtySegment(score: number): string {
  return segment('OBX', {
    1: '1',
    2: 'NM',
    3: '^Clinical frailty score',
    5: String(score),
    11: 'F',
  })
}

function coded({ words, snomed }: { words: string; snomed?: string }): string {
  return snomed === undefined ? `^${text(words)}` : `${snomed}^${text(words)}^SCT`
}

import type { Issuing } from './issuing.ts'
import type { VisitKind } from './visit.ts'

/**
 * How a feed is read where standards leave it to the sender: which field holds what, whose its numbers are. A feed
 * that declares nothing (`declared-reading.ts`) is read as HL7 UK A.3 and ITK say.
 */
export type FeedReading = {
  /** the authority whose numbers stand in `Patient.id`; absent where the server makes its own */
  patients?: string
  /** authorities and systems whose numbers the source gives out, beside those of `patients` and of its party */
  issues?: readonly string[]
  /** authority as messages write it → system as resources write it, for numbers that are one */
  systems: Readonly<Record<string, string>>
  /** addresses of the servers whose resources it passes on, its own first; absent: the first that it ever names */
  servers?: readonly string[]
  /** absent: as the standard says */
  messages?: MessageReading
  /** the party whose feed it is, and the codes under which others know it */
  party?: string
  codes?: readonly string[]
  /** whose numbers are whose; absent: nothing is known of it */
  issuing?: Issuing
  /** what names somebody by an NHS number alone is about whom the others know by it, as its clause says */
  traced?: boolean
  /** why nothing that the source sends is read: no clause names it */
  held?: string
}

/** A place in a message, as the standard writes it: `PV1-3.1`. */
export type FieldPath = { segment: string; field: number; component: number }

export type Sex = 'male' | 'female' | 'other' | 'unknown'

/** `none`: nobody comes; `unsaid`: the code says nothing of the kind of visit. */
export type ClassMeaning = VisitKind | 'none' | 'unsaid'

export type MessageReading = {
  /** of messages whose MSH-18 is empty; UTF-8 where absent */
  charset?: string
  /** minutes east of Greenwich, for times that name no zone; London where absent */
  zone?: number
  /** codes of PID-8, in capitals */
  sexes: ReadonlyMap<string, Sex>
  /** codes of PV1-2, in capitals */
  classes: ReadonlyMap<string, ClassMeaning>
  /** codes of PV1-16, in capitals, of somebody who is not protected; any other protects */
  unprotected: ReadonlySet<string>
  /** where a person's numbers stand, in order */
  personNumbers: readonly FieldPath[]
  /** where a visit's number stands: the first that holds one */
  visitNumbers: readonly FieldPath[]
  /** whose number a person is known by before others, where several are listed */
  authority?: string
  location: {
    ward: FieldPath
    bay?: FieldPath
    bed?: FieldPath
    site?: FieldPath
    /** what the place is called in words, where the ward has no more than a number */
    described?: FieldPath
  }
  /** the standard has no field for any of these */
  ready: {
    at?: FieldPath
    pathway?: FieldPath
    reason?: FieldPath
    /** whether a review found the criteria to reside met: Y or N */
    criteria?: FieldPath
  }
}

export function fieldPath(text: string): FieldPath {
  const [, segment, field, component] = FIELD_PATH.exec(text)!
  return { segment: segment!, field: Number(field), component: Number(component ?? 1) }
}

export const FIELD_PATH = /^([A-Z][A-Z0-9]{2})-([1-9]\d?)(?:\.([1-9]\d?))?$/

/** HL7 table 0001, and the codes of the NHS data dictionary. */
const SEXES: readonly (readonly [string, Sex])[] = [
  ['M', 'male'],
  ['MALE', 'male'],
  ['1', 'male'],
  ['F', 'female'],
  ['FEMALE', 'female'],
  ['2', 'female'],
  ['O', 'other'],
  ['A', 'other'],
  ['9', 'other'],
  ['INDETERMINATE', 'other'],
  ['U', 'unknown'],
  ['UNKNOWN', 'unknown'],
  ['0', 'unknown'],
  ['N', 'unknown'],
]

/** HL7 table 0004, and what hospitals in England write in its place. */
const CLASSES: readonly (readonly [string, ClassMeaning])[] = [
  ['I', 'stay'],
  ['B', 'stay'],
  ['IP', 'stay'],
  ['INPATIENT', 'stay'],
  ['DAY CASE', 'stay'],
  ['DAYCASE', 'stay'],
  ['REGULAR DAY', 'stay'],
  ['REGULAR NIGHT', 'stay'],
  ['MATERNITY', 'stay'],
  ['NEWBORN', 'stay'],
  ['E', 'attendance'],
  ['ED', 'attendance'],
  ['AE', 'attendance'],
  ['A&E', 'attendance'],
  ['EMERGENCY', 'attendance'],
  ['O', 'contact'],
  ['R', 'contact'],
  ['OP', 'contact'],
  ['OUTPATIENT', 'contact'],
  ['N', 'none'],
  ['C', 'none'],
  ['P', 'unsaid'],
  ['PREADMIT', 'unsaid'],
  ['WAITLIST', 'unsaid'],
  ['WAITING LIST', 'unsaid'],
  ['U', 'unsaid'],
]

export const STANDARD_MESSAGES: MessageReading = {
  sexes: new Map(SEXES),
  classes: new Map(CLASSES),
  unprotected: new Set(['N', 'NO', 'NONE', 'NORMAL', '0', 'F', 'FALSE', 'U']),
  personNumbers: [fieldPath('PID-3'), fieldPath('PID-2')],
  visitNumbers: [fieldPath('PV1-19')],
  location: {
    ward: fieldPath('PV1-3.1'),
    bay: fieldPath('PV1-3.2'),
    bed: fieldPath('PV1-3.3'),
    site: fieldPath('PV1-3.4'),
    described: fieldPath('PV1-3.9'),
  },
  ready: {},
}

export const STANDARD_READING: FeedReading = { systems: {}, messages: STANDARD_MESSAGES }

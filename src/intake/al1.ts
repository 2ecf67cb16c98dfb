import { derivedId, londonDate } from '../kernel/index.ts'
import type { JsonObject, ParsedResource } from '../record/index.ts'
import { type AdtMessage, momentAt } from './adt-message.ts'
import { type Coded, codedOf, conceptOf } from './ce-code.ts'
import type { NamedPerson } from './cx-ids.ts'
import { fieldPath } from './feed-reading.ts'
import { isFilled, type Segment, type Segments, segmentsOf } from './hl7.ts'
import { ALLERGEN_KINDS, ALLERGY_CODES, SEVERITIES } from './nhs-words.ts'

const CLINICAL = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical'
const VERIFICATION = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification'
const ICD_10 = 'http://hl7.org/fhir/sid/icd-10'
const CONTRAINDICATION = 'MC'
/** as words begin in `ALLERGEN_KINDS` */
const WORD_START = 4
/** How much is to be feared, where a system says that in the place of how bad it was. */
const RISKS: ReadonlyMap<string, 'high' | 'low'> = new Map([
  ['HIGH', 'high'],
  ['LOW', 'low'],
])
/** A severity needs something that is severe; what it is nobody has said. */
const NO_REACTION = 'reaction not recorded'

/** What hospitals write where nothing is known: SNOMED CT, and words. */
const NONE_KNOWN: ReadonlyMap<string, Coded> = new Map([
  ['NKA', noneKnown('716186003', 'No known allergies')],
  ['NIL KNOWN', noneKnown('716186003', 'No known allergies')],
  ['NONE KNOWN', noneKnown('716186003', 'No known allergies')],
  ['NONE', noneKnown('716186003', 'No known allergies')],
  ['NKDA', noneKnown('409137002', 'No known drug allergies')],
  ['NKFA', noneKnown('429625007', 'No known food allergies')],
])

type Doubt = 'unconfirmed' | 'refuted' | 'entered-in-error'

/** HL7 table 0438 */
const DOUBTS: ReadonlyMap<string, Doubt> = new Map([
  ['U', 'unconfirmed'],
  ['P', 'unconfirmed'],
  ['S', 'unconfirmed'],
  ['D', 'refuted'],
  ['E', 'entered-in-error'],
])

type Allergy = {
  /** the segment that tells of it */
  segment: string
  about: Coded
  kind: string
  severity: string
  reactions: string[]
  onset?: string
  /** IAM-17: how sure they are, or that it was a mistake */
  doubt?: Doubt
  over?: boolean
}

/**
 * Allergies of AL1 and IAM, each a resource known by its person and its allergen. HL7 has the AL1 of a message be the
 * whole list, and one that is left out be gone. Here it stays until somebody says that it is over: one that is
 * forgotten does more harm than one that is out of date.
 */
export function readAllergies(
  message: AdtMessage,
  part: Segments,
  { personId, sourceId }: NamedPerson,
  stamp: string,
): ParsedResource[] {
  const told = [
    ...segmentsOf(part, 'AL1').map((al1) => readAl1(message, al1)),
    ...segmentsOf(part, 'IAM').map((iam) => readIam(message, iam)),
  ]
  return told.flatMap((allergy) => {
    if (allergy === undefined) return []
    const { about } = allergy
    const what = (about.code ?? about.words!).toLowerCase()
    const id = derivedId('allergy', personId, about.system ?? '', what)
    const content = contentOf(message, allergy, id, sourceId)
    return [
      { type: 'AllergyIntolerance', sourceId: id, personId, content, stamp, trueAt: allergy.onset },
    ]
  })
}

function readAl1(message: AdtMessage, al1: Segment): Allergy | undefined {
  const about = allergenOf(al1)
  if (about === undefined) {
    message.notes.pass('AL1-3')
    return undefined
  }
  return {
    segment: 'AL1',
    about,
    kind: al1.text(2),
    severity: al1.text(4),
    reactions: reactionsOf(al1),
    onset: dateAt(message, [al1], 'AL1-6'),
  }
}

/** IAM-6: add, delete, update or no change (table 0206). */
function readIam(message: AdtMessage, iam: Segment): Allergy | undefined {
  const about = allergenOf(iam)
  if (about === undefined) {
    message.notes.pass('IAM-3')
    return undefined
  }
  const status = iam.text(17).toUpperCase()
  return {
    segment: 'IAM',
    about,
    kind: iam.text(2),
    severity: iam.text(4),
    reactions: reactionsOf(iam),
    onset: dateAt(message, [iam], 'IAM-11') ?? dateAt(message, [iam], 'IAM-13'),
    doubt: iam.text(6).toUpperCase() === 'D' ? 'entered-in-error' : DOUBTS.get(status),
    over: status === 'I',
  }
}

/** Who or what the allergy is to; undefined where nothing is named. */
function allergenOf(segment: Segment): Coded | undefined {
  const about = codedOf(segment.all(3)[0])
  if (about.code === undefined && about.words === undefined) return undefined
  const code = (about.code ?? about.words!).toUpperCase()
  return NONE_KNOWN.get(code) ?? inWords(about, code)
}

/** ICD-10 codes of having had an allergy, which some send bare. */
function inWords(about: Coded, code: string): Coded {
  const words = about.words === undefined ? ALLERGY_CODES.get(code) : undefined
  return words === undefined ? about : { system: ICD_10, ...about, words }
}

function noneKnown(code: string, words: string): Coded {
  return { code, words, system: 'http://snomed.info/sct' }
}

function reactionsOf(segment: Segment): string[] {
  return segment.all(5).flatMap((reaction) => {
    const { words, code } = codedOf(reaction)
    return words ?? code ?? []
  })
}

/** A day, as these fields are defined: midnight of a summer's day is that day. */
function dateAt(message: AdtMessage, part: Segments, path: string): string | undefined {
  const at = momentAt(message, part, fieldPath(path))
  return typeof at === 'string' ? londonDate(at) : undefined
}

function contentOf(
  { notes }: AdtMessage,
  { segment, about, kind, severity, reactions, onset, doubt, over }: Allergy,
  id: string,
  patient: string,
): JsonObject {
  const category = kindOf(kind.toUpperCase())
  const how = SEVERITIES.get(severity.toUpperCase())
  const risk = RISKS.get(severity.toUpperCase())
  const isSaid = how !== undefined || risk !== undefined || severity.toUpperCase() === 'U'
  if (isFilled(severity) && !isSaid) notes.pass(`${segment}-4`)
  const manifestation = reactions.map((text) => ({ text }))
  const reaction = {
    manifestation: manifestation.length > 0 ? manifestation : [{ text: NO_REACTION }],
    ...(how === undefined ? {} : { severity: how }),
  }
  return {
    resourceType: 'AllergyIntolerance',
    id,
    ...(doubt === 'entered-in-error'
      ? {}
      : { clinicalStatus: status(CLINICAL, over ? 'inactive' : 'active') }),
    ...(doubt === undefined ? {} : { verificationStatus: status(VERIFICATION, doubt) }),
    type: kind.toUpperCase() === CONTRAINDICATION ? 'intolerance' : 'allergy',
    ...(category === undefined ? {} : { category: [category] }),
    ...(risk === undefined ? {} : { criticality: risk }),
    code: conceptOf(about),
    patient: { reference: `Patient/${patient}` },
    ...(onset === undefined ? {} : { onsetDateTime: onset }),
    ...(reactions.length === 0 && how === undefined ? {} : { reaction: [reaction] }),
  }
}

/** Table 0127, or what systems write in its place: `Food`, `Environ`, `Drug ingredient`. */
function kindOf(kind: string): string | undefined {
  return ALLERGEN_KINDS.get(kind) ?? ALLERGEN_KINDS.get(kind.slice(0, WORD_START))
}

function status(system: string, code: string): JsonObject {
  return { coding: [{ system, code }] }
}

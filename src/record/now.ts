import { carersOf } from './carers.ts'
import { classOfEvent, classOfResource, type DataClass } from './data-class.ts'
import { codesOf, displayOf, listOf, objectOf, periodOf, stringOf, wordsOf } from './fhir.ts'
import { isOpen, type Occurrence } from './occurrence.ts'
import type { JsonObject } from './resource.ts'
import type { Sources } from './sources.ts'

/** Services that ended this recently still matter to whoever plans the next one. */
const RECENT_MS = 90 * 86_400_000

/** The current version of a resource, with where and when it was learnt. */
export type KnownResource = {
  personId: string
  type: string
  id: string
  source: string
  content: JsonObject
  /** orders what the source said of it */
  stamp: string
  /** reference as written → `Type/id` at the source, where it does not say so itself */
  refs?: Readonly<Record<string, string>>
  /** the source gives the same id to somebody else as well: one of the two is mistaken */
  contested: boolean
  trueAt?: string
  /** YYYY-MM-DD: the day as at which a return speaks */
  asAt?: string
  learntAt: string
}

/** A line of what is true now: words, who says so, since when it is true, when it was learnt. */
export type NowItem = {
  key: string
  dataClass: DataClass
  what: string
  /** dose, reaction, visits, telephone */
  more?: string
  /** who does it for the source: the provider of a service */
  by?: string
  sources: readonly string[]
  trueAt?: string
  endedAt?: string
  learntAt: string
  /** another source says otherwise */
  conflict?: string
}

export type Setting = 'dead' | 'hospital' | 'care-home' | 'home-with-care' | 'home'

export type Now = {
  stay?: Occurrence
  services: readonly NowItem[]
  endedServices: readonly NowItem[]
  requests: readonly NowItem[]
  conditions: readonly NowItem[]
  medicines: readonly NowItem[]
  allergies: readonly NowItem[]
  alerts: readonly NowItem[]
  carers: readonly NowItem[]
  wishes: readonly NowItem[]
}

export const RESOURCE_TYPES = [
  'AllergyIntolerance',
  'Condition',
  'Flag',
  'Goal',
  'MedicationRequest',
  'MedicationStatement',
  'RelatedPerson',
] as const

/** What is true now, from what the sources said last. Pure; `now` decides what is open. */
export function nowOf(
  occurrences: readonly Occurrence[],
  resources: readonly KnownResource[],
  sources: Sources,
  now: Date,
): Now {
  const open = occurrences.filter(({ event }) => isOpen(event, now))
  const ofKind = (kind: string) => open.filter(({ event }) => event.kind === kind).sort(newestFirst)
  const items = (type: string, read: Reader) => gather(resources, type, read, sources)
  return {
    stay: ofKind('stay')[0],
    services: ofKind('service').map((occurrence) => fromEvent(occurrence, sources)),
    endedServices: occurrences
      .filter(({ event }) => event.kind === 'service' && endedLately(event.endAt, now))
      .sort(newestFirst)
      .map((occurrence) => fromEvent(occurrence, sources)),
    requests: [...ofKind('request'), ...ofKind('assessment'), ...ofKind('review')].map(
      (occurrence) => fromEvent(occurrence, sources),
    ),
    conditions: items('Condition', readCondition),
    medicines: [
      ...items('MedicationRequest', readMedicine),
      ...items('MedicationStatement', readMedicine),
    ],
    allergies: markAllergyConflict(items('AllergyIntolerance', readAllergy)),
    alerts: items('Flag', readFlag),
    carers: carersOf(resources, sources),
    wishes: items('Goal', readWish),
  }
}

/** Where the person is cared for, from what this viewer may see. */
export function settingOf(now: Now, dead: boolean): Setting {
  if (dead) return 'dead'
  if (now.stay !== undefined) return 'hospital'
  const home = now.services.some(({ what }) =>
    /care home|residential|nursing (?:care|home)/i.test(what),
  )
  if (home) return 'care-home'
  return now.services.length > 0 ? 'home-with-care' : 'home'
}

function newestFirst(a: Occurrence, b: Occurrence): number {
  return (b.event.startAt ?? '').localeCompare(a.event.startAt ?? '')
}

function endedLately(endAt: string | undefined, now: Date): boolean {
  if (endAt === undefined) return false
  const age = now.getTime() - Date.parse(endAt)
  return age >= 0 && age < RECENT_MS
}

function fromEvent({ event, others, conflict }: Occurrence, sources: Sources): NowItem {
  const said = [event, ...others].map(({ source }) => sources.nameOf(source))
  return {
    key: event.eventId,
    dataClass: classOfEvent(event, sources.givesOf(event.source)),
    what: event.label,
    more: event.detail.visits,
    by: event.detail.provider,
    sources: [...new Set(said)],
    trueAt: event.startAt,
    endedAt: event.endAt,
    learntAt: event.learntAt,
    conflict: conflict.length > 0 ? 'The sources do not agree on this.' : undefined,
  }
}

const LASTING: ReadonlySet<string> = new Set(['Condition', 'AllergyIntolerance'])

function earlier(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return b < a ? b : a
}

type Read = { what: string; more?: string; trueAt?: string; code?: string; sensitive?: boolean }
type Reader = (content: JsonObject) => Read | undefined

/** The same words from two sources are one item with both names on it. */
function gather(
  resources: readonly KnownResource[],
  type: string,
  read: Reader,
  sources: Sources,
): NowItem[] {
  const found = new Map<string, NowItem & { sources: string[] }>()
  for (const resource of resources) {
    const item = resource.type === type ? read(resource.content) : undefined
    if (item === undefined) continue
    const gives = sources.givesOf(resource.source)
    const dataClass = classOfResource(resource.type, gives, item.sensitive ?? false)
    const key = `${dataClass} ${(item.code ?? item.what).toLowerCase()}`
    const known = found.get(key)
    const name = sources.nameOf(resource.source)
    if (known === undefined) {
      const trueAt = item.trueAt ?? resource.trueAt
      const { what, more } = item
      found.set(key, {
        key,
        dataClass,
        what,
        more,
        sources: [name],
        trueAt,
        learntAt: resource.learntAt,
      })
    } else {
      if (!known.sources.includes(name)) known.sources.push(name)
      // A hospital that treats heart failure dates it from its stay; whoever knew it first knows since when.
      if (LASTING.has(type)) known.trueAt = earlier(known.trueAt, item.trueAt)
    }
  }
  return [...found.values()].sort((a, b) => (b.trueAt ?? '').localeCompare(a.trueAt ?? ''))
}

const OVER = new Set(['inactive', 'remission', 'resolved', 'entered-in-error', 'refuted'])

function isOver(content: JsonObject): boolean {
  return [...codesOf(content.clinicalStatus), ...codesOf(content.verificationStatus)].some((code) =>
    OVER.has(code),
  )
}

function readCondition(content: JsonObject): Read | undefined {
  const what = wordsOf(content.code)
  const onset = stringOf(content.onsetDateTime) ?? periodOf(content.onsetPeriod).start
  const over = stringOf(content.abatementDateTime) !== undefined
  if (what === undefined || over || isOver(content)) return undefined
  return { what, code: codesOf(content.code)[0], trueAt: onset ?? stringOf(content.recordedDate) }
}

function readMedicine(content: JsonObject): Read | undefined {
  const what = wordsOf(content.medicationCodeableConcept) ?? displayOf(content.medicationReference)
  if (what === undefined || stringOf(content.status) !== 'active') return undefined
  const dosage = objectOf(listOf(content.dosageInstruction ?? content.dosage)[0])
  return { what, more: stringOf(dosage?.text), trueAt: stringOf(content.authoredOn) }
}

function readAllergy(content: JsonObject): Read | undefined {
  const what = wordsOf(content.code)
  if (what === undefined || isOver(content)) return undefined
  const reactions = listOf(content.reaction)
    .flatMap((reaction) => listOf(objectOf(reaction)?.manifestation))
    .flatMap((manifestation) => wordsOf(manifestation) ?? [])
  return {
    what,
    more: reactions.length === 0 ? undefined : reactions.join(', '),
    code: codesOf(content.code)[0],
    trueAt: stringOf(content.recordedDate) ?? stringOf(content.onsetDateTime),
  }
}

const NO_ALLERGY = /^no known|^nil known|716186003/i

/** One source that knows of no allergy and one that knows of one: both are shown, marked. */
function markAllergyConflict(allergies: readonly NowItem[]): NowItem[] {
  const none = allergies.filter(({ what, key }) => NO_ALLERGY.test(what) || NO_ALLERGY.test(key))
  if (none.length === 0 || none.length === allergies.length) return [...allergies]
  const conflict = 'The sources do not agree: one knows of an allergy, another of none.'
  return allergies.map((allergy) => ({ ...allergy, conflict }))
}

function readFlag(content: JsonObject): Read | undefined {
  const what = wordsOf(content.code)
  if (what === undefined || stringOf(content.status) !== 'active') return undefined
  const labels = [
    ...listOf(content.category).flatMap((category) => [
      wordsOf(category) ?? '',
      ...codesOf(category),
    ]),
    ...codesOf(content.code),
    what,
  ]
  const sensitive = labels.some((label) => /safeguard|^SGC$|domestic abuse/i.test(label))
  return { what, sensitive, trueAt: periodOf(content.period).start }
}

function readWish(content: JsonObject): Read | undefined {
  const what = wordsOf(content.description)
  const over = ['completed', 'cancelled', 'entered-in-error', 'rejected']
  if (what === undefined || over.includes(stringOf(content.lifecycleStatus) ?? '')) return undefined
  return { what, more: displayOf(content.expressedBy), trueAt: stringOf(content.startDate) }
}

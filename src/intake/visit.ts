import { DAY_MS, londonDate, type PersonId } from '../kernel/index.ts'
import { type CareEvent, type Marks, visitIdOf } from '../record/index.ts'
import {
  type Fields,
  type FieldValue,
  isAsOfArrival,
  newestAt,
  newestStamp,
  type Stamped,
  stampedAt,
  standing,
} from './latest.ts'
import { beganApart } from './visit-links.ts'

/** What a hospital's messages and its FHIR encounters say of one visit, merged field by field. */
export type VisitKind = 'stay' | 'attendance' | 'contact'

/** The same number given out by two authorities, or told in two forms, is two things. */
export type VisitKey = { form: 'message' | 'resource'; authority: string; number: string }

const LABELS: Record<VisitKind, string> = {
  stay: 'Hospital stay',
  attendance: 'Visit to A&E',
  contact: 'Hospital appointment',
}
/** `2026-03-03T09:12` */
const TO_THE_MINUTE = 16
const AHEAD = 'the hospital told of it more than a day before the time of coming that it gives'
const APART = 'the numbers of this stay, which are one, were told to begin on different days'
const REUSED = 'the number of this stay was that of an earlier one'
const ENDS_FIRST = 'the hospital gives a time of leaving that lies before the time of coming'
/** fields that are shown to people as they are */
const DETAIL = [
  'reason',
  'specialty',
  'readyAt',
  'pathway',
  'delayReason',
  'expectedEnd',
  'leaveSince',
  'destination',
  'dischargeMethod',
  'admission',
  'admittedFrom',
  'consultant',
  'diagnosis',
  'site',
] as const

/** Labels of a visit, and what begins the name of the codes behind one of its fields: `codes reason`. */
const LABELLED = 'labels'
const CODES = 'codes '
/** Of which fields codes may be known; '' is the visit itself. */
const CODED = ['', 'reason', 'diagnosis', 'destination', 'admission'] as const

/** The same as fields of a visit: what is not so is said not to be. */
export function marksFields({ labels, codes = {} }: Marks = {}): Record<string, FieldValue> {
  return {
    [LABELLED]: labels === undefined ? null : [...labels],
    ...Object.fromEntries(CODED.map((name) => [CODES + name, [...(codes[name] ?? [])]])),
  }
}

/** The codes behind one field of a visit, of a message that says something of that field. */
export function codesField(name: (typeof CODED)[number], codes: readonly string[]) {
  return { [CODES + name]: [...codes] }
}

function marksOf(fields: Fields): { marks?: Marks } {
  const labels = textsOf(fields[LABELLED])
  const codes = CODED.flatMap((name) => {
    const found = textsOf(fields[CODES + name])
    return found.length === 0 ? [] : [[name, found] as const]
  })
  if (labels.length + codes.length === 0) return {}
  const own = labels.length === 0 ? {} : { labels }
  return { marks: { ...own, codes: Object.fromEntries(codes) } }
}

/**
 * What a hospital says anew while a stay goes on, and each word of it matters: why somebody waits, when they are
 * expected to leave, and what a review of the criteria to reside found. Every word is kept as a field of its own, under
 * the stamp of its message.
 */
const SAID_AGAIN = ['delay', 'expected', 'review'] as const
/** Of a word that says that nothing is so any more. */
const NOTHING_SAID = '-'

/** One such word: nothing where a message does not speak of it. */
export function saidAgain(
  what: (typeof SAID_AGAIN)[number],
  stamp: string,
  value: string | null | undefined,
): Fields {
  return value === undefined ? {} : { [`${what} ${stamp}`]: value ?? NOTHING_SAID }
}

type Word = { name: string; stamp: string; value: string }

/**
 * As details of the event: `delay 2026-03-03T09:10:00.000Z`. What is only said once more is left out, but for a review:
 * that it was made is what it says.
 */
function wordsSaid(known: Stamped): Word[] {
  return SAID_AGAIN.flatMap((what) => {
    const said = Object.entries(known)
      .filter(([name]) => name.startsWith(`${what} `))
      .map(([, [stamp, value]]) => ({
        stamp,
        at: Date.parse(stampedAt(stamp)),
        value: String(value),
      }))
      .filter(({ at }) => !Number.isNaN(at))
      .sort((a, b) => (a.stamp < b.stamp ? -1 : 1))
    const words = said.filter(({ value }, place) => {
      return what === 'review' || said[place - 1]?.value !== value
    })
    return words.map(({ stamp, at, value }) => {
      return { name: `${what} ${new Date(at).toISOString()}`, stamp, value }
    })
  })
}

/** Which words each field of the event stands on. */
const STANDS_ON: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    kind: ['kind'],
    status: ['state', 'dischargedAt', 'happened'],
    startAt: ['admittedAt'],
    endAt: ['dischargedAt'],
    organisation: ['organisation'],
    organisationName: ['organisationName'],
    unit: ['location'],
    bay: ['location'],
    bed: ['location'],
    label: ['label'],
    ...Object.fromEntries(DETAIL.map((name) => [name, [name]])),
  }),
)

/** Words that yield to any of those above, however old. */
const ELSE_ON: ReadonlyMap<string, string> = new Map(
  Object.entries({ kind: 'usualKind', status: 'plan', startAt: 'plannedAt' }),
)

/** Spelled as ids are made of it: `rxt` and `RXT` give out the same numbers. */
export function visitKey({ form, authority, number }: VisitKey): string {
  return JSON.stringify([form, authority.trim().toUpperCase(), number.trim()])
}

export function readVisitKey(key: string): VisitKey {
  const [form, authority, number] = JSON.parse(key) as [VisitKey['form'], string, string]
  return { form, authority, number }
}

/**
 * The event that stands after everything that was said of the visit so far; undefined while nobody has said what
 * kind of visit it is, or that anything happened.
 */
export function visitEvent(
  source: string,
  personId: PersonId,
  key: string,
  known: Stamped,
): CareEvent | undefined {
  const { form, number } = readVisitKey(key)
  const stay = ofThisStay(known)
  const fields = standing(stay)
  const kind = kindOf(fields)
  if (kind === undefined) return undefined
  const location = locationOf(fields)
  const status = statusOf(fields)
  const happened = status === 'active' || status === 'finished'
  const apart = beganApart(known) ? APART : undefined
  const ahead = happened ? (whyAhead(known) ?? apart) : undefined
  const { startAt, endAt, doubt = stay === known ? ahead : REUSED } = timesOf(fields)
  const words = wordsSaid(known)
  return {
    personId,
    eventId: visitEventId(source, key),
    kind,
    status,
    form,
    startAt,
    endAt,
    organisation: text(fields.organisation),
    organisationName: text(fields.organisationName),
    unit: location.ward,
    label: text(fields.label) ?? LABELS[kind],
    detail: {
      ...detailOf(fields),
      ...bedOf(location),
      ...(doubt === undefined ? {} : { doubt }),
      ...Object.fromEntries(words.map(({ name, value }) => [name, value])),
    },
    numbers: [number, ...textsOf(fields.numbers)],
    stamps: {
      ...stampsOf(known),
      ...Object.fromEntries(words.map(({ name, stamp }) => [name, stamp])),
    },
    saidAt: newestAt(known)!,
    ...(form === 'resource' && isAsOfArrival(newestStamp(known)) ? { undated: true } : {}),
    ...marksOf(fields),
  }
}

export function visitEventId(source: string, key: string): string {
  const { form, authority, number } = readVisitKey(key)
  return visitIdOf(source, `${form} ${authority}`, number)
}

/**
 * A number that is used again: what was told of the end of the stay before is no end of this one, which was told to
 * begin after that, and to go on.
 */
function ofThisStay(known: Stamped): Stamped {
  const { admittedAt, dischargedAt, state } = known
  if (admittedAt === undefined || dischargedAt === undefined || state === undefined) return known
  const isEarlier = dischargedAt[0] < admittedAt[0] && admittedAt[0] <= state[0]
  const endsFirst = endsBeforeItBegins(text(admittedAt[1]), text(dischargedAt[1]))
  if (!isEarlier || !endsFirst || state[1] === 'finished') return known
  return { ...known, dischargedAt: [dischargedAt[0], null] }
}

/**
 * Where one of the two is a day alone, the same day is no contradiction, and within one minute none is either: one of
 * the two may be written without its seconds.
 */
export function endsBeforeItBegins(
  startAt: string | null | undefined,
  endAt: string | null | undefined,
): boolean {
  if (typeof startAt !== 'string' || typeof endAt !== 'string') return false
  if (startAt.length === 10 || endAt.length === 10) return londonDate(endAt) < londonDate(startAt)
  return endAt.slice(0, TO_THE_MINUTE) < startAt.slice(0, TO_THE_MINUTE)
}

/** A stamp of a word that yields is older than all others, so that it yields to another telling of the visit too. */
function stampsOf(known: Stamped): Record<string, string> {
  const stamps: Record<string, string> = {}
  for (const [name, fields] of STANDS_ON) {
    const newest = fields
      .flatMap((field) => known[field]?.[0] ?? [])
      .sort()
      .at(-1)
    const weak = known[ELSE_ON.get(name) ?? '']?.[0]
    if (newest !== undefined) stamps[name] = newest
    else if (weak !== undefined) stamps[name] = `0${weak}`
  }
  return stamps
}

/**
 * A person may be brought in by ambulance and stay: what the hospital calls the visit last is what it is. Where it
 * says no class, what its messages usually mean; where those only say that something happened, a stay.
 */
function kindOf({ kind, usualKind, happened }: Fields): VisitKind | undefined {
  const said = kind ?? usualKind
  if (said === 'attendance' || said === 'contact' || said === 'stay') return said
  return happened === true ? 'stay' : undefined
}

function textsOf(value: FieldValue | undefined): string[] {
  return Array.isArray(value) ? (value as string[]) : []
}

function statusOf(fields: Fields): CareEvent['status'] {
  if (fields.state === 'cancelled') return 'cancelled'
  if (fields.state === 'finished' || fields.dischargedAt !== undefined) return 'finished'
  if (fields.state === 'active' || fields.happened === true) return 'active'
  // A plan says nothing of what has begun, and what is cancelled of it neither.
  if (fields.plan === 'planned' || fields.plan === 'cancelled') return fields.plan
  return fields.state === 'planned' ? 'planned' : 'active'
}

/** Of two times that cannot both be true, the end is the one that is not told. */
function timesOf(fields: Fields): { startAt?: string; endAt?: string; doubt?: string } {
  const startAt = text(fields.admittedAt) ?? text(fields.plannedAt)
  const endAt = text(fields.dischargedAt)
  if (endsBeforeItBegins(startAt, endAt)) return { startAt, doubt: ENDS_FIRST }
  const withinMinute =
    startAt !== undefined && endAt !== undefined && isTime(endAt) && endAt < startAt
  return { startAt, endAt: withinMinute && isTime(startAt) ? startAt : endAt }
}

/** Nobody has come tomorrow. What is planned says so itself. */
function whyAhead({ admittedAt }: Stamped): string | undefined {
  if (admittedAt === undefined || typeof admittedAt[1] !== 'string') return undefined
  const [stamp, at] = admittedAt
  const told = stampedAt(stamp)
  if (at.slice(0, 10) <= told.slice(0, 10)) return undefined
  return Date.parse(at) - Date.parse(told) > DAY_MS ? AHEAD : undefined
}

function isTime(at: string): boolean {
  return at.length > 10
}

function detailOf(fields: Fields): Record<string, string> {
  const detail: Record<string, string> = {}
  for (const name of DETAIL) {
    const value = text(fields[name])
    if (value !== undefined) detail[name] = value
  }
  return detail
}

function locationOf(fields: Fields): Record<string, string> {
  const location = (fields.location ?? {}) as Record<string, FieldValue>
  return Object.fromEntries(
    Object.entries(location).filter(
      (entry): entry is [string, string] => text(entry[1]) !== undefined,
    ),
  )
}

/** The ward is the event's unit already. */
function bedOf({ bay, bed }: Record<string, string>): Record<string, string> {
  return { ...(bay === undefined ? {} : { bay }), ...(bed === undefined ? {} : { bed }) }
}

function text(value: FieldValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

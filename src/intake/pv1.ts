import { londonDate } from '../kernel/index.ts'
import { whyNoId } from '../people/index.ts'
import type { AdtMessage, MessageTime } from './adt-message.ts'
import { momentAt, textAt } from './adt-message.ts'
import type { Trigger } from './adt-triggers.ts'
import { codeKeys } from './ce-code.ts'
import { authorityNamed, type NamedPerson, NUMBER_LENGTH_MAX } from './cx-ids.ts'
import { diagnosesIn, diagnosisCodes } from './dg1.ts'
import { type ClassMeaning, type FieldPath, fieldPath } from './feed-reading.ts'
import { DELETED, isFilled, type Segment, type Segments, said, segmentOf } from './hl7.ts'
import { believed, type FieldValue } from './latest.ts'
import { leavingFields } from './leaving.ts'
import { diedField } from './person-fields.ts'
import { type Said, UNNUMBERED, Unreadable, VISIT } from './reading.ts'
import type { UnnumberedSaid } from './unnumbered.ts'
import { codesField, endsBeforeItBegins, saidAgain, type VisitKind, visitKey } from './visit.ts'
import { doctorOf } from './xpn-name.ts'

type Fields = Record<string, FieldValue | undefined>

/** A visit as a message speaks of it, and what follows from it for the person. */
export type VisitSaid = { said: Said[]; person: Fields }

const NOTHING: VisitSaid = { said: [], person: {} }
const ADMITTED = fieldPath('PV1-44')
const DISCHARGED = fieldPath('PV1-45')
const EXPECTED_ADMISSION = fieldPath('PV2-8')
const EXPECTED_DISCHARGE = fieldPath('PV2-9')
const PLANNED_FOR = fieldPath('EVN-3')
const NO_NUMBER = 'a visit has neither a number nor a time of admission'
const BOTH = 'a message says that somebody died at the end of a stay, and that they have not died'
const LEFT_AHEAD = 'a discharge lies later than its message arrived, and was left out'
const ENDS_FIRST = 'a discharge lies before its admission, and its time is not shown'

/** What a message says of the visit that it is about; nothing where it is about nobody who comes (class N). */
export function readVisit(
  message: AdtMessage,
  part: Segments,
  trigger: Trigger,
  { personId, fields: told }: NamedPerson,
  time: MessageTime,
): VisitSaid {
  const pv1 = segmentOf(part, 'PV1')
  const meaning = classOf(message, pv1)
  if (meaning === 'none' || (pv1 === undefined && isUpdate(trigger))) return NOTHING
  const number = visitNumber(message, part)
  if (number === undefined && trigger.does === 'move') {
    message.notes.pass('MRG')
    return NOTHING
  }
  const times = timesOf(message, part, trigger, time)
  const { visit: left, died } = leavingFields(message, pv1, trigger)
  const fields = fieldsOf(message, part, trigger, meaning, time, times)
  Object.assign(fields, left)
  if (trigger.unread !== undefined) message.notes.pass(trigger.unread)
  if (endsBeforeItBegins(times.admittedAt, times.dischargedAt)) message.notes.warn(ENDS_FIRST)
  const death = died ? dayOf(times.dischargedAt) : died
  if (died && told.dead === false) {
    message.notes.warn(BOTH)
    message.notes.pass('PID-30')
  }
  const { stamp } = time
  if (number === undefined) {
    const told = withoutNumber(message, trigger, fields, stamp)
    const said: Said[] =
      told === undefined ? [] : [{ personId, about: UNNUMBERED, key: '', stamp, fields: told }]
    return { said, person: { [diedField('')]: death } }
  }
  const key = visitKey({ form: 'message', ...number })
  return {
    said: [{ personId, about: VISIT, key, stamp, fields }],
    person: { [diedField(key)]: death },
  }
}

/** What a message says of a visit, but for how it ended. */
function fieldsOf(
  message: AdtMessage,
  part: Segments,
  trigger: Trigger,
  meaning: ClassMeaning,
  time: MessageTime,
  times: Times,
): Fields {
  const pv1 = segmentOf(part, 'PV1')
  const pv2 = segmentOf(part, 'PV2')
  const { location, ready } = message.reading
  const site = plainAt(part, location.site)
  const reason = said(pv2?.text(3, 2) || (pv2?.text(3) ?? ''))
  const diagnosis = diagnosesIn(message, part)
  const delayReason = ready.reason && said(textAt(part, ready.reason))
  return {
    state: times.state,
    plan: times.plan,
    admittedAt: times.admittedAt,
    plannedAt: times.plannedAt,
    dischargedAt: times.dischargedAt,
    expectedEnd: times.expectedEnd,
    kind: kindOf(trigger, meaning),
    usualKind: trigger.usually,
    happened: !isUpdate(trigger) && trigger.plan === undefined ? true : undefined,
    location: locationOf(message, part, trigger, site),
    organisation: message.sender === '' ? (site ?? undefined) : message.sender,
    site: site ?? undefined,
    specialty: said(pv1?.text(10) ?? ''),
    admission: said(pv1?.text(4) ?? ''),
    admittedFrom: said(pv1?.text(14) ?? ''),
    consultant: consultantOf(message, pv1),
    reason,
    ...(reason === undefined ? {} : codesField('reason', codeKeys(pv2?.all(3)[0]))),
    readyAt: ready.at && momentAt(message, part, ready.at),
    pathway: ready.pathway && said(textAt(part, ready.pathway)),
    delayReason,
    ...saidAgain('delay', time.stamp, delayReason),
    ...saidAgain('expected', time.stamp, times.expectedEnd),
    ...saidAgain('review', time.stamp, ready.criteria && reviewOf(message, part, ready.criteria)),
    leaveSince: leaveOf(trigger, time),
    diagnosis,
    ...(diagnosis === undefined ? {} : codesField('diagnosis', diagnosisCodes(part))),
  }
}

/** What a review of the criteria to reside found, in HL7's yes and no (table 0136); anything else is passed over. */
function reviewOf(message: AdtMessage, part: Segments, path: FieldPath): string | undefined {
  const text = textAt(part, path).trim().toUpperCase()
  if (text === 'Y' || text === 'N') return text
  if (isFilled(text)) message.notes.pass(`${path.segment}-${path.field}`)
  return undefined
}

/** The number of a visit under whoever gave it out; a placeholder is no number. */
export function visitNumber(
  message: AdtMessage,
  part: Segments,
): { number: string; authority: string } | undefined {
  for (const path of message.reading.visitNumbers) {
    const number = textAt(part, path)
    if (!isFilled(number) || whyNoId(number) !== undefined) continue
    const authority = textAt(part, { ...path, component: 4 })
    if (number.length > NUMBER_LENGTH_MAX || authority.length > NUMBER_LENGTH_MAX) {
      throw new Unreadable('the number of the visit is too long', `${path.segment}-${path.field}`)
    }
    return { number, authority: authorityNamed(authority) || message.sender }
  }
  return undefined
}

function withoutNumber(
  { notes }: AdtMessage,
  trigger: Trigger,
  fields: Fields,
  stamp: string,
): Record<string, FieldValue> | undefined {
  const { begins = false, plan, rank } = trigger
  const timed = typeof (fields.admittedAt ?? fields.plannedAt) === 'string'
  if (!begins && !timed) {
    if (isUpdate(trigger) && fields.kind === undefined && fields.location === undefined)
      return undefined
    notes.warn(NO_NUMBER)
    notes.pass('PV1-19')
  }
  const message: UnnumberedSaid = {
    stamp,
    begins,
    moves: rank === 2,
    plans: plan !== undefined,
    fields: filled(fields),
  }
  return { [`message ${stamp}`]: message as unknown as FieldValue }
}

function dayOf(at: string | null | undefined): string | true {
  return typeof at === 'string' ? londonDate(at) : true
}

/** Says what was, and not that anything has happened. */
function isUpdate({ rank }: Trigger): boolean {
  return rank === 4
}

function filled(fields: Fields): Record<string, FieldValue> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, FieldValue] => entry[1] !== undefined),
  )
}

function classOf({ reading, notes }: AdtMessage, pv1: Segment | undefined): ClassMeaning {
  const code = pv1?.text(2) ?? ''
  if (!isFilled(code)) return 'unsaid'
  const meaning = reading.classes.get(code.toUpperCase())
  if (meaning === undefined) notes.pass('PV1-2')
  return meaning ?? 'unsaid'
}

/** The class that a message gives is what the visit is, unless its trigger makes it something else. */
function kindOf({ becomes }: Trigger, meaning: ClassMeaning): VisitKind | undefined {
  const kind = meaning === 'none' || meaning === 'unsaid' ? undefined : meaning
  return becomes === 'stay' || (becomes === 'contact' && kind !== 'attendance') ? becomes : kind
}

type Times = {
  state?: string
  plan?: string
  admittedAt?: string | null
  plannedAt?: string | null
  dischargedAt?: string | null
  expectedEnd?: string | null
}

function timesOf(
  message: AdtMessage,
  part: Segments,
  { state, plan, begins, expected }: Trigger,
  { happenedAt }: MessageTime,
): Times {
  const admitted = momentAt(message, part, ADMITTED)
  const expectedEnd = momentAt(message, part, EXPECTED_DISCHARGE)
  if (plan !== undefined) {
    const plannedAt =
      admitted ??
      momentAt(message, part, EXPECTED_ADMISSION) ??
      momentAt(message, message.header, PLANNED_FOR)
    return { plan, plannedAt, expectedEnd }
  }
  const isGiven = isFilled(textAt(part, ADMITTED))
  const admittedAt = begins && !isGiven ? happenedAt : admitted
  if (expected === 'cancelled') return { admittedAt, expectedEnd: null }
  if (expected === 'set') {
    return {
      admittedAt,
      expectedEnd: expectedEnd ?? momentAt(message, message.header, PLANNED_FOR),
    }
  }
  return {
    state,
    admittedAt,
    dischargedAt: dischargedAt(message, part, state, admittedAt, happenedAt),
    expectedEnd,
  }
}

function dischargedAt(
  message: AdtMessage,
  part: Segments,
  state: Trigger['state'],
  admittedAt: string | null | undefined,
  happenedAt: string,
): string | null | undefined {
  // A cancelled discharge has no time, whatever the message still carries.
  if (message.trigger === 'A13') return null
  if (state === 'finished' && !isFilled(textAt(part, DISCHARGED))) return happenedAt
  const at = momentAt(message, part, DISCHARGED, admittedAt)
  if (typeof at !== 'string' || believed(at, message.receivedAt) !== undefined) return at
  // Nobody has left on a day to come: it is what a system writes where it knows of no end, or a slip.
  message.notes.warn(LEFT_AHEAD)
  message.notes.pass('PV1-45')
  return undefined
}

/** Ward, bay and bed move together: a new ward without a bed has no bed, not the old one. */
function locationOf(
  { reading, sender, notes }: AdtMessage,
  part: Segments,
  { elsewhere }: Trigger,
  site: string | null,
): FieldValue | undefined {
  const { ward: path, bay: bayPath, bed: bedPath, described } = reading.location
  const pointOfCare = plainAt(part, path)
  const isNumber = pointOfCare === null || /^\d+$/.test(pointOfCare)
  const ward = (isNumber ? plainAt(part, described) : null) ?? pointOfCare
  if (ward === null) return undefined
  if (elsewhere) {
    notes.pass(`${path.segment}-${path.field}`)
    return undefined
  }
  const [bay, bed] = [plainAt(part, bayPath), plainAt(part, bedPath)]
  // A point of care that is the code of the trust itself is no ward: the next is.
  const isTrust = ward === sender || ward === trustOf(site)
  return isTrust && bay !== null ? { ward: bay, bay: null, bed } : { ward, bay, bed }
}

/** A site's code begins with that of its trust: RXS01 is of RXS. */
function trustOf(site: string | null): string | undefined {
  return site !== null && /^[A-Z0-9]{5}$/.test(site) ? site.slice(0, 3) : undefined
}

/** PV1-7, else PV1-9. Somebody who is given by a code alone is not who was named before. */
function consultantOf({ notes }: AdtMessage, pv1: Segment | undefined): FieldValue | undefined {
  for (const field of [7, 9]) {
    const text = pv1?.raw(field) ?? ''
    if (text === '') continue
    if (text === DELETED) return null
    const doctors = pv1!.all(field)
    const name = doctors.map(doctorOf).find((words) => words !== undefined)
    // Each part of it may be deleted, or empty: then nobody is named.
    if (name === undefined && doctors.some((one) => isFilled(one.get(1)) || isFilled(one.get(2))))
      notes.pass(`PV1-${field}`)
    return name ?? null
  }
  return undefined
}

function leaveOf({ leave }: Trigger, { happenedAt }: MessageTime): string | null | undefined {
  if (leave === undefined) return undefined
  return leave === 'begins' ? happenedAt : null
}

function plainAt(part: Segments, path: FieldPath | undefined): string | null {
  const text = path === undefined ? '' : textAt(part, path)
  return isFilled(text) ? text : null
}

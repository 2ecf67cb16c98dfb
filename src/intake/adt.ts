import { personIdOf } from '../people/index.ts'
import { DELETED, type Message, parseMessage, repetitions, segmentOf, textOf } from './hl7.ts'
import type { FieldValue } from './latest.ts'
import { stampOf } from './latest.ts'
import { readHl7Moment } from './moment.ts'
import { mergeField, personKey } from './person-fields.ts'
import { authorityOf, authoritySystem, identifierOf, type PersonSaid, readPid } from './pid.ts'
import {
  PERSON,
  type ReadContext,
  type Reading,
  type Said,
  UNNUMBERED,
  Unreadable,
  VISIT,
} from './reading.ts'
import { type VisitKind, visitKey } from './visit.ts'

type Trigger = {
  /** what follows what when two messages carry the same second */
  rank: number
  /** what the message says has become of the visit, if anything */
  state?: 'planned' | 'active' | 'finished' | 'cancelled'
  /** true where the message is about a person only */
  personOnly?: true
}

/** Admit, transfer, discharge and the like: what each kind of message says about a visit. */
const TRIGGERS: Record<string, Trigger> = {
  A05: { rank: 0, state: 'planned' },
  A01: { rank: 1, state: 'active' },
  A04: { rank: 1, state: 'active' },
  A02: { rank: 2 },
  A12: { rank: 3 },
  A08: { rank: 4 },
  A28: { rank: 4, personOnly: true },
  A31: { rank: 4, personOnly: true },
  A03: { rank: 5, state: 'finished' },
  A13: { rank: 6, state: 'active' },
  A11: { rank: 7, state: 'cancelled' },
  A40: { rank: 8, personOnly: true },
}

const VISIT_KINDS = new Map<string, VisitKind>([
  ['E', 'attendance'],
  ['O', 'contact'],
])

/** @throws Unreadable with the place in the message */
export function readAdt(text: string, context: ReadContext): Reading {
  const message = parseMessage(text)
  const event = triggerOf(message)
  const trigger = TRIGGERS[event]!
  const feed = { source: context.source, systems: context.feed.systems }
  const said = readPid(message, feed)
  const stamp = stampOf(messageTime(message), trigger.rank, context.hash)
  const person = personSaid(said, stamp, context.source)
  const merged = event === 'A40' ? readMerge(message, person, feed) : [person]
  const visit = trigger.personOnly ? [] : readVisit(message, event, person, stamp)
  const { warnings } = said
  return { said: [...merged, ...visit], events: [], resources: [], warnings, passedOver: [] }
}

function triggerOf(message: Message): string {
  const msh = segmentOf(message, 'MSH')
  const type = textOf(message, msh, 9)
  const event = textOf(message, msh, 9, 2) || textOf(message, segmentOf(message, 'EVN'), 1)
  if (type === '') throw new Unreadable('the message does not say what kind it is', 'MSH-9')
  if (type !== 'ADT' || !(event in TRIGGERS)) {
    const name = /^[A-Z]{3}$/.test(type) && /^([A-Z]\d\d)?$/.test(event) ? ` ${type} ${event}` : ''
    throw new Unreadable(`this message type is kept but not read:${name || ' unknown'}`, 'MSH-9')
  }
  return event
}

/**
 * When the sender recorded what it says: EVN-2, or the time of the message where EVN-2 has no time of day.
 * A message that is sent again has a new MSH-7 and the old EVN-2.
 */
function messageTime(message: Message): string {
  const recorded = readHl7Moment(textOf(message, segmentOf(message, 'EVN'), 2))
  const sent = readHl7Moment(textOf(message, segmentOf(message, 'MSH'), 7))
  if (recorded.ok && (recorded.moment.precision === 'time' || !sent.ok)) return recorded.moment.at
  if (sent.ok) return sent.moment.at
  const written = textOf(message, segmentOf(message, 'MSH'), 7) !== ''
  const why = written
    ? `the time of the message ${sent.why}`
    : 'the message does not say when it was written'
  throw new Unreadable(why, 'MSH-7')
}

function personSaid(
  { sourceId, authority, fields }: PersonSaid,
  stamp: string,
  source: string,
): Said {
  const personId = personIdOf(source, sourceId, authority)
  return { personId, about: PERSON, key: personKey(authority, sourceId), stamp, fields }
}

/** A merge: a link between the survivor and who had the retired number, as the hospital says. */
function readMerge(
  message: Message,
  survivor: Said,
  feed: { source: string; systems: Readonly<Record<string, string>> },
): Said[] {
  const [old] = repetitions(message, segmentOf(message, 'MRG'), 1)
  const retired = old?.get(1) ?? ''
  if (!old || retired === '' || retired === DELETED) {
    throw new Unreadable('the merge does not say which number is retired', 'MRG-1')
  }
  const authority = authorityOf(old, message)
  const { stamp } = survivor
  const personId = personIdOf(feed.source, retired, authority)
  if (personId === survivor.personId) return [survivor]
  const fields = { ...survivor.fields, [mergeField(personId)]: 'merge-message' }
  const other: Said = {
    personId,
    about: PERSON,
    key: personKey(authority, retired),
    stamp,
    fields: {
      identifiers: [identifierOf(old, message, feed)],
      [mergeField(survivor.personId)]: 'merge-message',
    },
  }
  return [{ ...survivor, fields }, other]
}

function readVisit(message: Message, event: string, person: Said, stamp: string): Said[] {
  const pv1 = segmentOf(message, 'PV1')
  const number = textOf(message, pv1, 19)
  const admittedAt = momentOf(message, 'PV1', 44) ?? admissionTime(message, event)
  const named = number !== '' && number !== DELETED
  if (!named && typeof admittedAt !== 'string') {
    if (event === 'A08') return []
    throw new Unreadable('the stay has neither a visit number nor an admission time', 'PV1-19')
  }
  const fields = {
    ...stateFields(message, event),
    admittedAt,
    kind: kindOf(textOf(message, pv1, 2)),
    ...placeFields(message),
    ...circumstances(message),
    ...readyFields(message),
    identifier: named ? identifierFields(message, number) : undefined,
    person: (JSON.parse(person.key) as [string, string])[1],
  }
  const { personId } = person
  if (!named) {
    const begins = event === 'A01' || event === 'A04' || event === 'A05'
    const message = { stamp, begins, fields: filled(fields) }
    const said = { [`message ${stamp}`]: message as unknown as FieldValue }
    return [{ personId, about: UNNUMBERED, key: '', stamp, fields: said }]
  }
  const authority = textOf(message, pv1, 19, 4) || textOf(message, segmentOf(message, 'MSH'), 4)
  const key = visitKey({ form: 'message', authority, number })
  return [{ personId, about: VISIT, key, stamp, fields }]
}

function kindOf(code: string): VisitKind | undefined {
  if (code === '' || code === DELETED) return undefined
  return VISIT_KINDS.get(code) ?? 'stay'
}

function filled(fields: Record<string, FieldValue | undefined>): Record<string, FieldValue> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, FieldValue] => entry[1] !== undefined),
  )
}

function admissionTime(message: Message, event: string): string | undefined {
  return event === 'A01' || event === 'A04' ? eventTime(message) : undefined
}

/** When it happened: EVN-6, else when it was recorded. */
function eventTime(message: Message): string {
  const occurred = momentOf(message, 'EVN', 6)
  return typeof occurred === 'string' ? occurred : messageTime(message)
}

function stateFields(message: Message, event: string): Record<string, FieldValue | undefined> {
  const { state } = TRIGGERS[event]!
  const given = momentOf(message, 'PV1', 45)
  if (event === 'A03') return { state, dischargedAt: given ?? eventTime(message) }
  if (event === 'A13') return { state, dischargedAt: null }
  return { state, dischargedAt: given }
}

function placeFields(message: Message): Record<string, FieldValue | undefined> {
  const pv1 = segmentOf(message, 'PV1')
  const part = (component: number) => plain(textOf(message, pv1, 3, component)) ?? null
  const ward = part(1)
  const trust = plain(textOf(message, segmentOf(message, 'MSH'), 4))
  const site = part(4)
  return {
    // Ward, bay and bed move together: a new ward without a bed has no bed, not the old one.
    location: ward === null ? undefined : { ward, bay: part(2), bed: part(3) },
    organisation: trust ?? site ?? undefined,
    site: site ?? undefined,
  }
}

function circumstances(message: Message): Record<string, FieldValue | undefined> {
  const pv1 = segmentOf(message, 'PV1')
  const pv2 = segmentOf(message, 'PV2')
  return {
    classCode: said(textOf(message, pv1, 2)),
    specialty: said(textOf(message, pv1, 10)),
    reason: said(textOf(message, pv2, 3, 2) || textOf(message, pv2, 3)),
    expectedEnd: momentOf(message, 'PV2', 9),
    destination: said(textOf(message, pv1, 37)),
  }
}

/** ZU1: the day on which the person was ready to leave, by which way, and what they wait for. */
function readyFields(message: Message): Record<string, FieldValue | undefined> {
  const zu1 = segmentOf(message, 'ZU1')
  if (!zu1) return {}
  return {
    readyAt: momentOf(message, 'ZU1', 2),
    pathway: said(textOf(message, zu1, 3)),
    delayReason: said(textOf(message, zu1, 4)),
  }
}

function identifierFields(message: Message, number: string): FieldValue {
  const pv1 = segmentOf(message, 'PV1')
  const authority = textOf(message, pv1, 19, 4) || textOf(message, segmentOf(message, 'MSH'), 4)
  return { system: authoritySystem(`${authority || 'visit'}-visit`), value: number }
}

function momentOf(message: Message, name: string, field: number): string | null | undefined {
  const text = textOf(message, segmentOf(message, name), field)
  if (text === '' || text === DELETED) return said(text)
  const read = readHl7Moment(text)
  if (!read.ok) throw new Unreadable(`the time ${read.why}`, `${name}-${field}`)
  return read.moment.at
}

function plain(text: string): string | undefined {
  return text === '' || text === DELETED ? undefined : text
}

/** '' says nothing, `""` says that there is none. */
function said(text: string): string | null | undefined {
  if (text === DELETED) return null
  return text === '' ? undefined : text
}

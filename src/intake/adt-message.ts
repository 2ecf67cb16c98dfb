import { londonDate } from '../kernel/index.ts'
import { TRIGGERS, type Trigger } from './adt-triggers.ts'
import type { FeedReading, FieldPath, MessageReading } from './feed-reading.ts'
import { STANDARD_MESSAGES } from './feed-reading.ts'
import { DELETED, isFilled, parseMessage, type Segments, segmentOf } from './hl7.ts'
import { believed } from './latest.ts'
import { type Moment, readHl7Moment } from './moment.ts'
import { type ReadContext, Unreadable } from './reading.ts'

/** A message with what its feed says of how to read it, and what is noted while it is read. */
export type AdtMessage = {
  source: string
  /** ISO */
  receivedAt: string
  feed: FeedReading
  reading: MessageReading
  /** MSH, EVN and what else stands before the first person */
  header: Segments
  /** a part for each person: PID and what follows it up to the next */
  parts: readonly Segments[]
  /** `A01`; of another type than ADT with it, `ORU R01` */
  trigger: string
  /** MSH-4: the organisation that sends */
  sender: string
  notes: Notes
}

/** What was read with care, and what was not read; each said once. */
export class Notes {
  readonly #warnings: string[] = []
  readonly #passed: string[] = []

  /** @param sentence shown without a viewer: it never quotes the message */
  warn(sentence: string): void {
    if (!this.#warnings.includes(sentence)) this.#warnings.push(sentence)
  }

  /** @param name of a segment or field, as its standard has it: `OBX`, `PV1-11` */
  pass(name: string): void {
    if (!this.#passed.includes(name)) this.#passed.push(name)
  }

  get warnings(): string[] {
    return [...this.#warnings]
  }

  get passedOver(): string[] {
    return [...this.#passed].sort()
  }
}

/** @throws Unreadable where it is no message, or a test */
export function openMessage(text: string, { source, feed, receivedAt }: ReadContext): AdtMessage {
  const segments = parseMessage(text)
  const first = segments.findIndex(({ name }) => name === 'PID')
  const header = first < 0 ? segments : segments.slice(0, first)
  const msh = segmentOf(header, 'MSH')!
  return {
    source,
    receivedAt,
    feed,
    reading: feed.messages ?? STANDARD_MESSAGES,
    header,
    parts: first < 0 ? [] : partsOf(segments.slice(first)),
    trigger: triggerOf(header),
    sender: isFilled(msh.text(4)) ? msh.text(4) : '',
    notes: new Notes(),
  }
}

function partsOf(segments: Segments): Segments[] {
  const parts: Segments[number][][] = []
  for (const segment of segments) {
    if (segment.name === 'PID') parts.push([segment])
    else parts.at(-1)!.push(segment)
  }
  return parts
}

/** The text at a declared place of a part; '' where there is none. */
export function textAt(part: Segments, { segment, field, component }: FieldPath): string {
  return segmentOf(part, segment)?.text(field, component) ?? ''
}

/** MSH-9, or EVN-1 where it names the message but not what happened. */
function triggerOf(header: Segments): string {
  const msh = segmentOf(header, 'MSH')!
  // HL7 table 0103: nothing that is done to try a connection, or to teach, is a fact about anybody.
  if (['T', 'D'].includes(msh.text(11).toUpperCase())) {
    throw new Unreadable('it is a test message, and a test message is not a fact', 'MSH-11')
  }
  const type = msh.text(9).toUpperCase()
  const event = (msh.text(9, 2) || (segmentOf(header, 'EVN')?.text(1) ?? '')).toUpperCase()
  if (type === '') throw new Unreadable('the message does not say what kind it is', 'MSH-9')
  if (type === 'ADT' && TRIGGERS.has(event)) return event
  // What nobody knows may be anything, a name too: it is not repeated.
  if (!/^[A-Z]{3}$/.test(type) || !/^([A-Z][A-Z\d]\d)?$/.test(event)) {
    throw new Unreadable('this is a type of message that HL7 v2 does not have', 'MSH-9')
  }
  return type === 'ADT' && event !== '' ? event : `${type} ${event}`.trim()
}

/** When the sender recorded what it says, when it happened, and what orders it among the sender's messages. */
export type MessageTime = { at: string; happenedAt: string; stamp: string }

/**
 * EVN-2, or the time of the message where EVN-2 has no time of day: a message that is sent again has a new MSH-7
 * and the old EVN-2. In the hour that happens twice, what would lie before the admission that it follows is in the
 * second pass; and messages that are numbered (MSH-13) follow one another by their numbers there.
 */
export function timeOf(
  message: AdtMessage,
  part: Segments | undefined,
  { rank, plan }: Trigger,
  hash: string,
): MessageTime {
  const written = writtenAt(message)
  const recorded = asOfArrival(written, message)
  const occurred = readHl7Moment(
    segmentOf(message.header, 'EVN')?.text(6) ?? '',
    message.reading.zone,
  )
  const happened = occurred.ok ? occurred.moment : recorded
  const unsure = recorded.again !== undefined || happened.again !== undefined
  const admitted = unsure && plan === undefined ? admissionIn(message, part) : undefined
  const at = following(recorded, admitted)
  const happenedAt = following(happened, admitted)
  const number = sequenceOf(message)
  const end = hash.slice(0, 16)
  if (number !== undefined && recorded.again !== undefined) {
    const hour = `${recorded.at.slice(0, 13)}:00:00.000Z`
    return { at, happenedAt, stamp: `${hour}~#${number}~${rank}~${end}` }
  }
  const order = number === undefined ? [] : [number]
  // Several that a clock dates ahead follow one another as it dates them.
  const ahead = recorded === written ? [] : [`+${written.at}`]
  const stamp = [at, ...ahead, rank, ...order, ...whenElse(happened.at, recorded.at), end].join('~')
  return { at, happenedAt, stamp }
}

/** What claims to be of a day to come is as of when it arrived: it would stand against all that comes before then. */
function asOfArrival(written: Moment, { receivedAt, notes }: AdtMessage): Moment {
  if (believed(written.at, receivedAt) !== undefined) return written
  notes.warn('a message is dated later than it arrived, and is read as of when it arrived')
  return { at: receivedAt, date: londonDate(receivedAt), precision: 'time' }
}

function writtenAt({ header, reading }: AdtMessage): Moment {
  const recorded = readHl7Moment(segmentOf(header, 'EVN')?.text(2) ?? '', reading.zone)
  if (recorded.ok && recorded.moment.precision === 'time') return recorded.moment
  const written = segmentOf(header, 'MSH')?.text(7) ?? ''
  const sent = readHl7Moment(written, reading.zone)
  if (sent.ok) return sent.moment
  if (recorded.ok) return recorded.moment
  throw new Unreadable(
    written === ''
      ? 'the message does not say when it was written'
      : `the time of the message ${sent.why}`,
    'MSH-7',
  )
}

function admissionIn({ reading }: AdtMessage, part: Segments | undefined): string | undefined {
  const text = part === undefined ? '' : (segmentOf(part, 'PV1')?.text(44) ?? '')
  const read = readHl7Moment(text, reading.zone)
  return read.ok && read.moment.precision === 'time' ? read.moment.at : undefined
}

/**
 * Of what was recorded in one second, what happened first comes first: `-` sorts before a message that was recorded
 * as it happened, `x` behind it.
 */
function whenElse(happened: string, recorded: string): string[] {
  return happened === recorded ? [] : [(happened < recorded ? '-' : 'x') + happened]
}

/** The instant of a clock time that cannot lie before another. */
export function following({ at, again }: Moment, before: string | null | undefined): string {
  if (again === undefined || typeof before !== 'string') return at
  return at < before && before <= again ? again : at
}

/** 0 and 1 are what systems write that do not count. */
function sequenceOf({ header }: AdtMessage): string | undefined {
  const text = segmentOf(header, 'MSH')?.text(13) ?? ''
  return /^\d{1,15}$/.test(text) && Number(text) > 1 ? text.padStart(15, '0') : undefined
}

/**
 * A time in a part: null where it is said that there is none, undefined where nothing is said, or nothing that is a
 * time: then the rest of the message is still read, and it is said what was not.
 */
export function momentAt(
  message: AdtMessage,
  part: Segments,
  path: FieldPath,
  after?: string | null,
): string | null | undefined {
  const text = textAt(part, path)
  if (text === '') return undefined
  if (text === DELETED) return null
  const read = readHl7Moment(text, message.reading.zone)
  const name = `${path.segment}-${path.field}`
  if (!read.ok) {
    message.notes.warn(`a time ${read.why} and was left out (${name})`)
    message.notes.pass(name)
    return undefined
  }
  const { precision, date } = read.moment
  if (precision === 'time') return following(read.moment, after)
  if (precision === 'day') return date
  message.notes.pass(name)
  return undefined
}

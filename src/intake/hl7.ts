import { plural } from '../kernel/index.ts'
import { type Delimiters, unescapeHl7 } from './hl7-text.ts'
import { counted } from './item.ts'
import { Unreadable } from './reading.ts'

/** What a message is made of, or the part of it that is about one person: its segments in order. */
export type Segments = readonly Segment[]

/** Says "empty on purpose" where an absent value says nothing. */
export const DELETED = '""'
/** Far beyond any message about somebody; what is not read of one may be longer. */
const SEGMENTS_MAX = 5_000
const FIELDS_MAX = 1_000
const REPETITIONS_MAX = 200
const FIELD_MAX = 100_000
const NONE: readonly Repetition[] = []
const NO_SEGMENTS: Segments = []

/** One repetition of a field, read by component and subcomponent, both counted from 1. */
export class Repetition {
  readonly raw: string
  readonly #delimiters: Delimiters
  #components: string[] | undefined

  constructor(raw: string, delimiters: Delimiters) {
    this.raw = raw
    this.#delimiters = delimiters
  }

  get(component: number, subcomponent = 1): string {
    const text = this.#component(component)
    if (text === '') return ''
    const { subcomponent: divider } = this.#delimiters
    const whole = divider === '' || !text.includes(divider)
    if (whole && subcomponent > 1 && divider !== '') return ''
    const part = whole ? text : (text.split(divider)[subcomponent - 1] ?? '')
    return part === '' || part === DELETED ? part : unescapeHl7(part, this.#delimiters).trim()
  }

  /** The first, which is asked for most, is cut out by itself. */
  #component(component: number): string {
    if (this.#components === undefined && component === 1) {
      const end = this.raw.indexOf(this.#delimiters.component)
      return end < 0 ? this.raw : this.raw.slice(0, end)
    }
    this.#components ??= this.raw.split(this.#delimiters.component)
    return this.#components[component - 1] ?? ''
  }
}

/** A line of a message. It is cut when something of it is asked for. */
export class Segment {
  readonly name: string
  readonly #line: string
  readonly #delimiters: Delimiters
  #fields: readonly string[] | undefined
  /** by field, once it has been asked for */
  #read: (readonly Repetition[])[] | undefined

  constructor(name: string, line: string, delimiters: Delimiters) {
    this.name = name
    this.#line = line
    this.#delimiters = delimiters
  }

  /** By HL7 number: `[3]` is PID-3; for MSH, `[1]` is the separator itself. */
  get #cut(): readonly string[] {
    if (this.#fields === undefined) {
      const { field } = this.#delimiters
      const fields = this.#line.split(field, FIELDS_MAX + 2)
      if (fields.length > FIELDS_MAX + 1) {
        throw new Unreadable(`a segment has more than ${counted(FIELDS_MAX)} fields`, this.name)
      }
      this.#fields = this.name === 'MSH' ? ['MSH', field, ...fields.slice(1)] : fields
    }
    return this.#fields
  }

  /** the last field that is there */
  get last(): number {
    return this.#cut.length - 1
  }

  /** as it was sent; '' where there is none */
  raw(field: number): string {
    return this.#cut[field] ?? ''
  }

  /** The repetitions of a field that hold something. */
  all(field: number): readonly Repetition[] {
    const raw = this.#cut[field]
    if (raw === undefined || raw === '') return NONE
    this.#read ??= []
    const read = this.#read[field] ?? this.#split(raw, `${this.name}-${field}`)
    this.#read[field] = read
    return read
  }

  /** A component of the first repetition, unescaped; '' where there is none, `DELETED` where so said. */
  text(field: number, component = 1, subcomponent = 1): string {
    const [first] = this.all(field)
    if (first === undefined) return ''
    return first.raw === DELETED ? DELETED : first.get(component, subcomponent)
  }

  #split(raw: string, place: string): readonly Repetition[] {
    const { repetition } = this.#delimiters
    if (raw.length > FIELD_MAX) {
      throw new Unreadable(`a field is longer than ${counted(FIELD_MAX)} characters`, place)
    }
    if (repetition === '' || !raw.includes(repetition)) {
      return [new Repetition(raw, this.#delimiters)]
    }
    const parts = raw.split(repetition).filter((part) => part !== '')
    if (parts.length > REPETITIONS_MAX) {
      throw new Unreadable(`a field repeats more than ${plural(REPETITIONS_MAX, 'time')}`, place)
    }
    return parts.map((part) => new Repetition(part, this.#delimiters))
  }
}

/** @throws Unreadable where the text is no HL7 v2 message */
export function parseMessage(text: string): Segments {
  const lines = text.includes('\n') ? text.split(/\r\n|\r|\n/) : text.split('\r')
  const header = lines.find((line) => line !== '')
  if (header === undefined || !header.startsWith('MSH')) {
    throw new Unreadable('the message does not begin with MSH')
  }
  const delimiters = readDelimiters(header)
  const segments: Segment[] = []
  for (const line of lines) {
    if (line === '') continue
    if (segments.length === SEGMENTS_MAX) {
      throw new Unreadable(`the message has more than ${counted(SEGMENTS_MAX)} segments`)
    }
    const name = segments.length === 0 ? 'MSH' : nameOf(line, delimiters.field)
    if (!isSegmentName(name)) {
      throw new Unreadable(
        'a line does not begin with the name of a segment',
        `segment ${segments.length + 1}`,
      )
    }
    segments.push(new Segment(name, line, delimiters))
  }
  return segments
}

function nameOf(line: string, divider: string): string {
  const end = line.indexOf(divider)
  return end < 0 ? line : line.slice(0, end)
}

/** `PV1`: a capital, and two capitals or digits. */
function isSegmentName(name: string): boolean {
  if (name.length !== 3) return false
  for (let at = 0; at < 3; at += 1) {
    const code = name.charCodeAt(at)
    const isDigit = code >= 0x30 && code <= 0x39
    if (!(code >= 0x41 && code <= 0x5a) && !(isDigit && at > 0)) return false
  }
  return true
}

export function segmentOf(segments: Segments, name: string): Segment | undefined {
  for (const segment of segments) if (segment.name === name) return segment
  return undefined
}

export function segmentsOf(segments: Segments, name: string): Segments {
  if (segmentOf(segments, name) === undefined) return NO_SEGMENTS
  return segments.filter((segment) => segment.name === name)
}

/** '' says nothing, `""` says that there is none. */
export function said(text: string | undefined): string | null | undefined {
  if (text === DELETED) return null
  return text === '' ? undefined : text
}

export function isFilled(text: string): boolean {
  return text !== '' && text !== DELETED
}

const USUAL: Delimiters = {
  field: '|',
  component: '^',
  repetition: '~',
  escaping: '\\',
  subcomponent: '&',
}

function readDelimiters(header: string): Delimiters {
  if (header.startsWith('MSH|^~\\&|')) return USUAL
  const field = header[3]
  const encoding = header.slice(4).split(field ?? '|', 1)[0]!
  const [component, repetition = '', escaping = '', subcomponent = ''] = encoding
  const used = [field, component, repetition, escaping, subcomponent].filter(
    (character) => character,
  )
  if (component === undefined || used.some((character) => /[A-Za-z0-9\s]/.test(character!))) {
    throw new Unreadable('MSH does not say which characters divide fields and components', 'MSH-2')
  }
  if (new Set(used).size < used.length) {
    throw new Unreadable('MSH names one character for two uses', 'MSH-2')
  }
  return { field: field!, component, repetition, escaping, subcomponent }
}

import { type Delimiters, unescapeHl7 } from './hl7-text.ts'
import { Unreadable } from './reading.ts'

/** What a message is made of, or the part of it that is about one person: its segments in order. */
export type Segments = readonly Segment[]

const SEGMENT_NAME = /^[A-Z][A-Z0-9]{2}$/

/** Says "empty on purpose" where an absent value says nothing. */
export const DELETED = '""'
const NONE: readonly Repetition[] = []

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
    this.#components ??= this.raw.split(this.#delimiters.component)
    const text = this.#components[component - 1]
    if (text === undefined || text === '') return ''
    const { subcomponent: divider } = this.#delimiters
    const whole = divider === '' || !text.includes(divider)
    const part = whole
      ? subcomponent === 1 || divider === ''
        ? text
        : ''
      : text.split(divider)[subcomponent - 1]
    if (part === undefined || part === DELETED) return part ?? ''
    return unescapeHl7(part, this.#delimiters).trim()
  }
}

export class Segment {
  readonly name: string
  readonly #fields: readonly string[]
  readonly #delimiters: Delimiters
  /** by field, once it has been asked for */
  readonly #read: (readonly Repetition[])[] = []

  /** `fields` by HL7 number: `fields[3]` is PID-3; for MSH, `fields[1]` is the separator itself. */
  constructor(name: string, fields: readonly string[], delimiters: Delimiters) {
    this.name = name
    this.#fields = fields
    this.#delimiters = delimiters
  }

  /** the last field that is there */
  get last(): number {
    return this.#fields.length - 1
  }

  /** as it was sent; '' where there is none */
  raw(field: number): string {
    return this.#fields[field] ?? ''
  }

  /** The repetitions of a field that hold something. */
  all(field: number): readonly Repetition[] {
    const raw = this.#fields[field]
    if (raw === undefined || raw === '') return NONE
    const read = this.#read[field] ?? this.#split(raw)
    this.#read[field] = read
    return read
  }

  /** A component of the first repetition, unescaped; '' where there is none, `DELETED` where so said. */
  text(field: number, component = 1, subcomponent = 1): string {
    const [first] = this.all(field)
    if (first === undefined) return ''
    return first.raw === DELETED ? DELETED : first.get(component, subcomponent)
  }

  #split(raw: string): readonly Repetition[] {
    const { repetition } = this.#delimiters
    if (repetition === '' || !raw.includes(repetition)) {
      return [new Repetition(raw, this.#delimiters)]
    }
    return raw
      .split(repetition)
      .filter((part) => part !== '')
      .map((part) => new Repetition(part, this.#delimiters))
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
    if (segments.length === 0) {
      const fields = ['MSH', delimiters.field, ...header.slice(4).split(delimiters.field)]
      segments.push(new Segment('MSH', fields, delimiters))
      continue
    }
    const fields = line.split(delimiters.field)
    if (!SEGMENT_NAME.test(fields[0]!)) {
      throw new Unreadable(
        'a line does not begin with the name of a segment',
        `segment ${segments.length + 1}`,
      )
    }
    segments.push(new Segment(fields[0]!, fields, delimiters))
  }
  return segments
}

export function segmentOf(segments: Segments, name: string): Segment | undefined {
  for (const segment of segments) if (segment.name === name) return segment
  return undefined
}

export function segmentsOf(segments: Segments, name: string): Segment[] {
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

function readDelimiters(header: string): Delimiters {
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

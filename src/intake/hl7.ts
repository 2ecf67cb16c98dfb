import { Unreadable } from './reading.ts'

/** The five characters that a message names in MSH-1 and MSH-2. */
export type Delimiters = {
  field: string
  component: string
  repetition: string
  escaping: string
  subcomponent: string
}

export type Segment = {
  name: string
  /** raw text by HL7 number: `fields[3]` is PID-3; for MSH, `fields[1]` is the separator itself */
  fields: readonly string[]
}

export type Message = { delimiters: Delimiters; segments: readonly Segment[] }

/** One repetition of a field, read by component and subcomponent, both counted from 1. */
export type Repetition = {
  raw: string
  get(component: number, subcomponent?: number): string
}

const ESCAPED = {
  F: 'field',
  S: 'component',
  R: 'repetition',
  E: 'escaping',
  T: 'subcomponent',
} as const
const SEGMENT_NAME = /^[A-Z][A-Z0-9]{2}$/
const UTF8 = ['UNICODE UTF-8', 'UTF-8', 'UNICODE', 'ASCII', '']
const WINDOWS_1252 = ['8859/1', '8859/15', 'ISO IR100', 'WINDOWS-1252']

/** Says "empty on purpose" where an absent value says nothing. */
export const DELETED = '""'

/** Turns the bytes of a message into text: UTF-8, or what MSH-18 names. */
export function decodeMessage(bytes: Buffer): string {
  const latin = bytes.toString('latin1')
  const [header] = latin.split('\r', 1)
  const charset = (header!.split(header![3] ?? '|')[17] ?? '').split('~')[0]!.trim().toUpperCase()
  if (latin.includes('\0')) throw new Unreadable('the message holds a NUL character')
  if (WINDOWS_1252.includes(charset)) return new TextDecoder('windows-1252').decode(bytes)
  if (!UTF8.includes(charset)) {
    throw new Unreadable('MSH-18 names a character set that is not read here', 'MSH-18')
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Unreadable('the message is not UTF-8, and MSH-18 names no other character set')
  }
}

/** @throws Unreadable where the text is no HL7 v2 message */
export function parseMessage(text: string): Message {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line !== '')
  const [header, ...rest] = lines
  if (header === undefined || !header.startsWith('MSH')) {
    throw new Unreadable('the message does not begin with MSH')
  }
  const delimiters = readDelimiters(header)
  const msh = ['MSH', delimiters.field, ...header.slice(4).split(delimiters.field)]
  const segments = rest.map((line, index) => {
    const fields = line.split(delimiters.field)
    if (!SEGMENT_NAME.test(fields[0]!)) {
      throw new Unreadable(
        'a line does not begin with the name of a segment',
        `segment ${index + 2}`,
      )
    }
    return { name: fields[0]!, fields }
  })
  return { delimiters, segments: [{ name: 'MSH', fields: msh }, ...segments] }
}

export function segmentOf(message: Message, name: string): Segment | undefined {
  return message.segments.find((segment) => segment.name === name)
}

/** The repetitions of a field that hold something. */
export function repetitions(
  message: Message,
  segment: Segment | undefined,
  field: number,
): Repetition[] {
  const raw = segment?.fields[field] ?? ''
  if (raw === '') return []
  const { repetition } = message.delimiters
  const parts = repetition === '' ? [raw] : raw.split(repetition)
  return parts.filter((part) => part !== '').map((part) => repetitionOf(part, message.delimiters))
}

/** A component of the first repetition, unescaped; '' where there is none, `DELETED` where so said. */
export function textOf(
  message: Message,
  segment: Segment | undefined,
  field: number,
  component = 1,
  subcomponent = 1,
): string {
  const [first] = repetitions(message, segment, field)
  if (first === undefined) return ''
  return first.raw === DELETED ? DELETED : first.get(component, subcomponent)
}

/** Text as it stands between delimiters. The opposite of what reading does. */
export function escapeHl7(text: string, delimiters: Delimiters): string {
  const { escaping } = delimiters
  const names = Object.entries(ESCAPED).map(([name, which]) => [delimiters[which], name] as const)
  return [...text]
    .map((character) => {
      const name = names.find(([delimiter]) => delimiter === character)?.[1]
      if (name !== undefined) return `${escaping}${name}${escaping}`
      if (character !== '\r' && character !== '\n') return character
      return `${escaping}X${character === '\r' ? '0D' : '0A'}${escaping}`
    })
    .join('')
}

export function unescapeHl7(text: string, delimiters: Delimiters): string {
  const { escaping } = delimiters
  if (escaping === '' || !text.includes(escaping)) return text
  let result = ''
  let at = 0
  while (at < text.length) {
    const open = text.indexOf(escaping, at)
    const close = open < 0 ? -1 : text.indexOf(escaping, open + escaping.length)
    // An escape character that is never closed stands for itself.
    if (close < 0) return result + text.slice(at)
    result += text.slice(at, open)
    const meant = meaningOf(text.slice(open + escaping.length, close), delimiters)
    result += meant ?? text.slice(open, close)
    at = meant === undefined ? close : close + escaping.length
  }
  return result
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

function repetitionOf(raw: string, delimiters: Delimiters): Repetition {
  const components = raw.split(delimiters.component)
  return {
    raw,
    get(component, subcomponent = 1) {
      const text = components[component - 1] ?? ''
      const { subcomponent: divider } = delimiters
      const part = divider === '' ? text : (text.split(divider)[subcomponent - 1] ?? '')
      return part === DELETED ? DELETED : unescapeHl7(part, delimiters).trim()
    },
  }
}

/** What stands between two escape characters; undefined where it is no escape sequence. */
function meaningOf(code: string, delimiters: Delimiters): string | undefined {
  if (code in ESCAPED) return delimiters[ESCAPED[code as keyof typeof ESCAPED]]
  if (code === '.br' || code === '.sp') return '\n'
  // Highlighting, a change of character set and what a site defined for itself carry no text.
  if (code === 'H' || code === 'N' || /^[CM][0-9A-F]{4,6}$/i.test(code) || code.startsWith('Z'))
    return ''
  if (/^X([0-9A-F]{2})+$/i.test(code)) return Buffer.from(code.slice(1), 'hex').toString('utf8')
  return undefined
}

import { isAscii } from 'node:buffer'
import { Unreadable } from './reading.ts'

/** The five characters that a message names in MSH-1 and MSH-2. */
export type Delimiters = {
  field: string
  component: string
  repetition: string
  escaping: string
  subcomponent: string
}

const ESCAPED = new Map<string, keyof Delimiters>([
  ['F', 'field'],
  ['S', 'component'],
  ['R', 'repetition'],
  ['E', 'escaping'],
  ['T', 'subcomponent'],
])

/** HL7 table 0211 and what systems write in its place → the name of the decoder; '' for UTF-8. */
const CHARSETS = new Map<string, string>([
  ['', ''],
  ['UNICODE UTF-8', ''],
  ['UTF-8', ''],
  ['UTF8', ''],
  ['UNICODE', ''],
  ['ASCII', ''],
  ['ISO IR6', ''],
  ['ISO IR100', 'windows-1252'],
  ['WINDOWS-1252', 'windows-1252'],
  ['CP1252', 'windows-1252'],
  ['8859/1', 'windows-1252'],
  ['8859-1', 'windows-1252'],
  ['ISO-8859-1', 'windows-1252'],
  ['ISO8859-1', 'windows-1252'],
  ['ISO8859/1', 'windows-1252'],
  ['LATIN1', 'windows-1252'],
  ['ISO IR101', 'iso-8859-2'],
  ['8859/2', 'iso-8859-2'],
  ['ISO IR109', 'iso-8859-3'],
  ['8859/3', 'iso-8859-3'],
  ['ISO IR110', 'iso-8859-4'],
  ['8859/4', 'iso-8859-4'],
  ['ISO IR144', 'iso-8859-5'],
  ['8859/5', 'iso-8859-5'],
  ['ISO IR127', 'iso-8859-6'],
  ['8859/6', 'iso-8859-6'],
  ['ISO IR126', 'iso-8859-7'],
  ['8859/7', 'iso-8859-7'],
  ['ISO IR138', 'iso-8859-8'],
  ['8859/8', 'iso-8859-8'],
  ['ISO IR148', 'windows-1254'],
  ['8859/9', 'windows-1254'],
  ['8859/15', 'iso-8859-15'],
  ['ISO-8859-15', 'iso-8859-15'],
])
const ESCAPE = 0x1b
const decoders = new Map<string, InstanceType<typeof TextDecoder>>()

/** Whether a feed may name this as the character set of messages that name none. */
export function isCharset(name: string): boolean {
  return CHARSETS.has(name.trim().toUpperCase())
}

/** Turns the bytes of a message into text: what MSH-18 names, else what the feed declares, else UTF-8. */
export function decodeMessage(bytes: Buffer, declared = ''): string {
  if (bytes.includes(0)) throw new Unreadable('the message holds a NUL character')
  // Seven bits are the same in all of them, unless an escape turns to another set within the text.
  if (isAscii(bytes) && !bytes.includes(ESCAPE)) return bytes.toString('latin1')
  const charset = charsetOf(bytes) || declared.trim().toUpperCase()
  const decoder = CHARSETS.get(charset)
  if (decoder === undefined) {
    throw new Unreadable('MSH-18 names a character set that is not read here', 'MSH-18')
  }
  try {
    return decoderOf(decoder).decode(bytes)
  } catch {
    throw new Unreadable('the message is not UTF-8, and MSH-18 names no other character set')
  }
}

/** MSH-18, first repetition. */
function charsetOf(bytes: Buffer): string {
  const end = bytes.indexOf(0x0d)
  const header = bytes.toString('latin1', 0, end < 0 ? bytes.length : end)
  const field = header.split(header[3] ?? '|', 18)[17] ?? ''
  return field.split('~', 1)[0]!.trim().toUpperCase()
}

function decoderOf(name: string) {
  const known = decoders.get(name)
  if (known !== undefined) return known
  const made =
    name === '' ? new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }) : new TextDecoder(name)
  decoders.set(name, made)
  return made
}

/** Text as it stands between delimiters. The opposite of what reading does. */
export function escapeHl7(text: string, delimiters: Delimiters): string {
  const { escaping } = delimiters
  const names = [...ESCAPED].map(([name, which]) => [delimiters[which], name] as const)
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

/** What stands between two escape characters; undefined where it is no escape sequence. */
function meaningOf(code: string, delimiters: Delimiters): string | undefined {
  const which = ESCAPED.get(code)
  if (which !== undefined) return delimiters[which]
  if (code === '.br' || code === '.sp') return '\n'
  // Highlighting, a change of character set and what a site defined for itself carry no text.
  if (code === 'H' || code === 'N' || /^[CM][0-9A-F]{4,6}$/i.test(code) || code.startsWith('Z'))
    return ''
  if (!/^X([0-9A-F]{2})+$/i.test(code)) return undefined
  const meant = Buffer.from(code.slice(1), 'hex').toString('utf8')
  // The database takes no text with it.
  if (meant.includes('\0')) throw new Unreadable('the text holds a NUL character')
  return meant
}

import { type Delimiters, escapeHl7 } from './hl7-text.ts'

/**
 * What a sender is answered, in HL7's original mode, whatever its message asks for: accepted or known already, kept in
 * quarantine, or not taken at all.
 */
export type AckCode = 'AA' | 'AE' | 'AR'

export type Answer = {
  readonly code: AckCode
  /** why, and what to do: shown to whoever runs the sending system; it quotes nothing of the message */
  readonly says?: string
  readonly at: Date
  /** of the answer: its own MSH-10 */
  readonly id: string
}

/** What of a header an answer repeats: MSH-3 to 6, 9, 10 to 12. */
const REPEATED_MAX = 200
const DELIMITERS: Delimiters = {
  field: '|',
  component: '^',
  repetition: '~',
  escaping: '\\',
  subcomponent: '&',
}
const OURS = 'CONCORDAT'

/**
 * The message that answers one that began so. Sender and receiver change places, MSA-2 is the control id as it came,
 * and nothing is quoted but what stands in the header. Written with the usual delimiters, in ASCII.
 * @param head the first bytes of the message; anything at all where it is none
 */
export function acknowledgement(head: Buffer, { code, says, at, id }: Answer): Buffer {
  const msh = headerOf(head)
  const [application, facility, ourApplication, ourFacility] = [3, 4, 5, 6].map(msh)
  const trigger = msh(9).split('^')[1]
  const version = msh(12) || '2.4'
  const header = [
    'MSH|^~\\&',
    ...[ourApplication || OURS, ourFacility, application, facility],
    ...[instant(at), '', trigger ? `ACK^${trigger}` : 'ACK'],
    ...[id, msh(11) || 'P', version],
  ].join('|')
  const text = says === undefined ? '' : escaped(says)
  const segments = [header, ['MSA', code, msh(10), text].join('|').replace(/\|+$/, '')]
  // ERR has this shape from 2.5 on: error code of table 0357, severity, and the sentence for people.
  if (code !== 'AA' && Number.parseFloat(version) >= 2.5) {
    segments.push(`ERR|||207^Application error^HL70357|E||||${text}`)
  }
  return Buffer.from(`\x0b${segments.join('\r')}\r\x1c\r`, 'latin1')
}

/**
 * Reads a field of a header by its HL7 number, with this sender's separators, `^` between components; '' where there is
 * none, or no header.
 */
export function headerOf(head: Buffer): (field: number) => string {
  const [line = ''] = head
    .toString('latin1')
    .trimStart()
    .split(/[\r\n]/, 1)
  if (!line.startsWith('MSH') || line.length < 4) return () => ''
  const fields = line.split(line[3]!)
  const [component = '^'] = fields[1] ?? ''
  return (field) => {
    const text = (fields[field - 1] ?? '').slice(0, REPEATED_MAX)
    return printable(component === '^' ? text : text.replaceAll(component, '^')).replaceAll('|', '')
  }
}

/** Typographic quotes and dashes become plain ones; whatever else is not ASCII is left out. */
function printable(text: string): string {
  const plain = text.replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/[–—]/g, '-')
  return plain.replace(/[^\x20-\x7e]/g, '')
}

function escaped(text: string): string {
  return escapeHl7(printable(text), DELIMITERS)
}

/** With its zone, so that nobody has to know ours: `20261126101500+0000`. */
function instant(at: Date): string {
  return `${at.toISOString().replace(/\D/g, '').slice(0, 14)}+0000`
}

/** Meetings as iCalendar (RFC 5545), so that any calendar reads them. Pure. */
export type CalendarEvent = {
  readonly id: string
  /** ISO */
  readonly on: string
  readonly calledAt: string
  readonly where: string
  readonly title: string
  readonly says: readonly string[]
  readonly href: string
}

const LINE_BYTES_MAX = 75
const HOURS = 2

export function calendarOf(name: string, events: readonly CalendarEvent[]): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Concordat//Board//EN',
    `X-WR-CALNAME:${escaped(name)}`,
    ...events.flatMap(linesOf),
    'END:VCALENDAR',
  ]
  return `${lines.map(folded).join('\r\n')}\r\n`
}

function linesOf({ id, on, calledAt, where, title, says, href }: CalendarEvent): string[] {
  const end = new Date(Date.parse(on) + HOURS * 3_600_000).toISOString()
  return [
    'BEGIN:VEVENT',
    `UID:${id}@concordat`,
    `DTSTAMP:${stamp(calledAt)}`,
    `DTSTART:${stamp(on)}`,
    `DTEND:${stamp(end)}`,
    `SUMMARY:${escaped(title)}`,
    `LOCATION:${escaped(where)}`,
    `DESCRIPTION:${escaped(says.join('\n'))}`,
    `URL:${href}`,
    'END:VEVENT',
  ]
}

/** `20260310T140000Z` */
function stamp(iso: string): string {
  return `${iso.slice(0, 19).replaceAll(/[-:]/g, '')}Z`
}

function escaped(text: string): string {
  return text
    .replaceAll(/[\\;,]/g, (mark) => `\\${mark}`)
    .replaceAll(/\r\n?|\n/g, '\\n')
    .replaceAll(/[\p{Cc}]/gu, ' ')
}

/** No line is longer than 75 bytes, and none is cut inside a character. */
function folded(line: string): string {
  const parts: string[] = []
  let part = ''
  for (const one of line) {
    const room = LINE_BYTES_MAX - (parts.length === 0 ? 0 : 1)
    if (Buffer.byteLength(part + one) > room) {
      parts.push(part)
      part = ''
    }
    part += one
  }
  return [...parts, part].join('\r\n ')
}

import { formatDateTime, formatList } from '../shell/index.ts'
import { byCode } from './code-words.ts'
import { labelOf } from './detail-words.ts'
import type { EventStatus } from './event.ts'
import type { ShownOccurrence } from './look-at-occurrences.ts'
import type { Sources } from './sources.ts'

const STATUSES: Record<EventStatus, string> = {
  planned: 'planned',
  active: 'goes on',
  finished: 'over',
  cancelled: 'did not happen',
}

/** One thing that happened as a line for a terminal: names and words, where machines get codes. */
export function occurrenceInWords(one: ShownOccurrence, sources: Sources, now: Date): string {
  const { organisation: code } = one
  const place =
    one.organisationName ??
    (code === undefined ? undefined : (sources.partyName(code) ?? byCode('an organisation')))
  const when =
    one.start === undefined
      ? 'date not recorded'
      : [one.start, one.end].flatMap((at) => (at ? [formatDateTime(at, now)] : [])).join(' to ')
  const told = new Set(one.tellings.map(({ source }) => sources.nameOf(source)))
  const parts = [
    `${labelOf(one)} (${STATUSES[one.status]})`,
    place,
    one.unit,
    one.ready && `ready to leave ${formatDateTime(one.ready, now)}`,
  ].filter((part) => part !== undefined && part !== '')
  return `${when}: ${parts.join(', ')}; told by ${formatList([...told])}`
}

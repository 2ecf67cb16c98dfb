import { objectOf, periodOf, stringOf, wordsOf } from './fhir.ts'
import type { KnownEvent } from './known-event.ts'
import { londonDay } from './known-event.ts'
import type { KnownResource } from './known-resource.ts'
import type { Occurrence } from './occurrence.ts'
import { isEncounterDiagnosis, operationIn } from './read-condition.ts'

/**
 * What a condition belongs to where it is history: a stay that is over, whose diagnosis it was, or a day on which an
 * operation was done. Undefined for what is so now.
 */
export type Past =
  | { of: 'stay'; eventId: string; words: string }
  | { of: 'operation'; at?: string; words: string }

export function pastOf(
  resource: KnownResource,
  occurrences: readonly Occurrence[],
): Past | undefined {
  const { type, content } = resource
  if (type !== 'Condition') return undefined
  const operation = operationIn(content)
  if (operation !== undefined) return { of: 'operation', at: dayIn(resource), words: operation }
  const words = wordsOf(content.code, 'a condition')
  if (words === undefined || !isEncounterDiagnosis(content)) return undefined
  const stay = occurrences.find(({ event, others }) =>
    [event, ...others].some((telling) => isItsStay(telling, resource)),
  )
  const over = stay?.event.status === 'finished' && stay.event.kind === 'stay'
  return over ? { of: 'stay', eventId: stay.event.eventId, words } : undefined
}

/** Named by its number; else, where it names none, the stay of that source in which it began. */
function isItsStay(event: KnownEvent, resource: KnownResource): boolean {
  if (event.source !== resource.source) return false
  const written = stringOf(objectOf(resource.content.encounter)?.reference)
  if (written !== undefined) {
    const target = resource.refs?.[written] ?? written
    const number = target.replace(/^.*\//, '').replace(/^urn:uuid:/, '')
    return event.numbers.includes(number)
  }
  const day = londonDay(dayIn(resource))
  if (event.kind !== 'stay' || day === '') return false
  return londonDay(event.startAt) <= day && day <= (londonDay(event.endAt) || day)
}

function dayIn({ content }: KnownResource): string | undefined {
  return (
    stringOf(content.onsetDateTime) ??
    periodOf(content.onsetPeriod).start ??
    stringOf(content.recordedDate)
  )
}

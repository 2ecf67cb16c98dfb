import { periodOf, stringOf } from './fhir.ts'
import { quantityWords, rangeWords } from './quantity-words.ts'
import type { JsonObject } from './resource.ts'
import { spanWords } from './span.ts'
import type { Statement } from './statement.ts'

/**
 * Since when something is so: onset[x], in whichever form it is given. When it was written down is told as that,
 * and is never taken for when it began.
 */
export function onsetOf(content: JsonObject): { when?: Statement['when']; words: string[] } {
  const began = stringOf(content.onsetDateTime) ?? periodOf(content.onsetPeriod).start
  const recorded = stringOf(content.recordedDate)
  const age = quantityWords(content.onsetAge) ?? rangeWords(content.onsetRange)
  const { end } = periodOf(content.onsetPeriod)
  const words = [
    age === undefined ? undefined : `from the age of ${age}`,
    stringOf(content.onsetString),
    end === undefined ? undefined : `began ${spanWords(content.onsetPeriod)}`,
  ].filter((part) => part !== undefined)
  if (began !== undefined) return { when: { is: 'since', at: began }, words }
  if (recorded !== undefined) return { when: { is: 'recorded', at: recorded }, words }
  return { words }
}

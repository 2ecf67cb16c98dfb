import type { AdtMessage } from './adt-message.ts'
import type { Trigger } from './adt-triggers.ts'
import { DELETED, isFilled, type Segment } from './hl7.ts'
import type { FieldValue } from './latest.ts'
import {
  DIED_DESTINATION,
  DIED_METHOD,
  DISCHARGE_DESTINATIONS,
  DISCHARGE_METHODS,
} from './nhs-words.ts'

type Fields = Record<string, FieldValue | undefined>
/** `died`: null where the message says that the stay did not end so, or takes its end back */
export type Leaving = { visit: Fields; died: true | null | undefined }

const UNSAID: Leaving = { visit: {}, died: undefined }
const METHOD = 36
const DESTINATION = 37
const DEAD = /^(?:dead|died|deceased|patient (?:dead|died|deceased))$/i

/** How somebody left and where to. A discharge that is cancelled takes both back, whatever the message carries. */
export function leavingFields(
  { trigger: code, notes }: AdtMessage,
  pv1: Segment | undefined,
  { state }: Trigger,
): Leaving {
  if (code === 'A13' || state === 'cancelled') {
    const visit = code === 'A13' ? { destination: null, dischargeMethod: null } : {}
    return { visit, died: null }
  }
  if (pv1 === undefined || (pv1.raw(METHOD) === '' && pv1.raw(DESTINATION) === '')) return UNSAID
  const given = [METHOD, DESTINATION].map((field) => ({ field, text: pv1.text(field) }))
  const visit: Fields = {}
  for (const { field, text } of given) {
    const bare = text.replace(/^0(?=\d)/, '')
    if (text === DELETED) visit[field === METHOD ? 'dischargeMethod' : 'destination'] = null
    else if (DEAD.test(text)) visit.dischargeMethod = DIED_METHOD
    else if (DISCHARGE_METHODS.has(bare)) visit.dischargeMethod ??= bare
    else if (DISCHARGE_DESTINATIONS.has(bare)) visit.destination ??= bare
    else if (field === DESTINATION && isFilled(text)) visit.destination ??= text
    else if (isFilled(text)) notes.pass(`PV1-${METHOD}`)
  }
  const said = visit.dischargeMethod !== undefined || visit.destination !== undefined
  const died = visit.dischargeMethod === DIED_METHOD || visit.destination === DIED_DESTINATION
  return { visit, died: died || (said ? null : undefined) }
}

import { derivedId } from '../kernel/index.ts'
import type { JsonObject } from '../record/index.ts'
import { type AdtMessage, timeOf } from './adt-message.ts'
import { readIds } from './cx-ids.ts'
import { type Segments, segmentOf } from './hl7.ts'
import { NOTHING_SAID, PERSON, type ReadContext, type Reading } from './reading.ts'

/** Of what is only kept nothing follows, and so nothing comes before or behind it. */
const ORDER = { rank: 4, does: 'person' } as const

/** What a message asks for, where that is why nothing of it is done. */
const WHY: ReadonlyMap<string, string> = new Map([
  ['A29', 'the message asks for a deletion, which loading never does: it is kept'],
  ['A43', 'a number is said to be another person’s: that is kept, and for people to settle'],
  [
    'A48',
    'another number of the same person is retired: that is kept, and nothing follows from it',
  ],
])

/**
 * A message of HL7 of which nothing here follows (a result, an appointment, the rest of table 0003): it is kept, and
 * stands on the page of whom it names among what is kept and shown in no line. Who they are it does not say anew.
 */
export function readKept(message: AdtMessage, context: ReadContext): Reading {
  const why = WHY.get(message.trigger)
  if (why !== undefined) message.notes.warn(why)
  message.notes.pass(message.trigger)
  const readings = message.parts.map((part) => keptOf(message, part, context))
  return {
    ...NOTHING_SAID,
    said: readings.flatMap(({ said }) => said),
    resources: readings.flatMap(({ resources }) => resources),
    warnings: message.notes.warnings,
    passedOver: message.notes.passedOver,
  }
}

function keptOf(
  message: AdtMessage,
  part: Segments,
  context: ReadContext,
): Pick<Reading, 'said' | 'resources'> {
  const pid = segmentOf(part, 'PID')!
  const person = readIds(message, pid.all(3))
  if (person === undefined) {
    message.notes.pass('PID-3')
    return NOTHING_SAID
  }
  const { personId, key, sourceId, fields } = person
  const { at, stamp } = timeOf(message, part, ORDER, context.hash)
  const id = derivedId('message', personId, context.hash)
  const content: JsonObject = {
    resourceType: 'Communication',
    id,
    status: 'completed',
    category: [{ text: `Message of the hospital: ${message.trigger}` }],
    subject: { reference: `Patient/${sourceId}` },
    sent: at,
  }
  return {
    said: [{ personId, about: PERSON, key, stamp, fields }],
    resources: [{ type: 'Communication', sourceId: id, personId, content, stamp, trueAt: at }],
  }
}

import { type AdtMessage, type MessageTime, openMessage, timeOf } from './adt-message.ts'
import { renumbersVisits, TRIGGERS, type Trigger } from './adt-triggers.ts'
import { readAllergies } from './al1.ts'
import type { NamedPerson } from './cx-ids.ts'
import type { Segments } from './hl7.ts'
import { readKept } from './kept-message.ts'
import { readLink, readMerges, readVisitLinks } from './mrg.ts'
import { kinFields } from './nk1.ts'
import { notePassedOver } from './passed-over.ts'
import { readPid } from './pid.ts'
import { readVisit, type VisitSaid } from './pv1.ts'
import { PERSON, type ReadContext, type Reading, type Said, Unreadable } from './reading.ts'

/** Messages that are about several people, a part for each. */
const SEVERAL = [
  'A17',
  'A18',
  'A24',
  'A30',
  'A34',
  'A36',
  'A37',
  'A39',
  'A40',
  'A41',
  'A42',
  'A44',
  'A45',
  'A47',
]
const NO_VISIT: VisitSaid = { said: [], person: {} }

/**
 * Reads a message as HL7 UK A.3 and ITK have it, and as its feed declares. What it does not read it names; a message of
 * which nothing follows it keeps.
 * @throws Unreadable with the place in the message
 */
export function readAdt(text: string, context: ReadContext): Reading {
  const message = openMessage(text, context)
  const trigger = TRIGGERS.get(message.trigger)
  if (trigger === undefined) return readKept(message, context)
  const [first, ...more] = message.parts
  if (first === undefined) throw new Unreadable('the message names no person', 'PID')
  if (more.length > 0 && !SEVERAL.includes(message.trigger)) {
    throw new Unreadable('the message names more than one person', 'PID')
  }
  const said: Said[] = []
  const resources: Reading['resources'][number][] = []
  if (trigger.does === 'link' || trigger.does === 'unlink') {
    said.push(
      ...readLink(message, timeOf(message, first, trigger, context.hash).stamp, trigger.does),
    )
  } else {
    for (const part of message.parts) {
      const time = timeOf(message, part, trigger, context.hash)
      const person = readPid(message, part)
      said.push(...readPart(message, part, trigger, person, time))
      resources.push(...readAllergies(message, part, person, time.stamp))
    }
  }
  notePassedOver(message, trigger)
  const { warnings, passedOver } = message.notes
  return { said, events: [], resources, warnings, passedOver }
}

function readPart(
  message: AdtMessage,
  part: Segments,
  trigger: Trigger,
  person: NamedPerson,
  time: MessageTime,
): Said[] {
  const { personId, key } = person
  const { stamp } = time
  const about = trigger.does === 'visit' || trigger.does === 'move'
  const visit = about ? readVisit(message, part, trigger, person, time) : NO_VISIT
  const fields = Object.assign(person.fields, kinFields(message, part), visit.person)
  return [
    { personId, about: PERSON, key, stamp, fields },
    ...(trigger.does === 'merge' ? readMerges(message, part, person, stamp) : []),
    ...visit.said,
    ...(renumbersVisits(message.trigger, trigger)
      ? readVisitLinks(message, part, person, stamp)
      : []),
  ]
}

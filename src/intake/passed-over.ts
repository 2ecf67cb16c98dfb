import { type AdtMessage, textAt } from './adt-message.ts'
import { renumbersVisits, type Trigger } from './adt-triggers.ts'
import { isFilled, type Segment, type Segments, segmentOf } from './hl7.ts'

/** Software and transport: nothing of anybody. */
const OF_NOBODY = new Set(['MSH', 'EVN', 'SFT', 'UAC', 'DSC', 'ADD'])
const READ = new Set(['PID', 'PD1', 'NK1', 'AL1', 'IAM', 'ARV'])
const READ_OF_A_VISIT = new Set(['PV1', 'PV2', 'DG1'])

/** Fields that change what somebody does, of segments that are read, and that are not read. */
const WEIGHTY: ReadonlyMap<string, readonly number[]> = new Map([
  ['PID', [24]], // one of several at a birth
  ['PD1', [1, 2, 6, 7, 15]], // on whom and with whom they live, disability, living will, advance directive
  ['PV1', [11, 15, 42]], // where they are for the moment, ambulatory status, where they are going to
  ['PV2', [45]], // advance directive
])

/** Names every segment that was not read, and every field that weighs. */
export function notePassedOver(message: AdtMessage, trigger: Trigger): void {
  for (const part of [message.header, ...message.parts]) {
    for (const segment of part) {
      if (isRead(message, trigger, part, segment.name)) noteFields(message, segment)
      else message.notes.pass(segment.name)
    }
  }
}

function isRead(message: AdtMessage, trigger: Trigger, part: Segments, name: string): boolean {
  if (OF_NOBODY.has(name) || READ.has(name)) return true
  const ofVisit = trigger.does === 'visit' || trigger.does === 'move'
  if (READ_OF_A_VISIT.has(name)) return ofVisit || isEmptyVisit(message, part)
  if (name === 'MRG') return trigger.does === 'merge' || renumbersVisits(message.trigger, trigger)
  return isDeclared(message, name)
}

/** Segments of the hospital's own that its feed declares. */
function isDeclared({ reading }: AdtMessage, name: string): boolean {
  const { ready, location, visitNumbers, personNumbers } = reading
  const paths = [...Object.values(ready), ...Object.values(location)]
  return [...paths, ...visitNumbers, ...personNumbers].some((path) => path?.segment === name)
}

/** PV1 of a message about a person alone, that says of no visit: nobody comes, or neither number nor place is given. */
function isEmptyVisit(message: AdtMessage, part: Segments): boolean {
  const pv1 = segmentOf(part, 'PV1')
  if (message.reading.classes.get(pv1?.text(2).toUpperCase() ?? '') === 'none') return true
  return [...message.reading.visitNumbers, message.reading.location.ward].every(
    (path) => !isFilled(textAt(part, path)),
  )
}

function noteFields({ notes }: AdtMessage, segment: Segment): void {
  const fields = WEIGHTY.get(segment.name)
  if (fields === undefined) return
  for (const field of fields) {
    const text = segment.text(field)
    if (isFilled(text) && text.toUpperCase() !== 'N') notes.pass(`${segment.name}-${field}`)
  }
}

import type { AdtMessage } from './adt-message.ts'
import { DELETED, type Segment, type Segments, segmentOf, segmentsOf } from './hl7.ts'
import { restrictionField } from './person-fields.ts'

/**
 * Marks by which a hospital says that where somebody is must not be told: PD1-12 and PV2-22 (protection), PV1-16
 * (HL7 tables 0099 and 0177: R restricted, V very restricted, and what a hospital uses in their place) and ARV. Each
 * stands until it is taken back itself. A code that is not known to mean no protection protects.
 */
export function restrictions(message: AdtMessage, part: Segments): Record<string, boolean> {
  const marks: Record<string, boolean> = {}
  yesOrNo(marks, 'PD1-12', segmentOf(part, 'PD1')?.text(12))
  yesOrNo(marks, 'PV2-22', segmentOf(part, 'PV2')?.text(22))
  const visit = segmentOf(part, 'PV1')?.text(16).toUpperCase() ?? ''
  if (visit !== '') {
    const protects = visit !== DELETED && !message.reading.unprotected.has(visit)
    marks[restrictionField('PV1-16')] = protects
  }
  for (const arv of segmentsOf(part, 'ARV')) accessRestriction(marks, arv)
  return marks
}

function yesOrNo(marks: Record<string, boolean>, name: string, text = ''): void {
  const code = text.toUpperCase()
  if (code === 'Y') marks[restrictionField(name)] = true
  if (code === 'N' || code === DELETED) marks[restrictionField(name)] = false
}

/** ARV-2 adds, deletes, updates or leaves (table 0206); ARV-3 is what of the person it is about (table 0717). */
function accessRestriction(marks: Record<string, boolean>, arv: Segment): void {
  const action = arv.text(2).toUpperCase()
  marks[restrictionField(`ARV ${arv.text(3).toUpperCase()}`)] = action !== 'D'
}

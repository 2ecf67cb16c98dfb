import type { Reason } from './admission-reasons.ts'
import type { Day, Minute } from './calendar.ts'
import type { Clinician } from './clinicians.ts'
import { HOSPITAL } from './organisations.ts'
import type { Location } from './wards.ts'

export type Pathway = 0 | 1 | 2 | 3
export type Move = { at: Minute; location: Location }

/** A stay in Mere General; what had not happened by as-of is not in it. */
export type Stay = {
  /** unique: PV1-19 */
  visit: string
  /** 0, or 1 where it was recorded under the second hospital number */
  registration: 0 | 1
  /** how they came in, by the NHS Data Dictionary: 21 to 2D unplanned, 11 to 13 planned */
  method: string
  emergency: boolean
  reason: Pick<Reason, 'words' | 'snomed'>
  consultant: Clinician
  admittedAt: Minute
  /** the first is where they were admitted */
  moves: Move[]
  /** recorded in error, or the person was sent home before the bed was taken */
  cancelledAt?: Minute
  /** on which day they are expected to leave, and when that was said */
  expected: { at: Minute; day: Day }[]
  readyAt?: Minute
  pathway?: Pathway
  /** why they were still there, each from the day on which it was written down */
  delays: { at: Minute; reason: string }[]
  /** absent while they are still in */
  leftAt?: Minute
  died: boolean
  /** with a care package waiting or starting: the council hears of these */
  needsCouncil: boolean
}

/** In, and not out again, nor in by mistake. */
export function isOpen({ leftAt, cancelledAt }: Stay): boolean {
  return leftAt === undefined && cancelledAt === undefined
}

export function locationText({ ward, bay, bed }: Location): string {
  return `${ward}^Bay ${bay}^Bed ${bed}^${HOSPITAL.code}`
}

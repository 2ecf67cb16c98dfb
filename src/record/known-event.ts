import { dayInLondon, isWithoutTime, type PersonId } from '../kernel/index.ts'
import type { KeptApart } from './apart.ts'
import type { DataClass } from './data-class.ts'
import type { EventKind, EventStatus, TellingForm, Told } from './event.ts'

/**
 * A telling as it is kept, with where and when it was learnt. Times are ISO with zone, or YYYY-MM-DD, YYYY-MM or YYYY
 * where that is all that the source gives. `changedAt`: when this version was learnt.
 */
export type KnownEvent = {
  personId: PersonId
  eventId: string
  kind: EventKind
  status: EventStatus
  form: TellingForm
  startAt?: string
  endAt?: string
  organisation?: string
  organisationName?: string
  unit?: string
  label: string
  /** set once, when it was stored */
  dataClass: DataClass
  detail: Readonly<Record<string, string>>
  /** details that are in another class than the event, for whoever may see that */
  apart?: readonly KeptApart<string>[]
  numbers: readonly string[]
  stamps?: Readonly<Record<string, string>>
  /** when the source last spoke of it; when that arrived, where it is `undated` */
  saidAt: string
  undated?: true
  told?: Told
  /** YYYY-MM-DD: as at which list it is told, of whoever lists again and again what is open */
  asAt?: string
  /** YYYY-MM-DD: a later return of the same source no longer has it */
  gone?: string
  source: string
  learntAt: string
  changedAt: string
}

/** Who speaks, and how. */
export function voiceOf({ source, form }: KnownEvent): string {
  return JSON.stringify([source, form])
}

export function isOfOneVoice(a: KnownEvent, b: KnownEvent): boolean {
  return a.source === b.source && a.form === b.form
}

/** YYYY-MM-DD in London, or the month or year that is all that is known; '' for no moment. */
export function londonDay(moment: string | undefined): string {
  if (moment === undefined) return ''
  if (isWithoutTime(moment)) return moment
  // London is at most one hour ahead of UTC: only the last hour of a UTC day can fall on the next day.
  if (moment.endsWith('Z') && !moment.startsWith('T23', 10)) return moment.slice(0, 10)
  const at = new Date(moment)
  return Number.isNaN(at.getTime()) ? '' : dayInLondon(at)
}

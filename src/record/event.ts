import { derivedId } from '../kernel/index.ts'

export const EVENT_KINDS = [
  'stay',
  'attendance',
  'request',
  'assessment',
  'service',
  'review',
  'contact',
  'procedure',
  'immunisation',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]
export type EventStatus = 'planned' | 'active' | 'finished' | 'cancelled'

/** One thing that happened or goes on, flat: what timelines, relationships, measures and clocks read. */
export type CareEvent = {
  personId: string
  /** the source's own key, unique per source and kind */
  eventKey: string
  kind: EventKind
  status: EventStatus
  /** ISO with zone, or YYYY-MM-DD */
  startAt?: string
  endAt?: string
  /** code as sent, for instance `RXS`, `E10000099` */
  organisation?: string
  organisationName?: string
  unit?: string
  /** plain words: `Hospital stay`, `Home care` */
  label: string
  /** shown to people: reason, outcome, `readyAt` (ready to leave hospital), ward */
  detail: Readonly<Record<string, string>>
}

export function eventIdOf(source: string, event: Pick<CareEvent, 'kind' | 'eventKey'>): string {
  return derivedId('event', source, event.kind, event.eventKey)
}

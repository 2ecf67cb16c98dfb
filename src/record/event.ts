import type { PersonId } from '../kernel/index.ts'
import { idOf } from '../people/index.ts'
import type { Marks } from './classing.ts'

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
  'visit',
  'residence',
  'task',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]
export const EVENT_STATUSES = ['planned', 'active', 'finished', 'cancelled'] as const
export type EventStatus = (typeof EVENT_STATUSES)[number]

/** How a source tells: by messages as things happen, as resources of an extract, as rows of a return. */
export const TELLING_FORMS = ['message', 'resource', 'return'] as const
export type TellingForm = (typeof TELLING_FORMS)[number]

/** One thing that happened or goes on, flat: what timelines, relationships, measures and clocks read. */
export type CareEvent = {
  personId: PersonId
  /** the source's own key of it, unique per source, authority and form; made by `idOf` */
  eventId: string
  kind: EventKind
  status: EventStatus
  form: TellingForm
  /** ISO with zone, or YYYY-MM-DD, YYYY-MM or YYYY, as exactly as the source tells it */
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
  /** what the source calls it, a visit's number: what shares one in another form is the same thing */
  numbers?: readonly string[]
  /** by field (`FIELDS` of telling.ts), the stamp of the word that stands, where several messages tell of one thing */
  stamps?: Readonly<Record<string, string>>
  /** ISO: when the source last spoke of it */
  saidAt: string
  /** the source says by nothing when that was: it is when it arrived */
  undated?: true
  /** where it stands in a return */
  told?: Told
  /** labels and codes behind its words: what it is classed by, and shown to nobody */
  marks?: Marks
}

/** A return: which of a source's returns, and as at which day it speaks. */
export type Told = {
  /** whose return, within the source: a council's code */
  scope: string
  /** YYYY-MM-DD */
  asAt: string
  /** orders the source's returns of that scope: a later one replaces an earlier */
  submission: string
}

/** The same visit under whichever of a person's numbers: links decide on whose page it stands. */
export function visitIdOf(source: string, authority: string, number: string): string {
  return idOf('visit', { source, authority, value: number })
}

/** An event that a source tells in one piece, under a key of its own. */
export function eventIdOf(source: string, authority: string, key: string): string {
  return idOf('event', { source, authority, value: key })
}

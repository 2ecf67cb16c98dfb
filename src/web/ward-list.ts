import type { Agreement } from '../agreement/index.ts'
import { type Actor, dayInLondon } from '../kernel/index.ts'
import {
  type ListedPerson,
  type Occurrence,
  readySince,
  type WaitRule,
  wayHomeWords,
} from '../record/index.ts'
import { formatDate, formatList } from '../shell/index.ts'
import { readyWords } from './case-list.ts'
import { type OtherSide, otherSideOf } from './other-side.ts'
import { bedWords, markNamesakes, type PersonLine, personLine } from './person-line.ts'
import { type StayLength, stayLength } from './stay-length.ts'

/** One person in a bed, as whoever arranges the way home needs it. */
export type WardRow = PersonLine & {
  /** 'Ward 6, bay 2, bed 4' */
  bed: string
  /** when they came in, as the hospital says it */
  inSince?: string
  stay?: StayLength
  /** since when they could go home; absent: no source says that they are ready */
  readyAt?: string
  waitedMs?: number
  /** 'care at home', and the hospital's own reason */
  waitsFor?: { what: string; why?: string }
  /** parties without which they cannot leave: 'Southmere Council' */
  neededBy: readonly string[]
  /** 'Expected to leave Mon 9 Mar', 'Ready date not sent' */
  leaving: string
  care: CareAtHome
  other: OtherSide
}

/**
 * What the council or another partner already gives at home: three answers that are never one. Nobody knows
 * them; somebody knows them and gives nothing; those who would know were never heard.
 */
export type CareAtHome =
  | { known: 'some'; labels: readonly string[] }
  | { known: 'none'; at: string; asAt?: string }
  | { known: 'not-recorded' }
  | { known: 'not-reached' }

export type WardContext = {
  agreement: Agreement
  rule: WaitRule
  actor: Actor
  now: Date
  /** whether anybody in the hospital has a ready date */
  sendsReadyDates: boolean
  /** whether anybody who gives council care has ever been heard */
  councilHeard: boolean
}

/** In the order of the record: those who can go home first. Pure. */
export function wardRows(people: readonly ListedPerson[], context: WardContext): WardRow[] {
  const { agreement, rule, actor, now } = context
  const nameOf = (party: string) => agreement.parties.find(({ id }) => id === party)?.name ?? party
  const rows = people.map((person): WardRow => {
    const event = person.open.find(isStay)?.event
    const readyAt = event && readySince(event, now)
    const way = event && wayHomeWords(event)
    const waits = event?.detail.pathway !== undefined || event?.detail.delayReason !== undefined
    return {
      ...personLine(person, now),
      bed: event === undefined ? '' : bedWords(event),
      inSince: event?.startAt,
      stay: stayLength(event?.startAt, now),
      readyAt,
      waitedMs: readyAt === undefined ? undefined : now.getTime() - Date.parse(readyAt),
      waitsFor: waits ? way : undefined,
      neededBy: person.neededBy.map(nameOf),
      leaving: event === undefined ? '' : leavingWords(event, context),
      care: careOf(person, context.councilHeard),
      other: otherSideOf(agreement, person, actor, rule.leaving, now),
    }
  })
  return markNamesakes(rows)
}

function leavingWords(event: Occurrence['event'], { now, sendsReadyDates }: WardContext): string {
  const { expectedEnd, readyAt } = event.detail
  if (readyAt === undefined && expectedEnd !== undefined) {
    const day = expectedEnd.length > 10 ? dayInLondon(new Date(expectedEnd)) : expectedEnd
    return day < dayInLondon(now)
      ? `Was expected to leave ${formatDate(expectedEnd, now)}, no later date sent`
      : `Expected to leave ${formatDate(expectedEnd, now)}`
  }
  return readyWords(event, sendsReadyDates, now)
}

function careOf({ open, careKnownTo }: ListedPerson, councilHeard: boolean): CareAtHome {
  const services = open.filter(({ event }) => event.kind === 'service')
  const labels = [...new Set(services.map(({ event }) => event.label))]
  if (labels.length > 0) return { known: 'some', labels }
  if (careKnownTo.length === 0) return { known: councilHeard ? 'not-recorded' : 'not-reached' }
  const at = formatList([...new Set(careKnownTo.map((one) => one.at))])
  return { known: 'none', at, asAt: careKnownTo.flatMap(({ asAt }) => asAt ?? []).sort()[0] }
}

function isStay({ event }: Occurrence): boolean {
  return event.kind === 'stay'
}

import { DAY_MS } from '../kernel/index.ts'
import type { KnownEvent } from './known-event.ts'
import type { NewLetter } from './letter.ts'
import { isOpen } from './occurrence.ts'
import type { ReviewRow } from './queries-own.ts'
import { isPlacedWith, isRegisteredWith } from './relationship.ts'
import type { KnownOf } from './ties.ts'
import type { WaitRule } from './wait-rule.ts'
import { hasDied, hasSequel, leadsTo, readySince, waitsOf } from './waits.ts'

/**
 * What an organisation has to do for somebody, in the order of the harm if it is left: they lie in a bed that
 * they need not lie in; they were assessed and have no support; they asked and were not assessed; they are
 * ours and in hospital, so that care has to start again; they have left it this week, so that somebody has to follow it
 * up; a letter about them has come; they have not been reviewed for long; they are in our care, which somebody else
 * arranged.
 */
export const CASE_KINDS = [
  'way-home',
  'service',
  'assessment',
  'in-hospital',
  'left-hospital',
  'letter',
  'review',
  'placed',
] as const
export type CaseKind = (typeof CASE_KINDS)[number]

export type Case = {
  kind: CaseKind
  /** when it began; absent where no source says */
  since?: string
  /** the stay, request or assessment that it rests on; absent for a review */
  event?: KnownEvent
  /** in hospital, and could leave */
  ready?: true
  letter?: NewLetter
  /** a review: none is known since support began */
  neverReviewed?: true
}

const LEFT_MS = 7 * DAY_MS

/** What one person needs of a party, the most harmful first. Pure; the order of what is known does not matter. */
export function casesOf(
  rule: WaitRule,
  party: string,
  known: KnownOf & { reviews: readonly ReviewRow[]; letters?: readonly NewLetter[] },
  now: Date,
): Case[] {
  if (hasDied(known.persons)) return []
  const waits = waitsOf(rule, party, known, now)
  const cases: Case[] = [
    ...waits.map((wait): Case => (isReady(wait.event, now) ? { ...wait, ready: true } : wait)),
    ...underWay(rule, party, known, now),
    ...(waits.some(({ kind }) => kind === 'way-home')
      ? []
      : oursInHospital(rule, party, known, now)),
    ...oursLeftHospital(rule, party, known, now),
    ...newLetters(known.letters ?? []),
    ...reviewDue(rule, known.reviews, now),
    ...placed(rule, party, known, now),
  ]
  return cases.sort(byHarm)
}

/** Whoever could leave hospital first, then whoever has waited longest; what no source dates comes last. */
export function byHarm(a: Case, b: Case): number {
  const order = CASE_KINDS.indexOf(a.kind) - CASE_KINDS.indexOf(b.kind)
  const ready = Number(b.ready ?? false) - Number(a.ready ?? false)
  return order || ready || (a.since ?? '9').localeCompare(b.since ?? '9')
}

/** A request that has no answer yet, an assessment that is not finished, what a waiting list is of. */
function underWay(rule: WaitRule, party: string, { occurrences }: KnownOf, now: Date): Case[] {
  const codes = rule.codesOf(party)
  return occurrences.flatMap(({ event }): Case[] => {
    const usual = UNDER_WAY.get(event.kind)
    const kind = usual && (leadsTo(event) ?? usual)
    if (kind === undefined || !codes.has(event.organisation ?? '') || !isOpen(event, now)) return []
    if (hasSequel(event, kind, codes, occurrences, now)) return []
    return [{ kind, since: event.startAt, event }]
  })
}

const UNDER_WAY: ReadonlyMap<string, 'assessment' | 'service'> = new Map([
  ['request', 'assessment'],
  ['assessment', 'service'],
])

const HELD = new Set(['request', 'assessment', 'service'])

/** Ours: we have something open for them, they are in our care, or they are registered with us. */
function isOurs(codes: ReadonlySet<string>, { persons, occurrences }: KnownOf, now: Date): boolean {
  const open = occurrences.map(({ event }) => event).filter((event) => isOpen(event, now))
  const held = open.some(
    (event) =>
      (HELD.has(event.kind) && codes.has(event.organisation ?? '')) || isPlacedWith(event, codes),
  )
  return held || isRegisteredWith(persons, codes)
}

function oursInHospital(rule: WaitRule, party: string, known: KnownOf, now: Date): Case[] {
  if (!isOurs(rule.codesOf(party), known, now)) return []
  return known.occurrences
    .map(({ event }) => event)
    .filter((event) => event.kind === 'stay' && isOpen(event, now))
    .map((event) => ({
      kind: 'in-hospital',
      since: readySince(event, now) ?? event.startAt,
      event,
      ...(isReady(event, now) ? { ready: true } : {}),
    }))
}

/** Home this week, and not back again: the last stay that ended. */
function oursLeftHospital(rule: WaitRule, party: string, known: KnownOf, now: Date): Case[] {
  if (!isOurs(rule.codesOf(party), known, now)) return []
  const stays = known.occurrences.map(({ event }) => event).filter(({ kind }) => kind === 'stay')
  if (stays.some((event) => isOpen(event, now))) return []
  const [event] = stays
    .filter(({ status, endAt = '' }) => {
      const ago = now.getTime() - Date.parse(endAt)
      return status === 'finished' && ago >= 0 && ago <= LEFT_MS
    })
    .sort((a, b) => b.endAt!.localeCompare(a.endAt!))
  return event === undefined ? [] : [{ kind: 'left-hospital', since: event.endAt, event }]
}

/** The newest first: of several, that one is read first. */
function newLetters(letters: readonly NewLetter[]): Case[] {
  return letters
    .toSorted((a, b) => b.at.localeCompare(a.at))
    .map((letter) => ({ kind: 'letter', since: letter.at, letter }))
}

/** In the organisation's care by what a council arranged: once, since the first of it began. */
function placed(rule: WaitRule, party: string, { occurrences }: KnownOf, now: Date): Case[] {
  const codes = rule.codesOf(party)
  const [event] = occurrences
    .map((one) => one.event)
    .filter((one) => isOpen(one, now) && isPlacedWith(one, codes))
    .sort((a, b) => (a.startAt ?? '9').localeCompare(b.startAt ?? '9'))
  return event === undefined ? [] : [{ kind: 'placed', since: event.startAt, event }]
}

function isReady(event: KnownEvent, now: Date): boolean {
  return event.kind === 'stay' && readySince(event, now) !== undefined
}

/** Long-term support that goes on, and that nobody has looked at for as long as the rule says. */
function reviewDue(rule: WaitRule, reviews: readonly ReviewRow[], now: Date): Case[] {
  if (!reviews.some(({ goes_on }) => goes_on)) return []
  const began = reviews.flatMap(({ began_at }) => began_at ?? []).sort()[0]
  const reviewed = reviews
    .flatMap(({ reviewed_at }) => reviewed_at ?? [])
    .sort()
    .at(-1)
  const since = [began, reviewed]
    .filter((day) => day !== undefined)
    .sort()
    .at(-1)
  if (since === undefined || since > monthsBefore(now, rule.reviewAfterMonths)) return []
  const neverReviewed = reviewed === undefined || (began !== undefined && reviewed < began)
  return [{ kind: 'review', since, ...(neverReviewed ? { neverReviewed } : {}) }]
}

/** YYYY-MM-DD; the last day of a shorter month. */
export function monthsBefore(now: Date, months: number): string {
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  first.setUTCDate(Math.min(now.getUTCDate(), last))
  return first.toISOString().slice(0, 10)
}

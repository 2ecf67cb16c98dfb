import { DAY_MS } from '../kernel/index.ts'
import { deathOf, type SourcePerson } from '../people/index.ts'
import { type KnownEvent, londonDay } from './known-event.ts'
import { isOpen, type Occurrence } from './occurrence.ts'
import type { KnownOf } from './ties.ts'
import { foldReason, type Need, type WaitRule } from './wait-rule.ts'

/**
 * Why somebody waits for an organisation, proved by what the feeds say and never by anybody's word.
 * `service` and `assessment` are what has to come next; `way-home` is whatever lets them leave hospital.
 */
export type Wait = {
  kind: 'way-home' | 'service' | 'assessment'
  /** when it began: ready to leave, or the day of the outcome; absent where no source says */
  since?: string
  /** the stay, the request or the assessment that proves it */
  event: KnownEvent
}

/** No fixed abode, and not known: they stand where a postcode would and tell of no place. */
const NO_PLACE = /^ZZ99/

/**
 * Whom a person waits for a party for, the longest known wait of each kind first. Nobody waits who has
 * died; a wait ends with what it was for, with a later outcome that ends it, and with the rule's time.
 */
export function waitsOf(rule: WaitRule, party: string, known: KnownOf, now: Date): Wait[] {
  if (hasDied(known.persons)) return []
  const waits = [
    ...stays(known.occurrences, now)
      .filter((stay) => needsOf(rule, stay, known.persons).some((need) => need.party === party))
      .map((event): Wait => ({ kind: 'way-home', since: readySince(event, now), event })),
    ...outcomesWithoutSequel(rule, party, known.occurrences, now),
  ]
  return waits.sort(byWait)
}

/** The parties without which somebody cannot leave the hospital that they are in, in the order of the clause. */
export function neededToLeave(rule: WaitRule, known: KnownOf, now: Date): string[] {
  if (hasDied(known.persons)) return []
  const needs = stays(known.occurrences, now).flatMap((stay) => needsOf(rule, stay, known.persons))
  return [...new Set(needs.map(({ party }) => party))]
}

/** The parties that have a person as their own because of where they live: their council. */
export function homeOf(rule: WaitRule, { persons, occurrences }: KnownOf, now: Date): string[] {
  const [stay] = stays(occurrences, now)
  return homesAt(rule, persons, stay)
}

/** What decides whose somebody is at a stay: who tells of it, and where it is. */
type At = Pick<KnownEvent, 'source' | 'organisation'>

/** The same of one stay, whether it goes on or not. */
export function homesAt(
  rule: WaitRule,
  persons: readonly SourcePerson[],
  stay: At | undefined,
): string[] {
  return rule.needs
    .filter((need) => !need.everybody && isOwn(rule, need, persons, stay))
    .map(({ party }) => party)
}

/** Since when somebody could leave; undefined where no source says, or where they are not ready yet. */
export function readySince({ detail }: KnownEvent, now: Date): string | undefined {
  const { readyAt } = detail
  return Date.parse(readyAt ?? '') <= now.getTime() ? readyAt : undefined
}

/** One source’s word against others takes nobody from a list: it is shown there, as that, until it is settled. */
export function hasDied(persons: readonly SourcePerson[]): boolean {
  return deathOf(persons)?.sure === true
}

function stays(occurrences: readonly Occurrence[], now: Date): KnownEvent[] {
  return occurrences
    .map(({ event }) => event)
    .filter((event) => event.kind === 'stay' && isOpen(event, now))
    .sort(byEvent)
}

/** A reason names whom it needs more closely than the way home does: those come first. */
function needsOf(rule: WaitRule, stay: KnownEvent, persons: readonly SourcePerson[]): Need[] {
  const reason = foldReason(stay.detail.delayReason ?? '')
  const pathway = stay.detail.pathway ?? ''
  const byReason = rule.needs.filter(({ reasons }) => reasons.has(reason))
  const byPathway = rule.needs.filter(({ pathways }) => pathways.has(pathway))
  return [...new Set([...byReason, ...byPathway])].filter((need) =>
    isOwn(rule, need, persons, stay),
  )
}

/**
 * Whether somebody is a party's own: it has a record of them, or they live where its people live. Only
 * where neither tells of any party is it the hospital that decides. Where a restricted person lives decides
 * nothing: who sees them would tell it.
 */
function isOwn(
  rule: WaitRule,
  need: Need,
  persons: readonly SourcePerson[],
  stay: At | undefined,
): boolean {
  if (need.everybody) return true
  const knownTo = new Set(persons.map(({ source }) => rule.partyOf(source)))
  const lived = homesOf(rule, persons, stay?.source)
  const owns = ({ party, postcodes }: Need) =>
    knownTo.has(party) || lived.some((home) => postcodes.some((part) => isWithin(home, part)))
  if (owns(need)) return true
  const livesElsewhere = need.postcodes.length > 0 && lived.length > 0
  const isOthers = rule.needs.some((other) => !other.everybody && owns(other))
  const hospital = stay?.organisation
  return !livesElsewhere && !isOthers && hospital !== undefined && need.hospitals.has(hospital)
}

/**
 * Where somebody lives, as most of their sources have it: one that says otherwise is shown as that source's word and is
 * in doubt, and makes them nobody's. Of as many on each side, whoever tells the stay is believed. Sources agree where
 * what they say lies in the area of the same parties.
 */
function homesOf(
  rule: WaitRule,
  persons: readonly SourcePerson[],
  teller: string | undefined,
): readonly Postcode[] {
  const known = homes.get(persons) ?? new Map<string | undefined, Homes>()
  homes.set(persons, known)
  const before = known.get(teller)
  if (before?.rule === rule) return before.all
  const all = workOutHomes(rule, persons, teller)
  known.set(teller, { rule, all })
  return all
}

type Homes = { readonly rule: WaitRule; readonly all: readonly Postcode[] }

/** Every clause of a need asks it of the same person again: what was said of them is never changed. */
const homes = new WeakMap<readonly SourcePerson[], Map<string | undefined, Homes>>()

function workOutHomes(
  rule: WaitRule,
  persons: readonly SourcePerson[],
  teller: string | undefined,
): readonly Postcode[] {
  const told = persons.flatMap(({ source, address, restricted }) => {
    const home = restricted === true ? undefined : postcodeOf(address?.postcode)
    return home === undefined ? [] : [{ source, home, area: areaOf(rule, home) }]
  })
  const areas = [...Map.groupBy(told, ({ area }) => area).values()].map((said) => {
    return { said, sources: new Set(said.map(({ source }) => source)) }
  })
  const most = Math.max(...areas.map(({ sources }) => sources.size))
  const first = areas.filter(({ sources }) => sources.size === most)
  const tellers = first.filter(({ sources }) => teller !== undefined && sources.has(teller))
  return (tellers.length > 0 ? tellers : first).flatMap(({ said }) => said.map(({ home }) => home))
}

/** The parties that have a place as their own. */
function areaOf({ needs }: WaitRule, home: Postcode): string {
  const own = needs.filter(({ postcodes }) => postcodes.some((part) => isWithin(home, part)))
  return own.map(({ party }) => party).join()
}

type Postcode = { outward: string; inward: string }

function postcodeOf(written: string | undefined): Postcode | undefined {
  const folded = (written ?? '').toUpperCase().replace(/[^A-Z0-9]/g, '')
  if (NO_PLACE.test(folded)) return undefined
  const whole = /^([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})?$/.exec(folded)
  return whole === null ? undefined : { outward: whole[1]!, inward: whole[2] ?? '' }
}

/** `ZM1` is no part of `ZM12`, nor `Z` of `ZM`. */
function isWithin({ outward, inward }: Postcode, part: string): boolean {
  if (!/\d/.test(part)) return /^[A-Z]+/.exec(outward)![0] === part
  return part.includes(' ') ? part === `${outward} ${inward.charAt(0)}` : part === outward
}

const LEADS_TO: ReadonlyMap<string, 'service' | 'assessment'> = new Map([
  ['assessment', 'assessment'],
  ['reablement', 'service'],
  ['support', 'service'],
])

/** Later in a case on one and the same day. */
const ORDER = ['request', 'assessment', 'review', 'service']

function outcomesWithoutSequel(
  rule: WaitRule,
  party: string,
  occurrences: readonly Occurrence[],
  now: Date,
): Wait[] {
  const codes = rule.codesOf(party)
  return occurrences.flatMap(({ event }): Wait[] => {
    const kind = codes.has(event.organisation ?? '') ? leadsTo(event) : undefined
    const since = event.endAt ?? event.startAt
    if (kind === undefined || since === undefined || !hasBegun(event, now) || isOpen(event, now))
      return []
    const age = now.getTime() - Date.parse(since)
    if (age < 0 || age > rule.days * DAY_MS) return []
    return hasSequel(event, kind, codes, occurrences, now) ? [] : [{ kind, since, event }]
  })
}

/** Whether what an outcome led to has begun since, or a later outcome ended it. */
export function hasSequel(
  event: KnownEvent,
  kind: 'service' | 'assessment',
  codes: ReadonlySet<string>,
  occurrences: readonly Occurrence[],
  now: Date,
): boolean {
  return occurrences.some(
    ({ event: later }) =>
      codes.has(later.organisation ?? '') &&
      hasBegun(later, now) &&
      ORDER.includes(later.kind) &&
      (endsWait(event, kind, later) || goesOnFrom(event, kind, later, now)),
  )
}

/** Of a request, an assessment or a review that is over, of a service that has ended, and of a waiting list. */
export function leadsTo({ kind, detail }: KnownEvent): 'service' | 'assessment' | undefined {
  return ORDER.includes(kind) ? LEADS_TO.get(detail.next ?? '') : undefined
}

/**
 * Support that began while another went on, and outlasts it, is what came of it. A review is of support: while any goes
 * on nobody waits for some, whatever is to change about it.
 */
function goesOnFrom(event: KnownEvent, kind: Wait['kind'], later: KnownEvent, now: Date): boolean {
  if (kind !== 'service' || later.kind !== 'service') return false
  if (event.kind === 'review') return isOpen(later, now)
  if (event.kind !== 'service' || londonDay(later.startAt) <= londonDay(event.startAt)) return false
  return later.endAt === undefined || londonDay(later.endAt) > londonDay(event.endAt)
}

/** What a later return no longer has did not happen. */
function hasBegun({ status, startAt, gone }: KnownEvent, now: Date): boolean {
  if (status === 'cancelled' || status === 'planned' || gone !== undefined) return false
  return startAt !== undefined && Date.parse(startAt) <= now.getTime()
}

/** A service or an assessment that began after it, or a review that was what was wanted, or a word that ends it. */
function endsWait(event: KnownEvent, kind: Wait['kind'], later: KnownEvent): boolean {
  if (!isAfter(later, event)) return false
  if (later.kind === 'service' || later.kind === 'assessment') return true
  if (later.kind === 'review' && kind === 'assessment') return true
  return later.detail.next === 'ended'
}

/** What is not dated is followed by nothing that we could know of. */
function isAfter(later: KnownEvent, event: KnownEvent): boolean {
  if (later.startAt === undefined || event.startAt === undefined) return false
  // What came of a service comes when it ends.
  const from = event.kind === 'service' ? (event.endAt ?? event.startAt) : event.startAt
  const [day, other] = [londonDay(later.startAt), londonDay(from)]
  if (event.kind === 'service') return later.eventId !== event.eventId && day >= other
  if (day !== other) return day > other
  return ORDER.indexOf(later.kind) > ORDER.indexOf(event.kind)
}

function byWait(a: Wait, b: Wait): number {
  return (a.since ?? '9').localeCompare(b.since ?? '9') || byEvent(a.event, b.event)
}

function byEvent(a: KnownEvent, b: KnownEvent): number {
  return (a.startAt ?? '').localeCompare(b.startAt ?? '') || (a.eventId < b.eventId ? -1 : 1)
}

import { addDays, londonDate, mondayOf, remember } from '../kernel/index.ts'
import { formatDate, formatTime, plural } from '../shell/index.ts'
import { byCode } from './code-words.ts'
import type { DataClass } from './data-class.ts'
import { type KnownEvent, londonDay } from './known-event.ts'
import type { Occurrence } from './occurrence.ts'
import type { Sources } from './sources.ts'
import type { TimelineItem } from './timeline.ts'

/** What came of a visit, as providers of care tell it. */
export const VISIT_OUTCOMES = ['made', 'late', 'missed', 'cancelled', 'refused'] as const
export type VisitOutcome = (typeof VISIT_OUTCOMES)[number]

/** What of a visit's detail says that it is told for a whole week in one: hours planned and hours given. */
export const OF_A_WEEK = 'week'

const NOON = '12:00'
/** A visit that was missed is told beside the service for as long as somebody may still ask why. */
const LATELY_DAYS = 14
/** Weeks that lie back further are told together by the month. */
const WEEKS_SHOWN_DAYS = 28
/** More than these are counted, and not listed. */
const LISTED_MAX = 6

/** A provider who tells each visit of a week has told the week: its sum is not counted beside them. */
export function withoutWeeksToldSingly(events: readonly KnownEvent[]): readonly KnownEvent[] {
  if (!events.some(isOfAWeek)) return events
  const singly = new Set(
    events.filter((event) => event.kind === 'visit' && !isOfAWeek(event)).map(weekKey),
  )
  return events.filter((event) => !isOfAWeek(event) || !singly.has(weekKey(event)))
}

/** One visit is known by who makes it and when it was to be made, whoever tells of it. */
export function visitKey(event: KnownEvent): string {
  const { detail } = event
  const planned = detail.plannedAt ?? event.startAt
  return JSON.stringify([event.kind, detail.span, detail.providerId, planned])
}

/** Visits as lines of a timeline: one for each provider and week, then month, and one for what is due today. */
export function visitItems(
  occurrences: readonly Occurrence[],
  sources: Sources,
  now: Date,
  allows: (dataClass: DataClass) => boolean = () => true,
): TimelineItem[] {
  const visits = occurrences.filter(({ event }) => event.kind === 'visit')
  if (visits.length === 0) return []
  const names = providerNames(occurrences, sources)
  const shared = sharedMornings(occurrences, names, allows)
  const today = londonDate(now.toISOString())
  const lines = Map.groupBy(visits, ({ event }) =>
    JSON.stringify([
      event.detail.providerId,
      event.dataClass,
      event.source,
      isDue(event, today) ? 'due' : spanOf(event, today),
    ]),
  )
  return [...lines].map(([key, told]) => {
    const events = told.map(({ event }) => event).sort(byPlan)
    return { ...lineOf(events, { sources, now, names, shared, today }), key: `visits ${key}` }
  })
}

/** `The visit on Tue 24 Feb, 08:00, was missed`: of what a provider should have done lately. */
export function missedLately(
  occurrences: readonly Occurrence[],
  providerId: string,
  now: Date,
): string[] {
  const since = addDays(londonDate(now.toISOString()), -LATELY_DAYS)
  return occurrences
    .map(({ event }) => event)
    .filter(({ kind, detail }) => kind === 'visit' && detail.providerId === providerId)
    .filter((event) => event.detail.visitOutcome === 'missed' && dayOf(event) >= since)
    .sort(byPlan)
    .map((event) => `The visit on ${planWords(event, now)} was missed.`)
}

type Telling = {
  sources: Sources
  now: Date
  names: ReadonlyMap<string, string>
  shared: ReadonlyMap<string, string>
  today: string
}

function lineOf(events: readonly KnownEvent[], telling: Telling): Omit<TimelineItem, 'key'> {
  const { sources, now, names, shared, today } = telling
  const [first, last] = [events[0]!, events.at(-1)!]
  const due = isDue(first, today)
  const providerId = first.detail.providerId
  const days = [...new Set(events.map(dayOf))]
  const mornings = days.flatMap((day) => {
    const words = shared.get(day)
    return words === undefined ? [] : [`${formatDate(day, now)}, ${words}`]
  })
  const detail = [
    ...(['missed', 'late', 'refused', 'cancelled'] as const).flatMap((outcome) =>
      outcomeDetail(events, outcome, now),
    ),
    ...morningsDetail(mornings),
  ]
  return {
    dataClass: first.dataClass,
    side: sources.sideOf(first.source, first.organisation),
    kind: 'visit',
    label: due ? dueWords(events) : spanWords(events, today),
    where: providerId === undefined ? first.detail.provider : names.get(providerId),
    startAt: dayOf(first),
    endAt: endOf(last),
    open: false,
    status: due ? 'planned' : 'finished',
    detail,
    codes: [],
    source: sources.nameOf(first.source),
    learntAt: events
      .map(({ learntAt }) => learntAt)
      .sort()
      .at(-1)!,
    others: [],
  }
}

function morningsDetail(mornings: readonly string[]): TimelineItem['detail'] {
  if (mornings.length === 0) return []
  const many = mornings.length > LISTED_MAX
  const value = many ? plural(mornings.length, 'morning') : mornings.join('; ')
  return [{ name: 'oneMorning', value }]
}

/** `Home care due today: 08:00, 12:30 and 17:00` */
function dueWords(events: readonly KnownEvent[]): string {
  const times = events.map((event) => timeOf(event) ?? 'at no set time')
  return `Home care, ${plural(events.length, 'visit')} due today: ${times.join(', ')}`
}

/** `Home care, 26 of 28 visits made`; of weeks that are told in one, `Home care, 12.5 h of 14 h given` */
function spanWords(events: readonly KnownEvent[], today: string): string {
  const weeks = events.filter(isOfAWeek)
  const meant = events.filter((event) => !isOfAWeek(event) && !isCancelled(event))
  const made = meant.filter(isMade).length
  const unsaid = meant.filter(({ detail }) => detail.visitOutcome === undefined)
  const toCome = unsaid.filter((event) => dayOf(event) >= today).length
  const untold = unsaid.length - toCome
  const were = meant.length - unsaid.length
  const all = made === were ? plural(made, 'visit') : `${made} of ${plural(were, 'visit')}`
  const said = [
    ...(were === 0 ? [] : [`${all} made`]),
    ...(untold === 0 ? [] : [`${plural(untold, 'visit')} not told of`]),
    ...(toCome === 0 ? [] : [`${plural(toCome, 'visit')} to come`]),
    ...(weeks.length === 0 ? [] : [hoursWords(weeks)]),
  ]
  return ['Home care', ...(said.length === 0 ? ['no visit made'] : said)].join(', ')
}

function hoursWords(weeks: readonly KnownEvent[]): string {
  const [planned, given] = ['plannedMinutes', 'minutes'].map((name) =>
    weeks.reduce((sum, { detail }) => sum + Number(detail[name] ?? 0), 0),
  ) as [number, number]
  return `${hours(given)} h of ${hours(planned)} h given`
}

function outcomeDetail(events: readonly KnownEvent[], outcome: VisitOutcome, now: Date) {
  const found = events.filter(({ detail }) => detail.visitOutcome === outcome)
  if (found.length === 0) return []
  if (found.length > LISTED_MAX) {
    const reasons = [...new Set(found.flatMap(({ detail }) => detail.reason ?? []))]
    const why = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`
    return [{ name: outcome, value: `${found.length} visits${why}` }]
  }
  const said = found.map((event) => {
    const { reason } = event.detail
    return `${planWords(event, now)}${reason === undefined ? '' : ` (${reason})`}`
  })
  return [{ name: outcome, value: said.join('; ') }]
}

/**
 * Two givers of care at one door before noon, by day: `Kindhand Home Care at 08:00 and Southmere Community Health at
 * 09:10`. Only of what the viewer may see.
 */
function sharedMornings(
  occurrences: readonly Occurrence[],
  names: ReadonlyMap<string, string>,
  allows: (dataClass: DataClass) => boolean,
): ReadonlyMap<string, string> {
  const atDoor = occurrences
    .map(({ event }) => event)
    .filter((event) => isAtDoor(event) && allows(event.dataClass))
    .flatMap((event) => {
      const time = timeOf(event)
      return time === undefined || time >= NOON ? [] : [{ event, time, day: dayOf(event) }]
    })
  const found = new Map<string, string>()
  for (const [day, calls] of Map.groupBy(atDoor, (call) => call.day)) {
    const givers = Map.groupBy(calls, ({ event }) => giverOf(event, names))
    if (givers.size < 2) continue
    const words = [...givers].map(([giver, own]) => {
      const times = own.map(({ time }) => time).sort()
      return { at: times[0]!, words: `${giver} at ${times[0]}` }
    })
    found.set(
      day,
      words
        .sort((a, b) => (a.at < b.at ? -1 : 1))
        .map((one) => one.words)
        .join(' and '),
    )
  }
  return found
}

/** Somebody came to the door, or is to: a visit that was made or is planned, a contact in the home. */
export function isAtDoor({ kind, status, label, detail }: AtDoor): boolean {
  if (status === 'cancelled') return false
  if (kind === 'visit') return detail.span !== OF_A_WEEK
  return kind === 'contact' && /\bhome\b/i.test(`${label} ${detail.place ?? ''}`)
}

type AtDoor = Pick<KnownEvent, 'kind' | 'status' | 'label' | 'detail'>

function giverOf(event: KnownEvent, names: ReadonlyMap<string, string>): string {
  const { providerId } = event.detail
  if (providerId !== undefined) return names.get(providerId) ?? byCode('a provider')
  const code = event.organisation
  return (
    event.organisationName ?? (code === undefined ? undefined : names.get(code)) ?? event.source
  )
}

/** Providers as whoever arranges them calls them: what tells of visits has only their numbers. */
function providerNames(
  occurrences: readonly Occurrence[],
  sources: Sources,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { event } of occurrences) {
    const { providerId, provider } = event.detail
    if (providerId !== undefined && provider !== undefined) names.set(providerId, provider)
  }
  for (const { event } of occurrences) {
    for (const code of [event.detail.providerId, event.organisation]) {
      if (code === undefined || names.has(code)) continue
      names.set(code, sources.partyName(code) ?? byCode('a provider'))
    }
  }
  return names
}

function isOfAWeek({ kind, detail }: KnownEvent): boolean {
  return kind === 'visit' && detail.span === OF_A_WEEK
}

function isCancelled({ detail }: KnownEvent): boolean {
  return detail.visitOutcome === 'cancelled'
}

function isMade({ detail }: KnownEvent): boolean {
  return detail.visitOutcome === 'made' || detail.visitOutcome === 'late'
}

function isDue(event: KnownEvent, today: string): boolean {
  return event.status === 'planned' && !isOfAWeek(event) && dayOf(event) === today
}

/** The Monday of the week in which it is told; of what lies back further, the month of that Monday. */
function spanOf(event: KnownEvent, today: string): string {
  const monday = weekOf(dayOf(event))
  return monday < weeksShownSince(today) ? monday.slice(0, 7) : monday
}

function weekKey(event: KnownEvent): string {
  return JSON.stringify([event.source, event.detail.providerId, weekOf(dayOf(event))])
}

/** The London day for which it was planned. */
function dayOf({ detail, startAt }: KnownEvent): string {
  return londonDay(detail.plannedAt ?? startAt)
}

function endOf(event: KnownEvent): string {
  return isOfAWeek(event) && event.endAt !== undefined ? event.endAt : dayOf(event)
}

const DAYS_REMEMBERED = 2_000

const weeksShownSince = remember(DAYS_REMEMBERED, (today) => addDays(today, -WEEKS_SHOWN_DAYS))

/** '' where nobody knows the day. */
const weekOf = remember(DAYS_REMEMBERED, (day) => {
  return day.length === 'YYYY-MM-DD'.length ? mondayOf(day) : ''
})

/** `08:00` in London; undefined where a day is all that is known */
function timeOf({ detail, startAt }: KnownEvent): string | undefined {
  const at = detail.plannedAt ?? startAt
  return at === undefined || !at.includes('T') ? undefined : formatTime(at)
}

function planWords(event: KnownEvent, now: Date): string {
  const time = timeOf(event)
  return `${formatDate(dayOf(event), now)}${time === undefined ? '' : `, ${time}`}`
}

function byPlan(a: KnownEvent, b: KnownEvent): number {
  const [left, right] = [a, b].map(({ detail, startAt }) => detail.plannedAt ?? startAt ?? '')
  if (left !== right) return left! < right! ? -1 : 1
  return a.eventId < b.eventId ? -1 : 1
}

function hours(minutes: number): string {
  return String(Math.round(minutes / 6) / 10)
}

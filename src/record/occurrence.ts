import { endsAt } from '../kernel/index.ts'
import { putBack, takenApart } from './apart.ts'
import { visitKey, withoutWeeksToldSingly } from './care-visits.ts'
import { isSaidAgain } from './counted.ts'
import { type DataClass, isPart } from './data-class.ts'
import { type KnownEvent, londonDay, voiceOf } from './known-event.ts'
import { leftForWard } from './left-for-ward.ts'
import { byNewest, joinTellings, newestFirst } from './telling.ts'
import { isReturn, isSameTeller, sameReturns } from './told-returns.ts'
import { sameVisits } from './visits.ts'

/** One thing that happened, however many messages tell of it; the first telling is the one believed. */
export type Occurrence = {
  event: KnownEvent
  /** the other tellings: other forms of the same source, other sources */
  others: readonly KnownEvent[]
  /** what the sources do not agree on */
  conflict: readonly ('end' | 'ward' | 'status')[]
}

/**
 * Puts the tellings of one thing together. What one source says in one form under one number is one, on
 * whichever of the person's records it stands; two numbers of one source are two, however near in time. Only
 * tellings of different forms or sources are then put together: visits by what they are called and by when
 * they began (`visits.ts`), returns of one organisation by its reference (`told-returns.ts`), anything else where all
 * that is shown of it is the same. Who spoke last is believed, and
 * what they do not speak of is as the others say; sources that disagree stay visible. A visit to A&E that nobody ended
 * is over when a stay began (`left-for-ward.ts`).
 * What is in a class of its own is put together with the like of it alone. The order of the tellings does not matter.
 */
export function occurrencesOf(events: readonly KnownEvent[]): Occurrence[] {
  if (events.every(({ dataClass, apart }) => isPart(dataClass) && apart === undefined))
    return putTogether(events)
  const classes = Map.groupBy(events, ({ dataClass }) => (isPart(dataClass) ? '' : dataClass))
  return [...classes.values()].flatMap((own) => {
    const whole = own.map((event) => putBack(event, () => true))
    return putTogether(whole).map((one) => apartAgain(one, own))
  })
}

/** The same with the details that a viewer may see of those that are in another class. */
export function opened(
  occurrence: Occurrence,
  allows: (dataClass: DataClass) => boolean,
): Occurrence {
  const { event, others } = occurrence
  if ([event, ...others].every(({ apart }) => apart === undefined)) return occurrence
  return {
    ...occurrence,
    event: putBack(event, allows),
    others: others.map((other) => putBack(other, allows)),
  }
}

/** What tellings had apart is apart in what is made of them, whichever of them a detail is from. */
function apartAgain(occurrence: Occurrence, tellings: readonly KnownEvent[]): Occurrence {
  const kept = tellings.flatMap(({ apart = [] }) => apart)
  if (kept.length === 0) return occurrence
  const { event, others } = occurrence
  const again = (one: KnownEvent): KnownEvent => {
    const own = kept.filter(({ field, value }) => one.detail[field] === value)
    if (own.length === 0) return one
    return takenApart(
      one,
      Object.fromEntries(own.map(({ field, dataClass }) => [field, dataClass])),
    )
  }
  return { ...occurrence, event: again(event), others: others.map(again) }
}

function putTogether(told: readonly KnownEvent[]): Occurrence[] {
  const events = withoutWeeksToldSingly(told)
  const things = [...Map.groupBy(events, ({ eventId }) => eventId).values()].map(joinTellings)
  const visits = things.filter(isVisit)
  const returns = sameReturns(things.filter((event) => !isVisit(event) && isReturn(event)))
  const joined = returns.filter(({ length }) => length > 1)
  const done = new Set(joined.flat())
  const others = things.filter((event) => !isVisit(event) && !done.has(event))
  return [...sameVisits(visits), ...joined, ...alike(others)].map((tellings) => {
    // Nearly everything is told once, and lists put thousands together.
    if (tellings.length === 1)
      return { event: leftForWard(tellings[0]!, visits), others: [], conflict: [] }
    const [event, ...rest] = byNewest(tellings)
    const conflict = disagreements(event!, rest)
    return { event: leftForWard(rest.reduce(filledFrom, event!), visits), others: rest, conflict }
  })
}

/** Open now: begun, not over, the last day included. A start ahead of now is planned, whatever its status. */
export function isOpen(event: KnownEvent, now: Date): boolean {
  if (event.status !== 'active' || event.gone !== undefined) return false
  if (event.startAt !== undefined && Date.parse(event.startAt) > now.getTime()) return false
  if (event.endAt === undefined) return true
  return endsAt(event.endAt) > now.getTime()
}

/** Of one telling only: where in a ward somebody lies, and why its times are doubted. */
const OF_ONE = ['bay', 'bed']
const NEVER_FILLED = new Set(['doubt'])

/** Of a stay that is over: one that goes on has none of them, whatever was said before. */
const OF_ENDED = ['destination', 'dischargeMethod']

/**
 * An extract that leaves a field out does not say that there is none: what a message said of it stands. Where a message
 * has a stamp for a field, it has spoken of it, and what is not there is not so.
 */
function filledFrom(event: KnownEvent, other: KnownEvent): KnownEvent {
  if (other.status === 'cancelled' || other.gone !== undefined) return event
  const spokenOf = (name: string) => event.form !== 'resource' && event.stamps?.[name] !== undefined
  const goesOn = event.status === 'active' || event.status === 'planned'
  const elsewhere = event.unit !== undefined && event.unit !== other.unit
  const missing = Object.entries(other.detail).filter(([name]) => {
    if (NEVER_FILLED.has(name) || isSaidAgain(name) || (elsewhere && OF_ONE.includes(name)))
      return false
    if (goesOn && OF_ENDED.includes(name)) return false
    return !Object.hasOwn(event.detail, name) && !spokenOf(name)
  })
  return {
    ...event,
    startAt: event.startAt ?? (spokenOf('startAt') ? undefined : other.startAt),
    organisation: event.organisation ?? other.organisation,
    organisationName: event.organisationName ?? other.organisationName,
    unit: event.unit ?? (spokenOf('unit') ? undefined : other.unit),
    ...(missing.length === 0
      ? {}
      : { detail: { ...Object.fromEntries(missing), ...event.detail } }),
  }
}

function isVisit({ kind }: KnownEvent): boolean {
  return kind === 'stay' || kind === 'attendance'
}

/**
 * The same said in another form, by another source, or under another of the person's numbers; twice about one
 * record in one form is twice.
 */
function alike(events: readonly KnownEvent[]): KnownEvent[][] {
  const groups = Map.groupBy(events, shownKey)
  return [...groups.values()].flatMap((tellings) => {
    const byVoice = Map.groupBy(tellings, (event) => voiceOf(event) + event.personId)
    const voices = [...byVoice.values()].map((own) => own.sort(newestFirst))
    const most = Math.max(...voices.map(({ length }) => length))
    return Array.from({ length: most }, (_, at) => voices.flatMap((own) => own[at] ?? []))
  })
}

function shownKey(event: KnownEvent): string {
  if (event.kind === 'visit') return visitKey(event)
  const said = [
    event.kind,
    londonDay(event.startAt),
    londonDay(event.endAt),
    event.status,
    event.label,
    event.organisation,
  ]
  return JSON.stringify([...said, event.unit, Object.entries(event.detail).sort()])
}

/** The same source corrects itself, and so does an organisation by its returns; only another can disagree. */
function disagreements(event: KnownEvent, others: readonly KnownEvent[]): Occurrence['conflict'] {
  const rivals = others.filter((other) => !isSameTeller(other, event))
  const differs = (differ: (rival: KnownEvent) => boolean) => rivals.some(differ)
  const found: Occurrence['conflict'][number][] = []
  if (differs((rival) => londonDay(rival.endAt) !== londonDay(event.endAt))) found.push('end')
  if (
    differs(({ unit }) => unit !== undefined && event.unit !== undefined && unit !== event.unit)
  ) {
    found.push('ward')
  }
  if (differs((rival) => rival.status !== event.status)) found.push('status')
  return found
}

import { precisionOf } from '../kernel/index.ts'
import type { DataClass } from './data-class.ts'
import type { EventKind, EventStatus } from './event.ts'
import type { KnownEvent } from './known-event.ts'
import type { Occurrence } from './occurrence.ts'

/**
 * One thing that happened to one identity, in the typed fields that are counted. Moments are written as exactly as they
 * are known (`2026-03`, `2026-03-12`, ISO with zone). Money and hours are decimals as text.
 */
export type Counted = {
  /** the least of `eventIds`: whatever order they were learnt in, it is the same */
  id: string
  kind: EventKind
  status: EventStatus
  dataClass: DataClass
  start?: string
  end?: string
  /** ready to leave hospital */
  ready?: string
  /** expected to leave */
  expected?: string
  pathway?: string
  delayReason?: string
  /** what was said anew while it went on, each word with when it was said, in order */
  saidAgain?: readonly SaidAgain[]
  /** how they came in */
  admission?: string
  /** from where they came in */
  admittedFrom?: string
  /** where they went */
  destination?: string
  diagnosis?: string
  /** code, as the source sends it */
  organisation?: string
  organisationName?: string
  unit?: string
  providerId?: string
  provider?: string
  /** of a service that is paid by the hour: planned in a week */
  hours?: string
  /** pounds, per `costFrequency` */
  unitCost?: string
  costFrequency?: string
  /** what its outcome leads to: `assessment`, `reablement`, `support`, `ended` */
  next?: string
  /** `long`: long-term support */
  term?: string
  /** how they left, by the NHS data dictionary */
  dischargeMethod?: string
  /** of a visit: when it was to begin, whenever it did */
  planned?: string
  /** of visits, as whole numbers in text: how long they were to take, and took; in a week where it is of a week */
  plannedMinutes?: string
  minutes?: string
  carers?: string
  /** `made`, `late`, `missed`, `cancelled`, `refused` */
  visitOutcome?: string
  /** of a task: whose it is, and for what it waits */
  holder?: string
  waitsFor?: string
  /** what a council's list asks for, or asked for, that had not begun */
  asked?: Asked
  /** of a task: the number of the stay that it is for */
  stayNumber?: string
  /** when the next thing of its sort is due, where a source says so */
  nextDue?: string
  label: string
  /** YYYY-MM-DD: a later return no longer has it */
  gone?: string
  /** on what the sources do not agree */
  conflict: readonly string[]
  /** what sources tell of it; any of them leads to it */
  eventIds: readonly string[]
  sources: readonly string[]
  /** ISO: when anything was first heard of it */
  firstLearntAt: string
}

/**
 * Why they waited, when they were expected to leave, or what a review of the criteria to reside found: `Y` where they
 * are met. `value`: nothing any more, or nothing that may be told here.
 */
export type SaidAgain = {
  readonly what: 'delay' | 'expected' | 'review'
  readonly at: string
  readonly value?: string
  /** the telling that has it */
  readonly eventId: string
}

/** Something that a list has of somebody before it is there: a package that is looked for, a place in a queue. */
export type Asked = {
  /** `Home care`; of a queue what it is for, `assessment`, in the words of whoever keeps it */
  readonly what: string
  /** YYYY-MM-DD: since when the list has it */
  readonly from: string
  /** YYYY-MM-DD: when it began, is to begin, or was asked for no more; absent where nobody says */
  readonly until?: string
}

export function countedOf({ event, others, conflict }: Occurrence): Counted {
  const tellings = [event, ...others]
  const eventIds = unique(tellings.map(({ eventId }) => eventId))
  const { detail } = event
  const said = (name: string) => saidOn(event, name)
  const hourly = /hour/i.test(detail.costFrequency ?? '')
  return {
    id: eventIds[0]!,
    kind: event.kind,
    status: event.status,
    dataClass: event.dataClass,
    start: event.startAt,
    end: event.endAt,
    ready: momentOn(event, 'readyAt'),
    expected: momentOn(event, 'expectedEnd'),
    pathway: said('pathway'),
    delayReason: said('delayReason'),
    admission: said('admission'),
    admittedFrom: said('admittedFrom'),
    destination: said('destination'),
    ...saidAgainIn(tellings),
    diagnosis: said('diagnosis'),
    organisation: event.organisation,
    organisationName: event.organisationName,
    unit: event.unit,
    providerId: said('providerId'),
    provider: said('provider'),
    hours: hourly ? decimalOn(event, 'plannedUnits') : undefined,
    unitCost: decimalOn(event, 'unitCost'),
    costFrequency: said('costFrequency'),
    next: said('next'),
    term: said('term'),
    dischargeMethod: said('dischargeMethod'),
    planned: momentOn(event, 'plannedAt'),
    plannedMinutes: decimalOn(event, 'plannedMinutes'),
    minutes: decimalOn(event, 'minutes') ?? minutesOf(event),
    carers: decimalOn(event, 'carers'),
    visitOutcome: said('visitOutcome'),
    holder: said('holder'),
    waitsFor: said('waitsFor'),
    ...askedIn(tellings),
    stayNumber: said('stayNumber'),
    nextDue: momentOn(event, 'due'),
    label: event.label,
    gone: event.gone,
    conflict: [...conflict].sort(),
    eventIds,
    sources: unique(tellings.map(({ source }) => source)),
    firstLearntAt: tellings.map(({ learntAt }) => learntAt).sort()[0]!,
  }
}

const AGAIN = /^(delay|expected|review) (\d{4}-.+)$/
const NOTHING_SAID = '-'

/** Whether a detail is one of what was said anew: it is counted, and the page shows what stands. */
export function isSaidAgain(name: string): boolean {
  return AGAIN.test(name)
}

/** A word that is in another class is told as none: what was said before it holds no longer, whatever it says. */
function saidAgainIn(tellings: readonly KnownEvent[]): Pick<Counted, 'saidAgain'> {
  const found = new Map<string, SaidAgain>()
  for (const { eventId, detail, apart = [] } of tellings) {
    const kept = apart.map(({ field }) => [field, NOTHING_SAID] as const)
    for (const [name, value] of [...Object.entries(detail), ...kept]) {
      const [, what, at] = AGAIN.exec(name) ?? []
      if (what === undefined || at === undefined) continue
      const word = { what: what as SaidAgain['what'], at, eventId }
      const before = found.get(name)
      if (before !== undefined && before.eventId <= eventId) continue
      found.set(name, value === NOTHING_SAID ? word : { ...word, value })
    }
  }
  const saidAgain = [...found.values()].sort((a, b) => (a.at + a.what < b.at + b.what ? -1 : 1))
  return saidAgain.length === 0 ? {} : { saidAgain }
}

/** By whichever telling is of a list: what a return says of the same thing has no word of it. */
function askedIn(tellings: readonly KnownEvent[]): Pick<Counted, 'asked'> {
  for (const event of tellings) {
    const [what, from, until] = ['asked', 'askedFrom', 'askedUntil'].map((name) =>
      saidOn(event, name),
    )
    if (what === undefined || from === undefined) continue
    return { asked: { what, from, ...(until === undefined ? {} : { until }) } }
  }
  return {}
}

function saidOn({ detail }: KnownEvent, name: string): string | undefined {
  const value = Object.hasOwn(detail, name) ? detail[name] : undefined
  return value === '' ? undefined : value
}

const MOMENT =
  /^\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?)?)?$/

/** A moment that can be counted with; words such as `next week` are none. */
function momentOn(event: KnownEvent, name: string): string | undefined {
  const value = saidOn(event, name)
  if (value === undefined || !MOMENT.test(value)) return undefined
  return Number.isNaN(Date.parse(value)) ? undefined : written(value)
}

/** Moments that are compared are written alike: to the thousandth, in UTC, or as coarsely as they are known. */
function written(moment: string | undefined): string | undefined {
  if (moment === undefined || precisionOf(moment) !== 'instant') return moment
  return new Date(moment).toISOString()
}

/** Of a contact that is told with both its ends. */
function minutesOf({ kind, status, startAt, endAt }: KnownEvent): string | undefined {
  if (kind !== 'contact' || status !== 'finished') return undefined
  if (startAt === undefined || endAt === undefined) return undefined
  if (precisionOf(startAt) !== 'instant' || precisionOf(endAt) !== 'instant') return undefined
  const minutes = Math.round((Date.parse(endAt) - Date.parse(startAt)) / 60_000)
  return minutes >= 0 && minutes <= MINUTES_MAX ? String(minutes) : undefined
}

/** What is told to have gone on for longer has no end that was written down in time. */
const MINUTES_MAX = 24 * 60

function decimalOn(event: KnownEvent, name: string): string | undefined {
  const value = saidOn(event, name)
  return value !== undefined && /^-?\d{1,12}(?:\.\d{1,6})?$/.test(value) ? value : undefined
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort()
}

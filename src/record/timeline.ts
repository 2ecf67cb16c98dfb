import { MadeOf } from '../kernel/index.ts'
import { visitItems } from './care-visits.ts'
import { byCode, type Code, isByCode, listWithoutCodes } from './code-words.ts'
import { isSaidAgain } from './counted.ts'
import type { DataClass } from './data-class.ts'
import { detailCodes, labelOf } from './detail-words.ts'
import type { KnownEvent } from './known-event.ts'
import type { History } from './now.ts'
import { isOpen, type Occurrence } from './occurrence.ts'
import type { Sources } from './sources.ts'
import { foldWords } from './statement.ts'
import { asAtOf, goneWords, isStaleEvent, withoutWithdrawn } from './told-event.ts'

export type TimelineItem = {
  key: string
  dataClass: DataClass
  /** a side's id, or '' */
  side: string
  kind: KnownEvent['kind']
  label: string
  /** 'Mere General, Ward 6' */
  where?: string
  startAt?: string
  endAt?: string
  /** goes on now, as far as somebody has said lately */
  open: boolean
  status: KnownEvent['status']
  detail: readonly { name: string; value: string }[]
  /** by which its label or its detail is named where there are no words */
  codes: readonly Code[]
  /** from discharge ready to leaving, or to now: milliseconds */
  waited?: number
  /** `no longer in the return to Wed 31 Dec 2025` */
  ended?: string
  /** YYYY-MM-DD: it goes on as at this day, and that is too long ago to say that it does now */
  lastTold?: string
  source: string
  learntAt: string
  /** what other sources say of the same thing; `differs` where they do not agree */
  others: readonly OtherTelling[]
}

export type OtherTelling = {
  source: string
  learntAt: string
  differs: boolean
  startAt?: string
  endAt?: string
  where?: string
  status: KnownEvent['status']
}

/** Shown elsewhere in the item, or nothing that people read: where the bed stands, what a unit costs, codes. */
const NOT_LISTED = new Set([
  'readyAt',
  'next',
  'term',
  'visits',
  'site',
  'bay',
  'bed',
  'unitCost',
  'costFrequency',
  'plannedUnits',
  'providerId',
  'stayNumber',
  'asked',
  'askedFrom',
  'askedUntil',
])

/** Everything that happened, newest first, with who says so and when it was learnt. Pure. */
export function timelineOf(
  occurrences: readonly Occurrence[],
  sources: Sources,
  now: Date,
  history: readonly History[] = [],
  allows: (dataClass: DataClass) => boolean = () => true,
): TimelineItem[] {
  const stands = withoutWithdrawn(occurrences)
  const items = stands
    .filter(({ event }) => event.status !== 'cancelled' && event.kind !== 'visit')
    .map((occurrence) => toItem(occurrence, sources, now, history))
  const visits = visitItems(stands, sources, now, allows)
  return [...items, ...visits, ...operationsOf(history, items, sources)].sort(
    (a, b) => moment(b) - moment(a) || (a.key < b.key ? -1 : 1),
  )
}

export function onSide(
  items: readonly TimelineItem[],
  side: string | undefined,
): readonly TimelineItem[] {
  return side === undefined ? items : items.filter((item) => item.side === side)
}

function moment({ startAt, endAt }: TimelineItem): number {
  const at = startAt ?? endAt
  return at === undefined ? Number.NEGATIVE_INFINITY : Date.parse(at)
}

function toItem(
  { event, others, conflict }: Occurrence,
  sources: Sources,
  now: Date,
  history: readonly History[],
): TimelineItem {
  const goesOn = isOpen(event, now)
  const isOld = goesOn && isStaleEvent(event, sources, now)
  const label = labelOf(event)
  const detail = detailShown.get(event, [sources], () => detailOf(event, sources))
  return {
    key: event.eventId,
    dataClass: event.dataClass,
    side: sources.sideOf(event.source, event.organisation),
    kind: event.kind,
    label: [label, event.detail.visits].filter((part) => part).join(', '),
    where: whereOf(event, sources),
    startAt: event.startAt,
    endAt: event.endAt,
    open: goesOn && !isOld,
    status: event.status,
    detail: [...detail, ...diagnosesOf(event, history)],
    codes: [
      ...(isByCode(label) ? [{ code: event.label }] : []),
      ...detail.flatMap(({ name, value }) => detailCodes(name, value)),
    ],
    waited: waitedOf(event, now),
    ended: goneWords(event, now),
    lastTold: isOld ? asAtOf(event) : undefined,
    source: sources.nameOf(event.source),
    learntAt: event.learntAt,
    others: others
      .filter(({ source }) => source !== event.source)
      .map((other) => ({
        source: sources.nameOf(other.source),
        learntAt: other.learntAt,
        differs: conflict.length > 0,
        startAt: other.startAt,
        endAt: other.endAt,
        where: whereOf(other, sources),
        status: other.status,
      })),
  }
}

const detailShown = new MadeOf<KnownEvent, TimelineItem['detail']>()

function detailOf(event: KnownEvent, sources: Sources): TimelineItem['detail'] {
  return Object.entries(event.detail)
    .filter(
      ([name, value]) =>
        !NOT_LISTED.has(name) && !isSaidAgain(name) && value !== '' && !repeats(event, name, value),
    )
    .map(([name, value]) => ({ name, value: HOLDERS.has(name) ? holderOf(value, sources) : value }))
}

/** Details that name whoever has to act: a party of the agreement, or somebody who is none. */
const HOLDERS = new Set(['holder', 'waitsFor'])

/** `mere-general` by its name; `their-family` in words; words as they are. */
function holderOf(value: string, sources: Sources): string {
  const name = sources.nameOf(value)
  return name === value && !value.includes(' ') ? value.replaceAll('-', ' ') : name
}

/** What a stay was for, where that is more than the reason that it gives. */
function diagnosesOf(event: KnownEvent, history: readonly History[]): TimelineItem['detail'] {
  const words = history.flatMap(({ past }) =>
    past.of === 'stay' && past.eventId === event.eventId ? [past.words] : [],
  )
  if (words.length === 0) return []
  const said = new Set(Object.values(event.detail).map(withoutCodes))
  const more = [...new Set(words)].filter((one) => !said.has(foldWords(one))).sort()
  return more.length === 0 ? [] : [{ name: 'diagnosis', value: more.join(', ') }]
}

/** An operation that stands in a list of problems, unless it is told as an event as well. */
function operationsOf(
  history: readonly History[],
  items: readonly TimelineItem[],
  sources: Sources,
): TimelineItem[] {
  const told = new Set(items.map(({ label }) => foldWords(label)))
  return history.flatMap(({ past, resource, dataClass }) => {
    if (past.of !== 'operation' || told.has(foldWords(past.words))) return []
    const { source, learntAt, id } = resource
    return [
      {
        key: id,
        dataClass,
        side: sources.sideOf(source),
        kind: 'procedure' as const,
        label: past.words,
        startAt: past.at,
        open: false,
        status: 'finished' as const,
        detail: [],
        codes: [],
        source: sources.nameOf(source),
        learntAt,
        others: [],
      },
    ]
  })
}

/** A description that says no more than the label, a diagnosis that says no more than the reason. */
function repeats({ label, detail }: KnownEvent, name: string, value: string): boolean {
  if (name === 'diagnosis') return withoutCodes(value) === withoutCodes(detail.reason ?? '')
  if (name !== 'description') return false
  return [label, `${label}, ${detail.visits}`].some(
    (said) => said.toLowerCase() === value.toLowerCase(),
  )
}

function withoutCodes(value: string): string {
  return foldWords(listWithoutCodes(value).words)
}

function whereOf(event: KnownEvent, sources: Sources): string | undefined {
  const code = event.organisation
  const name = event.organisationName ?? (code === undefined ? undefined : sources.partyName(code))
  const parts = [name ?? (code && byCode('an organisation')), event.unit].filter(
    (part) => part !== undefined && part !== '',
  )
  return parts.length === 0 ? undefined : parts.join(', ')
}

function waitedOf(event: KnownEvent, now: Date): number | undefined {
  const ready = Date.parse(event.detail.readyAt ?? '')
  if (event.kind !== 'stay' || Number.isNaN(ready)) return undefined
  const left = event.endAt === undefined ? now.getTime() : Date.parse(event.endAt)
  return left > ready ? left - ready : undefined
}

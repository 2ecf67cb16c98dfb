import { MadeOf, uncapital } from '../kernel/index.ts'
import type { KnownEvent } from './known-event.ts'
import type { Occurrence } from './occurrence.ts'

/** The newest thing that somebody's other side did, in words, and when. */
export type LastAct = {
  /** 'Assessed; went on to support' */
  words: string
  /** ISO, or YYYY-MM-DD */
  at: string
  /** code of the organisation that did it */
  organisation?: string
}

type Moment = LastAct & { order: number }

/**
 * What was done last by those whom `isTheirs` picks: the newest moment of any event, the further one where
 * two fall on the same day. Vaccinations, tasks, and visits that come each day are nobody's
 * turn in a case and are passed over.
 */
export function lastActOf(
  occurrences: readonly Occurrence[],
  isTheirs: (event: KnownEvent) => boolean,
  now: Date,
): LastAct | undefined {
  let last: Moment | undefined
  for (const { event } of occurrences) {
    if (event.status === 'cancelled' || event.gone !== undefined || !isTheirs(event)) continue
    for (const one of moments.get(event, [], () => momentsOf(event))) {
      const isLater = last === undefined || newestFirst(one, last) < 0
      if (isLater && Date.parse(one.at) <= now.getTime()) last = one
    }
  }
  if (last === undefined) return undefined
  const { order: _, ...act } = last
  return act
}

const moments = new MadeOf<KnownEvent, readonly Moment[]>()

function momentsOf(event: KnownEvent): Moment[] {
  const { startAt, endAt, organisation, status } = event
  const begins = status === 'planned' ? undefined : startAt
  const moment = (at: string | undefined, order: number, words: string | undefined): Moment[] =>
    at === undefined || words === undefined ? [] : [{ at, order, words, organisation }]
  const { begun, ended } = wordsOf(event)
  const order = ORDER.indexOf(event.kind) * 3
  const ready = event.kind === 'stay' ? event.detail.readyAt : undefined
  return [
    ...moment(begins, order, begun),
    ...moment(ready, order + 1, 'Said ready to leave'),
    ...moment(status === 'finished' ? endAt : undefined, order + 2, ended),
  ]
}

/** Later in a case on one and the same day. */
const ORDER: readonly KnownEvent['kind'][] = [
  'attendance',
  'contact',
  'stay',
  'procedure',
  'request',
  'assessment',
  'review',
  'service',
]

function wordsOf(event: KnownEvent): { begun?: string; ended?: string } {
  const { kind, label, unit, detail } = event
  const outcome = detail.outcome === undefined ? '' : `: ${uncapital(detail.outcome)}`
  switch (kind) {
    case 'stay': {
      const where = unit ?? event.organisationName ?? 'hospital'
      return { begun: `Admitted to ${where}`, ended: `Left ${where}` }
    }
    case 'request':
      return { begun: 'Request taken', ended: `Request answered${outcome}` }
    case 'assessment':
      return { begun: `${label} begun`, ended: `${label} finished${outcome}` }
    case 'review':
      return { begun: `${label} begun`, ended: `${label} finished${outcome}` }
    case 'service':
      return { begun: `${label} began`, ended: `${label} ended${outcome}` }
    case 'residence':
      return { begun: `${label} began`, ended: `${label} ended` }
    case 'immunisation':
    case 'task':
    case 'visit':
      return {}
    default:
      return { begun: label }
  }
}

function newestFirst(a: Moment, b: Moment): number {
  const [left, right] = [a.at.slice(0, 10), b.at.slice(0, 10)]
  if (left !== right) return left < right ? 1 : -1
  // A source that gives a time of day is more exact than an order that is only likely.
  if (a.at.length > 10 && b.at.length > 10 && a.at !== b.at) return a.at < b.at ? 1 : -1
  return b.order - a.order || (a.words < b.words ? -1 : 1)
}

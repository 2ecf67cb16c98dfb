import { type Day, onDay } from './calendar.ts'
import type { CouncilClient, CouncilEvent } from './council-client.ts'
import { CLIENT, OUTCOME } from './council-words.ts'
import type { World } from './person.ts'
import type { Stay } from './stay.ts'

/** What somebody waits for whom the council has said yes to, or whose review is due. */
export type CouncilWait = {
  waitsFor: 'assessment' | 'service' | 'review'
  /** the end of what said so; for a review a year after the last, or after the support began where there was none */
  since: Day
  /** when they first asked */
  asked?: Day
  /** the outcome in the council's words */
  outcome?: string
}

const GOES_ON: ReadonlySet<string | undefined> = new Set([
  OUTCOME.assessment,
  OUTCOME.planning,
  OUTCOME.reablement,
])
const A_YEAR = 365
/** A package is on the council's list so many days before it begins: assumption. */
const PLANNED_DAYS = 4

/** Of one that is for when somebody leaves hospital, not before they came in. */
export function plannedFrom(start: Day, stays: readonly Stay[]): Day {
  const came = stays.map(({ admittedAt }) => onDay(admittedAt)).filter((day) => day <= start)
  return Math.max(start - PLANNED_DAYS, ...came.filter((day) => day > start - PLANNED_DAYS))
}

/**
 * What the council's own events say is outstanding on the morning of as-of: a request or assessment that went on and
 * was not followed by what it went on to; long-term support whose last review is over a year old.
 */
export function councilWaits(world: World, client: CouncilClient): CouncilWait[] {
  if (client.clientType !== CLIENT.user || client.view.death !== undefined) return []
  let pending: CouncilWait | undefined
  for (const event of inOrder(client.events)) pending = after(pending, event)
  return [...(pending === undefined ? [] : [pending]), ...reviewDue(world, client)]
}

export function openServices(client: CouncilClient): CouncilEvent[] {
  return client.events.filter(({ type, end }) => type === 'Service' && end === undefined)
}

function inOrder(events: readonly CouncilEvent[]): CouncilEvent[] {
  const place = { Request: 0, Assessment: 1, Review: 2, Service: 3 }
  return events.toSorted((a, b) => a.start - b.start || place[a.type] - place[b.type])
}

function after(pending: CouncilWait | undefined, event: CouncilEvent): CouncilWait | undefined {
  if (event.type === 'Review') return pending
  if (event.type === 'Service' || !GOES_ON.has(event.outcome)) return undefined
  const toAssess = event.type === 'Request' && event.outcome === OUTCOME.assessment
  return {
    waitsFor: toAssess ? 'assessment' : 'service',
    since: event.end!,
    asked: pending?.asked ?? event.start,
    outcome: event.outcome,
  }
}

function reviewDue(world: World, client: CouncilClient): CouncilWait[] {
  const lasting = openServices(client).filter(({ serviceType }) => serviceType?.startsWith('Long'))
  if (lasting.length === 0) return []
  const begun = Math.min(...lasting.map(({ start }) => start))
  const reviews = client.events.filter(({ type }) => type === 'Review').map(({ end }) => end!)
  const last = Math.max(begun, ...reviews)
  if (world.asOf - last <= A_YEAR) return []
  return [{ waitsFor: 'review', since: last + A_YEAR }]
}

import type { PersonId, Transaction } from '../kernel/index.ts'
import type { Classing } from './classing.ts'
import type { CareEvent } from './event.ts'
import * as queries from './queries-events.ts'
import { digestOf } from './resource.ts'
import { add, batches, type StoreCounts } from './store-resources.ts'

/** `persons`: of whom something is told that was not told before, each once. */
export type StoredEvents = StoreCounts & { persons: ReadonlySet<PersonId> }

/**
 * Keeps each telling as the source tells it now, as a further version where it says something else than before. What
 * was said before stays, with when it was learnt and when it was superseded. Within one call the last of several
 * with the same id counts: whoever calls has put them in order. Of two writers of one telling the second reads again.
 */
export async function storeEvents(
  tx: Transaction,
  source: string,
  learntAt: Date,
  events: readonly CareEvent[],
  classing: Classing,
): Promise<StoredEvents> {
  const read = [...new Map(events.map(keyed)).values()].sort(byKey)
  const classed = read.map((event) => ({ ...event, ...classing.ofEvent(source, event) }))
  const counts = { new: 0, changed: 0, unchanged: events.length - read.length }
  const persons = new Set<PersonId>()
  for (const batch of batches(classed)) {
    add(counts, await storeBatch(tx, source, learntAt, batch, persons))
  }
  return { ...counts, persons }
}

/**
 * Takes back events that turn out to be none of the person's: a visit that was somebody else's, or one with another.
 * Nothing that was said is lost by it: the version that stood is superseded, and by nothing.
 */
export async function withdrawEvents(
  tx: Transaction,
  events: readonly Pick<CareEvent, 'personId' | 'eventId'>[],
  at: Date,
): Promise<void> {
  const newest = await newestOf(tx, events)
  const standing = [...newest.values()].filter(({ stands }) => stands)
  if (standing.length === 0) return
  const taken = await queries.supersede(tx, at, standing)
  if (taken < standing.length) await withdrawEvents(tx, events, at)
}

function keyed(event: CareEvent): [string, CareEvent & { digest: string }] {
  const detail = Object.entries(event.detail).sort(([a], [b]) => (a < b ? -1 : 1))
  const said = [
    event.kind,
    event.status,
    event.startAt ?? null,
    event.endAt ?? null,
    event.organisation ?? null,
    event.organisationName ?? null,
    event.unit ?? null,
    event.label,
    detail,
    event.numbers ?? [],
    event.stamps ?? null,
    event.saidAt,
    event.told ?? null,
    event.marks ?? null,
    ...(event.undated === true ? [true] : []),
  ]
  const digest = digestOf(JSON.stringify(said))
  return [event.personId + event.eventId, { ...event, digest }]
}

async function newestOf(
  tx: Transaction,
  events: readonly Pick<CareEvent, 'personId' | 'eventId'>[],
): Promise<Map<string, queries.EventVersion>> {
  const rows = await queries.newestVersions(
    tx,
    events.map(({ personId }) => personId),
    events.map(({ eventId }) => eventId),
  )
  return new Map(rows.map((row) => [row.person_id + row.event_id, row]))
}

async function storeBatch(
  tx: Transaction,
  source: string,
  learntAt: Date,
  batch: readonly queries.NewEvent[],
  persons: Set<PersonId>,
): Promise<StoreCounts> {
  const newest = await newestOf(tx, batch)
  const before = (event: queries.NewEvent) => newest.get(event.personId + event.eventId)
  const wanted = batch.filter((event) => {
    const known = before(event)
    return known === undefined || !known.stands || known.digest !== event.digest
  })
  const told = wanted.flatMap((event) => before(event) ?? [])
  const standing = told.filter(({ stands }) => stands)
  if (standing.length > 0 && (await queries.supersede(tx, learntAt, standing)) < standing.length) {
    return storeBatch(tx, source, learntAt, batch, persons)
  }
  const versions = wanted.map((event) => {
    const known = before(event)
    if (known === undefined) return { ...event, version: 1, firstLearntAt: learntAt, learntAt }
    const { version, first_learnt_at: firstLearntAt, known_to: knownTo } = known
    const since = knownTo > learntAt ? knownTo : learntAt
    return { ...event, version: version + 1, firstLearntAt, learntAt: since }
  })
  queries.insertVersions(tx, source, versions)
  for (const { personId } of wanted) persons.add(personId)
  const unchanged = batch.length - wanted.length
  return { new: wanted.length - told.length, changed: told.length, unchanged }
}

function byKey(a: CareEvent, b: CareEvent): number {
  return a.personId + a.eventId < b.personId + b.eventId ? -1 : 1
}

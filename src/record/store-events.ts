import type { Queryable, Transaction } from '../kernel/index.ts'
import type { CareEvent } from './event.ts'
import * as queries from './queries-events.ts'
import { sha256 } from './resource.ts'
import { add, batches, type StoreCounts } from './store-resources.ts'

/**
 * Writes each telling as the source tells it now; the row says when it was first learnt and when it last
 * changed. Within one call the last of several with the same id counts: whoever calls has put them in order.
 */
export async function storeEvents(
  tx: Transaction,
  source: string,
  learntAt: Date,
  events: readonly CareEvent[],
): Promise<StoreCounts> {
  const read = [...new Map(events.map(keyed)).values()].sort(byKey)
  const counts = { new: 0, changed: 0, unchanged: events.length - read.length }
  for (const batch of batches(read)) add(counts, await storeBatch(tx, source, learntAt, batch))
  return counts
}

/**
 * Takes back events that turn out to be none of the person's: a visit that was somebody else's, or one with another.
 * Nothing that a source said is lost by it: the row is what follows from that.
 */
export async function withdrawEvents(
  tx: Queryable,
  events: readonly Pick<CareEvent, 'personId' | 'eventId'>[],
): Promise<void> {
  await queries.deleteEvents(tx, events)
}

function keyed(event: CareEvent): [string, queries.NewEvent] {
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
  ]
  const digest = sha256(JSON.stringify(said))
  return [event.personId + event.eventId, { ...event, digest }]
}

async function storeBatch(
  tx: Transaction,
  source: string,
  learntAt: Date,
  batch: readonly queries.NewEvent[],
): Promise<StoreCounts> {
  const rows = await queries.eventDigests(
    tx,
    batch.map(({ personId }) => personId),
    batch.map(({ eventId }) => eventId),
  )
  const known = new Map(rows.map((row) => [row.person_id + row.event_id, row.digest]))
  const before = (event: queries.NewEvent) => known.get(event.personId + event.eventId)
  const wanted = batch.filter((event) => !before(event)?.equals(event.digest))
  const told = wanted.filter((event) => before(event) !== undefined)
  const fresh = wanted.filter((event) => before(event) === undefined)
  queries.insertEvents(tx, source, learntAt, fresh)
  if (told.length > 0) await queries.updateEvents(tx, learntAt, told)
  return { new: fresh.length, changed: told.length, unchanged: batch.length - wanted.length }
}

function byKey(a: queries.NewEvent, b: queries.NewEvent): number {
  return a.personId + a.eventId < b.personId + b.eventId ? -1 : 1
}

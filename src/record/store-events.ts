import type { Queryable } from '../kernel/index.ts'
import { type CareEvent, eventIdOf } from './event.ts'
import * as queries from './queries.ts'
import { hash } from './resource.ts'
import { add, batches, claimOwners, type StoreCounts } from './store-resources.ts'

/**
 * Writes each event as the source tells it now; the row says when it was first learnt and when it last
 * changed. Within one call the last of several with the same key counts.
 */
export async function storeEvents(
  tx: Queryable,
  source: string,
  learntAt: Date,
  events: readonly CareEvent[],
): Promise<StoreCounts> {
  const read = [...new Map(events.map((event) => keyed(source, event))).values()].sort(byKey)
  const counts = { new: 0, changed: 0, unchanged: events.length - read.length }
  for (const batch of batches(read)) add(counts, await storeBatch(tx, source, learntAt, batch))
  return counts
}

function keyed(source: string, event: CareEvent): [string, queries.NewEvent] {
  const eventId = eventIdOf(source, event)
  const detail = Object.entries(event.detail).sort(([a], [b]) => (a < b ? -1 : 1))
  const digest = hash([
    event.status,
    event.startAt ?? null,
    event.endAt ?? null,
    event.organisation ?? null,
    event.organisationName ?? null,
    event.unit ?? null,
    event.label,
    detail,
  ])
  return [eventId, { ...event, eventId, digest }]
}

async function storeBatch(
  tx: Queryable,
  source: string,
  learntAt: Date,
  batch: readonly queries.NewEvent[],
): Promise<StoreCounts> {
  const before = await claimOwners(
    tx,
    batch.map(({ eventId, personId }) => ({ id: eventId, person_id: personId })),
  )
  if (before.size > 0) {
    await queries.deleteEvents(
      tx,
      [...before].map(([id, person_id]) => ({ id, person_id })),
    )
  }
  const rows = await queries.eventDigests(
    tx,
    batch.map(({ personId }) => personId),
    batch.map(({ eventId }) => eventId),
  )
  const known = new Map(rows.map(({ event_id, digest }) => [event_id, digest]))
  const wanted = batch.filter(({ eventId, digest }) => !known.get(eventId)?.equals(digest))
  if (wanted.length > 0) await queries.upsertEvents(tx, source, learntAt, wanted)
  const changed = wanted.filter(({ eventId }) => known.has(eventId) || before.has(eventId)).length
  return { new: wanted.length - changed, changed, unchanged: batch.length - wanted.length }
}

function byKey(a: queries.NewEvent, b: queries.NewEvent): number {
  return a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0
}

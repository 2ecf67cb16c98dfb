import type { Queryable } from '../kernel/index.ts'
import { noteShared, savePeople } from '../people/index.ts'
import { storeEvents, storeResources, withdrawEvents } from '../record/index.ts'
import { alsoNeeded, knownId, mergeSaid, tell } from './merged.ts'
import * as queries from './queries.ts'
import type { Reading } from './reading.ts'

/**
 * Brings what items say into the record, inside the transaction that puts them into the inbox. The caller
 * holds the source's lock. People come last: who is who is decided under one lock for the whole
 * place, which is then held for as short as can be.
 */
export async function applyReadings(
  tx: Queryable,
  source: string,
  learntAt: Date,
  readings: readonly Reading[],
): Promise<void> {
  const said = readings.flatMap((reading) => reading.said)
  const things = [...new Map(said.map((one) => [knownId(one), one])).values()]
  const before = things.length === 0 ? [] : await queries.readKnown(tx, things)
  for (let more = alsoNeeded(before, said); more.length > 0; ) {
    const found = await queries.readKnown(tx, more)
    before.push(...found)
    more = found.length === 0 ? [] : alsoNeeded(before, said)
  }
  const changed = mergeSaid(before, said)
  if (changed.length > 0) await queries.writeKnown(tx, source, changed)
  const { people, resources, events, withdrawn } = tell(source, changed, readings)
  const { shared } = await storeResources(tx, source, learntAt, resources)
  if (events.length > 0) await storeEvents(tx, source, learntAt, events)
  if (withdrawn.length > 0) await withdrawEvents(tx, withdrawn)
  if (people.length > 0) await savePeople(tx, people, learntAt)
  if (shared.length > 0) await noteShared(tx, shared, learntAt)
}

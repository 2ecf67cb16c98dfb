import type { Queryable } from '../kernel/index.ts'
import { noteShared, savePeople } from '../people/index.ts'
import { storeEvents, storeResources, withdrawEvents } from '../record/index.ts'
import {
  alsoNeeded,
  type Changed,
  echoesOf,
  type Known,
  knownId,
  mergeSaid,
  tell,
} from './merged.ts'
import * as queries from './queries.ts'
import type { Reading, Said } from './reading.ts'

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
  const changed = await merge(tx, said)
  if (changed.length > 0) await queries.writeKnown(tx, source, changed)
  const { people, resources, events, withdrawn } = tell(source, changed, readings)
  const { shared } = await storeResources(tx, source, learntAt, resources)
  if (events.length > 0) await storeEvents(tx, source, learntAt, events)
  if (withdrawn.length > 0) await withdrawEvents(tx, withdrawn)
  if (people.length > 0) await savePeople(tx, people, learntAt)
  if (shared.length > 0) await noteShared(tx, shared, learntAt)
}

/** What is said, and what follows from it for those whom it links. */
async function merge(tx: Queryable, said: readonly Said[]): Promise<Changed[]> {
  const before = await knownOf(tx, said, new Set())
  const changed = mergeSaid(before, said)
  const echoes = echoesOf(changed)
  if (echoes.length === 0) return changed
  const others = await knownOf(tx, echoes, new Set(said.map(knownId)))
  return mergeSaid([...before, ...others], [...said, ...echoes])
}

async function knownOf(
  tx: Queryable,
  said: readonly Said[],
  read: ReadonlySet<string>,
): Promise<Known[]> {
  const things = new Map(said.map((one) => [knownId(one), one]))
  const wanted = [...things].filter(([id]) => !read.has(id)).map(([, thing]) => thing)
  const known = wanted.length === 0 ? [] : await queries.readKnown(tx, wanted)
  for (let more = alsoNeeded(known, said); more.length > 0; ) {
    const found = await queries.readKnown(tx, more)
    known.push(...found)
    more = found.length === 0 ? [] : alsoNeeded(known, said)
  }
  return known
}

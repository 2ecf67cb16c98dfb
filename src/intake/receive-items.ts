import { createHash } from 'node:crypto'
import {
  type Clock,
  type Databases,
  isRefusal,
  type Queryable,
  type Settings,
  systemActor,
  type Viewer,
} from '../kernel/index.ts'
import type { Command, Trail } from '../trail/index.ts'
import { applyReadings } from './apply-readings.ts'
import { type Item, rootOf } from './item.ts'
import type { FileKind } from './kind.ts'
import * as queries from './queries.ts'
import { readItem } from './read-item.ts'
import type { Reading, Verdict } from './reading.ts'

/** What this room needs of the place. */
export type IntakePlace = {
  databases: Databases
  trail: Trail
  clock: Clock
  settings?: Pick<Settings, 'dataFolder' | 'mode'>
}

export type Batch = {
  source: string
  kind: FileKind
  loadId: string
  /** base name of the file; for who loaded it, never on a page */
  file: string
  items: readonly Item[]
  /** who loads; the program itself where nobody is named */
  viewer?: Viewer
  people: ReadonlyMap<string, string>
}

/** `read` is the sum of the other three. */
export type Counts = { read: number; new: number; unchanged: number; quarantined: number }

type Read = { item: Item; verdict: Verdict }

/** A batch whose new items are read; `commit` puts them down. Reading the next one can go on meanwhile. */
export type Prepared = {
  counts: Counts
  warnings: readonly string[]
  commit(): Promise<Counts>
}

type Input = { source: string; kind: FileKind; items: number; root: string }
type Result = { loadId: string; new: number; quarantined: number }

const MADE_UP_WARNING = 'an NHS number begins with 9: it is made up, and this place is live'
const LOADER: Viewer = { actor: systemActor('load'), purpose: 'direct-care' }

/**
 * Looks which items of a batch are new to the source, and reads those. Everything that follows happens in
 * one command: inbox, verdicts, record and people are committed together or not at all.
 */
export async function prepareBatch(place: IntakePlace, batch: Batch): Promise<Prepared> {
  const hashes = batch.items.map(({ hash }) => hash)
  const held = await queries.heldItems(place.databases.care.short, batch.source, hashes)
  const seen = new Map(held.map(({ hash, verdict }) => [hash.toString('latin1'), verdict]))
  const counts: Counts = { read: batch.items.length, new: 0, unchanged: 0, quarantined: 0 }
  const receivedAt = place.clock.now().toISOString()
  const fresh: Read[] = []
  for (const item of batch.items) {
    const id = item.hash.toString('latin1')
    const before = seen.get(id)
    if (before !== undefined) {
      counts[before === 'parsed' ? 'unchanged' : 'quarantined'] += 1
      continue
    }
    const { source, kind, people } = batch
    const read = readItem(item, { source, kind, hash: item.hash, receivedAt, people })
    const verdict = place.settings?.mode === 'live' ? withAlarm(read) : read
    // Twice in one file is once too.
    seen.set(id, verdict.ok ? 'parsed' : 'quarantined')
    fresh.push({ item, verdict })
  }
  const warnings = fresh.flatMap(({ verdict }) => (verdict.ok ? verdict.reading.warnings : []))
  const commit = () => commitFresh(place, batch, fresh, counts, receivedAt)
  return { counts, warnings, commit }
}

/** No NHS number that begins with 9 was ever given to anybody: in a live place one is a test, or a mistake. */
function withAlarm(verdict: Verdict): Verdict {
  if (!verdict.ok) return verdict
  const { reading } = verdict
  const madeUp = reading.said.some(({ fields }) => String(fields.nhsNumber ?? '').startsWith('9'))
  if (!madeUp) return verdict
  return { ok: true, reading: { ...reading, warnings: [...reading.warnings, MADE_UP_WARNING] } }
}

async function commitFresh(
  place: IntakePlace,
  batch: Batch,
  fresh: readonly Read[],
  counts: Counts,
  receivedAt: string,
): Promise<Counts> {
  if (fresh.length === 0) return counts
  const { source, kind } = batch
  const root = rootOf(fresh.map(({ item }) => item.hash)).toString('hex')
  const input: Input = { source, kind, items: fresh.length, root }
  const viewer = batch.viewer ?? LOADER
  const parts = [viewer.actor.id, viewer.purpose, source, kind, root]
  const key = createHash('sha256').update(parts.join('\n')).digest('hex')
  const result = await place.trail.run(receive(batch, fresh, receivedAt), {
    viewer,
    input,
    key: `intake.receive ${key}`,
  })
  if (isRefusal(result)) throw new Error(`a batch was refused: ${result.code}`)
  const quarantined = fresh.filter(({ verdict }) => !verdict.ok).length
  // Another load of the same items was ahead: its result comes back, and nothing of it is new here.
  const mine = result.loadId === batch.loadId
  const taken = mine ? result.new : 0
  return {
    read: counts.read,
    new: taken,
    quarantined: counts.quarantined + quarantined,
    unchanged: counts.unchanged + fresh.length - quarantined - taken,
  }
}

/** Up to a thousand items: their inbox rows with their verdicts, and all that follows from them. */
function receive(batch: Batch, fresh: readonly Read[], receivedAt: string): Command<Input, Result> {
  return {
    name: 'intake.receive',
    async run({ tx, now, announce }, input) {
      const { source, kind, loadId, file } = batch
      await queries.lockSource(tx, source)
      const mine = await withoutHeld(tx, source, fresh)
      const readings = mine.flatMap(({ verdict }) => (verdict.ok ? [verdict.reading] : []))
      const quarantined = mine.length - readings.length
      const counts = { new: readings.length, quarantined }
      if (mine.length > 0) {
        const arrival = { source, kind, loadId, receivedAt }
        await queries.insertItems(
          tx,
          arrival,
          mine.map((read) => rowOf(read, batch.people)),
        )
        await queries.noteLoad(tx, arrival, { taken: readings.length, quarantined, file }, now)
        await queries.noteArrival(tx, source, mine.length, now)
        await applyReadings(tx, source, now, readings)
        await announce('intake.received', source)
      }
      const result = { loadId, ...counts }
      return { result, entry: { ...input, ...counts } }
    },
  }
}

/** Under the lock: what another load has put down since we looked is left to it. */
async function withoutHeld(
  tx: Queryable,
  source: string,
  fresh: readonly Read[],
): Promise<readonly Read[]> {
  const held = await queries.heldItems(
    tx,
    source,
    fresh.map(({ item }) => item.hash),
  )
  const there = new Set(held.map(({ hash }) => hash.toString('latin1')))
  return fresh.filter(({ item }) => !there.has(item.hash.toString('latin1')))
}

function rowOf({ item, verdict }: Read, people: ReadonlyMap<string, string>): queries.NewItem {
  const { hash, place, size, bytes } = item
  const common = { hash, place, size, bytes }
  if (verdict.ok) {
    const { reading } = verdict
    return {
      ...common,
      personId: personOf(reading),
      reason: undefined,
      reasonPlace: undefined,
      context: undefined,
      warnings: reading.warnings,
    }
  }
  return {
    ...common,
    personId: undefined,
    reason: verdict.reason,
    reasonPlace: verdict.place,
    context: contextOf(item, people),
    warnings: [],
  }
}

/** Whom an item is about, so that what is held of a person can be found. */
export function personOf({ said, events, resources }: Reading): string | undefined {
  return [...said, ...events, ...resources].find(({ personId }) => personId !== undefined)?.personId
}

/** The people of the same file whom the item names by a `urn:uuid:`: needed to read it again without the file. */
function contextOf(
  item: Item,
  people: ReadonlyMap<string, string>,
): Record<string, string> | undefined {
  if (people.size === 0 || item.bytes === undefined) return undefined
  const named = item.bytes.toString('latin1').matchAll(/urn:(?:uuid|oid):([^"\\]+)/gi)
  const found = [...named].flatMap(([, name]) => {
    const id = people.get(name!)
    return id === undefined ? [] : [[name!, id] as const]
  })
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

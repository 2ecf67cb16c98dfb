import type { Queryable } from '../kernel/index.ts'
import * as queries from './queries.ts'
import { digestOf, type ParsedResource, resourceIdOf } from './resource.ts'

const BATCH = 1_000

/** `new` and `changed` resources got a version; `unchanged` ones were there word for word. */
export type StoreCounts = { new: number; changed: number; unchanged: number }

/**
 * Keeps what a source sent, as a further version where it says something else than before. Within one
 * call the last of several with the same id counts. Two writers at once both end right: whoever finds
 * its version number taken looks again.
 */
export async function storeResources(
  tx: Queryable,
  source: string,
  learntAt: Date,
  resources: readonly ParsedResource[],
): Promise<StoreCounts> {
  const read = [...new Map(resources.map((resource) => keyed(source, resource))).values()]
  const counts = { new: 0, changed: 0, unchanged: resources.length - read.length }
  const owned = read.filter((resource) => resource.person_id !== null)
  const shared = read.filter((resource) => resource.person_id === null)
  for (const batch of batches(owned)) add(counts, await storeOwned(tx, source, learntAt, batch))
  for (const batch of batches(shared)) add(counts, await storeShared(tx, source, learntAt, batch))
  return counts
}

export function* batches<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += BATCH) yield items.slice(start, start + BATCH)
}

export function add(total: StoreCounts, more: StoreCounts): void {
  total.new += more.new
  total.changed += more.changed
  total.unchanged += more.unchanged
}

type Incoming = Omit<queries.NewVersion, 'version'>

function keyed(source: string, resource: ParsedResource): [string, Incoming] {
  const id = resourceIdOf(source, resource.type, resource.sourceId)
  return [
    id,
    {
      person_id: resource.personId ?? null,
      type: resource.type,
      id,
      source_id: resource.sourceId,
      content: resource.content,
      digest: digestOf(resource.content),
      true_at: resource.trueAt ?? null,
    },
  ]
}

async function storeOwned(
  tx: Queryable,
  source: string,
  learntAt: Date,
  batch: readonly Incoming[],
): Promise<StoreCounts> {
  const sorted = [...batch].sort(byKey)
  const moved = await takeOver(tx, learntAt, sorted)
  const store = async (resources: readonly Incoming[]): Promise<StoreCounts> => {
    const versions = await queries.currentVersions(
      tx,
      resources.map((resource) => resource.person_id!),
      resources.map(({ id }) => id),
    )
    const { fresh, changed, unchanged } = compare(resources, versions, moved)
    const wanted = [...fresh, ...changed]
    if (wanted.length === 0) return { new: 0, changed: 0, unchanged }
    const kept = await queries.insertVersions(tx, source, learntAt, wanted)
    if (kept < wanted.length) return store(resources)
    if (changed.length > 0) await queries.supersede(tx, learntAt, changed)
    return { new: fresh.length, changed: changed.length, unchanged }
  }
  return store(sorted)
}

/**
 * Takes what the source now says is another person's away from whom it was. Returns the ids that moved:
 * to the new person they are a change, not something new.
 */
async function takeOver(
  tx: Queryable,
  learntAt: Date,
  resources: readonly Incoming[],
): Promise<ReadonlySet<string>> {
  const before = await claimOwners(
    tx,
    resources.map(({ id, person_id }) => ({ id, person_id: person_id! })),
  )
  const gone = resources
    .filter(({ id }) => before.has(id))
    .map(({ id, type }) => ({ id, type, person_id: before.get(id)!, version: 2 ** 31 - 1 }))
  if (gone.length > 0) await queries.supersede(tx, learntAt, gone)
  return new Set(before.keys())
}

/** Writes the owners down; returns the former owner of each id that has changed hands. */
export async function claimOwners(
  tx: Queryable,
  claims: readonly queries.OwnerRow[],
): Promise<Map<string, string>> {
  const rows = await queries.readOwners(
    tx,
    claims.map(({ id }) => id),
  )
  const known = new Map(rows.map(({ id, person_id }) => [id, person_id]))
  const missing = claims.filter(({ id }) => !known.has(id))
  if (missing.length > 0 && (await queries.insertOwners(tx, missing)) < missing.length) {
    return claimOwners(tx, claims)
  }
  const changed = claims.filter(({ id, person_id }) => (known.get(id) ?? person_id) !== person_id)
  if (changed.length > 0) await queries.changeOwners(tx, changed)
  return new Map(changed.map(({ id }) => [id, known.get(id)!]))
}

async function storeShared(
  tx: Queryable,
  source: string,
  learntAt: Date,
  batch: readonly Incoming[],
): Promise<StoreCounts> {
  const sorted = [...batch].sort(byKey)
  const versions = await queries.currentSharedVersions(
    tx,
    sorted.map(({ id }) => id),
  )
  const { fresh, changed, unchanged } = compare(sorted, versions, new Set())
  const wanted = [...fresh, ...changed]
  if (wanted.length === 0) return { new: 0, changed: 0, unchanged }
  const kept = await queries.insertSharedVersions(tx, source, learntAt, wanted)
  if (kept < wanted.length) return storeShared(tx, source, learntAt, batch)
  if (changed.length > 0) await queries.supersedeShared(tx, learntAt, changed)
  return { new: fresh.length, changed: changed.length, unchanged }
}

type Compared = { fresh: queries.NewVersion[]; changed: queries.NewVersion[]; unchanged: number }

function compare(
  resources: readonly Incoming[],
  versions: readonly queries.VersionRow[],
  moved: ReadonlySet<string>,
): Compared {
  const known = new Map(versions.map((version) => [version.id, version]))
  const compared: Compared = { fresh: [], changed: [], unchanged: 0 }
  for (const resource of resources) {
    const before = known.get(resource.id)
    if (before?.digest.equals(resource.digest)) compared.unchanged += 1
    else if (before) compared.changed.push({ ...resource, version: before.version + 1 })
    else if (moved.has(resource.id)) compared.changed.push({ ...resource, version: 1 })
    else compared.fresh.push({ ...resource, version: 1 })
  }
  return compared
}

/** One order for every writer, so that two of them wait for each other but never in a ring. */
function byKey(a: Incoming, b: Incoming): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

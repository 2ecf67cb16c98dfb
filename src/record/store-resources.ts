import type { PersonId, Queryable } from '../kernel/index.ts'
import * as queries from './queries.ts'
import { digestOf, type ParsedResource, resourceIdOf } from './resource.ts'

const BATCH = 1_000

/** `new` and `changed` resources got a version; `unchanged` ones were there word for word. */
export type StoreCounts = { new: number; changed: number; unchanged: number }

/** One id that a source has given to several people: they keep what they have, and somebody has to look. */
export type Shared = { personIds: readonly PersonId[] }

/**
 * Keeps what a source sent, as a further version where it says something else than before. The greatest stamp
 * is current: what is older than what is known is kept beside it and never was current. The same said again
 * moves the stamp on and makes no version. Two writers at once both end right: whoever finds its version
 * number taken looks again.
 */
export async function storeResources(
  tx: Queryable,
  source: string,
  learntAt: Date,
  resources: readonly ParsedResource[],
): Promise<StoreCounts & { shared: readonly Shared[] }> {
  const read = resources.map((resource) => incoming(source, resource))
  const counts = { new: 0, changed: 0, unchanged: 0 }
  const owned = read.filter((resource) => resource.person_id !== null)
  const common = read.filter((resource) => resource.person_id === null)
  const shared: Shared[] = []
  for (const batch of batches(owned)) {
    const { shared: found, ...more } = await storeOwned(tx, source, learntAt, batch)
    add(counts, more)
    shared.push(...found)
  }
  for (const batch of batches(common)) add(counts, await storeCommon(tx, source, learntAt, batch))
  return { ...counts, shared }
}

export function* batches<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += BATCH) yield items.slice(start, start + BATCH)
}

export function add(total: StoreCounts, more: StoreCounts): void {
  total.new += more.new
  total.changed += more.changed
  total.unchanged += more.unchanged
}

type Incoming = Omit<queries.NewVersion, 'version' | 'late' | 'contested'>

function incoming(source: string, resource: ParsedResource): Incoming {
  return {
    person_id: resource.personId ?? null,
    type: resource.type,
    id: resourceIdOf(source, resource.type, resource.sourceId, resource.server),
    source_id: resource.sourceId,
    content: queries.storable(resource.content),
    digest: digestOf(resource.content),
    stamp: resource.stamp,
    refs: resource.refs ?? null,
    true_at: resource.trueAt ?? null,
    as_at: resource.asAt ?? null,
  }
}

async function storeOwned(
  tx: Queryable,
  source: string,
  learntAt: Date,
  batch: readonly Incoming[],
): Promise<StoreCounts & { shared: Shared[] }> {
  const sorted = [...batch].sort(byKey)
  const contested = await noteHolders(tx, sorted)
  const store = async (): Promise<StoreCounts> => {
    const versions = await queries.currentVersions(
      tx,
      sorted.map((resource) => resource.person_id!),
      sorted.map(({ id }) => id),
    )
    const compared = compare(sorted, versions, contested)
    const { versions: wanted, again, counts } = compared
    if (wanted.length > 0) {
      const kept = await queries.insertVersions(tx, source, learntAt, wanted)
      if (kept < wanted.length) return store()
      const overtaken = currentOf(wanted).filter(({ version }) => version > 1)
      if (overtaken.length > 0) await queries.supersede(tx, learntAt, overtaken)
    }
    if (again.length > 0) await queries.renew(tx, again)
    return counts
  }
  const counts = await store()
  const fresh = [...contested.values()].filter(({ isNew }) => isNew)
  if (fresh.length > 0) {
    await queries.markContested(
      tx,
      fresh.flatMap(({ id, personIds }) => personIds.map((person_id) => ({ id, person_id }))),
    )
  }
  return { ...counts, shared: fresh.map(({ personIds }) => ({ personIds })) }
}

type Contested = { id: string; personIds: PersonId[]; isNew: boolean }

/** Writes down to whom each id was given; answers the ids that more than one person has. */
async function noteHolders(
  tx: Queryable,
  resources: readonly Incoming[],
): Promise<Map<string, Contested>> {
  const claims = new Map(
    resources.map(({ id, person_id }) => [
      id + person_id,
      { id, person_id: person_id as PersonId },
    ]),
  )
  const rows = await queries.readHolders(tx, [...new Set(resources.map(({ id }) => id))])
  const known = new Set(rows.map(({ id, person_id }) => id + person_id))
  const added = [...claims].filter(([key]) => !known.has(key)).map(([, claim]) => claim)
  if (added.length > 0) await queries.insertHolders(tx, added)
  const newly = new Set(added.map(({ id }) => id))
  const holders = Map.groupBy([...rows, ...added], ({ id }) => id)
  return new Map(
    [...holders]
      .filter(([, all]) => all.length > 1)
      .map(([id, all]) => {
        const personIds = all.map(({ person_id }) => person_id).sort()
        return [id, { id, personIds, isNew: newly.has(id) }]
      }),
  )
}

async function storeCommon(
  tx: Queryable,
  source: string,
  learntAt: Date,
  batch: readonly Incoming[],
): Promise<StoreCounts> {
  const sorted = [...batch].sort(byKey)
  const known = await queries.currentSharedVersions(
    tx,
    sorted.map(({ id }) => id),
  )
  const { versions, again, counts } = compare(sorted, known, new Map())
  if (versions.length > 0) {
    const kept = await queries.insertSharedVersions(tx, source, learntAt, versions)
    if (kept < versions.length) return storeCommon(tx, source, learntAt, batch)
    const overtaken = currentOf(versions).filter(({ version }) => version > 1)
    if (overtaken.length > 0) await queries.supersedeShared(tx, learntAt, overtaken)
  }
  if (again.length > 0) await queries.renewShared(tx, again)
  return counts
}

type Compared = { versions: queries.NewVersion[]; again: Incoming[]; counts: StoreCounts }

/**
 * Several words on one resource may come at once; `resources` has them in the order of their stamps, and each
 * meets what the ones before have left. Only the last to become current is current.
 */
function compare(
  resources: readonly Incoming[],
  known: readonly queries.VersionRow[],
  contested: ReadonlyMap<string, unknown>,
): Compared {
  const standing = new Map(known.map((row) => [keyOf(row), { ...row }]))
  const compared: Compared = {
    versions: [],
    again: [],
    counts: { new: 0, changed: 0, unchanged: 0 },
  }
  for (const resource of resources) {
    const key = keyOf(resource)
    const before = standing.get(key)
    if (before?.digest.equals(resource.digest)) {
      compared.counts.unchanged += 1
      if (resource.stamp > before.stamp) {
        before.stamp = resource.stamp
        const mine = compared.versions.findLast((one) => keyOf(one) === key && !one.late)
        if (mine === undefined) compared.again.push(resource)
        else Object.assign(mine, { stamp: resource.stamp, as_at: resource.as_at })
      }
      continue
    }
    const version = (before?.version ?? 0) + 1
    const late = before !== undefined && resource.stamp < before.stamp
    for (const one of compared.versions) if (!late && keyOf(one) === key) one.late = true
    compared.versions.push({ ...resource, version, late, contested: contested.has(resource.id) })
    compared.counts[before === undefined ? 'new' : 'changed'] += 1
    if (before === undefined) standing.set(key, { ...resource, version })
    else if (late) before.version = version
    else Object.assign(before, { version, digest: resource.digest, stamp: resource.stamp })
  }
  return compared
}

function currentOf(versions: readonly queries.NewVersion[]): queries.NewVersion[] {
  return versions.filter(({ late }) => !late)
}

function keyOf({ person_id, id }: { person_id: string | null; id: string }): string {
  return `${person_id} ${id}`
}

/** One order for every writer, so that two of them wait for each other but never in a ring. */
function byKey(a: Incoming, b: Incoming): number {
  const [keyA, keyB] = [keyOf(a), keyOf(b)]
  if (keyA !== keyB) return keyA < keyB ? -1 : 1
  return a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0
}

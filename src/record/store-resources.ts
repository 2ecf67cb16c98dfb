import {
  beginningOf,
  type PersonId,
  precisionOf,
  type Queryable,
  type Transaction,
} from '../kernel/index.ts'
import * as queries from './queries.ts'
import { type ParsedResource, resourceIdOf, writtenOf } from './resource.ts'

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
  tx: Transaction,
  source: string,
  learntAt: Date,
  resources: readonly (ParsedResource | WrittenResource)[],
): Promise<StoreCounts & { shared: readonly Shared[] }> {
  const read = resources.map((one) => ('digest' in one ? one : writeOut(source, one)))
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

/** A resource as it will be kept, its content as text: whoever reads many keeps this of each, and not the whole. */
export type WrittenResource = Omit<queries.NewVersion, 'version' | 'late' | 'contested'> & {
  key: string
}

export function writeOut(source: string, resource: ParsedResource): WrittenResource {
  const id = resourceIdOf(source, resource.type, resource.sourceId, resource.server)
  const person_id = resource.personId ?? null
  const { text, digest } = writtenOf(resource.content)
  return {
    key: keyOf({ id, person_id }),
    person_id,
    type: resource.type,
    id,
    source_id: resource.sourceId,
    content: text,
    digest,
    stamp: resource.stamp,
    refs: resource.refs ?? null,
    true_at: resource.trueAt === undefined ? null : beginningOf(resource.trueAt),
    true_precision: resource.trueAt === undefined ? null : precisionOf(resource.trueAt),
    as_at: resource.asAt ?? null,
  }
}

async function storeOwned(
  tx: Transaction,
  source: string,
  learntAt: Date,
  batch: readonly WrittenResource[],
): Promise<StoreCounts & { shared: Shared[] }> {
  const sorted = [...batch].sort(byKey)
  const { contested, known } = await claim(tx, sorted)
  // What was never claimed before has no versions, and nobody else can be writing them.
  const first = compare(
    sorted.filter(({ key }) => !known.has(key)),
    [],
    contested,
  )
  queries.copyVersions(tx, source, learntAt, first.versions)
  const counts = first.counts
  const told = sorted.filter(({ key }) => known.has(key))
  if (told.length > 0) add(counts, await storeTold(tx, source, learntAt, told, contested))
  const fresh = [...contested.values()].filter(({ isNew }) => isNew)
  if (fresh.length > 0) {
    await queries.markContested(
      tx,
      fresh.flatMap(({ id, personIds }) => personIds.map((person_id) => ({ id, person_id }))),
    )
  }
  return { ...counts, shared: fresh.map(({ personIds }) => ({ personIds })) }
}

/** Further words on what is known. */
async function storeTold(
  tx: Queryable,
  source: string,
  learntAt: Date,
  told: readonly WrittenResource[],
  contested: ReadonlyMap<string, Contested>,
): Promise<StoreCounts> {
  const current = await queries.currentVersions(
    tx,
    told.map((resource) => resource.person_id!),
    told.map(({ id }) => id),
  )
  const { versions, again, counts } = compare(told, current, contested)
  if (versions.length > 0) {
    const kept = await queries.insertVersions(tx, source, learntAt, versions)
    if (kept < versions.length) return storeTold(tx, source, learntAt, told, contested)
    const overtaken = currentOf(versions).filter(({ version }) => version > 1)
    if (overtaken.length > 0) await queries.supersede(tx, learntAt, overtaken)
  }
  if (again.length > 0) await queries.renew(tx, again)
  return counts
}

type Contested = { id: string; personIds: PersonId[]; isNew: boolean }

/** Writes down to whom each id was given; answers the ids that more than one person has, and the claims of before. */
async function claim(
  tx: Queryable,
  resources: readonly WrittenResource[],
): Promise<{ contested: Map<string, Contested>; known: Set<string> }> {
  const claims = new Map(
    resources.map(({ key, id, person_id }) => [key, { id, person_id: person_id as PersonId }]),
  )
  let { held, added } = await queries.claimIds(tx, [...claims.values()])
  let known = new Set(held.map(keyOf))
  const fresh = [...claims].filter(([key]) => !known.has(key)).map(([, one]) => one)
  const newly = new Set(fresh.map(({ id }) => id))
  if (added < fresh.length) {
    // Another writer was ahead with some of them; by now it is done.
    ;({ held, added } = await queries.claimIds(tx, [...claims.values()]))
    known = new Set(held.map(keyOf))
  }
  const contested = new Map<string, Contested>()
  const holder = new Map<string, PersonId>()
  for (const { id, person_id } of [...held, ...fresh.filter((one) => !known.has(keyOf(one)))]) {
    const other = holder.get(id)
    holder.set(id, person_id)
    if (other === undefined) continue
    const { personIds } = contested.get(id) ?? { personIds: [other] }
    const all = [...personIds, person_id].sort()
    contested.set(id, { id, personIds: all, isNew: newly.has(id) })
  }
  return { contested, known }
}

async function storeCommon(
  tx: Queryable,
  source: string,
  learntAt: Date,
  batch: readonly WrittenResource[],
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

type Compared = { versions: queries.NewVersion[]; again: WrittenResource[]; counts: StoreCounts }

/**
 * Several words on one resource may come at once; `resources` has them in the order of their stamps, and each
 * meets what the ones before have left. Only the last to become current is current.
 */
function compare(
  resources: readonly WrittenResource[],
  known: readonly queries.VersionRow[],
  contested: ReadonlyMap<string, unknown>,
): Compared {
  const standing = new Map(known.map((row) => [keyOf(row), { ...row }]))
  // The version among these that is current, as far as they have been read.
  const newest = new Map<string, queries.NewVersion>()
  const compared: Compared = {
    versions: [],
    again: [],
    counts: { new: 0, changed: 0, unchanged: 0 },
  }
  for (const resource of resources) {
    const { key } = resource
    const before = standing.get(key)
    if (before?.digest.equals(resource.digest)) {
      compared.counts.unchanged += 1
      if (resource.stamp > before.stamp) {
        before.stamp = resource.stamp
        const mine = newest.get(key)
        if (mine === undefined) compared.again.push(resource)
        else Object.assign(mine, { stamp: resource.stamp, as_at: resource.as_at })
      }
      continue
    }
    const version = (before?.version ?? 0) + 1
    const late = before !== undefined && resource.stamp < before.stamp
    const one = { ...resource, version, late, contested: contested.has(resource.id) }
    compared.versions.push(one)
    if (!late) {
      const overtaken = newest.get(key)
      if (overtaken !== undefined) overtaken.late = true
      newest.set(key, one)
    }
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
function byKey(a: WrittenResource, b: WrittenResource): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1
  return a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0
}

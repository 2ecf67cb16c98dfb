import type { PersonId, Transaction } from '../kernel/index.ts'
import type { Classing } from './classing.ts'
import * as queries from './queries.ts'
import { momentCells } from './queries-events.ts'
import { type JsonObject, type ParsedResource, resourceIdOf, writtenOf } from './resource.ts'

const BATCH = 1_000

/** `new` and `changed` resources got a version; `unchanged` ones were there word for word. */
export type StoreCounts = { new: number; changed: number; unchanged: number }

/** One id that a source has given to several people: they keep what they have, and somebody has to look. */
export type Shared = { personIds: readonly PersonId[] }

/**
 * Keeps what a source sent, as a further version where it says something else than before. The greatest stamp
 * is current: what is older than what is known is kept beside it and never was current. The same said again
 * moves the stamp on and makes no version. One writer at a time for a source: what is read is what was committed last.
 */
export async function storeResources(
  tx: Transaction,
  source: string,
  learntAt: Date,
  resources: readonly (ParsedResource | WrittenResource)[],
  classing: Classing,
): Promise<StoreCounts & { shared: readonly Shared[] }> {
  const counts = { new: 0, changed: 0, unchanged: 0 }
  const shared: Shared[] = []
  if (resources.length === 0) return { ...counts, shared }
  queries.lockResources(tx, source)
  const owned: WrittenResource[] = []
  const common: WrittenResource[] = []
  for (const one of resources) {
    const written = 'digest' in one ? one : writeOut(source, one, classing)
    ;(written.person_id === null ? common : owned).push(written)
  }
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
export type WrittenResource = queries.NewVersion

export function writeOut(
  source: string,
  resource: ParsedResource,
  classing: Classing,
): WrittenResource {
  const id = resourceIdOf(source, resource.type, resource.sourceId, resource.server)
  const person_id = resource.personId ?? null
  const { text, digest } = writtenOf(resource.content)
  const { type, content } = resource
  const { dataClass, apart } = classing.ofResource(source, type, content, text)
  const [true_at, true_precision] = momentCells(resource.trueAt)
  return {
    person_id,
    type: resource.type,
    id,
    source_id: resource.sourceId,
    content: text,
    status: statusIn(resource.content),
    data_class: dataClass,
    apart: apart ?? null,
    digest,
    stamp: resource.stamp,
    refs: resource.refs ?? null,
    true_at,
    true_precision,
    as_at: resource.asAt ?? null,
    version: 1,
    contested: false,
    late: false,
  }
}

function statusIn({ status = null }: JsonObject): string | null {
  return status === null || typeof status === 'string' ? status : JSON.stringify(status)
}

async function storeOwned(
  tx: Transaction,
  source: string,
  learntAt: Date,
  batch: readonly WrittenResource[],
): Promise<StoreCounts & { shared: Shared[] }> {
  const ids = new Set(batch.map(({ id }) => id))
  const known = await queries.currentVersions(tx, [...ids])
  if (known.length === 0 && ids.size === batch.length) {
    // Nothing was said of any of them before, as in most of what a source sends first.
    queries.copyVersions(tx, source, learntAt, batch)
    return { new: batch.length, changed: 0, unchanged: 0, shared: [] }
  }
  const contested = contestedIn(batch, known)
  const { versions, again, counts } = compare(inOrder(batch), known, contested)
  queries.copyVersions(tx, source, learntAt, versions)
  const overtaken = currentOf(versions).filter(({ version }) => version > 1)
  if (overtaken.length > 0) await queries.supersede(tx, learntAt, overtaken)
  if (again.length > 0) await queries.renew(tx, again)
  const fresh = [...contested.values()].filter(({ isNew }) => isNew)
  if (fresh.length > 0) {
    await queries.markContested(
      tx,
      fresh.map(({ id }) => id),
    )
  }
  return { ...counts, shared: fresh.map(({ personIds }) => ({ personIds })) }
}

type Contested = { id: string; personIds: PersonId[]; isNew: boolean }

/** The ids that more than one person has, by now; `isNew` where one of them has it only since this batch. */
function contestedIn(
  batch: readonly WrittenResource[],
  known: readonly queries.VersionRow[],
): Map<string, Contested> {
  const holders = new Map<string, PersonId>()
  const contested = new Map<string, Contested>()
  const hold = (id: string, personId: PersonId, isNew: boolean) => {
    const first = holders.get(id)
    if (first === undefined) holders.set(id, personId)
    if (first === undefined || first === personId) return
    const before = contested.get(id) ?? { id, personIds: [first], isNew: false }
    if (before.personIds.includes(personId)) return
    const personIds = [...before.personIds, personId].sort()
    contested.set(id, { id, personIds, isNew: before.isNew || isNew })
  }
  for (const { id, person_id } of known) if (person_id !== null) hold(id, person_id, false)
  for (const { id, person_id } of batch) if (person_id !== null) hold(id, person_id, true)
  return contested
}

async function storeCommon(
  tx: Transaction,
  source: string,
  learntAt: Date,
  batch: readonly WrittenResource[],
): Promise<StoreCounts> {
  const known = await queries.currentSharedVersions(
    tx,
    batch.map(({ id }) => id),
  )
  const { versions, again, counts } = compare(inOrder(batch), known, new Map())
  queries.copySharedVersions(tx, source, learntAt, versions)
  const overtaken = currentOf(versions).filter(({ version }) => version > 1)
  if (overtaken.length > 0) await queries.supersedeShared(tx, learntAt, overtaken)
  if (again.length > 0) await queries.renewShared(tx, again)
  return counts
}

/** Several words on one resource are compared in the order of their stamps. */
function inOrder(batch: readonly WrittenResource[]): readonly WrittenResource[] {
  return batch.toSorted((a, b) => (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0))
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
    const key = keyOf(resource)
    const before = standing.get(key)
    if (before?.digest === resource.digest) {
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

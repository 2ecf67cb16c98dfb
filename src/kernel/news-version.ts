import type { Queryable } from './database.ts'
import { readChanged, readSeen, type SeenRow, type Snapshot } from './queries-news.ts'

/**
 * How far a list was read, in a form that a page can carry: `SECONDS-XMIN-XMAX`, and behind it `.N` for each
 * transaction that still ran, counted from XMIN. Whatever is announced by a transaction that was not over then is news
 * to it, and can be asked for as long as news is kept.
 */
export type NewsVersion = string

/** News is kept for an hour: what is older than this may have lost some of it. */
const KNOWN_SECONDS = 50 * 60
const KEYS_MAX = 500
/** Of more that run, whatever began after these is told again. */
const RUNNING_MAX = 100

/** To be asked before the list is read: what nobody could see yet is news to it. */
export async function newsVersion(db: Queryable): Promise<NewsVersion> {
  return versionOf(await readSeen(db))
}

/**
 * The keys that were announced of a topic since a version, each once, and how far that goes. Undefined where it
 * cannot be told any more, or where there were too many: then the list is read anew.
 */
export async function keysSince(
  db: Queryable,
  topic: string,
  since: NewsVersion,
): Promise<{ version: NewsVersion; keys: string[] } | undefined> {
  const then = readVersion(since)
  if (then === undefined) return undefined
  const asked = { topics: [topic], errands: [], ofAll: [], since: then.seen, limit: KEYS_MAX }
  const found = await readChanged(db, asked)
  return isTold(then, found) ? { version: versionOf(found), keys: found.told } : undefined
}

/** By what it is known that something read is not so any more. What they are about is the first word of their key. */
export type Watched = {
  /** told in the transaction of an effect */
  readonly topics: readonly string[]
  /** asked for in the transaction of a change, by name, and gone in that of its effect */
  readonly errands: readonly string[]
  /** the same, of which nobody can say whom they are about */
  readonly ofAll?: readonly string[]
}

export type Changed = {
  readonly version: NewsVersion
  /** whatever changed since then; undefined where that cannot be told */
  readonly keys: readonly string[] | undefined
  /** of those, whose effects wait; undefined where that cannot be told */
  readonly waiting: readonly string[] | undefined
}

/**
 * What has changed since a version, by what waits and by what was told: of each change one of the two is there from its
 * commit on.
 */
export async function changedSince(
  db: Queryable,
  { topics, errands, ofAll = [] }: Watched,
  since: NewsVersion | undefined,
): Promise<Changed> {
  const then = since === undefined ? undefined : readVersion(since)
  const found = await readChanged(db, {
    topics,
    errands,
    ofAll,
    since: then?.seen,
    limit: KEYS_MAX,
  })
  const version = versionOf(found)
  const { waiting: waits, told, all } = found
  const waiting = all || waits.length === KEYS_MAX ? undefined : waits.map(subjectOf)
  if (waiting === undefined || then === undefined || !isTold(then, found))
    return { version, keys: undefined, waiting }
  return { version, keys: [...waiting, ...told.map(subjectOf)], waiting }
}

function subjectOf(key: string): string {
  return key.split(' ', 1)[0]!
}

type Version = { readonly seen: Snapshot; readonly xmax: bigint; readonly seconds: number }

/** Whether all that was told since then is among what was found: a database that was put back knows of less. */
function isTold(then: Version, found: SeenRow & { told: readonly string[] }): boolean {
  const age = Number(found.seconds) - then.seconds
  const isLater = then.xmax <= BigInt(found.seen.split(':')[1]!)
  return isLater && age >= 0 && age <= KNOWN_SECONDS && found.told.length < KEYS_MAX
}

function versionOf({ seen, seconds }: SeenRow): NewsVersion {
  const [xmin, xmax, list] = seen.split(':') as [string, string, string]
  const running = list === '' ? [] : list.split(',')
  const counted = running.slice(0, RUNNING_MAX).map((xid) => `.${BigInt(xid) - BigInt(xmin)}`)
  return `${seconds}-${xmin}-${running[RUNNING_MAX] ?? xmax}${counted.join('')}`
}

/** Undefined where it is none: it stands in addresses, and anybody can write those. */
function readVersion(version: string): Version | undefined {
  const [, seconds, from, to, list] = VERSION.exec(version) ?? []
  if (seconds === undefined) return undefined
  const [xmin, xmax] = [BigInt(from!), BigInt(to!)]
  const running = list!
    .split('.')
    .slice(1)
    .map((n) => xmin + BigInt(n))
  const isOrdered = running.every((xid, at) => xid > (running[at - 1] ?? xmin - 1n) && xid < xmax)
  if (xmin === 0n || xmax < xmin || xmax > XID_MAX || !isOrdered) return undefined
  return { seen: `${xmin}:${xmax}:${running.join(',')}`, xmax, seconds: Number(seconds) }
}

const VERSION = /^(\d{10})-(\d{1,19})-(\d{1,19})((?:\.\d{1,19}){0,100})$/
const XID_MAX = 2n ** 63n - 1n

import type { Queryable } from './database.ts'
import { newsHorizon, newsKeys, readChanged } from './queries.ts'

/**
 * How far a list was read: a whole number that a page can carry. What was announced and settled since then can
 * be asked for, for as long as news is kept.
 */
export type NewsVersion = string

const SECONDS_DIGITS = 10
/** News is kept for an hour: what is older than this may have lost some of it. */
const KNOWN_SECONDS = 50 * 60
const KEYS_MAX = 500

/** To be asked before the list is read: what is settled later than this is news to it. */
export async function newsVersion(db: Queryable): Promise<NewsVersion> {
  return versionOf(await newsHorizon(db))
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
  const version = await newsVersion(db)
  const [then, now] = [readVersion(since), readVersion(version)!]
  if (then === undefined || then.settled > now.settled) return undefined
  const age = now.seconds - then.seconds
  if (age < 0 || age > KNOWN_SECONDS) return undefined
  const range = { from: String(then.settled), to: String(now.settled), limit: KEYS_MAX }
  const keys = then.settled === now.settled ? [] : await newsKeys(db, topic, range)
  return keys.length === KEYS_MAX ? undefined : { version, keys }
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
 * commit on. What was told by then and is not settled yet is told again by the next asking.
 */
export async function changedSince(
  db: Queryable,
  { topics, errands, ofAll = [] }: Watched,
  since: NewsVersion | undefined,
): Promise<Changed> {
  const then = since === undefined ? undefined : readVersion(since)
  const asked = { topics, errands, ofAll, from: String(then?.settled ?? 0), limit: KEYS_MAX }
  const { settled, seconds, waiting: waits, told, all } = await readChanged(db, asked)
  const version = versionOf({ settled, seconds })
  const waiting = all || waits.length === KEYS_MAX ? undefined : waits.map(subjectOf)
  const age = Number(seconds) - (then?.seconds ?? 0)
  const isTold = age >= 0 && age <= KNOWN_SECONDS && told.length < KEYS_MAX
  if (waiting === undefined || !isTold) return { version, keys: undefined, waiting }
  return { version, keys: [...waiting, ...told.map(subjectOf)], waiting }
}

function subjectOf(key: string): string {
  return key.split(' ', 1)[0]!
}

function versionOf({ settled, seconds }: { settled: string; seconds: string }): NewsVersion {
  return `${settled}${seconds.padStart(SECONDS_DIGITS, '0')}`
}

function readVersion(version: string): { settled: bigint; seconds: number } | undefined {
  const [, settled, seconds] = /^(\d{1,19})(\d{10})$/.exec(version) ?? []
  return settled === undefined ? undefined : { settled: BigInt(settled), seconds: Number(seconds) }
}

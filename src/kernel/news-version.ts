import type { Queryable } from './database.ts'
import { newsHorizon, newsKeys } from './queries.ts'

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
  const { settled, seconds } = await newsHorizon(db)
  return `${settled}${seconds.padStart(SECONDS_DIGITS, '0')}`
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

function readVersion(version: string): { settled: bigint; seconds: number } | undefined {
  const [, settled, seconds] = /^(\d{1,19})(\d{10})$/.exec(version) ?? []
  return settled === undefined ? undefined : { settled: BigInt(settled), seconds: Number(seconds) }
}

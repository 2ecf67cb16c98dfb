import type { Database } from './database.ts'
import { openFollowing, writeFollowing } from './follow.ts'

/** Asks for an errand, under each key, in a transaction of its own. */
export async function askErrand(
  care: Database,
  name: string,
  keys: readonly string[],
  now: Date,
): Promise<void> {
  const following = openFollowing()
  for (const key of keys) following.ask(name, key)
  const rows = writeFollowing([following.gathered], now)
  if (rows !== undefined) await care.transaction(async (tx) => void tx.post(rows))
}

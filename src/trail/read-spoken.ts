import type { Queryable } from '../kernel/index.ts'
import { entryData } from './entry.ts'
import { type SpokenEntry, spokenOf } from './held-tables.ts'
import { entryTexts } from './queries-verify.ts'
import { readTold } from './told.ts'

const AT_ONCE = 1_000

/**
 * What entries say, of those whose text is what was written: for a room that holds its own tables to them. That the log
 * itself is whole is what `trail verify` says.
 */
export async function readSpoken(db: Queryable, ids: readonly string[]): Promise<SpokenEntry[]> {
  const spoken: SpokenEntry[] = []
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    for (const { text, salt, data } of await entryTexts(db, ids.slice(at, at + AT_ONCE))) {
      const told = entryData(salt, text).equals(data) ? readTold(text) : undefined
      if (told?.command === undefined) continue
      spoken.push(spokenOf(told, told.command))
    }
  }
  return spoken
}

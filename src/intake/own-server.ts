import type { Queryable, SourceId } from '../kernel/index.ts'
import type { FeedReading } from './feed-reading.ts'
import { serverOf } from './fhir-address.ts'
import * as queries from './queries.ts'
import { type FileContext, NO_FILE } from './reading.ts'

/**
 * What is known of a feed before its file: whose resources it passes on. Whose ids need no more than themselves is
 * declared, or settled by the feed's first file, and holds for every later one.
 */
export async function feedContext(
  db: Queryable,
  source: SourceId,
  feed: FeedReading,
): Promise<FileContext> {
  const declared = declaredServers(feed)
  if (declared.length > 0) return { ...NO_FILE, bases: new Set(declared) }
  const first = await queries.serverOf(db, source)
  return first === undefined ? NO_FILE : { ...NO_FILE, bases: new Set([first]) }
}

export function declaredServers({ servers = [] }: FeedReading): string[] {
  return servers.flatMap((address) => serverOf(address) ?? [])
}

import type { Agreement } from '../agreement/index.ts'
import type { Clock, Databases } from '../kernel/index.ts'
import { type Heard, type Ties, tiesOf } from './ties.ts'

/** Where it is known when feeds last spoke. */
export type HearsFeeds = {
  databases: Pick<Databases, 'care'>
  clock: Clock
  /** when each feed last spoke, now or as it was known at a time; without it no feed is silent */
  heard?(at?: Date): Promise<ReadonlyMap<string, Date>>
}

const NOBODY_ASKED: ReadonlyMap<string, Date> = new Map()
const remembered = new WeakMap<object, Heard>()

/**
 * What was heard stays heard: a feed that was not silent by what is remembered is not silent now. So it is asked again
 * only where a tie would end by what is remembered.
 */
export async function tiesNow(deps: HearsFeeds, agreement: Agreement): Promise<Ties> {
  const now = deps.clock.now()
  const before = remembered.get(deps.databases)
  const ties = before && tiesOf(agreement, before, now)
  if (ties !== undefined && ties.silent.length === 0) return ties
  const heard = { by: now, last: (await deps.heard?.()) ?? NOBODY_ASKED }
  remembered.set(deps.databases, heard)
  return tiesOf(agreement, heard, now)
}

/** What proved a tie at a time, by the agreement in effect now and by the feeds that had spoken by then. */
export async function tiesAt(deps: HearsFeeds, agreement: Agreement, at: Date): Promise<Ties> {
  return tiesOf(agreement, { by: at, last: (await deps.heard?.(at)) ?? NOBODY_ASKED }, at)
}

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
type Remembered = { heard: Heard; agreement: Agreement; ties: Ties }
const remembered = new WeakMap<object, Remembered>()

/**
 * What was heard stays heard: a feed that was not silent by what is remembered is not silent now. So it is asked again
 * only where a tie would end by what is remembered.
 */
export async function tiesNow(deps: HearsFeeds, agreement: Agreement): Promise<Ties> {
  const now = deps.clock.now()
  const before = remembered.get(deps.databases)
  const same = before?.agreement === agreement ? before.ties : undefined
  const ties = before && tiesOf(agreement, before.heard, now, same)
  if (before !== undefined && ties !== undefined && ties.silent.length === 0) {
    remembered.set(deps.databases, { ...before, agreement, ties })
    return ties
  }
  const heard = { by: now, last: (await deps.heard?.()) ?? NOBODY_ASKED }
  const asked = { heard, agreement, ties: tiesOf(agreement, heard, now, same) }
  remembered.set(deps.databases, asked)
  return asked.ties
}

/** What proved a tie at a time, by the agreement in effect now and by the feeds that had spoken by then. */
export async function tiesAt(deps: HearsFeeds, agreement: Agreement, at: Date): Promise<Ties> {
  return tiesOf(agreement, { by: at, last: (await deps.heard?.(at)) ?? NOBODY_ASKED }, at)
}

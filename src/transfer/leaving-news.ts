import type { PersonId, Queryable, Viewer } from '../kernel/index.ts'
import { hearsListed, listedKeys } from '../record/index.ts'
import type { Place } from '../room.ts'
import type { CountedStay } from './queries.ts'
import type { LatelyStay } from './queries-lists.ts'

/**
 * The news that a row of the list may be otherwise. Its key is the identity, the codes of those at whom something goes
 * on, and the stays that may have been shown: `IDENTITY RXS,E10000099 STAY,STAY`.
 */
export const LEAVING_NEWS = 'transfer'

/** What waits until it is told, or counts everybody again: by the names of the errands. */
export const COUNT_STAYS = 'transfer.count-stays'
export const COUNT_ALL = 'transfer.count-all'
export const FOLLOW_DISPUTE = 'transfer.follow-dispute'

const LATELY_MS = 60 * 60_000

/** Since when somebody who left may still stand on a screen: no longer than news is kept. */
export function lately(now: Date): Date {
  return new Date(now.getTime() - LATELY_MS)
}

/** The news of what was counted anew, of whoever is in hospital or was so lately, before or after. */
export async function leavingKeys(
  db: Queryable,
  before: readonly LatelyStay[],
  after: readonly CountedStay[],
  now: Date,
): Promise<string[]> {
  const since = lately(now).toISOString()
  const open = after.filter(({ leftAt }) => leftAt === undefined || leftAt > since)
  const stays = Map.groupBy([...before, ...open], ({ identityId }) => identityId)
  if (stays.size === 0) return []
  const listed = await listedKeys(db, [...stays.keys()], now)
  const codesOf = new Map(listed.map((key) => key.split(' ') as [PersonId, string]))
  return [...stays].map(([identityId, own]) => {
    const told = codesOf.get(identityId)?.split(',') ?? []
    const codes = new Set([...told, ...own.flatMap(({ organisation = [] }) => organisation)])
    const ids = new Set(own.map(({ stayId }) => stayId))
    return `${identityId} ${[...codes].sort().join(',')} ${[...ids].sort().join(',')}`
  })
}

/** Whether such news may change the list of a viewer. */
export function hearsLeaving(
  place: Pick<Place, 'agreement'>,
  viewer: Viewer,
  key: string,
): boolean {
  return hearsListed(place, viewer, key)
}

/** The stays that such a key names. */
export function staysIn(key: string): string[] {
  return (key.split(' ')[2] ?? '').split(',').filter((id) => id !== '')
}

import type { FeedState } from './feed-state.ts'
import { type KnownEvent, londonDay } from './known-event.ts'
import type { KnownResource } from './known-resource.ts'
import type { Occurrence } from './occurrence.ts'

type Told = { occurrences: readonly Occurrence[]; resources: readonly KnownResource[] }

/**
 * Who lists again and again all that is open says of each thing that it is so as at the newest list, whatever was
 * written of it when it changed last; what somebody wrote since then, as at that day. So it grows old as a return does.
 * Pure.
 *
 * @param at of when it is told: a feed that has spoken since then says nothing of how old its lists were
 */
export function asListed(
  { occurrences, resources }: Told,
  feeds: readonly FeedState[],
  at: Date,
): Told {
  const days = new Map(
    feeds.flatMap(({ feed, listedTo, lastArrivedAt = '' }) =>
      listedTo === undefined || Date.parse(lastArrivedAt) > at.getTime() ? [] : [[feed, listedTo]],
    ),
  )
  if (days.size === 0) return { occurrences, resources }
  const dayOf = (source: string, said: string) => {
    const listed = days.get(source)
    return listed !== undefined && said > listed ? said : listed
  }
  const event = (one: KnownEvent): KnownEvent => {
    const asAt = dayOf(one.source, londonDay(one.saidAt))
    return asAt === undefined ? one : { ...one, asAt }
  }
  return {
    occurrences: occurrences.map((one) => {
      return { ...one, event: event(one.event), others: one.others.map(event) }
    }),
    resources: resources.map((one) => {
      const said = one.stamp.slice(0, one.stamp.indexOf('~'))
      return { ...one, asAt: one.asAt ?? dayOf(one.source, londonDay(said)) }
    }),
  }
}

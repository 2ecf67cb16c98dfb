import { MadeOf } from '../kernel/index.ts'
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
    return asAt === undefined ? one : asAtDay(one, asAt)
  }
  return {
    occurrences: occurrences.map((one) => {
      const [newest, ...others] = [one.event, ...one.others].map(event)
      const tellings = [newest!, ...others]
      return occurrenceOf.get(one, tellings, () => ({ ...one, event: newest!, others }))
    }),
    resources: resources.map((one) => {
      const said = one.stamp.slice(0, one.stamp.indexOf('~'))
      const asAt = one.asAt ?? dayOf(one.source, londonDay(said))
      return asAt === undefined ? one : asAtDay(one, asAt)
    }),
  }
}

const toldAs = new MadeOf<KnownEvent | KnownResource, KnownEvent | KnownResource>()
const occurrenceOf = new MadeOf<Occurrence, Occurrence>()

function asAtDay<T extends KnownEvent | KnownResource>(one: T, asAt: string): T {
  return one.asAt === asAt ? one : (toldAs.get(one, [asAt], () => ({ ...one, asAt })) as T)
}

import type { SourcePerson } from '../people/index.ts'
import type { DataClass } from './data-class.ts'
import type { FeedState } from './feed-state.ts'
import { type Known, knownOf, type NoneSaid, reachOf, type Subject } from './known.ts'
import type { Now } from './now.ts'
import { isStale, type Sources } from './sources.ts'

/** What is known of what everybody asks first; absent where the class is not for this viewer. */
export type KnownParts = Partial<Record<Subject, Known<number | string>>>

export type KnownInput = {
  now: Now
  persons: readonly SourcePerson[]
  feeds: readonly FeedState[]
  sources: Sources
  at: Date
  allows(dataClass: DataClass): boolean
}

/** Pure. */
export function knownParts(input: KnownInput): KnownParts {
  const { now, feeds, sources, allows } = input
  const reach = (dataClass: DataClass) => reachOf(dataClass, feeds, sources)
  const some = (items: readonly unknown[]) => (items.length === 0 ? undefined : items.length)
  const allergies = now.allergies.filter(({ none }) => none !== true)
  const { services } = now
  const ready = now.stay?.event.detail.readyAt
  return {
    ...(allows('health-record') && {
      allergies: knownOf(some(allergies), noAllergies(now), reach('health-record')),
      alerts: knownOf(some(now.alerts), [], reach('health-record')),
    }),
    ...(allows('council-care') && {
      'care-at-home': knownOf(some(services), noCare(input), reach('council-care')),
    }),
    ...(allows('carer') && {
      'next-of-kin': knownOf(
        some(now.nextOfKin.length > 0 ? now.nextOfKin : now.carers),
        [],
        reach('carer'),
      ),
    }),
    ...(allows('hospital') &&
      now.stay !== undefined && { 'ready-date': knownOf(ready, [], reach('hospital')) }),
  }
}

function noAllergies({ allergies }: Now): NoneSaid[] {
  return allergies
    .filter(({ none }) => none === true)
    .map(({ what, sources, trueAt, learntAt }) => ({
      words: what,
      sources,
      at: trueAt ?? learntAt,
    }))
}

/**
 * A council's return holds everybody whom it supports: one that knows the person, is not old and has no open service
 * for them says that there is none. A council that does not know them has said nothing, and one that has spoken since
 * the time of the page has said nothing of then that is known here.
 */
function noCare({ persons, feeds, sources, at }: KnownInput): NoneSaid[] {
  return feeds.flatMap(({ feed, asAt, lastArrivedAt = '' }) => {
    if (feed === undefined || asAt === undefined || isStale(feed, asAt, sources, at)) return []
    if (Date.parse(lastArrivedAt) > at.getTime()) return []
    const knows = persons.some(({ source }) => source === feed)
    const gives = sources.givesOf(feed).includes('council-care')
    return knows && gives ? [{ sources: [sources.nameOf(feed)], asAt }] : []
  })
}

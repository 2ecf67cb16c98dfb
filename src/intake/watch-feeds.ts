import { type Errand, systemActor } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { askLate, feedOf } from './ask-late.ts'
import type { FeedRow } from './feed-kind.ts'
import { falteringAt, isLate } from './lateness.ts'
import { readFeedStates } from './queries.ts'
import { TAKE_RECEIVED } from './take-received.ts'

const WATCHER = { actor: systemActor('watch the feeds'), purpose: '' }
const WATCH_FEED = 'intake.watch-feed'
/** Late is later than this moment, not at it. */
const AFTER_MS = 1

/**
 * Each feed has one timer, whose key is the feed. What arrives sets it off, and it sets itself to when the feed would
 * be late; when it goes off then and nothing has come, the party is asked, and the timer rests until something does.
 */
export const watchFeed: Errand<Place> = {
  name: WATCH_FEED,
  does: 'ask a partner why its feed is late',
  on: 'intake.received',
  async run({ tx, now }, source, place) {
    const feed = feedOf(place, source)
    if (feed === undefined) return undefined
    const state = (await readFeedStates(tx)).find((one) => one.source === source)
    if (state !== undefined && !isLate(state, feed, now)) {
      return new Date(falteringAt(state, feed).getTime() + AFTER_MS)
    }
    if (feed.answers === undefined) return undefined
    const silentSince = state?.last_arrived_at.toISOString() ?? ''
    await place.trail.within(tx, askLate(place), {
      viewer: WATCHER,
      input: { feed: source, silentSince },
      key: `intake.ask-late:${source}:${silentSince}`,
      under: feed.clause,
    })
    return undefined
  },
}

/** A new text may name other feeds: each is looked at once, now and when the text takes effect. */
export const watchFeeds: Errand<Place> = {
  name: 'intake.watch-feeds',
  does: 'begin to take in and to watch the feeds that a new agreement names',
  on: 'agreement',
  async run({ ask }, _hash, { agreement }) {
    await agreement.reload()
    for (const { id } of agreement.current()?.table<FeedRow>('feed') ?? []) {
      ask(WATCH_FEED, id)
      ask(TAKE_RECEIVED, id)
    }
    const upcoming = agreement.upcoming()
    return upcoming && new Date(upcoming.effectiveAt)
  },
}

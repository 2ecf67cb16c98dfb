import { issueLink } from '../access/index.ts'
import { DAY_MS, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { capital, formatDateTime } from '../shell/index.ts'
import type { Command } from '../trail/index.ts'
import { ANSWER_LATE } from './answer-late.ts'
import type { FeedRow } from './feed-kind.ts'
import { insertLateness } from './queries-lateness.ts'

/** `silentSince` is '' where nothing ever came: with the feed it says which lateness this is. */
export type AskLate = { feed: string; silentSince: string }

const LINK_DAYS = 14

/** Asks the post that the feed's clause names why nothing has come. Done once for each lateness, by its key. */
export function askLate(place: Place): Command<AskLate, null, 'nobody-answers'> {
  return {
    name: 'intake.ask-late',
    basis: { under: ['feed'] },
    async run(context, { feed: id, silentSince }) {
      const { tx, now } = context
      const feed = feedOf(place, id)
      if (feed?.answers === undefined) {
        return refuse('nobody-answers', `No clause says who answers for the feed ${id}.`)
      }
      const { post, address } = feed.answers
      await insertLateness(tx, feed.id, now)
      const heard =
        silentSince === ''
          ? 'Nothing has ever come'
          : `Nothing has come since ${formatDateTime(silentSince, now)}`
      const expected = `the agreement expects something at least every ${feed.every}`
      const asks = `${capital(feed.name)}: this feed is late. ${heard}, and ${expected}.`
      await issueLink(context, place, {
        party: feed.party,
        post,
        address,
        asks: `${asks} What happened, and when will it come?`,
        command: ANSWER_LATE,
        input: { feed: id },
        until: new Date(now.getTime() + LINK_DAYS * DAY_MS),
      })
      return { result: null, entry: { feed: id, silentSince, asked: { party: feed.party, post } } }
    },
  }
}

/** The feed as the agreement in effect promises it. */
export function feedOf({ agreement }: Pick<Place, 'agreement'>, id: string): FeedRow | undefined {
  return agreement
    .current()
    ?.table<FeedRow>('feed')
    .find((feed) => feed.id === id)
}

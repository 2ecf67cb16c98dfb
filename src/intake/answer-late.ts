import { z } from 'zod'
import { isRefusal, type Refusal, refuse, type Viewer } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import type { FeedRow } from './feed-kind.ts'
import { askedAbout, isLate } from './lateness.ts'
import { readFeedStates } from './queries.ts'
import { answerLateness, insertLateness, lastLateness } from './queries-lateness.ts'

export const ANSWER_LATE = 'intake.answer-late'

/** What the party of a late feed says of it: by the link that it was sent, or signed in. The newest answer stands. */
export const answerLate = namedCommand({
  name: ANSWER_LATE,
  says: 'Says why a feed is late, and when it will come',
  basis: {
    action: ANSWER_LATE,
    does: 'say why a feed of their own is late',
    under: ['feed'],
  },
  input: z.strictObject({
    feed: z.string().max(60).meta({ label: 'Feed', hint: 'One that your organisation gives' }),
    says: z.string().trim().min(1, 'is empty').max(300, 'is longer than 300 characters').meta({
      label: 'What happened?',
      hint: 'Everybody sees this while the feed is late. Do not name patients, residents or staff.',
      rows: 3,
    }),
    expectedOn: z.iso
      .date('is not a day that exists')
      .optional()
      .meta({ label: 'When will it come?', hint: 'Leave it empty if nobody knows yet' }),
  }),
  choices: (place: Place) => ({ feed: feedNames(place) }),
  refuses: ['no-such-feed', 'not-yours', 'nobody-answers', 'not-late'],
  label: 'Say why a feed is late',
  preview: () => 'Everybody sees this beside the feed, until it has come.',
  leads: () => '/intake',
  async run({ tx, now, viewer, announce }, { feed: id, says, expectedOn }, place: Place) {
    const feed = ownFeed(place, viewer, id, 'says why it is late')
    if (isRefusal(feed)) return feed
    const { clause } = feed
    if (viewer.actor.via === 'link' && feed.answers === undefined) {
      return refuse('nobody-answers', 'The agreement no longer lets anybody answer by a link.', {
        clause,
      })
    }
    const state = (await readFeedStates(tx)).find(({ source }) => source === id)
    if (!isLate(state, feed, now)) {
      return refuse('not-late', 'The feed has come meanwhile, so no answer is needed.', { clause })
    }
    const asked = askedAbout(
      (await lastLateness(tx)).find(({ source }) => source === id),
      state,
    )
    if (asked === undefined) await insertLateness(tx, feed.id, now)
    const about = { source: feed.id, askedAt: asked?.asked_at ?? now }
    await answerLateness(tx, about, { says, expectedOn }, now)
    announce('intake.explained', id)
    return { result: null, entry: { feed: id, says, ...(expectedOn ? { expectedOn } : {}) } }
  },
})

/** Every feed of the agreement, with what people call it. */
export function feedNames({ agreement }: Pick<Place, 'agreement'>): Map<string, string> {
  const feeds = agreement.current()?.table<FeedRow>('feed') ?? []
  return new Map(feeds.map(({ id, name }) => [id, name]))
}

/** A feed that the viewer's own party gives. @param does what only that party does of it */
export function ownFeed(
  { agreement }: Pick<Place, 'agreement'>,
  { actor }: Viewer,
  id: string,
  does: string,
): FeedRow | Refusal<'no-such-feed' | 'not-yours'> {
  const feeds = agreement.current()?.table<FeedRow>('feed') ?? []
  const feed = feeds.find((one) => one.id === id)
  if (feed === undefined) return refuse('no-such-feed', 'The agreement names no such feed.')
  if (actor.organisation === feed.party) return feed
  return refuse('not-yours', `Only the party that gives a feed ${does}.`, { clause: feed.clause })
}

import type { Viewer } from '../kernel/index.ts'
import type { Concern, Place, TodayLine } from '../room.ts'
import { capital, formatAgo, plural } from '../shell/index.ts'
import { ANSWER_LATE } from './answer-late.ts'
import type { FeedRow } from './feed-kind.ts'
import type { Feed } from './feeds.ts'
import { countQuarantined } from './quarantine.ts'
import { waitingSince } from './queries-waiting.ts'

const FEEDS = { href: '/intake', verb: 'See the feeds', action: 'intake.watch' }
const QUARANTINE = {
  href: '/intake/quarantine',
  verb: 'See what could not be read',
  action: 'intake.watch',
}

/** What was received is in the record within a second, as a rule: from here on something hinders it. */
const BEHIND_MS = 60_000

/** What has not arrived, what has and is not in the record, and what could not be read. */
export async function intakeConcerns(
  place: Pick<Place, 'feeds' | 'databases' | 'clock'>,
): Promise<Concern[]> {
  const { short } = place.databases.care
  const [feeds, waiting, quarantined] = await Promise.all([
    place.feeds(),
    waitingSince(short),
    countQuarantined(short),
  ])
  const now = place.clock.now()
  const behind = waiting.filter(({ since }) => now.getTime() - since.getTime() > BEHIND_MS)
  return [
    ...feeds.filter(({ late }) => late).map((feed) => lateFeed(feed, now)),
    ...behind.flatMap(({ source, since }) => {
      // What no clause names waits rightly.
      const feed = feeds.find((one) => one.feed === source)
      return feed?.clause === undefined ? [] : [feedBehind(feed, since, now)]
    }),
    ...unreadItems(quarantined),
  ]
}

/** On Today of whoever may say it: a feed of their own party is late, and nobody has said why. */
export async function intakeToday(
  { feeds, agreement, clock }: Pick<Place, 'feeds' | 'agreement' | 'clock'>,
  { actor }: Viewer,
): Promise<TodayLine[]> {
  const promised = agreement.current()?.table<FeedRow>('feed') ?? []
  const own = new Set(
    promised.filter(({ party }) => party === actor.organisation).map(({ id }) => id),
  )
  if (own.size === 0) return []
  const now = clock.now()
  return (await feeds())
    .filter(({ feed, late, answered }) => late && !answered && own.has(feed))
    .map((feed) => ({
      what: `${capital(feed.name)} is late, and nobody has said why`,
      since: heardWords(feed, now),
      first: 'waits',
      at: { href: answerHref(feed.feed), verb: 'Say why', action: ANSWER_LATE },
    }))
}

/** The form by which a party says why its feed is late. */
export function answerHref(feed: string, then = '/'): string {
  return `/do/${ANSWER_LATE}?feed=${encodeURIComponent(feed)}&then=${encodeURIComponent(then)}`
}

export function lateFeed(feed: Feed, now: Date): Concern {
  const missing =
    feed.lastArrivedAt === undefined ? '' : ' What it would have said is missing from every page.'
  const why = feed.explained === undefined ? '' : ` ${feed.explained}`
  return {
    what: `${capital(feed.name)} is late`,
    since: `${heardWords(feed, now)}${missing}${why}`,
    first: 'harm',
    at: FEEDS,
  }
}

function feedBehind({ name }: Feed, since: Date, now: Date): Concern {
  return {
    what: `What ${name} sent is not in the record yet`,
    since: `The oldest of it came ${formatAgo(since.toISOString(), now)}. No page shows it, or anything that came after it.`,
    first: 'harm',
    at: FEEDS,
  }
}

export function unreadItems(count: number): Concern[] {
  if (count === 0) return []
  return [
    {
      what: `${plural(count, 'item', 'items')} could not be read`,
      since: 'Kept as they came, with the reason. Nothing in them is on any page yet.',
      first: 'waits',
      at: QUARANTINE,
    },
  ]
}

function heardWords({ lastArrivedAt }: Feed, now: Date): string {
  if (lastArrivedAt === undefined) return 'It has never sent anything.'
  return `Last heard ${formatAgo(lastArrivedAt, now)}.`
}

import type { Viewer } from '../kernel/index.ts'
import type { Concern, Place, TodayLine } from '../room.ts'
import { capital, formatAgo, plural } from '../shell/index.ts'
import { ANSWER_LATE } from './answer-late.ts'
import { askedWords } from './ask-meant.ts'
import { dayOf } from './daily-span.ts'
import type { FeedRow } from './feed-kind.ts'
import type { Feed } from './feeds.ts'
import { type Loose, looseOf, looseWords } from './loose-files.ts'
import { isOwnSource } from './own-quarantine.ts'
import { countQuarantined } from './quarantine.ts'
import { type AskedFile, askedFiles } from './queries-asked.ts'
import { waitingSince } from './queries-waiting.ts'
import { SAY_MEANT } from './say-meant.ts'

const FEEDS = { href: '/intake', verb: 'See the feeds', action: 'intake.watch' }
const QUARANTINE = {
  href: '/intake/quarantine',
  verb: 'See what could not be read',
  action: 'intake.watch',
}

/** What was received is in the record within a second, as a rule: from here on something hinders it. */
const BEHIND_MS = 60_000

/** What has not arrived, what has and is not in the record, and what of their own could not be read. */
export async function intakeConcerns(
  place: Pick<Place, 'feeds' | 'databases' | 'clock' | 'agreement' | 'whyNot' | 'settings'>,
  viewer: Viewer,
): Promise<Concern[]> {
  const { short } = place.databases.care
  const [feeds, waiting, own, loose] = await Promise.all([
    place.feeds(),
    waitingSince(short),
    countQuarantined(short, isOwnSource(place, viewer)),
    looseOf(place.settings.dropFolder),
  ])
  const quarantined = own.reduce((sum, { count }) => sum + count, 0)
  const now = place.clock.now()
  const behind = waiting.filter(({ since }) => now.getTime() - since.getTime() > BEHIND_MS)
  return [
    ...feeds.filter(({ late }) => late).map((feed) => lateFeed(feed, now)),
    ...behind.flatMap(({ source, since }) => {
      // What no clause names waits rightly.
      const feed = feeds.find((one) => one.feed === source)
      return feed?.clause === undefined ? [] : [feedBehind(feed, since, now)]
    }),
    ...looseConcerns(loose),
    ...unreadItems(quarantined),
  ]
}

/** On Today of whoever may say it: what a feed of their own party owes an answer for, and nobody has given. */
export async function intakeToday(
  {
    feeds,
    agreement,
    clock,
    databases,
  }: Pick<Place, 'feeds' | 'agreement' | 'clock' | 'databases'>,
  { actor }: Viewer,
): Promise<TodayLine[]> {
  const promised = agreement.current()?.table<FeedRow>('feed') ?? []
  const own = new Set(
    promised.filter(({ party }) => party === actor.organisation).map(({ id }) => id),
  )
  if (own.size === 0) return []
  const now = clock.now()
  const [known, asked] = await Promise.all([feeds(), askedFiles(databases.care.short)])
  const names = new Map(promised.map(({ id, name }) => [id, name]))
  const questions = asked
    .filter(({ source }) => own.has(source))
    .map(
      (one): TodayLine => ({
        what: `${capital(names.get(one.source)!)}: ${askedWords(one, now)}`,
        since: 'Nothing is closed until somebody says that it is meant.',
        first: 'waits',
        at: { href: meantHref(one), verb: 'Say whether it is meant', action: SAY_MEANT },
      }),
    )
  const late = known
    .filter(({ feed, late: isLate, answered }) => isLate && !answered && own.has(feed))
    .map(
      (feed): TodayLine => ({
        what: `Late, and nobody has said why: ${feed.name}`,
        since: heardWords(feed, now),
        first: 'waits',
        at: { href: answerHref(feed.feed), verb: 'Say why', action: ANSWER_LATE },
      }),
    )
  return [...questions, ...late]
}

function meantHref({ source, file }: AskedFile): string {
  return `/do/${SAY_MEANT}?feed=${encodeURIComponent(source)}&day=${dayOf(file)}&then=%2F`
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
    what: `Late: ${feed.name}`,
    since: `${heardWords(feed, now)}${missing}${why}`,
    first: 'harm',
    at: FEEDS,
  }
}

function feedBehind({ name }: Feed, since: Date, now: Date): Concern {
  const ago = formatAgo(since.toISOString(), now)
  return {
    what: `Sent, and not in the record yet: ${name}`,
    since: `The oldest of it came ${ago}. No page shows it, or anything that came after it.`,
    first: 'harm',
    at: FEEDS,
  }
}

/** Nobody knows whose they are, so whoever watches over the place is told. */
function looseConcerns(loose: readonly Loose[]): Concern[] {
  if (loose.length === 0) return []
  return [{ ...looseWords(loose), first: 'harm', at: FEEDS }]
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

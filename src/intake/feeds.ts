import { names } from '../access/index.ts'
import type { Agreement } from '../agreement/index.ts'
import type { Queryable, SourceId } from '../kernel/index.ts'
import { notGiven } from '../record/index.ts'
import type { FeedRow } from './feed-kind.ts'
import { askedAbout, explained, isLate, isSilent } from './lateness.ts'
import * as queries from './queries.ts'
import { countQuarantinedOf } from './queries-inbox.ts'
import { lastLateness } from './queries-lateness.ts'
import type { IntakePlace } from './receive-items.ts'

export type Feed = {
  /** the source under which its files are loaded */
  feed: SourceId
  name: string
  /** ISO; absent where nothing ever came */
  lastArrivedAt?: string
  /** YYYY-MM-DD: the newest day as at which its returns spoke */
  asAt?: string
  /** YYYY-MM-DD: the newest day of which it listed all that is open */
  listedTo?: string
  /** nothing new for longer than the agreement allows; a feed that it does not name is never late */
  late: boolean
  /** as the agreement says it: `24 h` */
  every?: string
  /** the clause that promises it */
  clause?: string
  items: number
  /** what it sends that its clause does not give, as the agreement calls it: kept, and shown to nobody */
  beyond?: readonly string[]
  /** what it told proves nothing until it speaks again: it has been silent for longer than this, `14 days` */
  silentFor?: string
  /** while it is late: its party has said why */
  answered?: boolean
  /** while it is late and its party was asked: what it says, or that it has not answered yet */
  explained?: string
}

/**
 * Every feed that the agreement promises, and every other source that has sent something. That a feed which is kept
 * apart has sent anything is told to nobody here.
 */
export async function feeds(
  db: Queryable,
  { agreement, now = new Date() }: { agreement?: Agreement; now?: Date } = {},
): Promise<Feed[]> {
  const [rows, asked] = await Promise.all([queries.readFeedStates(db), lastLateness(db)])
  const states = new Map(rows.map((row) => [row.source, row]))
  const all = agreement?.table<FeedRow>('feed') ?? []
  for (const { id, apart } of all) if (apart !== undefined) states.delete(id)
  const promised = all.filter(({ apart }) => apart === undefined)
  const classes =
    agreement === undefined ? new Map<string, string>() : names(agreement, 'data-class')
  const known = promised.map((feed) => {
    const state = states.get(feed.id)
    states.delete(feed.id)
    const { name, every, clause } = feed
    const more = notGiven(state?.told ?? [], feed.gives).map((one) => classes.get(one) ?? one)
    const beyond = more.length === 0 ? {} : { beyond: more }
    const known = { ...feedOf(feed.id, state), name, every, clause, ...beyond }
    if (!isLate(state, feed, now)) return known
    const silent = isSilent(state, feed, now) ? { silentFor: feed.holds! } : {}
    const row = asked.find(({ source }) => source === feed.id)
    const about = askedAbout(row, state)
    const why = explained(about, feed)
    const answered = about !== undefined && about.says !== null
    return {
      ...known,
      late: true,
      ...silent,
      answered,
      ...(why === undefined ? {} : { explained: why }),
    }
  })
  return [...known, ...[...states.values()].map((state) => feedOf(state.source, state))]
}

/** Of whose items nothing is counted for everybody. */
export function sourcesApart(agreement: Agreement | undefined): SourceId[] {
  const rows = agreement?.table<FeedRow>('feed') ?? []
  return rows.flatMap(({ id, apart }) => (apart === undefined ? [] : [id]))
}

function feedOf(feed: SourceId, state: queries.FeedStateRow | undefined): Feed {
  return {
    feed,
    name: feed,
    ...(state === undefined ? {} : { lastArrivedAt: state.last_arrived_at.toISOString() }),
    ...(state?.as_at ? { asAt: state.as_at } : {}),
    ...(state?.listed_to ? { listedTo: state.listed_to } : {}),
    late: false,
    items: Number(state?.items ?? 0),
  }
}

/** When each source last spoke, now or as far as was known at a time; whoever had not been heard is not among them. */
export async function heardFrom(db: Queryable, at?: Date): Promise<ReadonlyMap<string, Date>> {
  const rows = at === undefined ? await queries.readFeedStates(db) : await queries.heardBy(db, at)
  return new Map(rows.map(({ source, last_arrived_at }) => [source, last_arrived_at]))
}

/** A feed with its figures, as `feed list` gives them; null where no clause, or nothing yet, says. */
export type FeedInNumbers = {
  readonly id: SourceId
  readonly party: string | null
  readonly side: string | null
  readonly clause: string | null
  readonly every: string | null
  readonly last_arrived_at: string | null
  readonly late: boolean
  readonly items: number
  readonly quarantined: number
}

export async function feedsInNumbers({
  databases,
  agreement,
  clock,
}: Pick<IntakePlace, 'databases' | 'agreement' | 'clock'>): Promise<FeedInNumbers[]> {
  const db = databases.care.short
  const current = agreement?.current()
  const [all, counts] = await Promise.all([
    feeds(db, { agreement: current, now: clock.now() }),
    countQuarantinedOf(db),
  ])
  const rows = current?.table<FeedRow>('feed') ?? []
  return all.map(({ feed: id, clause, every, lastArrivedAt, late, items }) => {
    const party = rows.find((row) => row.id === id)?.party
    const side = current?.parties.find((one) => one.id === party)?.side
    const quarantined = counts
      .filter(({ source }) => source === id)
      .reduce((sum, { count }) => sum + count, 0)
    return {
      ...{ id, party: party ?? null, side: side ?? null, clause: clause ?? null },
      ...{ every: every ?? null, last_arrived_at: lastArrivedAt ?? null, late, items, quarantined },
    }
  })
}

import type { Queryable } from './database.ts'

/**
 * News by who could see it: a snapshot (`pg_snapshot`) says which transactions were over, so that what one announces is
 * news from its own commit on, whatever else is open on the server and whichever began first.
 */

/** What had been seen when a reader asked: nothing before the first. */
export type Snapshot = string

export type NewsRow = { id: string; xid: string; topic: string; key: string }

/** How far a reader is. `until` and `after`: of what came up to then, as far as it was read. */
export type NewsCursor = {
  readonly seen: Snapshot
  readonly until?: Snapshot
  readonly after?: { readonly xid: string; readonly id: string }
}

/** In the range of the index, what a snapshot ($1) did not see. */
const UNSEEN =
  'n.xid >= pg_snapshot_xmin($1::pg_snapshot) and not pg_visible_in_snapshot(n.xid, $1::pg_snapshot)'

/** News that the reader has not seen, in one order, and what is seen now. */
export async function newsAfter(
  db: Queryable,
  { seen, until, after }: NewsCursor,
  limit: number,
): Promise<{ now: Snapshot; news: NewsRow[] }> {
  const { rows } = await db.query<{ now: Snapshot } & (NewsRow | { id: null })>({
    name: 'kernel.newsAfter',
    // Qualified: a bare `id` in ORDER BY would be the text of the result, where 10 comes before 9.
    text: `select pg_current_snapshot()::text as now, n.id::text, n.xid::text, n.topic, n.key
           from (values (1)) one left join kernel.news n on ${UNSEEN}
             and (n.xid, n.id) > ($2::xid8, $3::bigint)
             and ($4::pg_snapshot is null or pg_visible_in_snapshot(n.xid, $4::pg_snapshot))
           order by n.xid, n.id limit $5`,
    values: [seen, after?.xid ?? '0', after?.id ?? '0', until ?? null, limit],
  })
  return {
    now: rows[0]!.now,
    news: rows.flatMap(({ now: _, ...row }) => (row.id === null ? [] : row)),
  }
}

/** What is seen now, and now by the database's clock in seconds. */
export type SeenRow = { seen: Snapshot; seconds: string }

const SEEN =
  'pg_current_snapshot()::text as seen, extract(epoch from now())::bigint::text as seconds'

export async function readSeen(db: Queryable): Promise<SeenRow> {
  const { rows } = await db.query<SeenRow>({ name: 'kernel.readSeen', text: `select ${SEEN}` })
  return rows[0]!
}

export type ChangedRow = SeenRow & {
  /** keys of errands that wait */
  waiting: string[]
  /** keys of news that was not seen then, each once */
  told: string[]
  /** an errand of `ofAll` waits */
  all: boolean
}

/** What waits now and what was told since a reader asked, in one snapshot. */
export async function readChanged(
  db: Queryable,
  asked: {
    topics: readonly string[]
    errands: readonly string[]
    ofAll: readonly string[]
    /** undefined: nothing was asked before, and nothing is told */
    since: Snapshot | undefined
    limit: number
  },
): Promise<ChangedRow> {
  const { rows } = await db.query<ChangedRow>({
    name: 'kernel.readChanged',
    text: `select ${SEEN},
             array(select e.key from kernel.errand e where e.name = any($3::text[]) limit $5) as waiting,
             array(select distinct n.key from kernel.news n
               where n.topic = any($2::text[]) and ${UNSEEN} limit $5) as told,
             exists (select from kernel.errand e where e.name = any($4::text[])) as all`,
    values: [asked.since ?? null, asked.topics, asked.errands, asked.ofAll, asked.limit],
  })
  return rows[0]!
}

/** Takes away what was announced before that time. */
export async function pruneNews(db: Queryable, seconds: number): Promise<void> {
  await db.query({
    name: 'kernel.pruneNews',
    text: 'delete from kernel.news where at < now() - make_interval(secs => $1)',
    values: [seconds],
  })
}

import {
  copyRows,
  idArray,
  type PersonId,
  type Queryable,
  type SourceId,
  type Transaction,
} from '../kernel/index.ts'
import { DAILY } from './daily-table.ts'
import { type Packed, packed, unpacked } from './latest.ts'
import type { Known } from './merged.ts'
import type { Arrival } from './queries-inbox.ts'
import type { About } from './reading.ts'

/** One command at a time writes for a source: what it reads under the lock is what was committed last. */
export async function lockSource(tx: Queryable, source: SourceId): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtextextended('intake ' || $1, 0))", [source])
}

type KnownRow = { person_id: PersonId; about: About; key: string; fields: Packed }

export async function readKnown(
  tx: Queryable,
  things: readonly Pick<Known, 'personId' | 'about' | 'key'>[],
): Promise<Known[]> {
  const { rows } = await tx.query<KnownRow>({
    text: `select k.person_id, k.about, k.key, k.fields
      from unnest($1::uuid[], $2::text[], $3::text[]) w (person_id, about, key)
        cross join lateral (select * from intake.known k
          where k.person_id = w.person_id and k.about = w.about and k.key = w.key offset 0) k`,
    values: [
      idArray(things.map(({ personId }) => personId)),
      things.map(({ about }) => about),
      things.map(({ key }) => key),
    ],
  })
  return rows.map(toKnown)
}

/** What is known of people themselves, and of their visits without a number. */
export async function readKnownOf(tx: Queryable, personIds: readonly PersonId[]): Promise<Known[]> {
  const { rows } = await tx.query<KnownRow>({
    text: `select person_id, about, key, fields from intake.known
      where person_id = any($1::uuid[]) and about in ('person', 'unnumbered')`,
    values: [personIds],
  })
  return rows.map(toKnown)
}

function toKnown({ person_id, about, key, fields }: KnownRow): Known {
  return { personId: person_id, about, key, fields: unpacked(fields) }
}

export function insertKnown(tx: Transaction, source: SourceId, known: readonly Known[]): void {
  const rows = known.map(({ personId, about, key, fields }) => [
    personId,
    about,
    key,
    source,
    JSON.stringify(packed(fields)),
  ])
  const shapes = ['uuid', 'text', 'text', 'text', 'text'] as const
  copyRows(tx, 'intake.known (person_id, about, key, source, fields)', rows, shapes)
}

export async function updateKnown(tx: Queryable, known: readonly Known[]): Promise<void> {
  await tx.query({
    name: 'intake.updateKnown',
    text: `update intake.known k set fields = n.fields
      from unnest($1::uuid[], $2::text[], $3::text[], $4::json[]) n (person_id, about, key, fields)
      where k.person_id = n.person_id and k.about = n.about and k.key = n.key`,
    values: [
      idArray(known.map(({ personId }) => personId)),
      known.map(({ about }) => about),
      known.map(({ key }) => key),
      known.map(({ fields }) => JSON.stringify(packed(fields))),
    ],
  })
}

export type Progress = { taken: number; quarantined: number; file: string }

export function noteLoad(
  tx: Transaction,
  { source, kind, loadId }: Pick<Arrival, 'source' | 'kind' | 'loadId'>,
  { taken, quarantined, file }: Progress,
  now: Date,
): void {
  tx.post({
    name: 'intake.noteLoad',
    text: `insert into intake.load (id, source, kind, file, started_at, last_at, taken, quarantined)
      values ($1, $2, $3, $4, $5, $5, $6, $7)
      on conflict (id) do update set last_at = excluded.last_at,
        taken = load.taken + excluded.taken, quarantined = load.quarantined + excluded.quarantined`,
    values: [loadId, source, kind, file, now.toISOString(), taken, quarantined],
  })
}

/**
 * `asAt`: the newest day as at which what arrived speaks, where it says one. Answers when the feed was first heard, and
 * the server that is its own: the first that it ever named.
 */
export async function noteArrival(
  tx: Queryable,
  source: SourceId,
  { items, asAt, server }: { items: number; asAt: string | undefined; server: string | undefined },
  now: Date,
): Promise<{ server: string | undefined; beganAt: Date }> {
  const { rows } = await tx.query<{ server: string | null; began_at: Date }>({
    name: 'intake.noteArrival',
    text: `insert into intake.feed_state (source, began_at, last_arrived_at, items, as_at, server)
      values ($1, $2, $2, $3, $4, $5)
      on conflict (source) do update set items = feed_state.items + excluded.items,
        last_arrived_at = greatest(feed_state.last_arrived_at, excluded.last_arrived_at),
        as_at = greatest(feed_state.as_at, excluded.as_at),
        server = coalesce(feed_state.server, excluded.server)
      returning server, began_at`,
    values: [source, now, items, asAt ?? null, server ?? null],
  })
  const { server: first, began_at: beganAt } = rows[0]!
  return { server: first ?? undefined, beganAt }
}

/** What a source tells, by class, all that it ever told: a feed may not give all of it. */
export function noteTold(tx: Transaction, source: SourceId, told: readonly string[]): void {
  if (told.length === 0) return
  tx.post({
    name: 'intake.noteTold',
    text: `update intake.feed_state set told = array(select distinct unnest(told || $2::text[]) order by 1)
      where source = $1 and not told @> $2::text[]`,
    values: [source, told],
  })
}

/** The server whose resources a feed passes on, as it first named it. */
export async function serverOf(db: Queryable, source: SourceId): Promise<string | undefined> {
  const { rows } = await db.query<{ server: string | null }>({
    name: 'intake.serverOf',
    text: 'select server from intake.feed_state where source = $1',
    values: [source],
  })
  return rows[0]?.server ?? undefined
}

export type FeedStateRow = {
  source: SourceId
  last_arrived_at: Date
  as_at: string | null
  /** the newest day of a daily file, YYYY-MM-DD */
  listed_to: string | null
  items: string
  told: string[]
}

export async function readFeedStates(db: Queryable): Promise<FeedStateRow[]> {
  const { rows } = await db.query<FeedStateRow>({
    name: 'intake.readFeedStates',
    text: `select source, last_arrived_at, as_at::text, items, told,
        (select max(period_end)::text from intake.submission u where u.source = f.source and u.scope = $1) as listed_to
      from intake.feed_state f order by source`,
    values: [DAILY],
  })
  return rows
}

/** When something readable had last come from each source by then, as far as was known at that time. */
export async function heardBy(
  db: Queryable,
  at: Date,
): Promise<Pick<FeedStateRow, 'source' | 'last_arrived_at'>[]> {
  const { rows } = await db.query<Pick<FeedStateRow, 'source' | 'last_arrived_at'>>({
    name: 'intake.heardBy',
    text: `select s.source, l.started_at as last_arrived_at from intake.feed_state s, lateral (
        select started_at from intake.load l where l.source = s.source and taken > 0 and started_at <= $1
        order by started_at desc limit 1) l`,
    values: [at],
  })
  return rows
}

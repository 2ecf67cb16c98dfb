import { isUtf8 } from 'node:buffer'
import {
  bareArray,
  bytesArray,
  type Cell,
  copyRows,
  type PersonId,
  type Queryable,
  type Transaction,
  textArray,
} from '../kernel/index.ts'
import type { ItemContext } from './item-context.ts'
import { type Packed, packed, unpacked } from './latest.ts'
import type { Known } from './merged.ts'
import type { About } from './reading.ts'

/** One command at a time writes for a source: what it reads under the lock is what was committed last. */
export async function lockSource(tx: Queryable, source: string): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtextextended('intake ' || $1, 0))", [source])
}

export type ItemVerdict = 'parsed' | 'in-part' | 'quarantined'
export type HeldItem = { hash: Buffer; verdict: ItemVerdict; undated: boolean }

/**
 * Not a named statement: a plan that was made while the table was small would go on reading all of it.
 */
export async function heldItems(
  db: Queryable,
  source: string,
  hashes: readonly Buffer[],
): Promise<HeldItem[]> {
  const { rows } = await db.query<HeldItem>({
    text: 'select hash, verdict, undated from intake.item where source = $1 and hash = any($2::bytea[])',
    values: [source, bytesArray(hashes)],
  })
  return rows
}

export type NewItem = {
  hash: Buffer
  place: string
  size: number
  bytes: Buffer | undefined
  personId: string | undefined
  reason: string | undefined
  reasonPlace: string | undefined
  context: ItemContext | undefined
  warnings: readonly string[]
  passedOver: readonly string[]
  undated: boolean
  sequence: number
}

export type Arrival = { source: string; kind: string; loadId: string; receivedAt: string }

/** They are not there yet: who puts them in holds the source's lock and has looked. */
export function insertItems(
  tx: Transaction,
  { source, kind, loadId, receivedAt }: Arrival,
  items: readonly NewItem[],
): void {
  const rows = items.map((item) => [
    source,
    item.hash,
    kind,
    item.place,
    item.size,
    bytesCell(item.bytes),
    receivedAt,
    loadId,
    item.personId,
    verdictOf(item),
    item.reason,
    item.reasonPlace,
    item.context === undefined ? null : JSON.stringify(item.context),
    textArray(item.warnings),
    textArray(item.passedOver),
    item.undated,
    item.sequence,
  ])
  const columns = `source, hash, kind, place, size, bytes, received_at, load_id, person_id, verdict, reason,
    reason_place, context, warnings, passed_over, undated, sequence`
  copyRows(tx, `intake.item (${columns})`, rows)
}

/** True for the failure of an insert whose items, or some of them, were put in by somebody else meanwhile. */
export function isItemHeld(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code === '23505' && constraint === 'item_pkey'
}

function verdictOf({ reason, passedOver }: NewItem): ItemVerdict {
  if (reason !== undefined) return 'quarantined'
  return passedOver.length > 0 ? 'in-part' : 'parsed'
}

/** What is text travels as text: half as long as hexadecimal digits. */
function bytesCell(bytes: Buffer | undefined): Cell {
  if (bytes === undefined || !isUtf8(bytes) || bytes.includes(0)) return bytes
  const text = bytes.toString('utf8')
  return text.includes('\\') ? text.replaceAll('\\', '\\\\') : text
}

type KnownRow = { person_id: PersonId; about: About; key: string; fields: Packed }

export async function readKnown(
  tx: Queryable,
  things: readonly Pick<Known, 'personId' | 'about' | 'key'>[],
): Promise<Known[]> {
  const { rows } = await tx.query<KnownRow>({
    text: `select k.person_id, k.about, k.key, k.fields from intake.known k
      join unnest($1::uuid[], $2::text[], $3::text[]) w (person_id, about, key)
        on k.person_id = w.person_id and k.about = w.about and k.key = w.key`,
    values: [
      bareArray(things.map(({ personId }) => personId)),
      things.map(({ about }) => about),
      things.map(({ key }) => key),
    ],
  })
  return rows.map(toKnown)
}

/** What is known of people themselves, and of their visits without a number. */
export async function readKnownOf(tx: Queryable, personIds: readonly string[]): Promise<Known[]> {
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

export function insertKnown(tx: Transaction, source: string, known: readonly Known[]): void {
  const rows = known.map(({ personId, about, key, fields }) => [
    personId,
    about,
    key,
    source,
    JSON.stringify(packed(fields)),
  ])
  copyRows(tx, 'intake.known (person_id, about, key, source, fields)', rows)
}

export async function updateKnown(tx: Queryable, known: readonly Known[]): Promise<void> {
  await tx.query({
    name: 'intake.updateKnown',
    text: `update intake.known k set fields = n.fields
      from unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[]) n (person_id, about, key, fields)
      where k.person_id = n.person_id and k.about = n.about and k.key = n.key`,
    values: [
      bareArray(known.map(({ personId }) => personId)),
      known.map(({ about }) => about),
      known.map(({ key }) => key),
      known.map(({ fields }) => JSON.stringify(packed(fields))),
    ],
  })
}

export type Progress = { taken: number; quarantined: number; file: string }

export async function noteLoad(
  tx: Queryable,
  { source, kind, loadId }: Arrival,
  { taken, quarantined, file }: Progress,
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'intake.noteLoad',
    text: `insert into intake.load (id, source, kind, file, started_at, last_at, taken, quarantined)
      values ($1, $2, $3, $4, $5, $5, $6, $7)
      on conflict (id) do update set last_at = excluded.last_at,
        taken = load.taken + excluded.taken, quarantined = load.quarantined + excluded.quarantined`,
    values: [loadId, source, kind, file, now, taken, quarantined],
  })
}

/** `asAt`: the newest day as at which what arrived speaks, where it says one. */
/** Answers the server that is the feed's own: the first that it ever named. */
export async function noteArrival(
  tx: Queryable,
  source: string,
  { items, asAt, server }: { items: number; asAt: string | undefined; server: string | undefined },
  now: Date,
): Promise<string | undefined> {
  const { rows } = await tx.query<{ server: string | null }>({
    name: 'intake.noteArrival',
    text: `insert into intake.feed_state (source, last_arrived_at, items, as_at, server)
      values ($1, $2, $3, $4, $5)
      on conflict (source) do update set items = feed_state.items + excluded.items,
        last_arrived_at = greatest(feed_state.last_arrived_at, excluded.last_arrived_at),
        as_at = greatest(feed_state.as_at, excluded.as_at),
        server = coalesce(feed_state.server, excluded.server)
      returning server`,
    values: [source, now, items, asAt ?? null, server ?? null],
  })
  return rows[0]!.server ?? undefined
}

/** The server whose resources a feed passes on, as it first named it. */
export async function serverOf(db: Queryable, source: string): Promise<string | undefined> {
  const { rows } = await db.query<{ server: string | null }>({
    name: 'intake.serverOf',
    text: 'select server from intake.feed_state where source = $1',
    values: [source],
  })
  return rows[0]?.server ?? undefined
}

export type FeedStateRow = {
  source: string
  last_arrived_at: Date
  as_at: string | null
  items: string
}

export async function readFeedStates(db: Queryable): Promise<FeedStateRow[]> {
  const { rows } = await db.query<FeedStateRow>({
    name: 'intake.readFeedStates',
    text: `select source, last_arrived_at, as_at::text, items from intake.feed_state order by source`,
  })
  return rows
}

/** What may be shown without a viewer: nothing of the item's content, no name of a file. */
export type QuarantinedRow = {
  id: string
  source: string
  kind: string
  place: string
  size: string
  reason: string
  reason_place: string | null
  received_at: Date
  replayed_at: Date | null
  kept: boolean
  file: string | null
}

const QUARANTINED = `select i.id, i.source, i.kind, i.place, i.size, i.reason, i.reason_place, i.received_at,
    i.replayed_at, i.bytes is not null as kept, l.file
  from intake.item i left join intake.load l on l.id = i.load_id`

/** What of quarantine is asked for; what is left out is everything. */
export type QuarantineAsked = {
  readonly source?: string
  readonly kind?: string
  /** those that came before this one */
  readonly before?: string
  /** the oldest first; otherwise the newest */
  readonly oldest?: boolean
  readonly offset?: number
  readonly limit: number
}

export async function listQuarantined(
  db: Queryable,
  { source, kind, before, oldest = false, offset = 0, limit }: QuarantineAsked,
): Promise<QuarantinedRow[]> {
  const { rows } = await db.query<QuarantinedRow>(
    `${QUARANTINED} where i.verdict = 'quarantined' and ($1::bigint is null or i.id < $1)
        and ($2::text is null or i.source = $2) and ($3::text is null or i.kind = $3)
      order by case when $4 then i.id end, i.id desc offset $5 limit $6`,
    [before ?? null, source ?? null, kind ?? null, oldest, offset, limit],
  )
  return rows
}

/** How many items of each source and kind wait there. */
export async function countQuarantinedOf(
  db: Queryable,
): Promise<{ source: string; kind: string; count: number }[]> {
  const { rows } = await db.query<{ source: string; kind: string; count: string }>(
    `select source, kind, count(*) from intake.item where verdict = 'quarantined'
      group by source, kind order by source, kind`,
  )
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}

export async function readQuarantined(
  db: Queryable,
  id: string,
): Promise<QuarantinedRow | undefined> {
  const { rows } = await db.query<QuarantinedRow>(
    `${QUARANTINED} where i.verdict = 'quarantined' and i.id = $1`,
    [id],
  )
  return rows[0]
}

export async function countQuarantined(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ count: string }>(
    "select count(*) from intake.item where verdict = 'quarantined'",
  )
  return Number(rows[0]!.count)
}

/** As its index has it. */
const ONCE_QUARANTINED = "(verdict = 'quarantined' or replayed_at is not null)"

export async function sourceOfItem(db: Queryable, id: string): Promise<string | undefined> {
  const { rows } = await db.query<{ source: string }>(
    `select source from intake.item where id = $1 and ${ONCE_QUARANTINED}`,
    [id],
  )
  return rows[0]?.source
}

export type StoredItem = {
  id: string
  source: string
  kind: string
  hash: Buffer
  bytes: Buffer | null
  received_at: Date
  sequence: string
  verdict: ItemVerdict
  context: ItemContext | null
}

export async function readItemRow(tx: Queryable, id: string): Promise<StoredItem | undefined> {
  const { rows } = await tx.query<StoredItem>(
    `select id, source, kind, hash, bytes, received_at, sequence, verdict, context
      from intake.item where id = $1 and ${ONCE_QUARANTINED} for update`,
    [id],
  )
  return rows[0]
}

export type NewVerdict = {
  reason: string | null
  reasonPlace: string | null
  personId: string | null
  warnings: readonly string[]
  passedOver: readonly string[]
  undated: boolean
}

export async function writeVerdict(
  tx: Queryable,
  id: string,
  { reason, reasonPlace, personId, warnings, passedOver, undated }: NewVerdict,
  now: Date,
): Promise<void> {
  await tx.query(
    `update intake.item set reason = $2, reason_place = $3, person_id = $4, warnings = $5, replayed_at = $6,
        passed_over = $7, undated = $8,
        verdict = case when $2::text is not null then 'quarantined' when $7::text[] <> '{}' then 'in-part'
          else 'parsed' end
      where id = $1 and ${ONCE_QUARANTINED}`,
    [id, reason, reasonPlace, personId, warnings, now, passedOver, undated],
  )
}

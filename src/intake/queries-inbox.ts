import {
  type Cell,
  copyRows,
  idArray,
  type Queryable,
  type SourceId,
  type Transaction,
  textArray,
} from '../kernel/index.ts'
import { ITEM_BYTES_MAX, knownAs } from './item.ts'
import type { ItemContext } from './item-context.ts'

/** SQL of the inbox: what arrived, and what could not be read of it. */

/** `hash`: the half that is known, here and below. */
export type HeldItem = { hash: string; quarantined: boolean; undated: boolean }

/**
 * Not a named statement: a plan that was made while the table was small would go on reading all of it.
 */
export async function heldItems(
  db: Queryable,
  source: SourceId,
  hashes: readonly string[],
): Promise<HeldItem[]> {
  const { rows } = await db.query<HeldItem>({
    text: `select encode(uuid_send(hash), 'hex') as hash, reason is not null as quarantined, undated
      from intake.item where source = $1 and hash = any($2::uuid[])`,
    values: [source, idArray(hashes.map(knownAs))],
  })
  return rows
}

export type NewItem = {
  hash: string
  place: string
  size: number
  reason: string | undefined
  reasonPlace: string | undefined
  context: ItemContext | undefined
  warnings: readonly string[]
  passedOver: readonly string[]
  undated: boolean
}

export type Arrival = {
  source: SourceId
  kind: string
  loadId: string
  receivedAt: string
  /** what it says is left to an errand, or waits for its clause */
  waits: boolean
}

/** Answers the number of its first item; the others follow on it. */
export async function insertPack(
  tx: Queryable,
  { source, kind, loadId, receivedAt, waits }: Arrival,
  bytes: Buffer,
): Promise<number> {
  const { rows } = await tx.query<{ first: string }>({
    name: 'intake.insertPack',
    text: `insert into intake.pack (source, kind, load_id, received_at, bytes, waits)
      values ($1, $2, $3, $4, $5, $6) returning first`,
    values: [source, kind, loadId, receivedAt, bytes, waits],
  })
  return Number(rows[0]!.first)
}

const PLAIN = ['bigint', 'uuid', 'flag', 'text'] as const
const NOTED = [...PLAIN, 'text', 'bigint', 'text', 'text', 'text', 'texts', 'texts'] as const

/**
 * They are not there yet: who puts them in holds the source's lock and has looked. Of most there is nothing to say but
 * that they came.
 */
export function insertItems(
  tx: Transaction,
  source: SourceId,
  first: number,
  items: readonly NewItem[],
): void {
  const plain: Cell[][] = []
  const noted: Cell[][] = []
  for (const [at, item] of items.entries()) {
    const row = [first + at, knownAs(item.hash), item.undated, source]
    const { reason, warnings, passedOver } = item
    if (reason === undefined && warnings.length === 0 && passedOver.length === 0) plain.push(row)
    else noted.push([...row, ...notesOn(item)])
  }
  copyRows(tx, 'intake.item (id, hash, undated, source)', plain, PLAIN)
  const columns = 'place, size, reason, reason_place, context, warnings, passed_over'
  copyRows(tx, `intake.item (id, hash, undated, source, ${columns})`, noted, NOTED)
}

function notesOn({
  place,
  size,
  reason,
  reasonPlace,
  context,
  warnings,
  passedOver,
}: NewItem): Cell[] {
  return [
    place,
    size,
    reason,
    reasonPlace,
    context === undefined ? null : JSON.stringify(context),
    warnings.length === 0 ? null : warnings,
    passedOver.length === 0 ? null : passedOver,
  ]
}

/** As PostgreSQL's own text: an array of arrays of different lengths cannot be bound. */
export function listOrNothing(texts: readonly string[]): string | null {
  return texts.length === 0 ? null : textArray(texts)
}

/** True for the failure of an insert whose items, or some of them, were put in by somebody else meanwhile. */
export function isItemHeld(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code === '23505' && constraint === 'item_pkey'
}

/** What may be shown without a viewer: nothing of the item's content, no name of a file. */
export type QuarantinedRow = {
  id: string
  source: SourceId
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

/** With the pack that an item came in: the last that begins with it, or before it. */
const WITH_PACK = `intake.item i join lateral (select * from intake.pack p where p.first <= i.id
    order by p.first desc limit 1) p on true`
const QUARANTINED = `select i.id, i.source, p.kind, i.place, i.size, i.reason, i.reason_place, p.received_at,
    i.replayed_at, i.size <= $1 as kept, l.file
  from ${WITH_PACK} left join intake.load l on l.id = p.load_id
  where i.reason is not null`

/** What of quarantine is asked for; what is left out is everything. */
export type QuarantineAsked = {
  readonly sources?: readonly SourceId[]
  readonly reason?: string
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
  { sources, reason, kind, before, oldest = false, offset = 0, limit }: QuarantineAsked,
): Promise<QuarantinedRow[]> {
  const { rows } = await db.query<QuarantinedRow>(
    `${QUARANTINED} and ($2::bigint is null or i.id < $2)
        and ($3::text[] is null or i.source = any($3)) and ($4::text is null or p.kind = $4)
        and ($8::text is null or i.reason = $8)
      order by case when $5 then i.id end, i.id desc offset $6 limit $7`,
    [
      ITEM_BYTES_MAX,
      before ?? null,
      sources ?? null,
      kind ?? null,
      oldest,
      offset,
      limit,
      reason ?? null,
    ],
  )
  return rows
}

/** How many items of each source and kind wait there. */
export async function countQuarantinedOf(
  db: Queryable,
): Promise<{ source: SourceId; kind: string; count: number }[]> {
  const { rows } = await db.query<{ source: SourceId; kind: string; count: string }>(
    `select i.source, p.kind, count(*) from ${WITH_PACK} where i.reason is not null
      group by i.source, p.kind order by i.source, p.kind`,
  )
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}

export async function readQuarantined(
  db: Queryable,
  id: string,
): Promise<QuarantinedRow | undefined> {
  const { rows } = await db.query<QuarantinedRow>(`${QUARANTINED} and i.id = $2`, [
    ITEM_BYTES_MAX,
    id,
  ])
  return rows[0]
}

export async function countQuarantined(
  db: Queryable,
  but: readonly SourceId[] = [],
): Promise<number> {
  const { rows } = await db.query<{ count: string }>(
    'select count(*) from intake.item where reason is not null and not source = any($1::text[])',
    [but],
  )
  return Number(rows[0]!.count)
}

export async function countOfReason(
  tx: Queryable,
  source: SourceId,
  reason: string | undefined,
): Promise<number> {
  const { rows } = await tx.query<{ count: string }>(
    `select count(*) from intake.item
      where reason is not null and source = $1 and ($2::text is null or reason = $2)`,
    [source, reason ?? null],
  )
  return Number(rows[0]!.count)
}

/** The same things wrong with several items of a source, most often first. */
export async function countReasons(
  db: Queryable,
  sources: readonly SourceId[],
  limit: number,
): Promise<{ source: SourceId; reason: string; count: number }[]> {
  const { rows } = await db.query<{ source: SourceId; reason: string; count: string }>(
    `select source, reason, count(*) from intake.item
      where reason is not null and source = any($1) group by source, reason having count(*) > 1
      order by count(*) desc, source, reason limit $2`,
    [sources, limit],
  )
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}

export type PackOfReason = {
  first: string
  kind: string
  received_at: Date
  items: { id: string; hash: string; context: ItemContext | null; at: number }[]
}

/** What waits for a reason, the longest first and no more than so many, by the packs in which it came. */
export async function packsOfReason(
  tx: Queryable,
  source: SourceId,
  reason: string | undefined,
  limit: number,
): Promise<PackOfReason[]> {
  const { rows } = await tx.query<{
    id: string
    hash: string
    context: ItemContext | null
    first: string
    kind: string
    received_at: Date
  }>(
    `select i.id, encode(uuid_send(i.hash), 'hex') as hash, i.context, p.first, p.kind, p.received_at from ${WITH_PACK}
      where i.reason is not null and i.source = $1 and ($2::text is null or i.reason = $2)
      order by i.id limit $3 for update of i`,
    [source, reason ?? null, limit],
  )
  const packs = new Map<string, PackOfReason>()
  for (const { id, hash, context, first, kind, received_at } of rows) {
    const pack = packs.get(first) ?? { first, kind, received_at, items: [] }
    packs.set(first, pack)
    pack.items.push({ id, hash, context, at: Number(id) - Number(first) })
  }
  return [...packs.values()]
}

/** As its index has it. */
const ONCE_QUARANTINED = '(reason is not null or replayed_at is not null)'

export async function sourceOfItem(db: Queryable, id: string): Promise<SourceId | undefined> {
  const { rows } = await db.query<{ source: SourceId }>(
    `select source from intake.item where id = $1 and ${ONCE_QUARANTINED}`,
    [id],
  )
  return rows[0]?.source
}

export type StoredItem = {
  source: SourceId
  kind: string
  hash: string
  received_at: Date
  quarantined: boolean
  context: ItemContext | null
  /** all that it came with, packed, and its place there */
  pack: Buffer
  at: number
}

export async function readItemRow(tx: Queryable, id: string): Promise<StoredItem | undefined> {
  const { rows } = await tx.query<StoredItem>(
    `select i.source, p.kind, encode(uuid_send(i.hash), 'hex') as hash, p.received_at,
        i.reason is not null as quarantined, i.context, p.bytes as pack, (i.id - p.first)::int as at
      from ${WITH_PACK} where i.id = $1 and (i.reason is not null or i.replayed_at is not null)
      for update of i`,
    [id],
  )
  return rows[0]
}

export type NewVerdict = {
  hash: string
  reason: string | null
  reasonPlace: string | null
  warnings: readonly string[]
  passedOver: readonly string[]
  undated: boolean
  /** when it was read again; null where that it could not be kept is found as it is first taken in */
  replayedAt: Date | null
}

export function postVerdicts(
  tx: Transaction,
  source: SourceId,
  verdicts: readonly NewVerdict[],
): void {
  if (verdicts.length === 0) return
  tx.post({
    name: 'intake.postVerdicts',
    text: `update intake.item i set reason = n.reason, reason_place = n.reason_place,
        warnings = n.warnings::text[], passed_over = n.passed_over::text[], undated = n.undated,
        replayed_at = n.replayed_at
      from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8::timestamptz[]) n
        (hash, reason, reason_place, warnings, passed_over, undated, replayed_at)
      where i.hash = n.hash and i.source = $1`,
    values: [
      source,
      idArray(verdicts.map(({ hash }) => knownAs(hash))),
      verdicts.map(({ reason }) => reason),
      verdicts.map(({ reasonPlace }) => reasonPlace),
      verdicts.map(({ warnings }) => listOrNothing(warnings)),
      verdicts.map(({ passedOver }) => listOrNothing(passedOver)),
      verdicts.map(({ undated }) => undated),
      verdicts.map(({ replayedAt }) => replayedAt?.toISOString() ?? null),
    ],
  })
}

/** An item as it stands in the inbox; `at` is its place in the pack that begins with `first`. */
export type InboxRow = {
  id: string
  hash: string
  kind: string
  verdict: 'parsed' | 'in-part' | 'quarantined'
  received_at: Date
  context: ItemContext | null
  first: string
  at: number
}

/** All that a source sent after an item, from then on read by `nextOfInbox`. */
export async function openInbox(tx: Queryable, source: SourceId, after: string): Promise<void> {
  await tx.query(
    `declare inbox no scroll cursor for
      select i.id, encode(uuid_send(i.hash), 'hex') as hash, p.kind,
        case when i.reason is not null then 'quarantined' when i.passed_over is not null then 'in-part'
          else 'parsed' end as verdict,
        p.received_at, i.context, p.first, (i.id - p.first)::int as at
      from ${WITH_PACK} where i.source = $1 and i.id > $2 order by i.id`,
    [source, after],
  )
}

export async function nextOfInbox(tx: Queryable): Promise<InboxRow[]> {
  return (await tx.query<InboxRow>('fetch 1000 from inbox')).rows
}

export async function readPack(tx: Queryable, first: string): Promise<Buffer> {
  const { rows } = await tx.query<{ bytes: Buffer }>(
    'select bytes from intake.pack where first = $1',
    [first],
  )
  return rows[0]!.bytes
}

import { idArray, type Queryable, type SourceId, type Transaction } from '../kernel/index.ts'
import { knownAs } from './item.ts'
import type { ItemContext } from './item-context.ts'
import { type Arrival, listOrNothing, type NewItem } from './queries-inbox.ts'

/** SQL of what has been received and is not in the record yet. */

/** A pack and its items, in one statement for which nobody waits. */
export function postPack(
  tx: Transaction,
  { source, kind, loadId, receivedAt, waits }: Arrival,
  bytes: Buffer,
  items: readonly NewItem[],
): void {
  tx.post({
    name: 'intake.postPack',
    text: `with pack as (
        insert into intake.pack (source, kind, load_id, received_at, bytes, waits)
          values ($1, $2, $3, $4, $5, $6) returning first)
      insert into intake.item
        (id, source, hash, undated, place, size, reason, reason_place, context, warnings, passed_over)
        select p.first + i.at - 1, $1, hash, undated, place, size, reason, reason_place, context,
          warnings::text[], passed_over::text[]
        from pack p, unnest($7::uuid[], $8::boolean[], $9::text[], $10::bigint[], $11::text[], $12::text[],
          $13::json[], $14::text[], $15::text[]) with ordinality i
          (hash, undated, place, size, reason, reason_place, context, warnings, passed_over, at)`,
    values: [
      ...[source, kind, loadId, receivedAt, bytes, waits],
      idArray(items.map(({ hash }) => knownAs(hash))),
      items.map(({ undated }) => undated),
      items.map(({ place }) => place),
      items.map(({ size }) => size),
      items.map(({ reason }) => reason),
      items.map(({ reasonPlace }) => reasonPlace),
      items.map(({ context }) => (context === undefined ? null : JSON.stringify(context))),
      items.map(({ warnings }) => listOrNothing(warnings)),
      items.map(({ passedOver }) => listOrNothing(passedOver)),
    ],
  })
}

export type WaitingPack = {
  first: string
  kind: string
  load_id: string
  received_at: Date
  bytes: Buffer
}

/** The oldest packs of a source that wait, of as many bytes, packed, as are wanted, but for the last. */
export async function waitingPacks(
  db: Queryable,
  source: SourceId,
  { packs, bytes }: { packs: number; bytes: number },
): Promise<WaitingPack[]> {
  const { rows } = await db.query<WaitingPack>({
    name: 'intake.waitingPacks',
    text: `select first, kind, load_id, received_at, bytes from (
        select first, kind, load_id, received_at, bytes, sum(octet_length(bytes)) over
          (order by first rows between unbounded preceding and 1 preceding) as before
        from (select * from intake.pack where source = $1 and waits order by first limit $2) p) p
      where coalesce(before, 0) <= $3 order by first`,
    values: [source, packs, bytes],
  })
  return rows
}

/** Which of them wait still; held until the transaction ends. */
export async function stillWaiting(tx: Queryable, firsts: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query<{ first: string }>({
    name: 'intake.stillWaiting',
    text: `select first from intake.pack where first = any($1::bigint[]) and waits order by first for update`,
    values: [firsts],
  })
  return rows.map(({ first }) => first)
}

/** An item that was in quarantine once, with what else of its file it needs; no reason where it is there no more. */
export type OnceUnread = {
  id: string
  hash: string
  reason: string | null
  context: ItemContext | null
}

export async function onceUnread(tx: Queryable, firsts: readonly string[]): Promise<OnceUnread[]> {
  const { rows } = await tx.query<OnceUnread>({
    name: 'intake.onceUnread',
    text: `select i.id, encode(uuid_send(i.hash), 'hex') as hash, i.reason, i.context
      from unnest($1::bigint[]) p (first) cross join lateral (
        select * from intake.item where id >= p.first and id < p.first + 1000
          and (reason is not null or replayed_at is not null)) i`,
    values: [firsts],
  })
  return rows
}

export function postTaken(tx: Transaction, firsts: readonly string[]): void {
  if (firsts.length === 0) return
  tx.post({
    name: 'intake.postTaken',
    text: 'update intake.pack set waits = false where first = any($1::bigint[])',
    values: [firsts],
  })
}

/** Since when something waits, of each source of which something does. */
export async function waitingSince(db: Queryable): Promise<{ source: SourceId; since: Date }[]> {
  const { rows } = await db.query<{ source: SourceId; since: Date }>({
    name: 'intake.waitingSince',
    text: 'select source, min(received_at) as since from intake.pack where waits group by source order by source',
  })
  return rows
}

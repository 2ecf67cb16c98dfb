import { NEWS_CHANNEL, type Queryable } from '../kernel/index.ts'
import type { FullTile, TileAddress } from './tile.ts'
import type { Hash } from './tree.ts'

/** The tree: what the sequencer writes, and what proofs, tiles and verification read of it. */

/** Entries that close a log; few, and found by an index of their own. */
export async function closingRows(
  db: Queryable,
): Promise<{ id: string; text: string; salt: Buffer; leaf: Buffer | null }[]> {
  const { rows } = await db.query<{ id: string; text: string; salt: Buffer; leaf: Buffer | null }>({
    name: 'trail.closingRows',
    text: `select e.id, e.text, e.salt, l.data as leaf
           from trail.entry e left join trail.leaf l on l.entry_id = e.id
           where e.kind = 'system' and e.text like '%"command":"trail.close"%'
           order by l.index nulls last`,
  })
  return rows
}

/** What witnesses confirmed of a log that is lost, from a size on: its successor begins without them. */
export async function forgetWitnesses(owner: Queryable, size: number): Promise<void> {
  await owner.query('delete from trail.witness')
  await owner.query('delete from trail.cosignature where size > $1', [size])
}

/** What PostgreSQL answers whoever has waited for the lock of the log as long as its login may. */
export const LOG_IS_LOCKED = '55P03'

/**
 * Waits for another process that is numbering now; held to the end of the transaction. The lock is on a table on which
 * the login that numbers has a right and no other has any: an advisory lock could be taken, and kept, by whoever can
 * speak to the database.
 *
 * @throws with the code `LOG_IS_LOCKED` where the other goes on for long
 */
export async function lockLog(tx: Queryable): Promise<void> {
  await tx.query('lock table trail.sequencer in exclusive mode')
}

export type HeadRow = { size: string; at: Date; note: string }

export async function newestCheckpoint(db: Queryable): Promise<HeadRow | undefined> {
  const { rows } = await db.query<HeadRow>({
    name: 'trail.newestCheckpoint',
    text: 'select size, at, note from trail.checkpoint order by size desc limit 1',
  })
  return rows[0]
}

export async function checkpointAt(db: Queryable, size: number): Promise<HeadRow | undefined> {
  const { rows } = await db.query<HeadRow>({
    name: 'trail.checkpointAt',
    text: 'select size, at, note from trail.checkpoint where size = $1',
    values: [size],
  })
  return rows[0]
}

export async function hasLeaves(db: Queryable): Promise<boolean> {
  const { rowCount } = await db.query('select from trail.leaf limit 1')
  return rowCount > 0
}

/** When the log grew past a size: the time of the next checkpoint. */
export async function grewPast(db: Queryable, size: number): Promise<Date | undefined> {
  const { rows } = await db.query<{ at: Date }>({
    name: 'trail.grewPast',
    text: 'select at from trail.checkpoint where size > $1 order by size limit 1',
    values: [size],
  })
  return rows[0]?.at
}

/** The transactions that the last batch could not see: all from `xmax` on, and those that ran then. */
export type HorizonRow = {
  cluster: string
  xmax: string
  running: string
  now: string
  here: string
}

export async function readHorizon(tx: Queryable): Promise<HorizonRow> {
  const { rows } = await tx.query<HorizonRow>({
    name: 'trail.readHorizon',
    text: `with last as (select cluster, seen from trail.checkpoint order by size desc limit 1)
           select system_identifier::text as here, pg_current_snapshot()::text as now, cluster,
             coalesce(pg_snapshot_xmax(seen)::text, '0') as xmax,
             array(select pg_snapshot_xip(seen))::text as running
           from pg_control_system() left join last on true`,
  })
  return rows[0]!
}

export type NumberedRow = {
  count: string
  /** the data of all of them, one after the other */
  leaves: Buffer | null
  /** the last of them */
  xid: string | null
  id: string | null
}

/**
 * Numbers the next entries, from `size` on, in the order of their transactions. Never one twice: it
 * must have no leaf yet. Never one missed: `xmax` and `running` say where the last batch could not see.
 */
export async function numberEntries(
  tx: Queryable,
  next: {
    xmax: string
    running: string
    /** the last one of the chunk before */
    after?: { xid: string; id: string }
    size: number
    limit: number
  },
): Promise<NumberedRow> {
  const { xmax, running, after, size, limit } = next
  // A lower bound that excludes nothing would make the index be read from its very beginning.
  const past = after === undefined ? '' : 'and (e.xid, e.id) > ($5::xid8, $6::uuid)'
  // Without a name it is planned for these very values: a plan made for any would read everything.
  const { rows } = await tx.query<NumberedRow>({
    text: `with next as (
             select e.xid, e.id, e.data, $3 + row_number() over (order by e.xid, e.id) - 1 as index
             from trail.entry e
             where (e.xid >= $1::xid8 or e.xid = any($2::xid8[])) ${past}
               and not exists (select from trail.leaf l where l.entry_id = e.id)
             order by e.xid, e.id limit $4),
           numbered as (insert into trail.leaf (index, entry_id, data)
                        select index, id, data from next)
           select a.*, z.xid::text, z.id
           from (select count(*), string_agg(data, '' order by index) as leaves from next) a
           left join (select xid, id from next order by index desc limit 1) z on true`,
    values: [xmax, running, size, limit, ...(after === undefined ? [] : [after.xid, after.id])],
  })
  return rows[0]!
}

/** When the oldest entry that has no number was written. Undefined where all have one. */
export async function oldestUnnumbered(db: Queryable): Promise<Date | undefined> {
  const { rows } = await db.query<{ at: Date | null }>({
    text: `with last as (select seen from trail.checkpoint order by size desc limit 1)
           select min(e.at) as at from trail.entry e
           where (e.xid >= coalesce((select pg_snapshot_xmax(seen) from last), '0'::xid8)
                  or e.xid = any(array(select pg_snapshot_xip(seen) from last)))
             and not exists (select from trail.leaf l where l.entry_id = e.id)`,
  })
  return rows[0]?.at ?? undefined
}

export async function insertTiles(tx: Queryable, tiles: readonly FullTile[]): Promise<void> {
  await tx.query({
    name: 'trail.insertTiles',
    text: `insert into trail.tile (level, n, root, hashes)
           select * from unnest($1::smallint[], $2::bigint[], $3::bytea[], $4::bytea[])`,
    values: [
      tiles.map(({ level }) => level),
      tiles.map(({ n }) => n),
      tiles.map(({ root }) => root),
      tiles.map(({ hashes }) => Buffer.concat(hashes as Hash[])),
    ],
  })
}

export async function insertCheckpoint(
  tx: Queryable,
  row: {
    size: number
    at: string
    note: string
    leaves: Buffer
    cluster: string
    seen: string
  },
): Promise<void> {
  await tx.query({
    name: 'trail.insertCheckpoint',
    text: `insert into trail.checkpoint (size, at, note, leaves, cluster, seen)
           values ($1, $2, $3, $4, $5, $6::pg_snapshot)`,
    values: [row.size, row.at, row.note, row.leaves, row.cluster, row.seen],
  })
}

/** One wake-up a batch, sent with the commit: see the kernel's news. */
export async function wakeNews(tx: Queryable): Promise<void> {
  await tx.query(`notify ${NEWS_CHANNEL}`)
}

export type TileRow = { level: number; n: string; hashes: Buffer; root: Buffer }

export async function fullTiles(
  db: Queryable,
  addresses: readonly TileAddress[],
): Promise<TileRow[]> {
  const { rows } = await db.query<TileRow>({
    name: 'trail.fullTiles',
    text: `select t.level, t.n, t.hashes, t.root from unnest($1::smallint[], $2::bigint[]) as a (level, n)
           join trail.tile t on t.level = a.level and t.n = a.n`,
    values: [addresses.map(({ level }) => level), addresses.map(({ n }) => n)],
  })
  return rows
}

/** The hashes over the full tiles of a level: what the tile above is made of. */
export async function tileRoots(
  db: Queryable,
  level: number,
  first: number,
  count: number,
): Promise<Hash[]> {
  const { rows } = await db.query<{ root: Hash }>({
    name: 'trail.tileRoots',
    text: `select root from trail.tile where level = $1 and n >= $2 and n < $2::bigint + $3::int
           order by n`,
    values: [level, first, count],
  })
  return rows.map(({ root }) => root)
}

/** The entry data of neighbouring leaves. */
export async function leafData(db: Queryable, first: number, count: number): Promise<Buffer[]> {
  const { rows } = await db.query<{ data: Buffer }>({
    name: 'trail.leafData',
    text: `select data from trail.leaf where index >= $1 and index < $1::bigint + $2::int
           order by index`,
    values: [first, count],
  })
  return rows.map(({ data }) => data)
}

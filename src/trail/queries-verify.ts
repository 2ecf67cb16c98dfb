import type { Queryable } from '../kernel/index.ts'

/** What verification reads: everything, in order, a piece at a time. */

export type ChainRow = {
  number: string
  entry_id: string
  data: Buffer
  previous: Buffer | null
  withheld_until: Date | null
  /** null where it is not numbered yet, or the leaf is missing */
  index: string | null
  text: string | null
  salt: Buffer | null
}

/** One person's looks, the first one first, each with its leaf and its text. */
export async function chainOf(db: Queryable, personId: string): Promise<ChainRow[]> {
  const { rows } = await db.query<ChainRow>({
    name: 'trail.chainOf',
    text: `select k.number, k.entry_id, k.data, k.previous, k.withheld_until, l.index, e.text, e.salt
           from trail.look k
           left join trail.leaf l on l.entry_id = k.entry_id
           left join trail.entry e on e.id = k.entry_id
           where k.person_id = $1 order by k.number`,
    values: [personId],
  })
  return rows
}

export type LeafRow = {
  index: string
  entry_id: string
  leaf: Buffer
  kind: string | null
  at: Date | null
  text: string | null
  salt: Buffer | null
  data: Buffer | null
}

/** Leaves from an index on, each with its entry as it stands in the database now. */
export async function leavesFrom(tx: Queryable, from: number, limit: number): Promise<LeafRow[]> {
  const { rows } = await tx.query<LeafRow>({
    name: 'trail.leavesFrom',
    text: `select l.index, l.entry_id, l.data as leaf, e.kind, e.at, e.text, e.salt, e.data
           from (select * from trail.leaf where index >= $1 order by index limit $2) l
           left join trail.entry e on e.id = l.entry_id order by l.index`,
    values: [from, limit],
  })
  return rows
}

export type CheckpointRow = { size: string; note: string }

export async function checkpointsUpTo(
  tx: Queryable,
  after: number,
  upTo: number,
): Promise<CheckpointRow[]> {
  const { rows } = await tx.query<CheckpointRow>({
    name: 'trail.checkpointsUpTo',
    text: 'select size, note from trail.checkpoint where size > $1 and size <= $2 order by size',
    values: [after, upTo],
  })
  return rows
}

export type LookRowAt = {
  person_id: string
  number: string
  entry_id: string
  data: Buffer
  previous: Buffer | null
}

/** The looks with these running numbers, those that are there. */
export async function looksNumbered(
  tx: Queryable,
  looks: readonly { person: string; number: number }[],
): Promise<LookRowAt[]> {
  const { rows } = await tx.query<LookRowAt>({
    name: 'trail.looksNumbered',
    text: `select k.person_id, k.number, k.entry_id, k.data, k.previous
           from unnest($1::uuid[], $2::bigint[]) as a (person_id, number)
           join trail.look k on k.person_id = a.person_id and k.number = a.number`,
    values: [looks.map(({ person }) => person), looks.map(({ number }) => number)],
  })
  return rows
}

/** All looks, person by person, in the order of their numbers. */
export async function looksAfter(
  tx: Queryable,
  after: { person: string; number: number },
  limit: number,
): Promise<LookRowAt[]> {
  const { rows } = await tx.query<LookRowAt>({
    name: 'trail.looksAfter',
    text: `select person_id, number, entry_id, data, previous from trail.look
           where (person_id, number) > ($1::uuid, $2::bigint)
           order by person_id, number limit $3`,
    values: [after.person, after.number, limit],
  })
  return rows
}

export type LooseRow = { id: string; at: Date }

/** Entries that were written before a moment and have no number yet. */
export async function unnumberedEntries(tx: Queryable, before: string): Promise<LooseRow[]> {
  const { rows } = await tx.query<LooseRow>(
    `select e.id, e.at from trail.entry e
     where e.at < $1 and not exists (select from trail.leaf l where l.entry_id = e.id)
     order by e.at limit 100`,
    [before],
  )
  return rows
}

/** Looks whose entry was never numbered, although the entry itself is old or gone. */
export async function unfoundedLooks(tx: Queryable): Promise<LookRowAt[]> {
  const { rows } = await tx.query<LookRowAt>(
    `select k.person_id, k.number, k.entry_id, k.data, k.previous from trail.look k
     where not exists (select from trail.leaf l where l.entry_id = k.entry_id)
       and not exists (select from trail.entry e where e.id = k.entry_id)
     order by k.person_id, k.number limit 100`,
  )
  return rows
}

export type CountsRow = { leaves: string; tiles: string; checkpoints: string }

export async function countLog(tx: Queryable): Promise<CountsRow> {
  const { rows } = await tx.query<CountsRow>(
    `select (select coalesce(max(index) + 1, 0) from trail.leaf) as leaves,
            (select count(*) from trail.tile) as tiles,
            (select count(*) from trail.checkpoint) as checkpoints`,
  )
  return rows[0]!
}

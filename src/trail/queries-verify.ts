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
}

/** The leaves of a range, each with its entry as it stands in the database now. */
export async function leavesBetween(tx: Queryable, from: number, to: number): Promise<LeafRow[]> {
  const { rows } = await tx.query<LeafRow>({
    name: 'trail.leavesBetween',
    text: `select l.index, l.entry_id, l.data as leaf, e.kind, e.at, e.text, e.salt
           from trail.leaf l left join trail.entry e on e.id = l.entry_id
           where l.index >= $1 and l.index < $2 order by l.index`,
    values: [from, to],
  })
  return rows
}

export type CheckpointRow = { size: string; note: string; leaves: Buffer }

/** The next checkpoints: those of the next `reach` entries, and at least one. */
export async function nextCheckpoints(
  tx: Queryable,
  after: number,
  reach: number,
): Promise<CheckpointRow[]> {
  const { rows } = await tx.query<CheckpointRow>({
    name: 'trail.nextCheckpoints',
    text: `select size, note, leaves from trail.checkpoint
           where size > $1 and size <= greatest($1 + $2,
             (select min(size) from trail.checkpoint where size > $1)) order by size`,
    values: [after, reach],
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

/** Looks whose entry is in no log and in no table: put there by nobody who looked. */
export async function unfoundedLooks(tx: Queryable): Promise<LookRowAt[]> {
  const { rows } = await tx.query<LookRowAt>(
    `select k.person_id, k.number, k.entry_id, k.data, k.previous from trail.look k
     where not exists (select from trail.leaf l where l.entry_id = k.entry_id)
       and not exists (select from trail.entry e where e.id = k.entry_id)
     order by k.person_id, k.number limit 100`,
  )
  return rows
}

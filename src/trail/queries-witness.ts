import type { Queryable } from '../kernel/index.ts'

/** What witnesses said: their last answers, their signatures, and what contradicts this log. */

export type WitnessRow = {
  vkey: string
  name: string
  size: string
  at: Date | null
  away: string | null
  objection: string | null
}

export async function witnessRows(db: Queryable): Promise<WitnessRow[]> {
  const { rows } = await db.query<WitnessRow>({
    name: 'trail.witnessRows',
    text: 'select vkey, name, size, at, away, objection from trail.witness order by name',
  })
  return rows
}

export type Cosignature = { vkey: string; size: number; line: string; at: Date }

export const COSIGNATURES_MAX = 2_000

/** The newest signatures of these keys, the largest checkpoint first. */
export async function newestCosignatures(
  db: Queryable,
  vkeys: readonly string[],
  limit: number,
): Promise<Cosignature[]> {
  const { rows } = await db.query<Omit<Cosignature, 'size'> & { size: string }>({
    name: 'trail.newestCosignatures',
    text: `select vkey, size, line, at from trail.cosignature where vkey = any($1)
           order by size desc limit $2`,
    values: [vkeys, limit],
  })
  return rows.map((row) => ({ ...row, size: Number(row.size) }))
}

/** Those of a key for checkpoints of these sizes and up, in order. */
export async function cosignaturesFrom(
  db: Queryable,
  vkeys: readonly string[],
  size: number,
): Promise<Cosignature[]> {
  const { rows } = await db.query<Omit<Cosignature, 'size'> & { size: string }>({
    name: 'trail.cosignaturesFrom',
    text: `select vkey, size, line, at from trail.cosignature
           where vkey = any($1) and size >= $2 order by size`,
    values: [vkeys, size],
  })
  return rows.map((row) => ({ ...row, size: Number(row.size) }))
}

export async function saveConfirmation(
  db: Queryable,
  row: { name: string; vkey: string; size: number; line: string; at: string },
): Promise<void> {
  await db.query({
    name: 'trail.saveConfirmation',
    text: `with signed as (
             insert into trail.cosignature (vkey, size, line, at) values ($2, $3, $4, $5)
             on conflict (vkey, size) do update set line = excluded.line, at = excluded.at
             where trail.cosignature.at <= excluded.at)
           insert into trail.witness (name, vkey, size, at) values ($1, $2, $3, $5)
           on conflict (vkey) do update set name = excluded.name, size = excluded.size,
             at = excluded.at, away = null, objection = null
           where trail.witness.size <= excluded.size`,
    values: [row.name, row.vkey, row.size, row.line, row.at],
  })
}

export async function saveAway(
  db: Queryable,
  { name, vkey, away }: { name: string; vkey: string; away: string },
): Promise<void> {
  await db.query({
    name: 'trail.saveAway',
    text: `insert into trail.witness (name, vkey, away) values ($1, $2, $3)
           on conflict (vkey) do update set away = excluded.away`,
    values: [name, vkey, away],
  })
}

export type NewEvidence = {
  id: string
  at: string
  vkey: string
  what: string
  ours: string
  theirs: string
}

/** The two signed heads are kept once, however often the witness answers with them. */
export async function saveObjection(
  db: Queryable,
  name: string,
  { id, at, vkey, what, ours, theirs }: NewEvidence,
): Promise<void> {
  await db.query({
    name: 'trail.saveObjection',
    text: `with kept as (
             insert into trail.evidence (id, at, vkey, what, ours, theirs)
             select $2::uuid, $3::timestamptz, $4, $5, $6, $7
             where not exists (select from trail.evidence e where e.vkey = $4 and e.theirs = $7))
           insert into trail.witness (name, vkey, objection) values ($1, $4, $5)
           on conflict (vkey) do update set objection = excluded.objection, away = null`,
    values: [name, id, at, vkey, what, ours, theirs],
  })
}

export type EvidenceRow = { at: Date; vkey: string; what: string; ours: string; theirs: string }

export async function evidenceRows(db: Queryable): Promise<EvidenceRow[]> {
  const { rows } = await db.query<EvidenceRow>({
    name: 'trail.evidenceRows',
    text: 'select at, vkey, what, ours, theirs from trail.evidence order by at, id limit 50',
  })
  return rows
}

/**
 * Signatures that nobody needs any more: of each quarter of an hour the last one stays, and the checkpoint
 * that the newest quorum stands on.
 */
export async function pruneCosignatures(
  db: Queryable,
  { keep, before }: { keep: number; before: string },
): Promise<void> {
  await db.query({
    name: 'trail.pruneCosignatures',
    text: `delete from trail.cosignature c where c.size <> $1 and c.at < $2
             and c.at > $2::timestamptz - interval '1 day'
             and exists (select from trail.cosignature d where d.vkey = c.vkey and d.at > c.at
               and d.at < $2 and date_bin('15 minutes', d.at, '2000-01-01')
                 = date_bin('15 minutes', c.at, '2000-01-01'))`,
    values: [keep, before],
  })
}

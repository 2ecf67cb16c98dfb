import type { Queryable } from '../kernel/index.ts'
import type { TextFile } from './text-hash.ts'

export type AdoptionRow = {
  sequence: number
  hash: string
  signatures: TextFile[]
  adopted_by: string
  adopted_at: Date
  effective_at: Date
}

/** Every adoption, the newest first. There are a handful in the life of a place. */
export async function readAdoptions(db: Queryable): Promise<AdoptionRow[]> {
  const { rows } = await db.query<AdoptionRow>(
    `select sequence, hash, signatures, adopted_by, adopted_at, effective_at
     from agreement.adoption order by sequence desc`,
  )
  return rows
}

export async function readFiles(db: Queryable, hash: string): Promise<TextFile[] | undefined> {
  const { rows } = await db.query<{ files: TextFile[] }>(
    'select files from agreement.version where hash = $1',
    [hash],
  )
  return rows[0]?.files
}

/** One adoption at a time; the lock goes with the transaction. */
export async function lockAdoptions(tx: Queryable): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('agreement.adoption'))`)
}

export type NewVersion = {
  hash: string
  title: string
  version: string
  files: readonly TextFile[]
}

export async function insertVersion(tx: Queryable, row: NewVersion): Promise<void> {
  await tx.query(
    `insert into agreement.version (hash, title, version, files) values ($1, $2, $3, $4)
     on conflict (hash) do nothing`,
    [row.hash, row.title, row.version, JSON.stringify(row.files)],
  )
}

export type NewAdoption = {
  sequence: number
  hash: string
  signatures: readonly TextFile[]
  adoptedBy: string
  adoptedAt: Date
  effectiveAt: Date
}

export async function insertAdoption(tx: Queryable, row: NewAdoption): Promise<void> {
  await tx.query(
    `insert into agreement.adoption
       (sequence, hash, signatures, adopted_by, adopted_at, effective_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      row.sequence,
      row.hash,
      JSON.stringify(row.signatures),
      row.adoptedBy,
      row.adoptedAt,
      row.effectiveAt,
    ],
  )
}

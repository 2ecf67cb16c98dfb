import type { Queryable } from '../kernel/index.ts'
import type { TextFile } from './text-hash.ts'

export type AdoptionRow = {
  sequence: number
  hash: string
  /** the adoption before it that it replaces, by hash and number */
  replaces: string | null
  replaces_sequence: number | null
  signatures: TextFile[]
  entry_id: string
  adopted_by: string
  adopted_at: Date
  effective_at: Date
}

/** Every adoption, the newest first. There are a handful in the life of a place. */
export async function readAdoptions(db: Queryable): Promise<AdoptionRow[]> {
  const { rows } = await db.query<AdoptionRow>(
    `select sequence, hash, replaces, replaces_sequence, signatures, entry_id, adopted_by,
       adopted_at, effective_at from agreement.adoption order by sequence desc`,
  )
  return rows
}

export type VersionRow = { title: string; version: string; files: TextFile[] }

export async function readVersion(db: Queryable, hash: string): Promise<VersionRow | undefined> {
  const { rows } = await db.query<VersionRow>(
    'select title, version, files from agreement.version where hash = $1',
    [hash],
  )
  return rows[0]
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
  replaces?: { hash: string; sequence: number }
  signatures: readonly TextFile[]
  entryId: string
  adoptedBy: string
  adoptedAt: Date
  effectiveAt: Date
}

export async function insertAdoption(tx: Queryable, row: NewAdoption): Promise<void> {
  await tx.query(
    `insert into agreement.adoption
       (sequence, hash, replaces, replaces_sequence, signatures, entry_id, adopted_by, adopted_at,
        effective_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      row.sequence,
      row.hash,
      row.replaces?.hash ?? null,
      row.replaces?.sequence ?? null,
      JSON.stringify(row.signatures),
      row.entryId,
      row.adoptedBy,
      row.adoptedAt,
      row.effectiveAt,
    ],
  )
}

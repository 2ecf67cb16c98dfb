import { escapeIdentifier } from 'pg'
import type { Queryable } from './database.ts'

/** Text must read the same on any server and in any session, and no row may be left out unseen. */
export async function prepareCopy(tx: Queryable): Promise<void> {
  await tx.query(
    `set local row_security = off; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres';
     set local extra_float_digits = 1; set local bytea_output = 'hex'; set local statement_timeout = 0;
     set local idle_in_transaction_session_timeout = 0`,
  )
}

export type OwnTable = {
  schema: string
  name: string
  columns: string[]
  /** bytes on disk: for a progress bar */
  size: string
  /** `schema.name` of the tables that its foreign keys name, itself left out */
  needs: string[]
}

/**
 * The tables of this login, in the order in which they were made. Left out of their columns: those that
 * are computed, and transaction numbers, which mean nothing on another cluster (`xid8` takes its default).
 */
export async function ownTables(tx: Queryable): Promise<OwnTable[]> {
  const { rows } = await tx.query<OwnTable>(`
    select n.nspname as schema, c.relname as name, pg_table_size(c.oid)::text as size,
      array(select a.attname::text from pg_attribute a
            where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
              and a.attgenerated = '' and a.atttypid <> 'xid8'::regtype
            order by a.attnum) as columns,
      array(select distinct fn.nspname || '.' || f.relname
            from pg_constraint k join pg_class f on f.oid = k.confrelid
            join pg_namespace fn on fn.oid = f.relnamespace
            where k.conrelid = c.oid and k.contype = 'f' and f.oid <> c.oid) as needs
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
      and c.relowner = current_user::regrole
    order by c.oid`)
  return rows
}

export type OwnSequence = { schema: string; name: string; last: string; called: boolean }

export async function ownSequences(tx: Queryable): Promise<OwnSequence[]> {
  const { rows } = await tx.query<{ schema: string; name: string }>(`
    select n.nspname as schema, c.relname as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'S' and c.relowner = current_user::regrole order by c.oid`)
  const read: OwnSequence[] = []
  for (const { schema, name } of rows) {
    const at = await tx.query<{ last: string; called: boolean }>(
      `select last_value::text as last, is_called as called from ${relation(schema, name)}`,
    )
    read.push({ schema, name, ...at.rows[0]! })
  }
  return read
}

export async function setSequence(tx: Queryable, sequence: OwnSequence): Promise<void> {
  const { schema, name, last, called } = sequence
  await tx.query('select setval($1::regclass, $2::bigint, $3)', [
    relation(schema, name),
    last,
    called,
  ])
}

type Columns = { schema: string; name: string; columns: readonly string[] }

export function copyOutText({ schema, name, columns }: Columns): string {
  return `copy (select ${list(columns)} from ${relation(schema, name)}) to stdout`
}

export function copyInText({ schema, name, columns }: Columns): string {
  return `copy ${relation(schema, name)} (${list(columns)}) from stdin`
}

/** Migrations may have put rows into a fresh table; the backup holds those too. */
export async function emptyTables(tx: Queryable, tables: readonly Columns[]): Promise<void> {
  const all = tables.map(({ schema, name }) => relation(schema, name)).join(', ')
  if (all !== '') await tx.query(`truncate ${all}`)
}

export async function countRows(tx: Queryable, { schema, name }: Columns): Promise<number> {
  const { rows } = await tx.query<{ count: string }>(
    `select count(*)::text as count from ${relation(schema, name)}`,
  )
  return Number(rows[0]!.count)
}

/** Without it the first hour's plans would be those of empty tables. */
export async function analyse(db: Queryable): Promise<void> {
  await db.query('analyze')
}

export async function serverVersion(tx: Queryable): Promise<string> {
  const { rows } = await tx.query<{ version: string }>(
    "select current_setting('server_version') as version",
  )
  return rows[0]!.version
}

function relation(schema: string, name: string): string {
  return `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`
}

function list(columns: readonly string[]): string {
  return columns.map((column) => escapeIdentifier(column)).join(', ')
}

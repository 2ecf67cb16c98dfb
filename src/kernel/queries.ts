import type { Queryable } from './database.ts'

const MIGRATION_LOCK = '7250116001'

export type MigrationRow = { room: string; name: string; sha256: string }

export async function lockMigrations(tx: Queryable): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
}

export async function migrationsDone(db: Queryable): Promise<MigrationRow[]> {
  const { rows } = await db.query<{ there: boolean }>(
    "select to_regclass('kernel.migration') is not null as there",
  )
  if (!rows[0]!.there) return []
  const done = await db.query<MigrationRow>('select room, name, sha256 from kernel.migration')
  return done.rows
}

export async function markMigration(tx: Queryable, row: MigrationRow): Promise<void> {
  await tx.query('insert into kernel.migration (room, name, sha256) values ($1, $2, $3)', [
    row.room,
    row.name,
    row.sha256,
  ])
}

export type ServerRow = { at: Date; keeps: boolean; gives_up: boolean; connections: number }

/** Its time, whether what it has confirmed survives a loss of power, whether our limits hold, how many it lets in. */
export async function readServer(db: Queryable): Promise<ServerRow> {
  const { rows } = await db.query<ServerRow>(
    `select clock_timestamp() as at, current_setting('max_connections')::int as connections,
       current_setting('fsync') = 'on' and current_setting('full_page_writes') = 'on' as keeps,
       '0' <> all (array[current_setting('statement_timeout'), current_setting('lock_timeout'),
         current_setting('idle_in_transaction_session_timeout')]) as gives_up`,
  )
  return rows[0]!
}

export async function hasCitus(db: Queryable): Promise<boolean> {
  const { rowCount } = await db.query("select from pg_extension where extname = 'citus'")
  return rowCount > 0
}

export type CatalogueRow = { line: string }

/**
 * Every column, key, index, view, function and right of our schemas, one line each, sorted: the schema
 * manifest.
 */
export async function describeSchema(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<CatalogueRow>(`
    with room as (
      select oid, nspname, nspacl from pg_namespace
      where nspname !~ '^(pg_|information_schema|public|citus)'
    ), ours as (
      select c.oid, n.nspname, c.relname, c.relkind, c.relacl
      from pg_class c join room n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm', 'i')
    )
    select format('column %s.%s.%s %s%s%s%s', nspname, relname, a.attname,
             format_type(a.atttypid, a.atttypmod),
             case when a.attnotnull then ' not null' else '' end,
             case a.attidentity when 'a' then ' identity always' when 'd' then ' identity' else '' end,
             case when a.attgenerated <> '' then ' computed ' || pg_get_expr(d.adbin, d.adrelid)
                  else coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') end) as line
    from ours join pg_attribute a on a.attrelid = ours.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = ours.oid and d.adnum = a.attnum
    where relkind <> 'i'
    union all
    select format('constraint %s.%s %s %s', nspname, relname, conname, pg_get_constraintdef(k.oid))
    from ours join pg_constraint k on k.conrelid = ours.oid and k.contype <> 'n'
    union all
    select format('index %s', pg_get_indexdef(ours.oid)) from ours where relkind = 'i'
    union all
    select format('view %s.%s %s', nspname, relname,
             regexp_replace(pg_get_viewdef(ours.oid), '\\s+', ' ', 'g'))
    from ours where relkind in ('v', 'm')
    union all
    select format('function %s %s', p.oid::regprocedure,
             regexp_replace(pg_get_functiondef(p.oid), '\\s+', ' ', 'g'))
    from pg_proc p join room on room.oid = p.pronamespace where p.prokind <> 'a'
    union all
    select format('right %s.%s %s', nspname, relname, ${acl('relacl')})
    from ours where relkind <> 'i' and relacl is not null
    union all
    select format('right %s.%s.%s %s', nspname, relname, a.attname, ${acl('a.attacl')})
    from ours join pg_attribute a on a.attrelid = ours.oid and a.attacl is not null
    union all
    select format('right %s %s', nspname, ${acl('nspacl')}) from room where nspacl is not null`)
  return rows.map(({ line }) => line).sort()
}

function acl(column: string): string {
  return `array_to_string(array(select x::text from unnest(${column}) x order by 1), ' ')`
}

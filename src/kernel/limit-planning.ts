import { Client, type ClientConfig } from 'pg'

/**
 * What PostgreSQL lets everybody call and a reader of counts has no use for: waiting, holding locks that others need,
 * writing beside the tables, ending or waking other sessions, changing its own limits, carrying out a program.
 * `SET`, `LISTEN`, `NOTIFY`, `EXPLAIN` and the catalogues cannot be taken from anybody.
 */
const NEEDLESS = [
  '^pg_sleep',
  '^pg_(try_)?advisory_',
  '^lo_',
  '^(loread|lowrite)$',
  '^pg_(notify|export_snapshot|logical_emit_message|cancel_backend|terminate_backend)$',
  '^(set_config|nextval|setval|currval|lastval)$',
  '^(query|cursor|table|schema|database)_to_xml',
]
const FUNCTIONS = `select p.oid::regprocedure::text as name from pg_proc p
  where p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ $1
    and has_function_privilege('concordat_planning', p.oid, 'execute')`

/**
 * Takes it from everybody and gives it to the other logins, because a right that all have cannot be withheld from
 * one. Only whoever made the server can: on a server that was given, nothing happens here (README.md).
 */
export async function limitPlanning(database: ClientConfig): Promise<void> {
  const client = new Client(database)
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(FUNCTIONS, [NEEDLESS.join('|')])
    if (rows.length === 0) return
    const all = rows.map(({ name }) => name).join(', ')
    const others =
      'concordat_owner, concordat_care, concordat_log, concordat_adopt, concordat_audit'
    await client.query(
      `begin;
       revoke execute on function ${all} from public;
       grant execute on function ${all} to ${others};
       revoke usage on language plpgsql from public;
       grant usage on language plpgsql to ${others};
       commit`,
    )
  } finally {
    await client.end()
  }
}

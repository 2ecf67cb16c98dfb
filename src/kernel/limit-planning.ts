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
const OTHERS = 'concordat_owner, concordat_care, concordat_log, concordat_adopt, concordat_audit'

/**
 * Takes it from everybody and gives it to the other logins, because a right that all have cannot be withheld from
 * one. Only whoever rules the server can.
 */
export const LIMIT_PLANNING = `do $limit$
declare
  needless text;
begin
  for needless in select p.oid::regprocedure::text from pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ '${NEEDLESS.join('|')}'
      and has_function_privilege('concordat_planning', p.oid, 'execute')
  loop
    execute format('revoke execute on function %s from public', needless);
    execute format('grant execute on function %s to ${OTHERS}', needless);
  end loop;
  revoke usage on language plpgsql from public;
  grant usage on language plpgsql to ${OTHERS};
end $limit$;`

export async function limitPlanning(database: ClientConfig): Promise<void> {
  const client = new Client(database)
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(LIMIT_PLANNING)
  } finally {
    await client.end()
  }
}

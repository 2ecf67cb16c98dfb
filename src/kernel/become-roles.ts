import type { Client, ClientConfig } from 'pg'
import { Fault } from './fault.ts'
import { ROLES } from './logins.ts'
import { connectedTo, PREPARE_LOCK, refuseOldServer, unreachable } from './one-connection.ts'

/** Since then a login may be a member of a role and not be let become it. */
const SET_SINCE = 160_000
const NOT_ALLOWED = '42501'

type Standing = {
  login: string
  database: string
  /** no such roles; roles that this login may not become; whether the owner may make schemas here */
  missing: string[]
  closed: string[]
  creates: boolean
}

/**
 * A made-up place on a server that was given: its one login becomes each role, so that nothing need be prepared. Roles
 * that are missing are made where it may make them. A live place has a login for each (given-server.ts).
 */
export async function becomeRoles(connection: ClientConfig): Promise<void> {
  try {
    await connectedTo(connection, async (client) => {
      await refuseOldServer(client)
      await client.query('select pg_advisory_lock($1)', [PREPARE_LOCK])
      const found = await standing(client)
      if (isEnough(found)) return
      await client.query(statementsFor(found).join('\n')).catch((error: { code?: string }) => {
        throw error.code === NOT_ALLOWED ? notEnough(found) : error
      })
      // Whoever may grant nothing is warned by the server, and not refused.
      const after = await standing(client)
      if (!isEnough(after)) throw notEnough(after)
    })
  } catch (error) {
    throw unreachable(error)
  }
}

function isEnough({ missing, closed, creates }: Standing): boolean {
  return missing.length + closed.length === 0 && creates
}

async function standing(client: Client): Promise<Standing> {
  const { rows } = await client.query<Standing>(
    `with wanted as (
       select w.role, w.place, r.oid from unnest($1::text[]) with ordinality as w (role, place)
       left join pg_roles r on r.rolname = w.role)
     select quote_ident(session_user) as login, quote_ident(current_database()) as database,
       coalesce((select has_database_privilege(oid, current_database(), 'create') from wanted
         where role = '${ROLES.owner}'), false) as creates,
       array(select role from wanted where oid is null order by place) as missing,
       array(select role from wanted where oid is not null and not pg_has_role(session_user, oid,
         case when current_setting('server_version_num')::int >= $2 then 'SET' else 'MEMBER' end)
         order by place) as closed`,
    [Object.values(ROLES), SET_SINCE],
  )
  return rows[0]!
}

function statementsFor({ login, database, missing, closed, creates }: Standing): string[] {
  const given = [...missing, ...closed]
  return [
    ...missing.map((role) => `create role ${role};`),
    ...(given.length === 0 ? [] : [`grant ${given.join(', ')} to ${login};`]),
    ...(creates
      ? []
      : [`grant create, connect, temporary on database ${database} to ${ROLES.owner};`]),
  ]
}

function notEnough(found: Standing): Fault {
  return new Fault(
    `the login ${found.login} may not do all that a place needs of its database`,
    'DATABASE_URL',
    `Have somebody who rules the server run there: ${statementsFor(found).join(' ')}`,
    1,
  )
}

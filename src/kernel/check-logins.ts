import type { Client } from 'pg'
import { ROLES } from './logins.ts'

/** What is wrong with a login, and the statement that mends it. */
export type LoginFault = { login: string; what: string; statement: string }

type LoginRow = {
  login: string
  there: boolean
  can_login: boolean
  /** `superuser`, `createrole` …: each lets it become, make or pass over another */
  powers: string[]
  member_of: string[]
  /** may make schemas in this database */
  makes: boolean
  database: string
}

const LOGINS = `
  select wanted.login, r.oid is not null as there, coalesce(r.rolcanlogin, false) as can_login,
    array_remove(array[
      case when r.rolsuper then 'superuser' end, case when r.rolcreaterole then 'createrole' end,
      case when r.rolcreatedb then 'createdb' end, case when r.rolreplication then 'replication' end,
      case when r.rolbypassrls then 'bypassrls' end], null) as powers,
    array(select m.roleid::regrole::text from pg_auth_members m where m.member = r.oid order by 1) as member_of,
    coalesce(has_database_privilege(r.oid, current_database(), 'create'), false) as makes,
    quote_ident(current_database()) as database
  from unnest($1::text[]) with ordinality as wanted (login, place)
  left join pg_roles r on r.rolname = wanted.login
  order by wanted.place`

/**
 * Each login is for one duty: one that can become another is both. Of a role that is no login of ours nobody knows what
 * it may do, so that a login is a member of none.
 */
export async function checkLogins(client: Client): Promise<LoginFault[]> {
  const { rows } = await client.query<LoginRow>(LOGINS, [Object.values(ROLES)])
  return rows.flatMap(faultsOf)
}

function faultsOf(row: LoginRow): LoginFault[] {
  const { login, powers, member_of } = row
  if (!row.there) {
    return [{ login, what: `there is no login ${login}`, statement: `create role ${login} login;` }]
  }
  const faults: LoginFault[] = []
  if (!row.can_login) {
    const statement = `alter role ${login} login;`
    faults.push({ login, what: `the role ${login} cannot log in`, statement })
  }
  if (powers.length > 0) {
    faults.push({
      login,
      what: `the login ${login} can become or pass over any other (${powers.join(', ')})`,
      statement: `alter role ${login} ${powers.map((power) => `no${power}`).join(' ')};`,
    })
  }
  for (const role of member_of) {
    faults.push({
      login,
      what: `the login ${login} can become ${role}`,
      statement: `revoke ${role} from ${login};`,
    })
  }
  if (login === ROLES.owner && !row.makes) {
    const statement = `grant create, connect, temporary on database ${row.database} to ${login};`
    faults.push({
      login,
      what: `the login ${login} may make nothing in ${row.database}`,
      statement,
    })
  }
  return faults
}

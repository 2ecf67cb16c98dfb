import { escapeIdentifier, escapeLiteral } from 'pg'
import type { LoginFault } from './check-logins.ts'
import { LIMIT_PLANNING } from './limit-planning.ts'
import { type LoginSecrets, scramVerifier } from './login-secrets.ts'
import { ROLES } from './logins.ts'

/**
 * What makes a database on a given server fit for a live place: run once by whoever rules the server, as often as they
 * like. No password stands in it, so that it may be handed on.
 */
export function prepareStatements(
  database: string,
  secrets: LoginSecrets,
  faults: readonly LoginFault[],
): string {
  const logins = Object.values(ROLES)
  const name = escapeIdentifier(database)
  const working = [ROLES.care, ROLES.log, ROLES.adopt, ROLES.audit].join(', ')
  const stray = faults.map(({ statement }) => statement).filter((one) => !one.startsWith('create'))
  return [
    '-- What a live place of Concordat needs of its database. Run it once, in that very database, as somebody who',
    '-- rules the server; running it again changes nothing. It holds no password.',
    ...logins.map(makeRole),
    ...stray,
    ...logins.map((login) => setPassword(login, secrets.of(login))),
    `revoke all on database ${name} from public;`,
    `grant create, connect, temporary on database ${name} to ${ROLES.owner};`,
    `grant connect, temporary on database ${name} to ${working};`,
    `grant connect on database ${name} to ${ROLES.planning};`,
    LIMIT_PLANNING,
    '',
  ].join('\n')
}

function makeRole(login: string): string {
  return `do $make$ begin
  if not exists (select from pg_roles where rolname = '${login}') then create role ${login} login; end if;
end $make$;`
}

function setPassword(login: string, password: string): string {
  return `alter role ${login} login password ${escapeLiteral(scramVerifier(password))};`
}

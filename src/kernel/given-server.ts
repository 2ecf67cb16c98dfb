import * as fs from 'node:fs'
import { join } from 'node:path'
import type { Client, ClientConfig } from 'pg'
import { checkLogins, type LoginFault } from './check-logins.ts'
import { Fault } from './fault.ts'
import { type LoginSecrets, openLoginSecrets } from './login-secrets.ts'
import { ROLES } from './logins.ts'
import { connectedTo, PREPARE_LOCK, refuseOldServer, unreachable } from './one-connection.ts'
import { prepareStatements } from './prepare-logins.ts'

/**
 * A live place on a server that was given: six logins of its own, each with a password of its own, none of which can
 * become another. What the server lacks is said, with a file of the statements that mend it; where the given login
 * may make roles, they are made.
 */

const SETTING = 'DATABASE_URL'
/** PostgreSQL's codes for a login or password that it does not take. */
const NOT_ALLOWED = '42501'
const NOT_LET_IN = ['28000', '28P01', NOT_ALLOWED]
const NO_DATABASE = '3D000'
const STATEMENTS = 'prepare.sql'

export type GivenServer = { databaseUrl: string; secretsFolder: string }

/** How each login connects. @throws Fault with the first thing that is wrong */
export async function joinGivenServer(
  given: GivenServer,
): Promise<(login: string) => ClientConfig> {
  const server = new Server(given)
  const [fault] = await server.faults()
  if (fault !== undefined) throw fault
  return (login) => server.as(login)
}

/** Everything that is wrong with the logins of a live place, each with what mends it; [] where nothing is. */
export function loginFaults(given: GivenServer): Promise<Fault[]> {
  return new Server(given).faults()
}

class Server {
  readonly #address: Address
  readonly #secrets: LoginSecrets

  constructor({ databaseUrl, secretsFolder }: GivenServer) {
    this.#address = readAddress(databaseUrl)
    this.#secrets = openLoginSecrets(secretsFolder)
  }

  as(login: string): ClientConfig {
    const { scheme, user, password, rest } = this.#address
    const given = login === (user ?? ROLES.owner) ? password : undefined
    const secret = given ?? encodeURIComponent(this.#secrets.of(login))
    return { connectionString: `${scheme}${login}:${secret}@${rest}`, keepAlive: true }
  }

  async faults(): Promise<Fault[]> {
    const { user = ROLES.owner } = this.#address
    const found = await this.#ask(user)
    if ('refused' in found) return [found.refused]
    const { database, logins } = found
    const faults = logins.map((one) => this.#mended(database, logins, one))
    if (user !== ROLES.owner) faults.push(this.#another(user))
    if (faults.length > 0) return faults
    const refused = await Promise.all(
      Object.values(ROLES).map((login) => this.#tryLogin(login, database)),
    )
    return refused.filter((one) => one !== undefined)
  }

  /** What the database says of the logins, after those that are missing were made, where this login may. */
  async #ask(
    user: string,
  ): Promise<{ database: string; logins: LoginFault[] } | { refused: Fault }> {
    try {
      return await connectedTo(this.as(user), async (client) => {
        await refuseOldServer(client)
        const { rows } = await client.query<{ name: string; makes: boolean }>(
          `select current_database() as name, rolsuper or rolcreaterole as makes
           from pg_roles where rolname = session_user`,
        )
        const { name: database, makes } = rows[0]!
        const before = await checkLogins(client)
        if (before.length === 0 || !makes) return { database, logins: before }
        await this.#prepare(client, database, before)
        return { database, logins: await checkLogins(client) }
      })
    } catch (error) {
      if (error instanceof Fault) throw error
      return { refused: this.#refused(user, error as Error & { code?: string }) }
    }
  }

  /** All of it or nothing: what this login may not do is left to somebody who may. */
  async #prepare(client: Client, database: string, faults: readonly LoginFault[]): Promise<void> {
    try {
      await client.query('select pg_advisory_lock($1)', [PREPARE_LOCK])
      await client.query(prepareStatements(database, this.#secrets, faults))
    } catch (error) {
      if ((error as { code?: string }).code !== NOT_ALLOWED) throw error
    }
  }

  async #tryLogin(login: string, database: string): Promise<Fault | undefined> {
    try {
      await connectedTo(this.as(login), async () => {})
      return undefined
    } catch (error) {
      return this.#refused(login, error as Error & { code?: string }, database)
    }
  }

  #refused(login: string, error: Error & { code?: string }, database?: string): Fault {
    const name = database ?? this.#address.database
    if (error.code === NO_DATABASE) {
      return new Fault(
        `there is no database ${name} on the server`,
        SETTING,
        `Have somebody who rules the server run: create database "${name}";`,
        1,
      )
    }
    if (NOT_LET_IN.includes(error.code ?? '')) {
      return new Fault(
        `the database does not let the login ${login} in (${error.code})`,
        `${SETTING}, ${join(this.#secrets.folder, login)}`,
        this.#remedy(name, []),
        1,
      )
    }
    return unreachable(error)
  }

  #mended(database: string, all: readonly LoginFault[], { what, statement }: LoginFault): Fault {
    return new Fault(what, SETTING, `${this.#remedy(database, all)} Of this: ${statement}`, 1)
  }

  #another(user: string): Fault {
    return new Fault(
      `the login ${user} is none of the place’s own: whoever has it can become another`,
      SETTING,
      `Write the address as ${this.#address.scheme}${ROLES.owner}@…, or without a login. ` +
        `The password of ${ROLES.owner} is in ${join(this.#secrets.folder, ROLES.owner)}.`,
      1,
    )
  }

  /** The statements are beside the passwords that they set. */
  #remedy(database: string, faults: readonly LoginFault[]): string {
    const path = join(this.#secrets.folder, STATEMENTS)
    fs.mkdirSync(this.#secrets.folder, { recursive: true, mode: 0o700 })
    fs.writeFileSync(path, prepareStatements(database, this.#secrets, faults), { mode: 0o600 })
    return `Have somebody who rules the server run: psql -d ${database} -f ${path}.`
  }
}

type Address = {
  scheme: string
  user?: string
  /** as it stands in the address */
  password?: string
  database: string
  /** from the host on */
  rest: string
}

/** Not read as a web address: there a host must be named, and a socket has none. */
function readAddress(text: string): Address {
  const [, scheme, login, rest] = /^(postgres(?:ql)?:\/\/)(?:([^@/?#]*)@)?(.*)$/.exec(text)!
  if (/[?&](user|password)=/.test(rest!)) {
    throw new Fault(
      'setting DATABASE_URL cannot be used: its login stands behind the address',
      SETTING,
      'Write it as postgresql://LOGIN:PASSWORD@HOST/DATABASE.',
    )
  }
  const [user, password] = (login ?? '').split(':')
  const database = /^[^/?#]*\/([^?#]*)/.exec(rest!)?.[1] || user || ROLES.owner
  return {
    scheme: scheme!,
    ...(user ? { user: decodeURIComponent(user) } : {}),
    ...(password ? { password } : {}),
    database: decodeURIComponent(database),
    rest: rest!,
  }
}

import { createHmac } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Client, type ClientConfig, escapeIdentifier, escapeLiteral } from 'pg'
import { becomeRoles } from './become-roles.ts'
import { checkLogins } from './check-logins.ts'
import { type Database, openDatabase } from './database.ts'
import { joinEmbeddedServer } from './embedded-server.ts'
import { Fault } from './fault.ts'
import { joinGivenServer } from './given-server.ts'
import { limitPlanning } from './limit-planning.ts'
import type { Log } from './log.ts'
import { type Duty, LIMITS, type Limits, ROLES } from './logins.ts'
import { connectedTo, PREPARE_LOCK, refuseOldServer, unreachable } from './one-connection.ts'

export type Databases = {
  /** keeps no connection: it is there for what changes the schema, and gone when that is done */
  readonly owner: Database
  readonly care: Database
  readonly log: Database
  readonly adopt: Database
  readonly planning: Database
  close(): Promise<void>
}

export type DatabaseSettings = {
  dataFolder: string
  databaseUrl?: string
  mode?: 'made-up' | 'live'
  /** folder of the passwords of a live place's logins on a given server; `database` below the data where absent */
  databaseSecrets?: string
}

/** Whether there is a database to open: the embedded one is made below the data folder at the first start. */
export function isPlaceThere({ dataFolder, databaseUrl }: DatabaseSettings): boolean {
  return databaseUrl !== undefined || existsSync(join(dataFolder, 'postgres/cluster'))
}

/** Opens the place's database, starting the embedded server where no other is given. */
export async function openDatabases(settings: DatabaseSettings, log: Log): Promise<Databases> {
  const { dataFolder, databaseUrl, mode, databaseSecrets } = settings
  if (databaseUrl !== undefined && mode === 'live') {
    const secretsFolder = databaseSecrets ?? join(dataFolder, 'database')
    const as = await joinGivenServer({ databaseUrl, secretsFolder })
    return openAs(log, (login) => ({ connection: as(login) }))
  }
  if (databaseUrl !== undefined) {
    const connection = { connectionString: databaseUrl }
    await becomeRoles(connection)
    return openAs(log, (role) => ({ connection, role }))
  }
  const server = await joinEmbeddedServer(dataFolder, log)
  try {
    if (mode === 'live') await refuseStray(server.connection)
    return await openEmbedded(server.connection, 'concordat', log, () => server.leave())
  } catch (error) {
    await server.leave()
    throw error
  }
}

/** On the embedded server every role is a login of its own, so that no connection can become another. */
export async function openEmbedded(
  cluster: ClientConfig,
  database: string,
  log: Log,
  afterClose: () => Promise<void>,
): Promise<Databases> {
  const secretOf = (role: string) => secretFor(cluster.password, role)
  await prepareLogins({ ...cluster, database: 'postgres' }, secretOf)
  await prepareDatabase(cluster, database)
  return openPrepared(cluster, database, log, afterClose)
}

/** A database that `openEmbedded` has prepared before. */
export function openPrepared(
  cluster: ClientConfig,
  database: string,
  log: Log,
  afterClose: () => Promise<void>,
  limits: Readonly<Record<Duty, Limits>> = LIMITS,
): Databases {
  const login = (role: string) => ({
    connection: { ...cluster, database, user: role, password: secretFor(cluster.password, role) },
  })
  const opened = openAs(log, login, limits)
  return {
    ...opened,
    async close() {
      await opened.close()
      await afterClose()
    },
  }
}

function openAs(
  log: Log,
  login: (role: string) => { connection: ClientConfig; role?: string },
  limits: Readonly<Record<Duty, Limits>> = LIMITS,
): Databases {
  const open = (duty: keyof Omit<Databases, 'close'>) =>
    openDatabase({ ...login(ROLES[duty]), log, ...limits[duty] })
  const opened = {
    owner: open('owner'),
    care: open('care'),
    log: open('log'),
    adopt: open('adopt'),
    planning: open('planning'),
  }
  return {
    ...opened,
    close: () => Promise.all(Object.values(opened).map((one) => one.close())).then(() => {}),
  }
}

/** Logins that were made here and that somebody has made more than they were. */
async function refuseStray(cluster: ClientConfig): Promise<void> {
  const faults = await connectedTo({ ...cluster, database: 'postgres' }, checkLogins)
  // What is not there yet is made; the rights on the database are those that it is made with.
  const stray = faults.find(({ statement }) => /^(alter|revoke)/.test(statement))
  if (stray === undefined) return
  throw new Fault(stray.what, 'the embedded database', `Run there: ${stray.statement}`, 1)
}

/** A login that somebody was lent: it is taken as it is given, and nothing is made or migrated. */
export function openReader(databaseUrl: string, log: Log): Database {
  return openDatabase({ connection: { connectionString: databaseUrl }, log, ...LIMITS.audit })
}

/** The address of the embedded database for whoever audits it: a login that reads and does nothing else. */
export function auditorAddress({ host, port, password }: ClientConfig): string {
  const where = String(host).startsWith('/')
    ? `@/concordat?host=${encodeURIComponent(String(host))}&port=${port ?? 5432}`
    : `@${host}:${port}/concordat`
  return `postgresql://${ROLES.audit}:${secretFor(password, ROLES.audit)}${where}`
}

function secretFor(password: ClientConfig['password'], role: string): string {
  return createHmac('sha256', String(password)).update(role).digest('base64url')
}

/** Makes the logins that are missing, and that of each is for one duty. */
async function prepareLogins(
  cluster: ClientConfig,
  secretOf: (role: string) => string,
): Promise<void> {
  try {
    await connectedTo(cluster, async (client) => {
      await refuseOldServer(client)
      await client.query('select pg_advisory_lock($1)', [PREPARE_LOCK])
      await makeLogins(client, secretOf)
    })
  } catch (error) {
    throw unreachable(error)
  }
}

async function makeLogins(client: Client, secretOf: (role: string) => string): Promise<void> {
  const { rows } = await client.query<{ rolname: string }>(
    'select rolname from pg_roles where rolname = any($1)',
    [Object.values(ROLES)],
  )
  for (const role of Object.values(ROLES)) {
    if (rows.some(({ rolname }) => rolname === role)) continue
    const password = escapeLiteral(secretOf(role))
    await client.query(`create role ${escapeIdentifier(role)} login password ${password}`)
  }
}

async function prepareDatabase(cluster: ClientConfig, database: string): Promise<void> {
  const name = escapeIdentifier(database)
  await connectedTo({ ...cluster, database: 'postgres' }, async (client) => {
    await client.query('select pg_advisory_lock($1)', [PREPARE_LOCK])
    const { rowCount } = await client.query('select from pg_database where datname = $1', [
      database,
    ])
    if (rowCount === 0) {
      await client.query(`create database ${name} owner ${ROLES.owner}`)
    }
    const roles = Object.values(ROLES).filter((role) => role !== ROLES.owner)
    await client.query(`revoke all on database ${name} from public`)
    await client.query(`grant connect, temporary on database ${name} to ${roles.join(', ')}`)
    await client.query(`revoke temporary on database ${name} from ${ROLES.planning}`)
    await limitPlanning({ ...cluster, database })
  })
}

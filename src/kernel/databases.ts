import { createHmac } from 'node:crypto'
import { Client, type ClientConfig, escapeIdentifier, escapeLiteral } from 'pg'
import { type Database, openDatabase } from './database.ts'
import { joinEmbeddedServer } from './embedded-server.ts'
import { Fault } from './fault.ts'
import type { Log } from './log.ts'

/**
 * One login for each duty. `owner` changes the schema and nothing else runs as it; `care` is what pages
 * and commands run as; `log` alone may number the trail and extend its tree; `planning` has no right
 * on any schema that holds names.
 */
export const ROLES = {
  owner: 'concordat_owner',
  care: 'concordat_care',
  log: 'concordat_log',
} as const

const SERVER_VERSION_MIN = 150_000
/** Two processes that start at once must not both make the same role or database. */
const PREPARE_LOCK = '7250116002'

export type Databases = {
  readonly owner: Database
  readonly care: Database
  readonly log: Database
  close(): Promise<void>
}

export type DatabaseSettings = { dataFolder: string; databaseUrl?: string }

/** Opens the place's database, starting the embedded server where no other is given. */
export async function openDatabases(
  { dataFolder, databaseUrl }: DatabaseSettings,
  log: Log,
): Promise<Databases> {
  if (databaseUrl !== undefined) {
    const connection = { connectionString: databaseUrl }
    await prepareRoles(connection)
    return openAs(log, (role) => ({ connection, role }))
  }
  const server = await joinEmbeddedServer(dataFolder, log)
  try {
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
  const secretOf = (role: string) =>
    createHmac('sha256', String(cluster.password)).update(role).digest('base64url')
  await prepareRoles({ ...cluster, database: 'postgres' }, secretOf)
  await prepareDatabase(cluster, database)
  const opened = openAs(log, (role) => ({
    connection: { ...cluster, database, user: role, password: secretOf(role) },
  }))
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
): Databases {
  const owner = openDatabase({ ...login(ROLES.owner), log, short: 1, long: 2 })
  const care = openDatabase({ ...login(ROLES.care), log })
  const sequencer = openDatabase({ ...login(ROLES.log), log, short: 1, long: 4 })
  return {
    owner,
    care,
    log: sequencer,
    async close() {
      await Promise.all([owner.close(), care.close(), sequencer.close()])
    },
  }
}

/** Makes the roles that are missing. On a given server the login must be a member of them. */
async function prepareRoles(
  connection: ClientConfig,
  secretOf?: (role: string) => string,
): Promise<void> {
  const client = new Client(connection)
  client.on('error', () => {})
  try {
    await client.connect()
    await refuseOldServer(client)
    await client.query('select pg_advisory_lock($1)', [PREPARE_LOCK])
    const { rows } = await client.query<{ rolname: string }>(
      'select rolname from pg_roles where rolname = any($1)',
      [Object.values(ROLES)],
    )
    for (const role of Object.values(ROLES)) {
      if (rows.some(({ rolname }) => rolname === role)) continue
      const login = secretOf ? `login password ${escapeLiteral(secretOf(role))}` : 'nologin'
      await client.query(`create role ${escapeIdentifier(role)} ${login}`)
      if (!secretOf) await client.query(`grant ${escapeIdentifier(role)} to current_user`)
    }
    if (!secretOf) await allowOwner(client)
  } catch (error) {
    if (error instanceof Fault) throw error
    throw unreachable(error as Error & { code?: string })
  } finally {
    await client.end().catch(() => {})
  }
}

async function allowOwner(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>('select current_database() as name')
  await client.query(
    `grant create, connect, temporary on database ${escapeIdentifier(rows[0]!.name)} to ${ROLES.owner}`,
  )
}

async function prepareDatabase(cluster: ClientConfig, database: string): Promise<void> {
  const client = new Client({ ...cluster, database: 'postgres' })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [PREPARE_LOCK])
    const { rowCount } = await client.query('select from pg_database where datname = $1', [
      database,
    ])
    if (rowCount === 0) {
      await client.query(`create database ${escapeIdentifier(database)} owner ${ROLES.owner}`)
      await client.query(`revoke all on database ${escapeIdentifier(database)} from public`)
      await client.query(
        `grant connect, temporary on database ${escapeIdentifier(database)} to ${ROLES.care}, ${ROLES.log}`,
      )
    }
  } finally {
    await client.end()
  }
}

async function refuseOldServer(client: Client): Promise<void> {
  const { rows } = await client.query<{ version: string }>(
    "select current_setting('server_version_num') as version",
  )
  if (Number(rows[0]!.version) >= SERVER_VERSION_MIN) return
  throw new Fault('the PostgreSQL server is older than 15', 'DATABASE_URL', 'Give a newer server.')
}

function unreachable(error: Error & { code?: string }): Fault {
  return new Fault(
    `the database cannot be used: ${error.code ?? error.message}`,
    'DATABASE_URL or the embedded server',
    'Start it, or correct the address and the rights of its user.',
    1,
  )
}

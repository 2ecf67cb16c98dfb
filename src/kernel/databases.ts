import { createHmac } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Client, type ClientConfig, escapeIdentifier, escapeLiteral } from 'pg'
import { type Database, openDatabase } from './database.ts'
import { joinEmbeddedServer } from './embedded-server.ts'
import { Fault } from './fault.ts'
import { limitPlanning } from './limit-planning.ts'
import type { Log } from './log.ts'

/**
 * One login for each duty. `owner` changes the schema and nothing else runs as it; `care` is what pages
 * and commands run as; `log` alone may number the trail and extend its tree; `adopt` alone may put an
 * agreement in effect; `audit` reads the trail and the agreements, and is lent to auditors; `planning` reads the
 * views of the schema `planning`, which name nobody, and nothing else.
 */
export const ROLES = {
  owner: 'concordat_owner',
  care: 'concordat_care',
  log: 'concordat_log',
  adopt: 'concordat_adopt',
  audit: 'concordat_audit',
  planning: 'concordat_planning',
} as const

const SERVER_VERSION_MIN = 150_000
/**
 * What is held up for longer has lost its process, or that is frozen: what it has locked must not stay with it. An
 * errand that sends a letter waits for others three times 20 s at most.
 */
const LOG_TIMEOUTS = { statement_timeout: '120s', idle_in_transaction_session_timeout: '30s' }
/** A count that takes longer is asked wrongly, and must not keep the care of people waiting. */
const PLANNING_SETTINGS = {
  statement_timeout: '30s',
  lock_timeout: '5s',
  idle_in_transaction_session_timeout: '30s',
  default_transaction_read_only: 'on',
}
const CARE_TIMEOUTS = { idle_in_transaction_session_timeout: '75s' }
/** Two processes that start at once must not both make the same role or database. */
const PREPARE_LOCK = '7250116002'

export type Databases = {
  readonly owner: Database
  readonly care: Database
  readonly log: Database
  readonly adopt: Database
  readonly planning: Database
  close(): Promise<void>
}

export type DatabaseSettings = { dataFolder: string; databaseUrl?: string }

/** Whether there is a database to open: the embedded one is made below the data folder at the first start. */
export function isPlaceThere({ dataFolder, databaseUrl }: DatabaseSettings): boolean {
  return databaseUrl !== undefined || existsSync(join(dataFolder, 'postgres/cluster'))
}

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
  const secretOf = (role: string) => secretFor(cluster.password, role)
  await prepareRoles({ ...cluster, database: 'postgres' }, secretOf)
  await prepareDatabase(cluster, database)
  return openPrepared(cluster, database, log, afterClose)
}

/** A database that `openEmbedded` has prepared before. */
export function openPrepared(
  cluster: ClientConfig,
  database: string,
  log: Log,
  afterClose: () => Promise<void>,
): Databases {
  const opened = openAs(log, (role) => ({
    connection: { ...cluster, database, user: role, password: secretFor(cluster.password, role) },
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
  const care = openDatabase({ ...login(ROLES.care), log, settings: CARE_TIMEOUTS })
  const numbering = { settings: LOG_TIMEOUTS, short: 1, long: 4 }
  const sequencer = openDatabase({ ...login(ROLES.log), log, ...numbering })
  const adopt = openDatabase({ ...login(ROLES.adopt), log, short: 1, long: 1 })
  const counting = { settings: PLANNING_SETTINGS, short: 2, long: 1 }
  const planning = openDatabase({ ...login(ROLES.planning), log, ...counting })
  return {
    owner,
    care,
    log: sequencer,
    adopt,
    planning,
    async close() {
      await Promise.all([owner, care, sequencer, adopt, planning].map((one) => one.close()))
    },
  }
}

/** A login that somebody was lent: it is taken as it is given, and nothing is made or migrated. */
export function openReader(databaseUrl: string, log: Log): Database {
  return openDatabase({ connection: { connectionString: databaseUrl }, log, short: 1, long: 1 })
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
  const name = escapeIdentifier(database)
  const client = new Client({ ...cluster, database: 'postgres' })
  client.on('error', () => {})
  await client.connect()
  try {
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

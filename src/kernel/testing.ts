import { createHash } from 'node:crypto'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { after, type TestContext } from 'node:test'
import { Client, type ClientConfig } from 'pg'
import { type Databases, openEmbedded, openPrepared } from './databases.ts'
import { type EmbeddedServer, joinEmbeddedServer } from './embedded-server.ts'
import { withFileLock } from './file-lock.ts'
import { derivedId, newId, type PersonId, toPersonId } from './identifier.ts'
import { openLog } from './log.ts'
import { LIMITS } from './logins.ts'
import { describeMigrations } from './manifest.ts'
import { migrate } from './migrate.ts'
import { roomSchemas } from './rooms.ts'

/**
 * A database of its own for a test: copied from a template that has run every migration, on an
 * embedded server that the whole run shares. It is emptied for the next test and lent again with the connections that
 * are open, because copying costs more than most tests, and connecting more than most statements; one whose schema or
 * rights were changed is dropped. It is kept where the test failed, because what it left is the evidence.
 */
export const TEST_DATA =
  process.env.CONCORDAT_TEST_DATA ?? join(import.meta.dirname, '../../.data/test')

const quiet = openLog('silent')

/** A database that a test has or had, with a session of the cluster's owner in it and the connections of each duty. */
type Lent = { name: string; client: Session; schema: string; tables: Tables; kept: Kept }
/** `unref`: an open session that keeps no process from ending; the driver has both, its types do not. */
type Session = Client & { ref(): void; unref(): void }
/** Of all but what migrations themselves put in: which are filled; and the numbers that were given out. */
type Tables = { filled: string; given: string }
type Kept = {
  readonly databases: Databases
  readonly sockets: ReadonlySet<Socket>
  closed: boolean
}

/** A test that asks as the owner asks often: its connection stays too. */
const TEST_LIMITS = { ...LIMITS, owner: { ...LIMITS.owner, kept: true, short: 1 } }

/** Held until the last test is done: starting a server for each would cost more than the tests. */
let shared: Promise<EmbeddedServer> | undefined
const free: Lent[] = []
after(async () => {
  const server = await shared?.catch(() => undefined)
  if (server === undefined) return
  for (const lent of free.splice(0)) await discard(server.connection, lent)
  await server.leave()
})

export async function testDatabases(t: TestContext): Promise<Databases> {
  const { kept } = await lend(t)
  const { owner, care, log, adopt, planning } = kept.databases
  // Values of their own: what somebody keeps for a database is not kept for the next test.
  return {
    owner: { ...owner },
    care: { ...care },
    log: { ...log },
    adopt: { ...adopt },
    planning: { ...planning },
    async close() {
      kept.closed = true
      await kept.databases.close()
    },
  }
}

/** The same as an address, for `DATABASE_URL`: its login may become every role, as on a server that is given. */
export async function testDatabaseUrl(t: TestContext): Promise<string> {
  const { connection, name } = await lend(t)
  const { host, port, user, password } = connection
  return `postgresql://${user}:${password}@/${name}?host=${encodeURIComponent(host!)}&port=${port}`
}

/** What a test leaves may be at work when it has ended: whoever is lent it next waits for that, and empties it. */
async function lend(t: TestContext): Promise<Lent & { connection: ClientConfig }> {
  shared ??= openShared()
  const { connection } = await shared
  const lent = (await nextFree(connection)) ?? (await copyTemplate(connection))
  t.after(async () => {
    const { passed } = t as { passed?: boolean }
    if (passed === false) return forsake(lent)
    hold(lent, false)
    free.push(lent)
  })
  return { ...lent, connection }
}

async function nextFree(connection: ClientConfig): Promise<Lent | undefined> {
  for (let lent = free.pop(); lent !== undefined; lent = free.pop()) {
    hold(lent, true)
    if (await emptied(lent)) {
      if (lent.kept.closed) lent.kept = keep(connection, lent.name)
      return lent
    }
    await discard(connection, lent)
  }
  return undefined
}

/** Whether its connections keep the process from ending. */
function hold({ client, kept }: Lent, held: boolean): void {
  for (const one of [client, ...kept.sockets]) {
    if (held) one.ref()
    else one.unref()
  }
}

function keep(cluster: ClientConfig, name: string): Kept {
  const sockets = new Set<Socket>()
  const stream = () => {
    const socket = new Socket()
    sockets.add(socket)
    return socket.once('close', () => sockets.delete(socket))
  }
  const connection = { ...cluster, stream, allowExitOnIdle: true }
  const databases = openPrepared(connection, name, quiet, async () => {}, TEST_LIMITS)
  return { databases, sockets, closed: false }
}

async function openShared(): Promise<EmbeddedServer> {
  const server = await joinEmbeddedServer(TEST_DATA)
  // What tests leave need not outlive the machine: nothing waits for its disk.
  await asCluster(server.connection, [
    'alter system set fsync = off',
    'alter system set full_page_writes = off',
    'select pg_reload_conf()',
  ])
  return server
}

async function copyTemplate(connection: ClientConfig): Promise<Lent> {
  const template = await makeTemplate(connection)
  const name = `test_${newId().replaceAll('-', '')}`
  // Two copies of one template at once are refused ("being accessed by other users").
  await withFileLock(join(TEST_DATA, 'copy.lock'), () =>
    asCluster(connection, [`create database ${name} template ${template} owner concordat_owner`]),
  )
  await (await openEmbedded(connection, name, quiet, async () => {})).close()
  const client = await sessionIn(connection, name)
  // As the cluster's owner, and past the triggers that keep the log from ever being emptied.
  await client.query(`set session_replication_role = replica; set lock_timeout = '10s'`)
  const [schema, tables] = [await schemaOf(client), await tablesOf(client)]
  return { name, client, schema, tables, kept: keep(connection, name) }
}

/** False where it cannot be what it was: its schema is another, or somebody still holds it. */
async function emptied(lent: Lent): Promise<boolean> {
  const { client, schema, tables, kept } = lent
  try {
    const { rows } = await client.query<{ busy: boolean }>(BUSY)
    // Closing waits for what is under way.
    if (rows[0]!.busy) await closed(kept)
    if ((await schemaOf(client)) !== schema) return false
    const filled = await client.query<{ name: string; large: boolean }>(tables.filled)
    const large = filled.rows.filter((one) => one.large).map(({ name }) => name)
    const small = filled.rows.filter((one) => !one.large).map(({ name }) => `delete from ${name};`)
    const emptying = large.length === 0 ? '' : `truncate ${large.join(', ')} cascade;`
    await client.query(`${emptying}${small.join('')}${tables.given}`)
    return true
  } catch {
    return false
  }
}

/** Changes with every statement that changes tables, functions, triggers or rights, or runs a migration. */
async function schemaOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ schema: string }>(SCHEMA)
  return rows[0]!.schema
}

async function tablesOf(client: Client): Promise<Tables> {
  const { rows } = await client.query<Tables>(TABLES)
  return rows[0]!
}

const CATALOGS = ['attribute', 'constraint', 'default_acl', 'policy', 'proc', 'trigger', 'type']
const SCHEMA = {
  name: 'schema',
  text: `select concat_ws(' ', ${[
    ...CATALOGS.map((name) => `pg_catalog.pg_${name}`),
    'kernel.migration',
  ]
    .map((table) => `(select count(*) || ':' || max(xmin::text::bigint) from ${table})`)
    .join(', ')},
  (select md5(string_agg(
       concat_ws(' ', relname, relkind, relowner, relacl, relrowsecurity, reloptions), '|' order by oid))
     from pg_catalog.pg_class),
  (select md5(string_agg(concat_ws(' ', nspname, nspowner, nspacl), '|' order by oid))
     from pg_catalog.pg_namespace where nspname !~ '^pg_'),
  (select md5(string_agg(concat_ws(' ', setrole, setconfig), '|')) from pg_catalog.pg_db_role_setting s
     join pg_catalog.pg_database d on d.oid = s.setdatabase and d.datname = current_database())) as schema`,
}

/** Somebody is at work, or holds what others wait for. */
const BUSY = {
  name: 'busy',
  text: `select exists (select from pg_stat_activity where datname = current_database()
      and pid <> pg_backend_pid() and backend_type = 'client backend' and state <> 'idle')
    or exists (select from pg_locks l join pg_database d on d.oid = l.database
      where d.datname = current_database() and l.locktype = 'advisory') as busy`,
}

/** A table of more than a few pages is emptied by putting a new one in its place, which costs more than a few rows. */
const TABLES = `select
  (select string_agg(format('select %L as name, pg_relation_size(%L::regclass) > 200000 as large
         where exists (select from %s)', t, t, t), ' union all ')
     from (select oid::regclass::text as t from pg_class
            where relkind = 'r' and relpersistence <> 't' and relnamespace::regnamespace::text !~ '^(pg_|information_)'
              and oid <> all ('{kernel.migration,record.planning_key,record.staff_key}'::regclass[])) tables) as filled,
  (select string_agg(format('select setval(%L, %s, false);', format('%I.%I', schemaname, sequencename), start_value),
       '')
     from pg_sequences) as given`

/** Held until it has ended: a process that nothing holds would end first, and every test behind it with it. */
async function ended(client: Session): Promise<void> {
  client.ref()
  await client.end().catch(() => {})
}

async function closed(kept: Kept): Promise<void> {
  if (!kept.closed) await kept.databases.close()
  kept.closed = true
}

async function forsake(lent: Lent): Promise<void> {
  hold(lent, true)
  await Promise.all([closed(lent.kept), ended(lent.client)])
}

async function discard(connection: ClientConfig, lent: Lent): Promise<void> {
  await forsake(lent)
  await asCluster(connection, [`drop database if exists ${lent.name} with (force)`])
}

/**
 * Takes every row out, between one run of a property and the next, in the order given. `truncate` makes a new file for
 * each table and index, which costs more than most runs.
 */
export async function emptyTables(
  { owner }: Pick<Databases, 'owner'>,
  tables: readonly string[],
): Promise<void> {
  await owner.transaction(async (tx) => {
    for (const table of tables) tx.post({ text: `delete from ${table}` })
  })
}

async function makeTemplate(connection: ClientConfig): Promise<string> {
  const digest = createHash('sha256').update(describeMigrations(roomSchemas())).digest('hex')
  const template = `template_${digest.slice(0, 16)}`
  await withFileLock(join(TEST_DATA, 'template.lock'), async () => {
    const there = await asCluster(connection, [
      `select 1 from pg_database where datname = '${template}' and datallowconn = false`,
    ])
    if (there > 0) return
    await asCluster(connection, [`drop database if exists ${template} with (force)`])
    const databases = await openEmbedded(connection, template, quiet, async () => {})
    await migrate(databases.owner, roomSchemas())
    await databases.close()
    await asCluster(connection, [`alter database ${template} with allow_connections false`])
  })
  return template
}

async function asCluster(connection: ClientConfig, statements: string[]): Promise<number> {
  const client = await sessionIn(connection, 'postgres')
  try {
    let rows = 0
    for (const statement of statements) rows = (await client.query(statement)).rowCount ?? 0
    return rows
  } finally {
    await client.end()
  }
}

async function sessionIn(connection: ClientConfig, database: string): Promise<Session> {
  const client = new Client({ ...connection, database }) as Session
  client.on('error', () => {})
  await client.connect()
  return client
}

/** The id of a source person whom nobody has been before. */
export function somebody(): PersonId {
  return toPersonId(newId())
}

/** The same for the same name, for what tests say of one person in more than one place. */
export function personCalled(name: string): PersonId {
  return toPersonId(derivedId('test', name))
}

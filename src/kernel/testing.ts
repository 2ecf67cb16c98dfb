import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { after, type TestContext } from 'node:test'
import { Client, type ClientConfig } from 'pg'
import { type Databases, openEmbedded, openPrepared } from './databases.ts'
import { type EmbeddedServer, joinEmbeddedServer } from './embedded-server.ts'
import { withFileLock } from './file-lock.ts'
import { derivedId, newId, type PersonId, toPersonId } from './identifier.ts'
import { openLog } from './log.ts'
import { describeMigrations } from './manifest.ts'
import { migrate } from './migrate.ts'
import { roomSchemas } from './rooms.ts'

/**
 * A database of its own for a test: copied from a template that has run every migration, on an
 * embedded server that the whole run shares. Afterwards it is emptied and lent to the next test, because
 * copying costs more than most tests; one whose schema or rights were changed is dropped. It is kept where
 * the test failed, because what it left is the evidence.
 */
export const TEST_DATA =
  process.env.CONCORDAT_TEST_DATA ?? join(import.meta.dirname, '../../.data/test')

const quiet = openLog('silent')

/** A database that no test has, with a session of the cluster's owner in it. */
type Lent = { name: string; client: Session; schema: string }
/** `unref`: an open session that keeps no process from ending; the driver has both, its types do not. */
type Session = Client & { ref(): void; unref(): void }

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
  const { connection, name } = await lend(t, () => databases.close())
  const databases = openPrepared(connection, name, quiet, async () => {})
  return databases
}

/** The same as an address, for `DATABASE_URL`: its login may become every role, as on a server that is given. */
export async function testDatabaseUrl(t: TestContext): Promise<string> {
  const { connection, name } = await lend(t)
  const { host, port, user, password } = connection
  return `postgresql://${user}:${password}@/${name}?host=${encodeURIComponent(host!)}&port=${port}`
}

/** Taken back after the test, once whoever used it has left. */
async function lend(
  t: TestContext,
  left = async () => {},
): Promise<Lent & { connection: ClientConfig }> {
  shared ??= openShared()
  const { connection } = await shared
  const lent = free.pop() ?? (await copyTemplate(connection))
  t.after(async () => {
    await left()
    if ((t as { passed?: boolean }).passed === false) await ended(lent.client)
    else if (await emptied(lent)) free.push(lent)
    else await discard(connection, lent)
  })
  return { ...lent, connection }
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
  const lent = { name, client, schema: await schemaOf(client) }
  // A session that waits for the next test keeps no process from ending.
  client.unref()
  return lent
}

/** False where it cannot be what it was: its schema is another, or somebody still holds it. */
async function emptied({ client, schema }: Lent): Promise<boolean> {
  client.ref()
  try {
    if ((await schemaOf(client)) !== schema) return false
    await client.query(EMPTY)
    return true
  } catch {
    return false
  } finally {
    client.unref()
  }
}

/** Changes with every statement that changes tables, functions, triggers or rights, or runs a migration. */
async function schemaOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ schema: string }>(SCHEMA)
  return rows[0]!.schema
}

const CATALOGS = ['attribute', 'constraint', 'default_acl', 'policy', 'proc', 'trigger', 'type']
const SCHEMA = `select concat_ws(' ', ${[
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
     join pg_catalog.pg_database d on d.oid = s.setdatabase and d.datname = current_database())) as schema`

/** Of all but what migrations themselves put in. */
const EMPTY = `do $$
declare
  filled text;
  sequence record;
begin
  select string_agg(format('select %L where exists (select from %s)', t, t), ' union all ') into filled
    from (select oid::regclass::text as t from pg_class
           where relkind = 'r' and relpersistence <> 't' and relnamespace::regnamespace::text !~ '^(pg_|information_)'
             and oid <> all ('{kernel.migration,record.planning_key}'::regclass[])) tables;
  execute format('select string_agg(t, %L) from (%s) filled(t)', ', ', filled) into filled;
  if filled is not null then execute format('truncate %s restart identity cascade', filled); end if;
  for sequence in select schemaname, sequencename, start_value from pg_sequences where last_value is not null loop
    perform setval(format('%I.%I', sequence.schemaname, sequence.sequencename)::regclass, sequence.start_value, false);
  end loop;
end $$`

/** Held until it has ended: a process that nothing holds would end first, and every test behind it with it. */
async function ended(client: Session): Promise<void> {
  client.ref()
  await client.end().catch(() => {})
}

async function discard(connection: ClientConfig, { name, client }: Lent): Promise<void> {
  await ended(client)
  await asCluster(connection, [`drop database if exists ${name} with (force)`])
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

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { after, type TestContext } from 'node:test'
import { Client, type ClientConfig } from 'pg'
import { type Databases, openEmbedded } from './databases.ts'
import { type EmbeddedServer, joinEmbeddedServer } from './embedded-server.ts'
import { withFileLock } from './file-lock.ts'
import { newId } from './identifier.ts'
import { openLog } from './log.ts'
import { describeMigrations } from './manifest.ts'
import { migrate } from './migrate.ts'
import { roomSchemas } from './rooms.ts'

/**
 * A database of its own for a test: copied from a template that has run every migration, on an
 * embedded server that the whole run shares. Dropped afterwards; kept where the test failed, because
 * what it left is the evidence.
 */
export const TEST_DATA =
  process.env.CONCORDAT_TEST_DATA ?? join(import.meta.dirname, '../../.data/test')

const quiet = openLog('silent')

/** Held until the file's last test is done: starting a server for each would cost more than the tests. */
let shared: Promise<EmbeddedServer> | undefined
after(async () => (await shared?.catch(() => undefined))?.leave())

export async function testDatabases(t: TestContext): Promise<Databases> {
  shared ??= joinEmbeddedServer(TEST_DATA)
  const server = await shared
  const template = await makeTemplate(server.connection)
  const name = `test_${newId().replaceAll('-', '')}`
  // Two copies of one template at once are refused ("being accessed by other users").
  await withFileLock(join(TEST_DATA, 'copy.lock'), () =>
    asCluster(server.connection, [
      `create database ${name} template ${template} owner concordat_owner`,
    ]),
  )
  const databases = await openEmbedded(server.connection, name, quiet, async () => {})
  t.after(async () => {
    await databases.close()
    if ((t as { passed?: boolean }).passed !== false) {
      await asCluster(server.connection, [`drop database if exists ${name} with (force)`])
    }
  })
  return databases
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
  const client = new Client({ ...connection, database: 'postgres' })
  client.on('error', () => {})
  await client.connect()
  try {
    let rows = 0
    for (const statement of statements) rows = (await client.query(statement)).rowCount ?? 0
    return rows
  } finally {
    await client.end()
  }
}

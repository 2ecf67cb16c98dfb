import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Client } from 'pg'
import { openDatabases, openEmbedded } from './databases.ts'
import { joinEmbeddedServer } from './embedded-server.ts'
import { Fault } from './fault.ts'
import { openLog } from './log.ts'
import { isMigrated, migrate, type RoomSchema } from './migrate.ts'
import { roomSchemas } from './rooms.ts'
import { testDatabases } from './testing.ts'

const log = openLog('silent')

test('files run once, in the order of rooms and names, however often it is asked', async (t) => {
  const { owner } = await testDatabases(t)
  const rooms = [
    room(t, 'a', { '002-more.sql': 'insert into a.t values (2)', '001-t.sql': TABLE }),
    room(t, 'b', { '001-t.sql': 'insert into a.t values (3)', 'README.md': 'not SQL' }),
  ]
  assert.equal(await isMigrated(owner.short, rooms), false)
  assert.equal(await migrate(owner, rooms), 3)
  assert.equal(await migrate(owner, rooms), 0)
  assert.equal(await isMigrated(owner.short, rooms), true)
  const { rows } = await owner.short.query('select n from a.t')
  assert.deepEqual(rows, [{ n: 1 }, { n: 2 }, { n: 3 }])
})

test('a file that comes later runs on its own', async (t) => {
  const { owner } = await testDatabases(t)
  const a = room(t, 'a', { '001-t.sql': TABLE })
  await migrate(owner, [a])
  fs.writeFileSync(join(a.folder, '002-more.sql'), 'insert into a.t values (2)')
  assert.equal(await isMigrated(owner.short, [a]), false)
  assert.equal(await migrate(owner, [a]), 1)
})

test('a file that has run and was changed is refused by its path', async (t) => {
  const { owner } = await testDatabases(t)
  const a = room(t, 'a', { '001-t.sql': TABLE })
  await migrate(owner, [a])
  const path = join(a.folder, '001-t.sql')
  fs.writeFileSync(path, TABLE.replaceAll('\n', '\r\n'))
  assert.equal(await migrate(owner, [a]), 0, 'line ends of another machine are no change')
  fs.appendFileSync(path, '-- a word more\n')
  const changed = (error: unknown) => error instanceof Fault && error.where === path
  await assert.rejects(migrate(owner, [a]), changed)
  await assert.rejects(isMigrated(owner.short, [a]), changed)
})

test('a file that fails leaves nothing of itself or of those before it', async (t) => {
  const { owner } = await testDatabases(t)
  const a = room(t, 'a', {
    '001-t.sql': TABLE,
    '002-bad.sql': 'create table a.u (n int); select no',
  })
  await assert.rejects(
    migrate(owner, [a]),
    (error) =>
      error instanceof Fault && error.where.endsWith('002-bad.sql') && error.exitCode === 1,
  )
  const { rows } = await owner.short.query(
    `select to_regnamespace('a') as schema, (select count(*)::int from kernel.migration where room = 'a') as done`,
  )
  assert.deepEqual(rows, [{ schema: null, done: 0 }])
})

test('processes that start at once migrate once', async (t) => {
  const { owner } = await testDatabases(t)
  const a = room(t, 'a', { '001-t.sql': TABLE })
  const counts = await Promise.all([migrate(owner, [a]), migrate(owner, [a])])
  assert.deepEqual(counts.sort(), [0, 1])
})

test('several openings of a folder where there is nothing yet make one place', async (t) => {
  const dataFolder = temporary(t)
  const openings = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const databases = await openDatabases({ dataFolder }, log)
      return { databases, ran: await migrate(databases.owner, roomSchemas()) }
    }),
  )
  await Promise.all(openings.map(({ databases }) => databases.close()))
  assert.equal(openings.filter(({ ran }) => ran > 0).length, 1)
})

test('a server given by its address gets roles that cannot sign in, and the same tables', async (t) => {
  const dataFolder = temporary(t)
  const server = await joinEmbeddedServer(dataFolder)
  const address = { ...server.connection, database: 'postgres' }
  const admin = new Client(address)
  await admin.connect()
  await admin.query('create role place login createrole password $$p$$')
  await admin.query('create database given owner place')
  const { host, port } = server.connection
  const databaseUrl = `postgresql://place:p@/given?host=${encodeURIComponent(host!)}&port=${port}`
  const databases = await openDatabases({ dataFolder: 'unused', databaseUrl }, log)
  try {
    await migrate(databases.owner, roomSchemas())
    const { rows } = await databases.care.short.query('select current_user::text as who')
    assert.deepEqual(rows, [{ who: 'concordat_care' }])
    await assert.rejects(databases.care.short.query('delete from kernel.news'), /permission denied/)
    const logins = await admin.query(
      "select from pg_roles where rolname ~ '^concordat_' and rolcanlogin",
    )
    assert.equal(logins.rowCount, 1, 'the cluster’s own user alone')
  } finally {
    await databases.close()
    await admin.end()
    await server.leave()
  }
  assert.ok(!fs.existsSync('unused'))
})

test('a server that cannot be reached is said so, without its password', async () => {
  const databaseUrl = 'postgresql://someone:open-sesame@127.0.0.1:1/none'
  await assert.rejects(
    openDatabases({ dataFolder: 'unused', databaseUrl }, log),
    (error) =>
      error instanceof Fault && /ECONNREFUSED/.test(error.line) && !/sesame/.test(error.line),
  )
})

test('every login of the embedded server is for one duty', async (t) => {
  const dataFolder = temporary(t)
  const server = await joinEmbeddedServer(dataFolder)
  const databases = await openEmbedded(server.connection, 'concordat', log, () => server.leave())
  const owns = await databases.owner.short.query<{ super: boolean }>(
    'select rolsuper as super from pg_roles where rolname = current_user',
  )
  await databases.close()
  assert.deepEqual(owns.rows, [{ super: false }])
})

const TABLE = 'create schema a;\ncreate table a.t (n int);\ninsert into a.t values (1);\n'

function room(t: TestContext, name: string, files: Record<string, string>): RoomSchema {
  const folder = temporary(t)
  for (const [file, text] of Object.entries(files)) fs.writeFileSync(join(folder, file), text)
  return { room: name, folder }
}

function temporary(t: TestContext): string {
  const made = fs.mkdtempSync(join(tmpdir(), 'concordat-migrate-'))
  t.after(() => fs.rmSync(made, { recursive: true, force: true }))
  return made
}

import assert from 'node:assert/strict'
import { type AddressInfo, createServer, Socket } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { openDatabase, Rollback } from './database.ts'
import { auditorAddress, openEmbedded, openPrepared, openReader } from './databases.ts'
import { joinEmbeddedServer } from './embedded-server.ts'
import { newId } from './identifier.ts'
import { openLog } from './log.ts'
import { ROLES } from './logins.ts'
import { TEST_DATA, testDatabases } from './testing.ts'

const TIMEOUTS = `select name, setting from pg_settings where name in
  ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout')`

test('many short statements share a few connections and each gets its own answer', async (t) => {
  const { care } = await testDatabases(t)
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, n) =>
      care.short.query<{ n: number }>('select $1::int as n', [n]),
    ),
  )
  assert.deepEqual(
    answers.map(({ rows }) => rows[0]!.n),
    Array.from({ length: 200 }, (_, n) => n),
  )
})

test('a statement that fails leaves its neighbours on the same connection alone', async (t) => {
  const { care } = await testDatabases(t)
  const [first, bad, last] = await Promise.allSettled([
    care.short.query('select 1'),
    care.short.query('select no_such_column'),
    care.short.query('select 2'),
  ])
  assert.deepEqual([first.status, bad.status, last.status], ['fulfilled', 'rejected', 'fulfilled'])
})

test('a transaction keeps what it wrote, or nothing', async (t) => {
  const { care } = await testDatabases(t)
  const write = (key: string) =>
    ['insert into kernel.news (topic, key) values ($1, $2)', ['t', key]] as const
  await care.transaction(async (tx) => void (await tx.query(...write('kept'))))
  await assert.rejects(
    care.transaction(async (tx) => {
      await tx.query(...write('lost'))
      throw new Error('changed my mind')
    }),
    /changed my mind/,
  )
  const rolledBack = await care.transaction(async (tx) => {
    await tx.query(...write('tried'))
    throw new Rollback('dry run')
  })
  assert.equal(rolledBack, 'dry run')
  const { rows } = await care.short.query('select key from kernel.news')
  assert.deepEqual(rows, [{ key: 'kept' }])
})

test('an error that the work swallowed is not taken for a commit', async (t) => {
  const { care } = await testDatabases(t)
  await assert.rejects(
    care.transaction(async (tx) => {
      await tx.query('select no_such_column').catch(() => {})
    }),
    /did not commit: ROLLBACK/,
  )
})

test('begin travels with the first statement and commit with the last: what is posted costs no trip', async (t) => {
  const { care } = await testDatabases(t)
  const news = (key: string) => ({
    text: 'insert into kernel.news (topic, key) values ($1, $2)',
    values: ['t', key],
  })
  await care.transaction((tx) => tx.query('select 1'))
  const writes = await countWrites(async () => {
    await care.transaction(async (tx) => {
      tx.post(news('a'))
      tx.post(news('b'))
    })
  })
  assert.equal(writes, 1)
  const more = await countWrites(async () => {
    await care.transaction(async (tx) => {
      tx.post(news('c'))
      await tx.query('select 1')
      tx.post(news('d'))
    })
  })
  assert.equal(more, 2)
  const { rows } = await care.short.query('select key from kernel.news order by key')
  assert.deepEqual(rows, [{ key: 'a' }, { key: 'b' }, { key: 'c' }, { key: 'd' }])
  assert.equal(await countWrites(() => care.transaction(async () => 'nothing was asked')), 0)
})

test('what nobody waited for fails the transaction with its own error, and nothing of it is kept', async (t) => {
  const { care } = await testDatabases(t)
  const good = { text: "insert into kernel.news (topic, key) values ('t', 'k')" }
  const circle: { self?: unknown } = {}
  circle.self = circle
  const works: [error: RegExp, post: { text: string; values?: unknown[] }][] = [
    [/no_such_column/, { text: 'select no_such_column' }],
    [/circular/, { text: 'select $1::text', values: [circle] }],
  ]
  for (const [error, bad] of works) {
    for (const later of ['nothing', 'a statement', 'a refusal']) {
      const failing = care.transaction(async (tx) => {
        tx.post(good)
        tx.post(bad)
        if (later === 'a statement') await tx.query('select 1')
        if (later === 'a refusal') throw new Rollback('refused')
      })
      await assert.rejects(failing, error, later)
    }
  }
  const { rowCount } = await care.short.query('select from kernel.news')
  assert.equal(rowCount, 0)
  await care.transaction(async (tx) => tx.post(good))
  assert.equal((await care.short.query('select from kernel.news')).rowCount, 1)
})

test('what was answered as done is on the disk, whatever the server, the login or the address asks for', async (t) => {
  const databases = await testDatabases(t)
  const { owner } = databases
  const logins = ['care', 'log', 'adopt'] as const
  const { rows } = await owner.short.query<{ name: string }>('select current_database() as name')
  await owner.short.query(`alter database ${rows[0]!.name} set synchronous_commit = off`)
  const shown = {
    text: "select current_setting('synchronous_commit') as said, current_user as who",
  }
  for (const login of logins) {
    // Its connections are new: none was opened before the setting.
    for (const answer of [
      await databases[login].short.query(shown),
      await databases[login].transaction((tx) => tx.query(shown)),
      await databases[login].copying((tx) => tx.query(shown)),
    ]) {
      assert.deepEqual(answer.rows, [{ said: 'on', who: ROLES[login] }])
    }
  }
  const server = await joinEmbeddedServer(TEST_DATA)
  t.after(() => server.leave())
  const address = auditorAddress(server.connection).replace(
    /\/concordat(?=\?|$)/,
    `/${rows[0]!.name}`,
  )
  const asked = encodeURIComponent('-c synchronous_commit=off -c timezone=Asia/Tokyo')
  const joined = address.includes('?') ? '&' : '?'
  const reader = openReader(`${address}${joined}options=${asked}`, openLog('silent'))
  t.after(() => reader.close())
  assert.deepEqual((await reader.short.query(shown)).rows, [{ said: 'on', who: ROLES.audit }])
  assert.deepEqual((await reader.short.query('show timezone')).rows, [{ TimeZone: 'UTC' }])
})

test('each login has an end to a statement, to waiting for a lock and to doing nothing in a transaction', async (t) => {
  const databases = await testDatabases(t)
  for (const login of ['owner', 'care', 'log', 'adopt', 'planning'] as const) {
    const asked = { text: TIMEOUTS }
    for (const answer of [
      await databases[login].short.query<Record<string, unknown>>(asked),
      await databases[login].transaction((tx) => tx.query<Record<string, unknown>>(asked)),
    ]) {
      const short = answer.rows.filter(({ setting }) => setting === '0').map(({ name }) => name)
      assert.deepEqual({ login, short }, { login, short: [] })
      assert.equal(answer.rows.length, 3)
    }
  }
})

test('a server that takes a connection and says nothing is given up on', async (t) => {
  const silent = createServer(() => {})
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening))
  const { port } = silent.address() as AddressInfo
  const connection = { host: '127.0.0.1', port, user: 'x', connectionTimeoutMillis: 200 }
  const database = openDatabase({ connection, log: openLog('silent') })
  t.after(async () => {
    await database.close()
    silent.close()
  })
  await assert.rejects(database.short.query('select 1'), { code: 'ETIMEDOUT' })
  await assert.rejects(
    database.transaction((tx) => tx.query('select 1')),
    /connection timeout/,
  )
})

test('the login that changes the schema keeps no connection when that is done', async (t) => {
  const { care } = await testDatabases(t)
  const sessions = async (but: readonly number[]) => {
    const { rows } = await care.short.query<{ pid: number }>(
      `select pid from pg_stat_activity
       where usename = '${ROLES.owner}' and datname = current_database() and pid <> all($1)`,
      [but],
    )
    return rows.map(({ pid }) => pid)
  }
  // What the tests themselves keep open.
  const before = await sessions([])
  const { rows } = await care.short.query<{ name: string }>('select current_database() as name')
  const server = await joinEmbeddedServer(TEST_DATA)
  t.after(() => server.leave())
  const close = async () => {}
  const opened = openPrepared(server.connection, rows[0]!.name, openLog('silent'), close)
  t.after(() => opened.close())
  const { owner } = opened
  await owner.short.query('select 1')
  await owner.transaction((tx) => tx.query('select 1'))
  await owner.copying((tx) => tx.query('select 1'))
  for (let wait = 0; wait < 100 && (await sessions(before)).length > 0; wait++) await sleep(20)
  assert.deepEqual(await sessions(before), [])
})

test('a connection that the server drops is replaced', async (t) => {
  const { care, owner } = await testDatabases(t)
  await care.short.query('select 1')
  await care.short
    .query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where usename = current_user and datname = current_database() and pid <> pg_backend_pid()`,
    )
    .catch(() => {})
  for (let attempt = 0; attempt < 8; attempt++) await care.short.query('select 1').catch(() => {})
  const { rows } = await care.short.query('select 1 as one')
  assert.deepEqual(rows, [{ one: 1 }])
  assert.ok(owner)
})

test('the care role cannot change the schema or become another role', async (t) => {
  const { care } = await testDatabases(t)
  await assert.rejects(care.short.query('create table kernel.mine (a int)'), /permission denied/)
  await assert.rejects(care.short.query('delete from kernel.news'), /permission denied/)
  await assert.rejects(care.short.query('set role concordat_owner'), /permission denied/)
  await assert.rejects(care.short.query('set role concordat_cluster'), /permission denied/)
})

test('a database that was there before the login that counts gets it, limited, when it is opened', async (t) => {
  const server = await joinEmbeddedServer(TEST_DATA)
  t.after(() => server.leave())
  const name = `test_${newId().replaceAll('-', '')}`
  const cluster = new Client({ ...server.connection, database: 'postgres' })
  await cluster.connect()
  await cluster.query(`create database ${name}`)
  t.after(async () => {
    await cluster.query(`drop database ${name} with (force)`)
    await cluster.end()
  })
  for (let opening = 0; opening < 2; opening++) {
    const { care, planning, close } = await openEmbedded(
      server.connection,
      name,
      openLog('silent'),
      async () => {},
    )
    const who = await planning.short.query<{ who: string }>('select current_user as who')
    assert.deepEqual(who.rows, [{ who: ROLES.planning }])
    await assert.rejects(planning.short.query('select pg_sleep(0)'), /permission denied/)
    await assert.rejects(planning.short.query('select * from pg_authid'), /permission denied/)
    assert.equal((await care.short.query('select pg_sleep(0)')).rowCount, 1)
    await close()
  }
})

/** How often something is written to a server meanwhile: each is a trip. */
async function countWrites(work: () => Promise<unknown>): Promise<number> {
  let writes = 0
  const { _write, _writev } = Socket.prototype
  Socket.prototype._write = function (...given) {
    writes++
    return _write.apply(this, given)
  }
  Socket.prototype._writev = function (...given) {
    writes++
    return _writev!.apply(this, given)
  }
  try {
    await work()
    return writes
  } finally {
    Object.assign(Socket.prototype, { _write, _writev })
  }
}

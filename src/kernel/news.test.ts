import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database, Queryable } from './database.ts'
import type { Databases } from './databases.ts'
import { openFollowing, writeFollowing } from './follow.ts'
import { openLog } from './log.ts'
import { NEWS_CHANNEL, type News, openNews } from './news.ts'
import { keysSince, newsVersion } from './news-version.ts'
import { testDatabases } from './testing.ts'

const log = openLog('silent')
/** Of a hub that looks by itself later than any test ends. */
const NEVER_MS = 24 * 60 * 60_000

test('what was committed waits for nobody, and a late committer with a smaller number is never passed', async (t) => {
  const { databases, heard } = await listening(t)
  const elsewhere = held((await testDatabases(t)).care)
  const late = held(databases.care)
  await Promise.all([elsewhere.announced, late.announced])
  await tell(databases, 'second')
  await tell(databases, 'third')
  await until(() => heard.length === 2)
  assert.deepEqual(heard, ['second', 'third'])
  const version = await newsVersion(databases.care.short)
  await tell(databases, 'fourth')
  const since = async (from: string) => {
    const found = await keysSince(databases.care.short, 'topic', from)
    return { version: found!.version, keys: found!.keys.sort() }
  }
  const open = await since(version)
  assert.deepEqual(open.keys, ['fourth'], 'while both are open, in this database and in another')
  await late.commit()
  assert.deepEqual((await since(version)).keys, ['first', 'fourth'])
  assert.deepEqual((await since(open.version)).keys, ['first'], 'each once')
  await until(() => heard.length === 4)
  assert.deepEqual(heard.sort(), ['first', 'fourth', 'second', 'third'])
  await elsewhere.commit()
  const over = await since(open.version)
  assert.deepEqual(over.keys, ['first'], 'news of another database is none')
  assert.deepEqual((await since(over.version)).keys, [])
})

test('a version says what was over even when very many run, and one that is none says nothing', async (t) => {
  const { care } = await testDatabases(t)
  const news =
    "insert into kernel.news (xid, topic, key) select n::text::xid8, 'many', n from generate_series(100, 500) n"
  await care.short.query(news)
  const many = Array.from({ length: 150 }, (_, at) => 101 + 2 * at)
  const seen = `101:401:${many}`
  const asked = { query: async () => ({ rows: [{ seen, seconds: '1790000000' }], rowCount: 1 }) }
  const version = await newsVersion(asked as unknown as Queryable)
  assert.equal(
    version,
    `1790000000-101-301${many
      .slice(0, 100)
      .map((n) => `.${n - 101}`)
      .join('')}`,
  )
  const { rows } = await care.short.query<{ seconds: string }>(
    'select extract(epoch from now())::bigint::text as seconds',
  )
  const found = (text: string) =>
    keysSince(care.short, 'many', text.replace('1790000000', rows[0]!.seconds))
  const told = (await found(version))?.keys.map(Number).sort((a, b) => a - b)
  const all = Array.from({ length: 401 }, (_, at) => 100 + at)
  const ran = new Set(many.slice(0, 100))
  assert.deepEqual(
    told,
    all.filter((xid) => ran.has(xid) || xid >= 301),
  )
  const wrong = [
    '',
    '0',
    '1',
    '1790000000-5-4',
    '1790000000-0-4',
    '1790000000-5-9.3.2',
    '1790000000-5-9.4',
    '1790000000-5-9223372036854775808',
    '1790000000-101-999999999999',
    '1600000000-5-9',
    '-1-1',
    '1790000000-5-9.',
  ]
  for (const text of wrong) assert.equal(await found(text), undefined, text)
})

test('what is rolled back is no news, and does not hold up the rest', async (t) => {
  const { databases, heard } = await listening(t)
  await databases.care
    .transaction(async (tx) => {
      await announce(tx, 'topic', 'never')
      throw new Error('changed my mind')
    })
    .catch(() => {})
  await tell(databases, 'kept')
  await until(() => heard.length > 0)
  assert.deepEqual(heard, ['kept'])
})

test('a subscriber that throws stops nobody, itself included', async (t) => {
  const { databases, hub, heard } = await listening(t)
  let thrown = 0
  hub.subscribe('topic', () => {
    thrown++
    throw new Error('not my day')
  })
  hub.subscribe('topic', async () => {
    throw new Error('nor mine')
  })
  const all: string[] = []
  hub.subscribe('*', ({ key }) => void all.push(key))
  await tell(databases, 'one')
  await tell(databases, 'two')
  await until(() => all.length === 2 && thrown === 2)
  assert.deepEqual(heard, ['one', 'two'])
})

test('a topic is heard by those who asked for it, until they stop', async (t) => {
  const { databases, hub, heard } = await listening(t)
  const other: News[] = []
  const stop = hub.subscribe('other', (news) => void other.push(news))
  await tell(databases, 'x', 'other')
  await until(() => other.length === 1)
  stop()
  await tell(databases, 'y', 'other')
  await tell(databases, 'last')
  await until(() => heard.length === 1)
  assert.deepEqual(
    other.map(({ topic, key }) => [topic, key]),
    [['other', 'x']],
  )
})

test('a notice wakes it', async (t) => {
  const { databases, heard } = await listening(t, NEVER_MS)
  for (let n = 0; n < 5; n++) {
    await tell(databases, String(n))
    await databases.care.short.query(`notify ${NEWS_CHANNEL}`)
    await until(() => heard.length === n + 1)
  }
})

test('without a notice it looks by itself', async (t) => {
  const { databases, heard } = await listening(t)
  await tell(databases, 'quiet')
  await until(() => heard.length === 1)
})

test('it goes on after the server has dropped every connection', async (t) => {
  const { databases, heard } = await listening(t)
  await tell(databases, 'before')
  await until(() => heard.length === 1)
  await databases.owner.short
    .query(
      `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and usename = 'concordat_care'`,
    )
    .catch(() => {})
  for (let attempt = 0; attempt < 50; attempt++) {
    if (
      await tell(databases, 'after').then(
        () => true,
        () => false,
      )
    )
      break
    await sleep(50)
  }
  await until(() => heard.length === 2)
  assert.deepEqual(heard, ['before', 'after'])
})

test('more than a batch comes whole and in order', async (t) => {
  const { databases, heard } = await listening(t)
  const count = 1_234
  await databases.care.transaction(async (tx) => {
    await tx.query(
      `insert into kernel.news (topic, key) select 'topic', n::text from generate_series(1, ${count}) n`,
    )
  })
  await until(() => heard.length === count)
  assert.deepEqual(
    heard,
    Array.from({ length: count }, (_, n) => String(n + 1)),
  )
})

test('what is older than an hour is thrown away, and nothing newer', async (t) => {
  const { databases, heard } = await listening(t)
  await tell(databases, 'old')
  await until(() => heard.length === 1)
  await databases.owner.short.query("update kernel.news set at = now() - interval '61 minutes'")
  await tell(databases, 'new')
  const hub = openNews(databases.care, log, databases.log)
  t.after(() => hub.close())
  await hub.start()
  const keys = async () =>
    (await databases.owner.short.query<{ key: string }>('select key from kernel.news')).rows
  while ((await keys()).length > 1) await sleep(50)
  assert.deepEqual(await keys(), [{ key: 'new' }])
})

async function listening(t: TestContext, pollMs?: number) {
  const databases = await testDatabases(t)
  const hub = openNews(databases.care, log, databases.log, pollMs)
  const heard: string[] = []
  hub.subscribe('topic', ({ key }) => void heard.push(key))
  await tell(databases, 'before the start is no news')
  await hub.start()
  // Registered after the database's own end, which closes first: the hub must bear that too.
  t.after(() => hub.close())
  return { databases, hub, heard }
}

async function tell({ care }: Databases, key: string, topic = 'topic'): Promise<void> {
  await care.transaction((tx) => announce(tx, topic, key))
}

/** A transaction that has announced `first` and has not committed yet. */
function held(care: Database): { announced: Promise<void>; commit(): Promise<void> } {
  const announced = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const done = care.transaction(async (tx) => {
    await announce(tx, 'topic', 'first')
    announced.resolve()
    await release.promise
  })
  return {
    announced: announced.promise,
    async commit() {
      release.resolve()
      await done
    },
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5)
}

async function announce(tx: Queryable, topic: string, key: string): Promise<void> {
  const following = openFollowing()
  following.announce(topic, key)
  await tx.query(writeFollowing([following.gathered], new Date())!)
}

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { backUp, inOrderOfNeed } from './backup.ts'
import { openBackupFile } from './backup-file.ts'
import { fixedClock } from './clock.ts'
import type { Database } from './database.ts'
import { openDatabases } from './databases.ts'
import { Fault } from './fault.ts'
import { openLog } from './log.ts'
import { migrate } from './migrate.ts'
import { type RestoreRequest, restoreBackup } from './restore.ts'
import { roomSchemas } from './rooms.ts'
import { testDatabases } from './testing.ts'

const clock = fixedClock('2026-03-03T09:00:00Z')
const log = openLog('silent')

/** Everything that a column may be, and keys that lead to a table made later. */
const SCHEMA = `
create schema odd;
create table odd.event (
  id bigint generated always as identity primary key,
  parent bigint references odd.event (id),
  kind text not null,
  at timestamptz, on_day date, span interval, amount numeric, rate double precision,
  body jsonb, bytes bytea, words text[], seen pg_snapshot, length int generated always as (length(kind)) stored,
  xid xid8 not null default pg_current_xact_id()
);
create table odd.kind (name text primary key, "Order" int);
insert into odd.kind values ('seeded', 1);
alter table odd.event add foreign key (kind) references odd.kind (name);`

const ROWS = `
insert into odd.kind values (E'tab\\tline\\nback\\\\slash', 2), ('\\N', 3), ('', null), ('é😀', -1);
insert into odd.event (parent, kind, at, on_day, span, amount, rate, body, bytes, words, seen) values
  (null, '\\N', '2026-03-29 01:30+01', '0044-03-15 BC', '1 mon -2 days', 'NaN', 'Infinity', '{"a": [1e400]}',
   '\\x00ff0a', array['x,y', null, 'NULL', '"'], '10:20:10,14'),
  (1, E'tab\\tline\\nback\\\\slash', '-infinity', 'infinity', null,
   12345678901234567890.10, 0.1, 'null', '', '{}', null),
  (2, 'seeded', null, null, null, null, 1e-308, null, null, null, null);
delete from odd.event where id = 3`

test('a restored place holds what was backed up, to the byte', async (t) => {
  const { folder, file, rooms } = await oddBackup(t)
  const into = join(folder, 'deep/er')
  const restored = await restoreBackup({ file, into, rooms, log })
  assert.deepEqual(fs.readdirSync(into).sort(), ['keys', 'postgres'])
  assert.equal(fs.readFileSync(join(into, 'keys/log.key'), 'utf8'), 'a secret\n')
  assert.equal(fs.statSync(join(into, 'keys/log.key')).mode & 0o777, 0o600)
  assert.deepEqual(restored.settings, { CONCORDAT_LOG_NAME: 'odd.example/log' })
  const place = await openDatabases({ dataFolder: into }, log)
  try {
    const again = join(folder, 'again')
    await backUp({ owner: place.owner, out: again, files: [], settings: {}, clock })
    const one = (await openBackupFile(file)).manifest
    const two = (await openBackupFile(again)).manifest
    const content = ({ tables }: typeof one) =>
      tables.map(({ schema, name, columns, rows }) => [schema, name, columns, rows.sha256])
    assert.deepEqual(content(two), content(one))
    assert.deepEqual(two.sequences, one.sequences)
    assert.deepEqual(two.migrations, one.migrations)
    const { rows } = await place.owner.short.query<{ id: string; length: number; fresh: boolean }>(
      `insert into odd.event (kind) values ('seeded')
       returning id::text, length, xid > (select xid from odd.event where id = 1) as fresh`,
    )
    assert.deepEqual(rows, [{ id: '4', length: 6, fresh: true }])
  } finally {
    await place.close()
  }
})

test('the file is gzip that any tool unpacks, for its owner alone, with nothing beside it', async (t) => {
  const { folder, file, result } = await oddBackup(t)
  const bytes = fs.readFileSync(file)
  assert.equal(result.sha256, createHash('sha256').update(bytes).digest('hex'))
  assert.equal(result.bytes, bytes.length)
  assert.match(gunzipSync(bytes).toString(), /tab\\tline\\nback\\\\slash\t2\n/)
  assert.equal(fs.statSync(file).mode & 0o777, 0o600)
  assert.deepEqual(fs.readdirSync(folder).sort(), ['backup', 'log.key', 'odd'])
})

test('rows that come while the backup runs are in none of its tables', async (t) => {
  const { care, owner } = await testDatabases(t)
  const folder = temporary(t)
  let n = 0
  let writing = true
  const writer = (async () => {
    while (writing) {
      await care.transaction(async (tx) => {
        const values = ['t', String(n++)]
        await tx.query('insert into kernel.news (topic, key) values ($1, $2)', values)
      })
    }
  })()
  const out = join(folder, 'backup')
  const { rows } = await backUp({ owner, out, files: [], settings: {}, clock })
  writing = false
  await writer
  const { manifest } = await openBackupFile(out)
  const news = manifest.tables.find(({ name }) => name === 'news')!
  const sequence = manifest.sequences.find(({ name }) => name === 'news_id_seq')!
  assert.ok(news.rows.lines < n && rows >= news.rows.lines)
  assert.ok(BigInt(sequence.last) >= BigInt(news.rows.lines), 'no number will be given twice')
})

test('any changed byte and any missing end is found before anything is written', async (t) => {
  const { folder, file, rooms } = await oddBackup(t)
  const whole = fs.readFileSync(file)
  const bad = join(folder, 'bad')
  const into = join(folder, 'into')
  const refused = async (bytes: Buffer) => {
    fs.writeFileSync(bad, bytes)
    await assert.rejects(restoreBackup({ file: bad, into, rooms, log }), isFault(/backup/))
    assert.ok(!fs.existsSync(into))
  }
  const at = fc.integer({ min: 0, max: whole.length - 1 })
  await fc.assert(
    fc.asyncProperty(at, fc.integer({ min: 1, max: 255 }), async (place, change) => {
      const bytes = Buffer.from(whole)
      bytes[place] = bytes[place]! ^ change
      await refused(bytes)
    }),
    { numRuns: 150 },
  )
  await fc.assert(
    fc.asyncProperty(at, (length) => refused(whole.subarray(0, length))),
    { numRuns: 50 },
  )
  await refused(Buffer.concat([whole, Buffer.from('more')]))
})

test('what is not a backup, or not for this version, is said so', async (t) => {
  const { folder, file, rooms } = await oddBackup(t)
  const text = join(folder, 'text')
  fs.writeFileSync(text, 'id,name\n1,Martha\n')
  const into = join(folder, 'into')
  const refused = async (given: Partial<RestoreRequest>, words: RegExp) => {
    await assert.rejects(restoreBackup({ file, into, rooms, log, ...given }), isFault(words))
    assert.ok(!fs.existsSync(into))
  }
  await refused({ file: text }, /not a backup/)
  await refused({ file: folder }, /not a backup/)
  await refused({ file: join(folder, 'nothing') }, /cannot be read: ENOENT/)
  execFileSync('mkfifo', [join(folder, 'pipe')])
  await refused({ file: join(folder, 'pipe') }, /not a backup/)
  await refused({ rooms: roomSchemas() }, /made by a newer version.* odd\/001-odd/)
  const edited = join(folder, 'edited')
  fs.cpSync(rooms.at(-1)!.folder, edited, { recursive: true })
  fs.appendFileSync(join(edited, '001-odd.sql'), '-- a word more\n')
  const others = [...roomSchemas(), { room: 'odd', folder: edited }]
  await refused({ rooms: others }, /its odd\/001-odd.sql differs/)
})

test('a file of the place that is a pipe is refused, and nothing is written', async (t) => {
  const { folder, owner } = await oddBackup(t)
  const path = join(folder, 'links.key')
  execFileSync('mkfifo', [path])
  const out = join(folder, 'with-pipe')
  const files = [{ name: 'links.key', path }]
  await assert.rejects(backUp({ owner, out, files, settings: {}, clock }), isFault(/is a pipe/))
  assert.ok(!fs.existsSync(out))
})

test('a target that holds anything is refused and left as it is', async (t) => {
  const { folder, file, rooms } = await oddBackup(t)
  const into = join(folder, 'into')
  fs.mkdirSync(into)
  fs.writeFileSync(join(into, 'mine'), '')
  await assert.rejects(restoreBackup({ file, into, rooms, log }), isFault(/not empty/))
  assert.deepEqual(fs.readdirSync(into), ['mine'])
  fs.renameSync(join(into, 'mine'), join(into, 'restoring'))
  await assert.rejects(
    restoreBackup({ file, into, rooms, log }),
    isFault(/an interrupted restore left/),
  )
  await assert.rejects(restoreBackup({ file, into: file, rooms, log }), isFault(/not a folder/))
})

test('an interrupted backup leaves the older one, an interrupted restore an empty folder', async (t) => {
  const { folder, file, rooms, owner } = await oddBackup(t)
  const before = fs.readFileSync(file)
  const stopped = AbortSignal.abort()
  const again = backUp({ owner, out: file, files: [], settings: {}, clock, signal: stopped })
  await assert.rejects(again, isFault(/interrupted/))
  assert.ok(fs.readFileSync(file).equals(before))
  assert.deepEqual(fs.readdirSync(folder).sort(), ['backup', 'log.key', 'odd'])
  const into = join(folder, 'into')
  fs.mkdirSync(into)
  const stop = new AbortController()
  const onProgress = () => {
    if (fs.existsSync(join(into, 'restoring/postgres'))) stop.abort()
  }
  const restoring = restoreBackup({ file, into, rooms, log, signal: stop.signal, onProgress })
  await assert.rejects(restoring, isFault(/interrupted/))
  assert.deepEqual(fs.readdirSync(into), [])
})

test('a failing restore takes away only what it made', async (t) => {
  const { folder, file, rooms, owner } = await oddBackup(t)
  await owner.short.query('alter table odd.kind add column stray int')
  const out = join(folder, 'stray')
  await backUp({ owner, out, files: [], settings: {}, clock })
  const into = join(folder, 'a/b')
  await assert.rejects(
    restoreBackup({ file: out, into, rooms, log }),
    isFault(/other tables than its migrations make: odd.kind \(Order, name, stray\)/),
  )
  assert.ok(!fs.existsSync(join(folder, 'a')))
  assert.ok(fs.existsSync(file))
})

test('a backup that cannot be written says why', async (t) => {
  const { owner } = await testDatabases(t)
  const folder = temporary(t)
  const into = (out: string) => backUp({ owner, out, files: [], settings: {}, clock })
  await assert.rejects(into(join(folder, 'no/where')), isFault(/cannot be written: ENOENT/))
  await assert.rejects(into(folder), isFault(/there is no file/))
})

test('tables come after those that their keys name', () => {
  const table = (name: string, ...needs: string[]) => ({ schema: 's', name, needs })
  const ordered = inOrderOfNeed([table('a', 's.c', 's.b'), table('b'), table('c', 's.b')])
  assert.deepEqual(
    ordered.map(({ name }) => name),
    ['b', 'c', 'a'],
  )
  assert.throws(() => inOrderOfNeed([table('a', 's.b'), table('b', 's.a')]), /circle: s.a, s.b/)
})

async function oddBackup(t: TestContext) {
  const { owner } = await testDatabases(t)
  const folder = temporary(t)
  const rooms = [...roomSchemas(), { room: 'odd', folder: join(folder, 'odd') }]
  fs.mkdirSync(join(folder, 'odd'))
  fs.writeFileSync(join(folder, 'odd/001-odd.sql'), SCHEMA)
  await migrate(owner, rooms)
  await fillOdd(owner)
  const file = join(folder, 'backup')
  const path = join(folder, 'log.key')
  fs.writeFileSync(path, 'a secret\n', { mode: 0o600 })
  const settings = { CONCORDAT_LOG_NAME: 'odd.example/log' }
  const files = [{ name: 'keys/log.key', path }]
  const result = await backUp({ owner, out: file, files, settings, clock })
  return { owner, folder, file, rooms, result }
}

async function fillOdd(owner: Database): Promise<void> {
  await owner.transaction(async (tx) => void (await tx.query(ROWS)))
}

function temporary(t: TestContext): string {
  const made = fs.mkdtempSync(join(tmpdir(), 'concordat-backup-'))
  t.after(() => fs.rmSync(made, { recursive: true, force: true }))
  return made
}

function isFault(words: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof Fault && words.test(error.message)
}

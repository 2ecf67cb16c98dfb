import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openLog, type Queryable, systemClock } from '../kernel/index.ts'
import { somebody } from '../kernel/testing.ts'
import { openCheckpoint } from './checkpoint.ts'
import { type Entry, writeEntry } from './entry.ts'
import { openTrail } from './index.ts'
import { entryRows, insertEntry } from './queries.ts'
import type { TestTrail } from './testing.ts'
import { coordinator, testTrail } from './testing.ts'
import { readNodes } from './tile.ts'
import { leafHash, treeRoot } from './tree.ts'

const LOCK_MODES = [
  'access share',
  'row share',
  'row exclusive',
  'share update exclusive',
  'share',
  'share row exclusive',
  'exclusive',
  'access exclusive',
]

test('every committed entry is numbered once, in tiles that lead to the signed root', async (t) => {
  const place = await testTrail(t)
  await place.databases.care.transaction((tx) => insertMany(tx, entries(700)))
  await place.trail.sequence()
  await checkLog(place, 700)
  await place.databases.care.transaction((tx) => insertMany(tx, entries(70_000)))
  await place.trail.sequence()
  await checkLog(place, 70_700)
})

test('whatever care locks and keeps, the log goes on: no other login can hold its lock', async (t) => {
  const place = await testTrail(t)
  const { care, adopt, planning, owner } = place.databases
  await insertMany(care.short, entries(2))
  const { rows: tables } = await owner.short.query<{ name: string }>(
    `select format('%s', oid::regclass) as name from pg_class
     where relkind = 'r' and relnamespace = 'trail'::regnamespace`,
  )
  for (const [login, database] of Object.entries({ care, adopt, planning })) {
    await assert.rejects(
      database.transaction((tx) => tx.query('lock table trail.sequencer in access share mode')),
      /permission denied/,
      login,
    )
  }
  const held = await care.transaction(async (tx) => {
    await tx.query("select pg_advisory_xact_lock(hashtextextended('trail.sequencer', 0))")
    const taken: string[] = []
    for (const { name } of tables) {
      for (const mode of LOCK_MODES) {
        await tx.query('savepoint one')
        const got = await tx.query(`lock table ${name} in ${mode} mode`).then(
          () => true,
          () => false,
        )
        if (got) taken.push(`${name} in ${mode} mode`)
        else await tx.query('rollback to one')
      }
    }
    await place.trail.sequence()
    return taken
  })
  assert.ok(held.length > 0 && !held.some((one) => one.startsWith('trail.sequencer')))
  await checkLog(place, 2)
})

test('an empty log has a signed checkpoint too', async (t) => {
  const place = await testTrail(t)
  await place.trail.sequence()
  await checkLog(place, 0)
  assert.equal((await place.trail.status()).size, 0)
})

test('a transaction that commits late is not missed, and does not hold the others up', async (t) => {
  const place = await testTrail(t)
  const { care } = place.databases
  let commit = () => {}
  const held = new Promise<void>((resolve) => {
    commit = resolve
  })
  let inserted = () => {}
  const ready = new Promise<void>((resolve) => {
    inserted = resolve
  })
  const late = care.transaction(async (tx) => {
    await insertEntry(tx, entries(1)[0]!)
    inserted()
    await held
  })
  await ready
  await insertMany(care.short, entries(3))
  await place.trail.sequence()
  await checkLog(place, 3)
  await insertMany(care.short, entries(2))
  await place.trail.sequence()
  await checkLog(place, 5)
  commit()
  await late
  await place.trail.sequence()
  await checkLog(place, 6)
})

test('many writers and two sequencers: nothing is lost and nothing is numbered twice', async (t) => {
  const place = await testTrail(t)
  const { databases, settings } = place
  const second = await openTrail({
    databases,
    clock: systemClock,
    log: openLog('silent'),
    settings,
  })
  t.after(() => second.close())
  let writing = true
  const sequencing = [place.trail, second].map(async (trail) => {
    while (writing) await trail.sequence()
  })
  await Promise.all(
    Array.from({ length: 16 }, async (_, writer) => {
      for (let n = 0; n < 25; n++) {
        await databases.care.transaction(async (tx) => {
          await insertMany(tx, entries(1 + (n % 3)))
          if ((n + writer) % 7 === 0) await tx.query('select pg_sleep(0.01)')
        })
      }
    }),
  )
  writing = false
  await Promise.all(sequencing)
  await place.trail.sequence()
  const { rows } = await databases.care.short.query<{ n: string }>(
    'select count(*) n from trail.entry',
  )
  await checkLog(place, Number(rows[0]!.n))
})

test('entries written before a crash are numbered by the next process', async (t) => {
  const place = await testTrail(t)
  await insertMany(place.databases.care.short, entries(5))
  await place.trail.sequence()
  await insertMany(place.databases.care.short, entries(4))
  const { databases, settings } = place
  const next = await openTrail({ databases, clock: systemClock, log: openLog('silent'), settings })
  t.after(() => next.close())
  await next.sequence()
  await checkLog(place, 9)
})

test('after a restore, where transaction numbers begin anew, nothing is missed or doubled', async (t) => {
  const place = await testTrail(t)
  const { owner, care } = place.databases
  await insertMany(care.short, entries(5))
  await place.trail.sequence()
  await insertMany(care.short, entries(2))
  // As a restored database looks from here: another cluster, whose transactions were far ahead of ours.
  await owner.short.query(
    `update trail.checkpoint set cluster = 'elsewhere', seen = '900000000:900000000:'`,
  )
  await owner.short.query("update trail.entry set xid = '899999999'")
  await insertMany(care.short, entries(3))
  await place.trail.sequence()
  await checkLog(place, 10)
  await insertMany(care.short, entries(1))
  await place.trail.sequence()
  await checkLog(place, 11)
})

test('the log is not continued with another key', async (t) => {
  const place = await testTrail(t)
  await insertMany(place.databases.care.short, entries(1))
  await place.trail.sequence()
  const settings = { ...place.settings, logKeyFile: `${place.settings.dataFolder}/other.key` }
  const other = await openTrail({
    databases: place.databases,
    clock: systemClock,
    log: openLog('silent'),
    settings,
  })
  t.after(() => other.close())
  await assert.rejects(other.sequence(), /newest checkpoint of the log/)
})

test('in the background the log follows what is written, and wakes whoever listens', async (t) => {
  const place = await testTrail(t)
  await place.trail.sequence()
  const listener = await place.databases.care.connect()
  t.after(() => listener.release())
  let heard = () => {}
  const woken = new Promise<void>((resolve) => {
    heard = resolve
  })
  await listener.query('listen concordat_news')
  listener.onNotice(() => heard())
  place.trail.start()
  await place.trail.look(coordinator, [
    { identity: [somebody()], what: 'person page', outcome: 'allowed', clause: '4.2' },
  ])
  await woken
  const { rows } = await place.databases.care.short.query('select from trail.leaf')
  assert.equal(rows.length, 1)
})

function entries(count: number) {
  return Array.from({ length: count }, () => writeEntry('command', new Date(), { command: 'test' }))
}

/** The tree built again from nothing but the leaves, held against what was signed and what is served. */
async function checkLog({ trail, databases }: TestTrail, size: number): Promise<void> {
  const { rows } = await databases.care.short.query<{ index: string; data: Buffer; same: boolean }>(
    `select l.index, l.data, e.data = l.data as same from trail.leaf l
     join trail.entry e on e.id = l.entry_id order by l.index`,
  )
  assert.equal(rows.length, size)
  assert.ok(rows.every(({ index, same }, at) => Number(index) === at && same))
  const note = await trail.published.checkpoint()
  const head = openCheckpoint(note!, trail.published.keys[0]!)
  assert.ok(typeof head !== 'string')
  assert.equal(head.size, size)
  const hashes = rows.map(({ data }) => leafHash(data))
  const node = readNodes([{ level: 0, n: 0, hashes: hashes.slice(0, 256) }])
  if (size > 0 && size < 256) assert.deepEqual(head.root, treeRoot(size, node))
  for (let n = 0; n * 256 < size; n++) {
    const width = Math.min(256, size - n * 256)
    const tile = await trail.published.tile({ level: 0, n, width })
    assert.deepEqual(tile!.hashes, hashes.slice(n * 256, n * 256 + width))
  }
}

async function insertMany(tx: Queryable, many: readonly Entry[]): Promise<void> {
  await tx.query(entryRows(many.map((entry) => ({ entry }))))
}

import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fastify from 'fastify'
import { somebody } from '../kernel/testing.ts'
import type { GivenKeys } from './known-policy.ts'
import { serveLog } from './serve-log.ts'
import { lookOften, testSettings, type WitnessedTrail, witnessedTrail } from './testing.ts'
import type { PublishedLog } from './trail.ts'
import { verifyPlace, verifyPublished } from './verify.ts'

const people = [somebody(), somebody()]
const NO_KEYS: GivenKeys = { witnesses: [] }

test('what is published has the addresses, types and headers of C2SP tlog-tiles', async (t) => {
  const log = await confirmed(t, 300)
  const app = fastify()
  serveLog(app, log.trail.published)
  const head = await app.inject('/trail/checkpoint')
  assert.equal(head.headers['content-type'], 'text/plain; charset=utf-8')
  assert.equal(head.headers['cache-control'], 'no-cache')
  assert.match(head.body, /^southmere\.example\/trail\n300\n\S{44}\n\n(\u2014 \S+ \S+\n){3}$/)
  const tile = await app.inject('/trail/tile/0/000')
  assert.equal(tile.headers['content-type'], 'application/octet-stream')
  assert.match(String(tile.headers['cache-control']), /immutable/)
  assert.equal(tile.rawPayload.length, 8192)
  assert.equal((await app.inject('/trail/tile/0/001.p/44')).rawPayload.length, 44 * 32)
  assert.equal((await app.inject('/trail/tile/1/000.p/1')).rawPayload.length, 32)
  assert.equal((await app.inject('/trail/tile/entries/000')).rawPayload.length, 256 * 34)
  assert.equal((await app.inject('/trail/tile/entries/001.p/44')).rawPayload.length, 44 * 34)
  const beyond = ['0/001', '0/001.p/45', '1/000', '1/000.p/2', '2/000.p/1', 'entries/001.p/45']
  const wrong = ['0/1', '00/000', '64/000', '0/000/', 'x/000', '', '0/000.p/256', 'entries/000.p/0']
  for (const path of [...beyond, ...wrong]) {
    assert.equal((await app.inject(`/trail/tile/${path}`)).statusCode, 404, path)
  }
})

test('a published log is in order for whoever knows a witness, and later for whoever saw it', async (t) => {
  const log = await confirmed(t, 300)
  const url = await serve(t, log.trail.published)
  const mine = settingsOf(t)
  const [, ...witnesses] = log.trail.published.keys.map(({ vkey }) => vkey)
  const known = await verifyPublished(url, { witnesses }, mine, clock)
  assert.deepEqual(known.faults, [])
  assert.equal(known.witnesses.length, 2)
  const fresh = settingsOf(t)
  const first = await verifyPublished(`${url}/trail/`, NO_KEYS, fresh, clock)
  assert.match(first.faults[0]!.what, /cannot be excluded/)
  await lookOften(log.trail, people, 700)
  await log.trail.sequence()
  await log.trail.confirm()
  const second = await verifyPublished(`${url}/trail`, NO_KEYS, fresh, clock)
  assert.deepEqual([second.ok, second.size], [true, 1000])
})

test('what the database was verified up to is published when the verifying is done', async (t) => {
  const log = await confirmed(t, 20)
  const url = await serve(t, log.trail.published)
  await lookOften(log.trail, people, 5)
  assert.equal((await verifyPlace(log.place)).size, 25)
  const published = await verifyPublished(url, NO_KEYS, log.place.settings, clock)
  assert.deepEqual([published.faults, published.size], [[], 25])
})

test('a log that is another one than before, or shorter, is caught', async (t) => {
  const [log, other] = [await confirmed(t, 20), await confirmed(t, 30)]
  const mine = settingsOf(t)
  const keys = { log: log.trail.published.keys[0]!.vkey, witnesses: [] }
  let published = log.trail.published
  const url = await serve(t, () => published)
  await verifyPublished(url, keys, mine, clock)
  published = other.trail.published
  const stranger = await verifyPublished(url, NO_KEYS, mine, clock)
  assert.match(stranger.faults[0]!.what, /not signed by a key that is trusted here/)
  const old = async () => (await headAt(log, 10)) ?? ''
  published = { ...log.trail.published, checkpoint: old, newest: old }
  const shorter = await verifyPublished(url, NO_KEYS, mine, clock)
  assert.match(shorter.faults[0]!.what, /cut off: this computer has seen 20 entries, and 10/)
})

test('a log forked by whoever has its key is caught by a caller who saw it before', async (t) => {
  const log = await confirmed(t, 20)
  const mine = settingsOf(t)
  const url = await serve(t, log.trail.published)
  await verifyPublished(url, NO_KEYS, mine, clock)
  rmSync(join(log.settings.dataFolder, 'trail/witnesses'), { recursive: true })
  rmSync(join(log.settings.dataFolder, 'trail/log.key.mark'))
  const fork = await witnessedTrail(t, log.settings.dataFolder)
  await lookOften(fork.trail, people, 25)
  await fork.trail.sequence()
  const forked = await verifyPublished(await serve(t, fork.trail.published), NO_KEYS, mine, clock)
  assert.equal(forked.ok, false)
  assert.match(forked.faults[0]!.what, /another log than the one that this computer knows/)
})

test('a changed entry or tile in what is published is caught and numbered', async (t) => {
  const log = await confirmed(t, 300)
  const { published } = log.trail
  const entry = await serve(t, {
    ...published,
    async entries(address) {
      const entries = await published.entries(address)
      return entries?.map((data, at) => (address.n === 0 && at === 17 ? Buffer.alloc(32) : data))
    },
  })
  const changed = await verifyPublished(entry, NO_KEYS, settingsOf(t), clock)
  assert.ok(changed.faults.some((fault) => fault.entry === 'number 17'))
  assert.ok(changed.faults.some(({ what }) => /do not lead to the signed root/.test(what)))
  const tile = await serve(t, {
    ...published,
    async tile(address) {
      const tile = await published.tile(address)
      const hashes = tile?.hashes.map((hash, at) =>
        address.n === 1 && at === 3 ? Buffer.alloc(32) : hash,
      )
      return tile && hashes && { ...tile, hashes }
    },
  })
  const wrong = await verifyPublished(tile, NO_KEYS, settingsOf(t), clock)
  assert.ok(
    wrong.faults.some((fault) => fault.entry === 'number 259'),
    JSON.stringify(wrong.faults),
  )
})

test('an address without a log is a sentence, not a crash', async (t) => {
  const url = await serve(t, {
    keys: [],
    checkpoint: async () => undefined,
    newest: async () => undefined,
    policy: () => undefined,
    tile: async () => undefined,
    entries: async () => undefined,
  })
  await assert.rejects(
    verifyPublished(url, NO_KEYS, settingsOf(t), clock),
    /no log is published there/,
  )
  await assert.rejects(
    verifyPublished('http://127.0.0.1:1/', NO_KEYS, settingsOf(t), clock),
    /cannot be reached/,
  )
  await assert.rejects(
    verifyPublished('nowhere', NO_KEYS, settingsOf(t), clock),
    /cannot be reached/,
  )
})

const clock = { now: () => new Date() }

async function confirmed(t: TestContext, entries: number): Promise<WitnessedTrail> {
  const log = await witnessedTrail(t)
  await lookOften(log.trail, people, Math.min(entries, 10))
  await log.trail.sequence()
  await lookOften(log.trail, people, entries - Math.min(entries, 10))
  await log.trail.sequence()
  await log.trail.confirm()
  return log
}

async function headAt(log: WitnessedTrail, size: number): Promise<string | undefined> {
  const { rows } = await log.databases.care.short.query<{ note: string }>(
    'select note from trail.checkpoint where size = $1',
    [size],
  )
  return rows[0]?.note
}

function settingsOf(t: TestContext) {
  return testSettings(t) as Parameters<typeof verifyPublished>[2]
}

async function serve(t: TestContext, log: PublishedLog | (() => PublishedLog)): Promise<string> {
  const app = fastify()
  const now = () => (typeof log === 'function' ? log() : log)
  serveLog(app, {
    get keys() {
      return now().keys
    },
    checkpoint: () => now().checkpoint(),
    newest: () => now().newest(),
    policy: () => now().policy(),
    tile: (address) => now().tile(address),
    entries: (address) => now().entries(address),
  })
  t.after(() => app.close())
  return app.listen({ port: 0, host: '127.0.0.1' })
}

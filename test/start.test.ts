import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { concordat } from '../src/cli/testing.ts'
import { startPlace } from './running-place.ts'

test('a place says when it is ready, and does not continue its log with another key', async (t) => {
  const place = await startPlace(t, { people: 0, fresh: true })
  const ready = await (await fetch(`${place.origin}/readyz`)).json()
  assert.deepEqual(ready, { ready: true, checks: { schema: true, log: true, agreement: true } })
  await place.stop()
  const settings = {
    CONCORDAT_DATA: place.dataFolder,
    CONCORDAT_PEOPLE: '0',
    PORT: '0',
    CONCORDAT_LOG_KEY: join(place.dataFolder, 'another.key'),
  }
  const { status, stderr } = await concordat(settings, ['start'])
  assert.equal(status, 1, stderr)
  assert.match(stderr, /concordat: the newest checkpoint of the log .*CONCORDAT_LOG_KEY/)
})

test('one process serves pages and another does what follows; either can be asked what is due', async (t) => {
  const place = await startPlace(t, { people: 0, flags: ['--serve'] })
  const outbox = async (...to: string[]) => {
    const { stdout } = await place.concordat('outbox', '--json', ...to)
    return (JSON.parse(stdout) as { messages: { to: string; links: string[] }[] }).messages
  }
  const due = async () => {
    const { stdout } = await place.concordat('due', '--json')
    return (JSON.parse(stdout) as { due: { at: string; room: string; what: string }[] }).due
  }
  assert.deepEqual(await outbox(), [])
  assert.deepEqual(
    (await due()).map(({ room, what }) => [room, what]),
    [
      ['intake', 'begin to take in and to watch the feeds that a new agreement names'],
      [
        'people',
        'look whether a new agreement says otherwise from where on records are one person’s',
      ],
      ['record', 'begin to judge looks under a new agreement'],
      ['record', 'begin to test every day whether anybody who opted out is counted'],
      ['record', 'look whether a new agreement classes otherwise what is stored'],
      ['transfer', 'count again who held the minutes of all stays, by a new agreement'],
    ],
  )
  const worker = place.begin('start', '--work')
  // A timer of a day to come stays.
  const now = () => new Date().toISOString()
  while ((await due()).some(({ at }) => at <= now())) await sleep(500)
  assert.equal((await outbox()).length, 8)
  const [message] = await outbox('--to', 'data-desk@mere-general.example')
  assert.ok(message!.links[0]!.startsWith(`${place.origin}/link/`))
  assert.equal((await fetch(message!.links[0]!)).status, 200)
  const ended = new Promise((resolve) => worker.once('exit', resolve))
  worker.kill('SIGTERM')
  assert.equal(await ended, 0)
  const both = await place.concordat('start', '--serve', '--work')
  assert.equal(both.status, 2)
  assert.match(both.stderr, /a process that does both needs no flag/)
  const odd = await place.concordat('due', '--before', 'tomorrow')
  assert.equal(odd.status, 2)
  assert.match(odd.stderr, /this is no time: "tomorrow" \(--before\)/)
})

test('the folder of the agreement alone is a place too; a folder without files is nothing to load', async (t) => {
  const agreement = join(import.meta.dirname, '../places/southmere/agreement')
  const place = await startPlace(t, { people: 0, env: { CONCORDAT_PLACE: agreement } })
  const signIn = await (await fetch(`${place.origin}/sign-in`)).text()
  assert.match(signIn, /Priya Shah/)
  const empty = join(place.dataFolder, '../empty')
  mkdirSync(empty, { recursive: true })
  const { status, stderr } = await place.concordat('load', empty, '--source', 'mere-general')
  assert.equal(status, 2, stderr)
  assert.match(stderr, /there is no file to load/)
})

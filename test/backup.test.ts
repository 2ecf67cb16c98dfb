import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { concordat, type Ended } from '../src/cli/testing.ts'
import { joinEmbeddedServer } from '../src/kernel/index.ts'
import { layServer } from '../src/kernel/testing-folder.ts'
import { randomBetween, runConcordat, runFile, temporary, until } from './faults/processes.ts'

/** `backup` and `restore` on a place whose writer was killed at its work; what is stopped is a process of its own. */

/** One place for all tests: none of them changes it. Its server is held, or each command would start it. */
const data = fs.mkdtempSync(join(tmpdir(), 'concordat-place-'))
await layServer(data)
const server = await joinEmbeddedServer(data)
let written: Promise<unknown> | undefined
after(async () => {
  await server.leave()
  fs.rmSync(data, { recursive: true, force: true })
})

/** No witness is set up for this place: nothing is changed in its log, and nobody outside vouches for it. */
type Trail = { state: string; size: number; root: string; faults: unknown[] }

test('a restored place has the same log, proved, and goes on with it', async (t) => {
  const folder = await writtenPlace(t)
  const before = JSON.parse((await run(data, 1, 'trail', 'verify', '--json')).stdout) as Trail
  const file = join(folder, 'place.backup')
  const made = JSON.parse((await run(data, 0, 'backup', '--out', file, '--json')).stdout)
  assert.deepEqual(Object.keys(made).sort(), [
    'bytes',
    'file',
    'rows',
    'seconds',
    'sha256',
    'tables',
  ])
  assert.equal(made.bytes, fs.statSync(file).size)
  const into = join(folder, 'restored')
  const told = (await run('/nowhere', 0, 'restore', file, '--into', into, '--json')).stdout
  const { trail, rows } = JSON.parse(told) as { trail: Trail; rows: number }
  assert.deepEqual(
    [trail.state, trail.faults.length, trail.size, trail.root, rows],
    ['not confirmed', 1, before.size, before.root, made.rows],
  )
  assert.doesNotMatch(told, /PRIVATE/)
  await write(into, 'again')
  const after = JSON.parse((await run(into, 1, 'trail', 'verify', '--json')).stdout) as Trail
  assert.ok(after.state === 'not confirmed' && after.size > before.size)
  const original = JSON.parse((await run(data, 1, 'trail', 'verify', '--json')).stdout) as Trail
  assert.equal(original.size, before.size, 'the place that was backed up is left alone')
})

test('what is wrong is said in one sentence, with its exit code, and leaves nothing', async (t) => {
  const folder = await writtenPlace(t)
  const file = join(folder, 'place.backup')
  const into = join(folder, 'restored')
  const says = async (status: number, words: RegExp, ...args: string[]) => {
    const { stderr, stdout } = await run(data, status, ...args)
    assert.match(stderr, words)
    assert.deepEqual([stdout, stderr.trimEnd().split('\n').length], ['', 1])
  }
  await run(data, 0, 'backup', '--out', file)
  const bytes = fs.readFileSync(file)
  await says(2, /no file to write to \(--out\)/, 'backup')
  await says(2, /cannot be written: ENOENT/, 'backup', '--out', join(folder, 'no/where'))
  await says(2, /there is no backup to restore/, 'restore', '--into', into)
  await says(2, /no folder to restore into/, 'restore', file)
  await says(2, /cannot be read: ENOENT/, 'restore', join(folder, 'none'), '--into', into)
  await says(2, /this is not a backup/, 'restore', import.meta.filename, '--into', into)
  await says(1, /the target is not empty/, 'restore', file, '--into', data)
  fs.writeFileSync(file, bytes.subarray(0, bytes.length - 1))
  await says(2, /the backup is cut short/, 'restore', file, '--into', into)
  fs.writeFileSync(file, bytes.with(bytes.length >> 1, bytes[bytes.length >> 1]! ^ 1))
  await says(2, /the backup is damaged/, 'restore', file, '--into', into)
  assert.ok(!fs.existsSync(into))
  const none = { CONCORDAT_DATA: join(folder, 'none') }
  const nothing = await concordat(none, ['backup', '--out', file])
  assert.match(nothing.stderr, /there is no place in this folder/)
  assert.ok(!fs.existsSync(join(folder, 'none')))
})

test('a place on a server given by its address is backed up, and restored with one of its own', async (t) => {
  const folder = await writtenPlace(t)
  const { host, port, user, password } = server.connection
  const url = `postgresql://${user}:${password}@/concordat?host=${encodeURIComponent(host!)}&port=${port}`
  const file = join(folder, 'place.backup')
  const into = join(folder, 'restored')
  const on = async (...args: string[]) => {
    const { status, stderr } = await concordat({ CONCORDAT_DATA: data, DATABASE_URL: url }, args)
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' })
  }
  await on('backup', '--out', file)
  await on('restore', file, '--into', into)
  assert.ok(fs.existsSync(join(into, 'postgres/cluster')))
})

test('a backup and a restore that are asked to stop leave nothing', async (t) => {
  const folder = await writtenPlace(t)
  const file = join(folder, 'place.backup')
  const into = join(folder, 'restored')
  for (const most of [400, 600, 800, 1_000]) {
    const backup = runConcordat(data, 'backup', '--out', file)
    await sleep(randomBetween(0, most))
    backup.child.kill('SIGTERM')
    const { stderr } = await backup.ended
    const whole = fs.existsSync(file)
    if (whole) gunzipSync(fs.readFileSync(file))
    else assert.match(stderr, /^(concordat: the backup was interrupted .*)?\s*$/)
    assert.deepEqual(fs.readdirSync(folder), whole ? ['place.backup'] : [])
    fs.rmSync(file, { force: true })
  }
  await run(data, 0, 'backup', '--out', file)
  const restore = runConcordat(data, 'restore', file, '--into', into)
  await until(() => fs.existsSync(join(into, 'restoring')))
  await sleep(randomBetween(0, 600))
  restore.child.kill('SIGINT')
  const { status, stderr } = await restore.ended
  if (status === 0) return t.diagnostic('it was done before it was asked')
  assert.match(stderr, /the restore was interrupted/)
  assert.ok(!fs.existsSync(into))
})

async function writtenPlace(t: TestContext): Promise<string> {
  // The first time nobody has seen the log yet, which is said and is no fault of it.
  written ??= write(data, 'first').then(() => run(data, 1, 'trail', 'verify'))
  await written
  return temporary(t)
}

/** Killed, so that entries are left that nobody has numbered yet. */
async function write(data: string, name: string): Promise<void> {
  const writer = runFile(data, 'test/faults/trail-writer.ts', name)
  await until(() => writer.said().split('\n').length > 100)
  await writer.kill()
}

async function run(data: string, status: number, ...args: string[]): Promise<Ended> {
  const ended = await concordat({ CONCORDAT_DATA: data }, args)
  assert.equal(ended.status, status, `${args.join(' ')}\n${ended.stderr}${ended.stdout}`)
  return ended
}

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { generate } from '../../places/southmere/index.ts'
import { check, count, read, verify } from './acknowledged.ts'
import { runConcordat, runFile, temporary, until } from './processes.ts'

/** A disk that is full: said in a sentence, nothing half done, and going on when there is room again. */
const WRITER = 'test/faults/trail-writer.ts'
const MB = 1024 * 1024

test('a database whose disk fills up goes on by itself when there is room again', async (t) => {
  const disk = smallDisk(t, 220)
  if (disk === undefined) return t.skip(NO_DISK)
  const ballast = join(disk, 'ballast')
  fs.writeFileSync(ballast, Buffer.alloc(60 * MB, 1))
  const data = join(disk, 'data')
  const writer = runFile(data, WRITER, 'w')
  try {
    await until(() => count(writer) > 100)
    fill(disk)
    await untilQuiet(writer.said)
    const then = count(writer)
    t.diagnostic(`${then} acknowledged until the disk was full`)
    fs.rmSync(join(disk, 'filling'))
    fs.rmSync(ballast)
    await until(() => count(writer) > then + 100)
  } finally {
    await writer.kill()
  }
  await check(t, data, read(writer.said()))
})

test('a load on a disk that fills up says so, and the next load ends it', async (t) => {
  const disk = smallDisk(t, 110)
  if (disk === undefined) return t.skip(NO_DISK)
  const extracts = temporary(t)
  await generate({ people: 8_000, seed: 'disk', out: extracts, asOf: '2026-03-10' })
  const files = ['load', join(extracts, 'gp'), '--source', 'southmere-gp', '--json']
  const data = join(disk, 'data')
  const first = await runConcordat(data, ...files).ended
  assert.equal(first.status, 1, first.stdout)
  assert.match(first.stderr, /^concordat: .*full.*\(.*\)\. /m)
  assert.doesNotMatch(first.stderr, /fault in the program/)
  t.diagnostic(first.stderr.trim().split('\n').at(-1)!)
  assert.equal(spawnSync('mount', ['-o', 'remount,size=2g', disk]).status, 0)
  const next = await runConcordat(data, ...files).ended
  assert.equal(next.status, 0, next.stderr)
  const [taken] = counts(next.stdout)
  assert.equal(taken!.new + taken!.unchanged + taken!.quarantined, taken!.read)
  const again = await runConcordat(data, ...files).ended
  assert.equal(counts(again.stdout)[0]!.new, 0)
  await verify(data)
})

test('a first start on a disk that is too small says so and leaves no half a database', async (t) => {
  const disk = smallDisk(t, 12)
  if (disk === undefined) return t.skip(NO_DISK)
  const data = join(disk, 'data')
  const file = join(temporary(t), 'one.json')
  fs.writeFileSync(file, JSON.stringify({ resourceType: 'Patient', id: 'one' }))
  // What only reads makes no place where there is none.
  const { status, stderr } = await runConcordat(data, 'load', file, '--source', 'southmere-gp')
    .ended
  assert.notEqual(status, 0)
  assert.match(stderr, /^concordat: .*(No space left|disk is full|could not be made)/m)
  assert.ok(!fs.existsSync(join(data, 'postgres/cluster')))
})

test('a backup that finds no room leaves the older one', async (t) => {
  const disk = smallDisk(t, 1)
  if (disk === undefined) return t.skip(NO_DISK)
  const data = await writtenPlace(t)
  const out = join(disk, 'place.backup')
  fs.writeFileSync(out, 'the older one')
  const { status, stderr } = await runConcordat(data, 'backup', '--out', out).ended
  assert.match(stderr, /^concordat: there is no room for the backup \(.*\)\. Nothing was written\./)
  assert.equal(status, 1)
  assert.equal(fs.readFileSync(out, 'utf8'), 'the older one')
  assert.deepEqual(fs.readdirSync(disk), ['place.backup'])
})

test('a restore that finds no room leaves the folder empty', async (t) => {
  const data = await writtenPlace(t)
  const file = join(temporary(t), 'place.backup')
  assert.equal((await runConcordat(data, 'backup', '--out', file).ended).status, 0)
  for (const size of [12, 55]) {
    const disk = smallDisk(t, size)
    if (disk === undefined) return t.skip(NO_DISK)
    const { status, stderr } = await runConcordat(data, 'restore', file, '--into', disk).ended
    assert.notEqual(status, 0)
    assert.match(stderr, /^concordat: .*there is no room for the place/m)
    assert.deepEqual(fs.readdirSync(disk), [], stderr)
  }
})

const NO_DISK = 'only root may make a small disk here'

/** A file system of its own in memory, so many megabytes large; undefined where that is not allowed. */
function smallDisk(t: TestContext, megabytes: number): string | undefined {
  const disk = fs.mkdtempSync(join(tmpdir(), 'concordat-disk-'))
  const size = `size=${megabytes}m,mode=755`
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', size, 'none', disk])
  t.after(() => {
    if (status === 0) spawnSync('umount', ['-l', disk])
    fs.rmdirSync(disk)
  })
  return status === 0 ? disk : undefined
}

type Counts = { read: number; new: number; unchanged: number; quarantined: number }

function counts(answer: string): Counts[] {
  return (JSON.parse(answer) as { files: Counts[] }).files
}

/** Leaves not a block. */
function fill(disk: string): void {
  const file = fs.openSync(join(disk, 'filling'), 'w')
  for (const size of [MB, 4096]) {
    try {
      for (;;) fs.writeSync(file, Buffer.alloc(size, 1))
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC')
    }
  }
  fs.closeSync(file)
}

async function untilQuiet(said: () => string): Promise<void> {
  for (let before = -1; said().length !== before; ) {
    before = said().length
    await sleep(3_000)
  }
}

/** Enough that its backup is over a megabyte: salts and hashes do not pack. */
async function writtenPlace(t: TestContext): Promise<string> {
  const data = temporary(t)
  const writer = runFile(data, WRITER, 'w')
  await until(() => count(writer) > 12_000)
  await writer.kill()
  return data
}

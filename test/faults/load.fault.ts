import assert from 'node:assert/strict'
import { createWriteStream, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createGzip } from 'node:zlib'
import { generate } from '../../places/southmere/index.ts'
import { openDatabases, openLog, readSettings } from '../../src/kernel/index.ts'
import { verify } from './acknowledged.ts'
import { postmaster, randomBetween, runConcordat, temporary, until } from './processes.ts'

/** A load that is cut off anywhere, and then begun again, ends as if it had never been. */
const ROUNDS = Number(process.env.CONCORDAT_FAULT_ROUNDS ?? 6)
const SOURCE = 'mere-general'
const GB = 1024 * 1024 * 1024
const MEMORY_MAX = 700 * 1024 * 1024

type Answer = {
  files: {
    path: string
    kind: string
    read: number
    new: number
    unchanged: number
    quarantined: number
    fault?: string
  }[]
}

const load = (data: string, ...files: string[]) =>
  runConcordat(data, 'load', ...files, '--source', SOURCE, '--json')

function sum(answer: string, of: 'read' | 'new' | 'unchanged' | 'quarantined'): number {
  return (JSON.parse(answer) as Answer).files.reduce((all, file) => all + file[of], 0)
}

test('a load killed in its middle, again and again, loses and doubles nothing', async (t) => {
  const folder = await extracts(t)
  const expected = await held(t, await loaded(t, folder))
  const data = temporary(t)
  let kills = 0
  for (let round = 0; round < ROUNDS; round++) {
    const running = load(data, folder)
    const killed = sleep(randomBetween(600, 2_500)).then(() => running.kill())
    const { signal } = await Promise.race([running.ended, killed])
    if (signal === 'SIGKILL') kills += 1
  }
  const last = await load(data, folder).ended
  assert.equal(last.status, 0, last.stderr)
  assert.deepEqual(await held(t, data), expected)
  const again = await load(data, folder).ended
  assert.equal(sum(again.stdout, 'new'), 0)
  assert.equal(sum(again.stdout, 'unchanged'), expected.items - expected.quarantined)
  await verify(data)
  t.diagnostic(`killed ${kills} times; ${expected.items} items`)
})

test('a database that is killed under a load is said to be gone; the next load is right', async (t) => {
  const folder = await extracts(t)
  const expected = await held(t, await loaded(t, folder))
  const data = temporary(t)
  const running = load(data, folder)
  await until(() => isThere(data))
  await sleep(2_500)
  process.kill(postmaster(data), 'SIGKILL')
  const { status, stderr } = await running.ended
  if (status !== 0) {
    assert.equal(status, 1, stderr)
    assert.match(stderr, /^concordat: .+ \(.+\)\. .+/m)
  }
  const next = await load(data, folder).ended
  assert.equal(next.status, 0, next.stderr)
  assert.deepEqual(await held(t, data), expected)
})

test('two loads of the same files at once, in two processes, both end right', async (t) => {
  const folder = await extracts(t)
  const expected = await held(t, await loaded(t, folder))
  const data = temporary(t)
  const both = await Promise.all([load(data, folder).ended, load(data, folder).ended])
  for (const { status, stderr } of both) assert.equal(status, 0, stderr)
  const taken = both.reduce((all, { stdout }) => all + sum(stdout, 'new'), 0)
  assert.equal(taken, expected.items - expected.quarantined)
  assert.deepEqual(await held(t, data), expected)
  await verify(data)
})

test('Ctrl-C ends a load between two commands, with a sentence', async (t) => {
  const folder = await extracts(t)
  const data = temporary(t)
  const running = load(data, folder)
  await until(() => isThere(data))
  await untilTaken(data)
  running.child.kill('SIGINT')
  const { status, stdout, stderr } = await running.ended
  if (status === 0) return t.skip('it was done before it could be stopped')
  assert.equal(status, 1, stderr)
  assert.match(stderr, /stopped before the end \(Ctrl-C\)\. Load the same files again/)
  const next = await load(data, folder).ended
  assert.equal(next.status, 0, next.stderr)
  assert.ok(sum(next.stdout, 'unchanged') >= sum(stdout, 'new'))
})

test('two gigabytes in one file are read with little memory', async (t) => {
  const folder = temporary(t)
  const bundle = join(folder, 'bundle.json.gz')
  const patient = (id: string) => `{"resource":{"resourceType":"Patient","id":"${id}"}}`
  await large(
    bundle,
    `{"entry":[${patient('H1')},{"resource":"`,
    `"},${patient('H2')}],"resourceType":"Bundle"}`,
  )
  const lines = join(folder, 'lines.ndjson.gz')
  const line = '{"resourceType":"Patient","id":"H3"}\n'
  await large(lines, `${line}${line}{"resourceType":"`, `"}\n${line.replace('H3', 'H4')}`)
  const running = load(temporary(t), bundle, lines)
  const peak = watchMemory(running.child.pid!)
  const { status, stdout, stderr } = await running.ended
  assert.equal(status, 0, stderr)
  assert.equal(sum(stdout, 'new'), 4)
  assert.equal(sum(stdout, 'quarantined'), 2)
  const most = await peak
  t.diagnostic(
    `${Math.round(most / 1024 / 1024)} MB at most, files of ${statSync(bundle).size} bytes packed`,
  )
  assert.ok(most < MEMORY_MAX, `${most}`)
})

/** `start`, two gigabytes of one letter, `end`: packed, because only the reading is at stake. */
async function large(path: string, start: string, end: string): Promise<void> {
  const block = Buffer.alloc(8 * 1024 * 1024, 'A')
  function* content(): Generator<Buffer> {
    yield Buffer.from(start)
    for (let size = 0; size < 2 * GB; size += block.length) yield block
    yield Buffer.from(end)
  }
  await pipeline(Readable.from(content()), createGzip({ level: 1 }), createWriteStream(path))
}

/** The most memory that a process and its children of the same program held, as the system counts it. */
async function watchMemory(pid: number): Promise<number> {
  let most = 0
  for (;;) {
    const now = residentBytes(pid)
    if (now === undefined) return most
    most = Math.max(most, now)
    await sleep(100)
  }
}

/** `VmHWM`: the high-water mark of one process. The program runs below a shell that replaces itself. */
function residentBytes(pid: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const match = /^VmHWM:\s+(\d+) kB/m.exec(status)
    return match === null ? undefined : Number(match[1]) * 1024
  } catch {
    return undefined
  }
}

/** The hospital's extracts of a small place, the same for every test, and a file of which nothing can be read. */
async function extracts(t: TestContext): Promise<string> {
  const out = temporary(t)
  await generate({ people: 4_000, seed: 'faults', out, asOf: '2026-03-10' })
  const folder = join(out, 'hospital')
  const broken = '{"resourceType":"Patient","birthDate":"2026-02-31"}\n{}\n'
  writeFileSync(join(folder, 'broken.ndjson'), broken)
  return folder
}

async function loaded(t: TestContext, folder: string): Promise<string> {
  const data = temporary(t)
  const { status, stderr } = await load(data, folder).ended
  assert.equal(status, 0, stderr)
  return data
}

/** Everything that a load leaves behind, counted and hashed; not when, nor in which order it was learnt. */
async function held(t: TestContext, dataFolder: string) {
  const databases = await openDatabases(
    readSettings({ CONCORDAT_DATA: dataFolder }),
    openLog('silent'),
  )
  try {
    const { rows } = await databases.owner.short.query<Record<string, string>>(
      `select (select count(*)::int from intake.item) as items,
        (select count(*)::int from intake.item where reason is not null) as quarantined,
        (select md5(string_agg(hash::text, '' order by hash)) from intake.item) as hashes,
        (select count(*)::int from people.person) as people,
        (select md5(string_agg(members::text, '' order by person_id)) from people.link) as links,
        (select md5(string_agg(row(kind, status, start_at, end_at, organisation, organisation_name, unit, label,
            detail, numbers, gone)::text, '' order by event_id)) from record.event
          where superseded_at is null) as events,
        (select md5(string_agg(digest::text, '' order by id)) from record.resource
          where superseded_at is null) as resources`,
    )
    t.diagnostic(JSON.stringify(rows[0]))
    return rows[0] as unknown as { items: number; quarantined: number }
  } finally {
    await databases.close()
  }
}

/** Waits until a load has committed something: from then on it can be asked to stop. */
async function untilTaken(dataFolder: string): Promise<void> {
  const settings = readSettings({ CONCORDAT_DATA: dataFolder })
  const databases = await openDatabases(settings, openLog('silent'))
  try {
    const taken = async () => {
      const { rows } = await databases.owner.short
        .query<{ some: boolean }>('select exists (select from intake.load) as some')
        .catch(() => ({ rows: [] }))
      return rows[0]?.some === true
    }
    while (!(await taken())) await sleep(50)
  } finally {
    await databases.close()
  }
}

function isThere(dataFolder: string): boolean {
  try {
    return postmaster(dataFolder) > 0
  } catch {
    return false
  }
}

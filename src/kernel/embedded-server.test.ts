import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { binary, chooseRunner, layOut, makeLinks } from './embedded-cluster.ts'
import { type EmbeddedServer, joinEmbeddedServer } from './embedded-server.ts'
import { Fault } from './fault.ts'
import { isAlive } from './process.ts'
import { layServer } from './testing-folder.ts'

test('the first process starts the server, the last to leave stops it', async (t) => {
  const folder = dataFolder(t)
  const server = await joinEmbeddedServer(folder)
  const pid = postmaster(folder)
  const other = await holder(t, folder)
  assert.equal(postmaster(folder), pid)
  await server.leave()
  assert.ok(isAlive(pid), 'somebody else still holds it')
  other.stdin!.end()
  await once(other, 'exit')
  assert.ok(!isAlive(pid), 'nobody holds it any more')
  assert.deepEqual(fs.readdirSync(join(folder, 'postgres/holders')), [])
})

test('a process that joins twice leaves twice', async (t) => {
  const folder = await laidFolder(t)
  const [first, second] = await Promise.all([
    joinEmbeddedServer(folder),
    joinEmbeddedServer(folder),
  ])
  const pid = postmaster(folder)
  await first.leave()
  await first.leave()
  assert.equal(await ask(second, 'select 1 as answer'), 1)
  await second.leave()
  assert.ok(!isAlive(pid))
})

test('a server whose only holder was killed is adopted with everything in it', async (t) => {
  const folder = await laidFolder(t)
  const killed = await holder(t, folder)
  const pid = postmaster(folder)
  killed.kill('SIGKILL')
  await once(killed, 'exit')
  assert.ok(isAlive(pid), 'the server outlives a killed holder')
  const server = await joinEmbeddedServer(folder)
  assert.equal(postmaster(folder), pid)
  await server.leave()
  assert.ok(!isAlive(pid), 'the killed holder does not count')
})

test('a killed server is started again, and what was committed is there', async (t) => {
  const folder = await laidFolder(t)
  const server = await joinEmbeddedServer(folder)
  await ask(server, 'create table kept as select 42 as answer')
  process.kill(postmaster(folder), 'SIGKILL')
  let answer: unknown
  while (answer !== 42) {
    answer = await ask(server, 'select answer from kept').catch(() => sleep(50))
  }
  await server.leave()
  assert.equal(answer, 42)
})

test('the number of a dead server may belong to another program now', async (t) => {
  const folder = await laidFolder(t)
  await (await joinEmbeddedServer(folder)).leave()
  const stale = `${process.pid}\n${folder}/postgres/cluster\n1700000000\n5432\n\n\n\nready\n`
  fs.writeFileSync(join(folder, 'postgres/cluster/postmaster.pid'), stale)
  const server = await joinEmbeddedServer(folder)
  assert.notEqual(postmaster(folder), process.pid)
  await server.leave()
})

test('what an interrupted first start left behind is made anew', async (t) => {
  const folder = dataFolder(t)
  fs.mkdirSync(join(folder, 'postgres/cluster.new'), { recursive: true })
  fs.writeFileSync(join(folder, 'postgres/cluster.new/PG_VERSION'), '18')
  const server = await joinEmbeddedServer(folder)
  assert.equal(await ask(server, 'select 1 as answer'), 1)
  await server.leave()
})

test('where the path is too long for a socket it listens on this machine alone, with a password', async (t) => {
  const folder = join(dataFolder(t), 'long'.repeat(25))
  await layServer(folder)
  const server = await joinEmbeddedServer(folder)
  assert.equal(server.connection.host, '127.0.0.1')
  assert.equal(await ask(server, 'select 1 as answer'), 1)
  const guess = { ...server, connection: { ...server.connection, password: 'guess' } }
  const refused = await ask(guess, 'select 1 as answer').catch(String)
  await server.leave()
  assert.match(String(refused), /password authentication failed/)
})

test('its programs are found where only root may enter the checkout', async (t) => {
  if (process.getuid?.() !== 0) return t.skip('only root has such a folder')
  const hidden = fs.mkdtempSync(join(tmpdir(), 'concordat-root-'))
  t.after(() => fs.rmSync(hidden, { recursive: true, force: true }))
  makeLinks()
  fs.cpSync(join(dirname(binary('initdb')), '..'), join(hidden, 'native'), { recursive: true })
  const initdb = join(hidden, 'native/bin/initdb')
  const folders = layOut(join(hidden, 'data'))
  const [command, ...words] = chooseRunner(folders, initdb)(initdb)
  const named = ['-D', folders.cluster, '-U', 'somebody', '--no-sync']
  const made = spawnSync(command!, [...words, ...named], { encoding: 'utf8' })
  assert.equal(made.status, 0, made.stderr)
})

test('it runs below a folder that only root may enter', async (t) => {
  if (process.getuid?.() !== 0) return t.skip('only root has such a folder')
  const folder = dataFolder(t)
  fs.chmodSync(folder, 0o700)
  const server = await joinEmbeddedServer(join(folder, 'inner'))
  assert.equal(await ask(server, 'select 1 as answer'), 1)
  await server.leave()
})

test('a second start makes nothing anew', async (t) => {
  const folder = dataFolder(t)
  const made = () => fs.statSync(join(folder, 'postgres/cluster/PG_VERSION')).mtimeMs
  await (await joinEmbeddedServer(folder)).leave()
  const [before, secret] = [made(), fs.readFileSync(join(folder, 'postgres/password'), 'utf8')]
  const server = await joinEmbeddedServer(folder)
  await server.leave()
  assert.deepEqual([made(), server.connection.password], [before, secret])
})

test('a data folder that cannot be made is said so', async (t) => {
  const path = join(dataFolder(t), 'file')
  fs.writeFileSync(path, '')
  await assert.rejects(
    joinEmbeddedServer(path),
    (error) => error instanceof Fault && error.line.includes('cannot be written'),
  )
})

function dataFolder(t: TestContext): string {
  const made = fs.mkdtempSync(join(tmpdir(), 'concordat-server-'))
  t.after(() => fs.rmSync(made, { recursive: true, force: true }))
  return made
}

/** The same with a server in it that was made before. */
async function laidFolder(t: TestContext): Promise<string> {
  const folder = dataFolder(t)
  await layServer(folder)
  return folder
}

function postmaster(folder: string): number {
  const text = fs.readFileSync(join(folder, 'postgres/cluster/postmaster.pid'), 'utf8')
  return Number(text.split('\n')[0])
}

/** Another process that holds the server until its standard input ends. */
async function holder(t: TestContext, folder: string): Promise<ChildProcess> {
  const text = `
    import { joinEmbeddedServer } from '${join(import.meta.dirname, 'embedded-server.ts')}'
    const server = await joinEmbeddedServer('${folder}')
    process.stdout.write('joined')
    process.stdin.on('end', () => server.leave()).resume()`
  const flags = [...process.execArgv, '--input-type=module', '-e', text]
  const child = spawn(process.execPath, flags, { stdio: ['pipe', 'pipe', 'inherit'] })
  t.after(() => child.kill('SIGKILL'))
  await once(child.stdout!, 'data')
  return child
}

async function ask(server: EmbeddedServer, text: string): Promise<unknown> {
  const client = new Client({ ...server.connection, database: 'postgres' })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query(text)
    return rows[0]?.answer
  } finally {
    await client.end()
  }
}

import { spawn } from 'node:child_process'
import * as fs from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClientConfig } from 'pg'
import { Client } from 'pg'
import { isDiskFull } from './disk.ts'
import {
  binary,
  CLUSTER_USER,
  chooseRunner,
  type Folders,
  initialise,
  layOut,
  makeLinks,
  type Runner,
} from './embedded-cluster.ts'
import { Fault } from './fault.ts'
import { withFileLock } from './file-lock.ts'
import { freePort } from './free-port.ts'
import type { Log } from './log.ts'
import { isAlive, isLeaving, isMarkAlive, ownMark } from './process.ts'

/**
 * The real PostgreSQL server, from npm, below the data folder. The first process that needs it starts
 * it under a lock, the last to leave stops it. A server left behind by a killed process is adopted, and
 * one that was killed itself is started again by whoever still holds it.
 */

/** Longer Unix socket paths fail (sockaddr_un holds 107 bytes); then loopback with a password. */
const SOCKET_PATH_MAX = 107
const START_MS_MAX = 60_000
/** After a kill, a new server is refused while a process of the old one still finishes its statement. */
const LEAVING_MS_MAX = 15_000
const WATCH_MS = 1_000
const RECOVERING_MS_MAX = 10_000
/**
 * First PostgreSQL's fast shutdown: sessions end, a checkpoint is written. The others lose nothing either:
 * the next start recovers.
 */
const STOPPING = [
  ['SIGINT', 60_000],
  ['SIGQUIT', 10_000],
  ['SIGKILL', 10_000],
] as const
/** Sizes for a machine of 2 cores that also runs us; durability is never traded. */
const CONFIGURATION = {
  shared_buffers: '512MB',
  max_connections: '200',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  wal_compression: 'off',
  random_page_cost: '1.1',
  effective_io_concurrency: '0',
  io_method: 'sync',
  autovacuum_naptime: '20s',
  logging_collector: 'off',
  log_min_messages: 'warning',
  log_statement: 'none',
  log_min_error_statement: 'panic',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  huge_pages: 'off',
  jit: 'off',
  dynamic_shared_memory_type: 'posix',
}

export type EmbeddedServer = {
  /** how to connect as the owner of the cluster; add `database` */
  readonly connection: ClientConfig
  /** stops the server if nobody else holds it */
  leave(): Promise<void>
}

type Address = { host: string; port: number; password: string }

/** How often this process itself holds the server of a folder. */
const joined = new Map<string, number>()

export async function joinEmbeddedServer(dataFolder: string, log?: Log): Promise<EmbeddedServer> {
  const folders = layOut(resolve(dataFolder))
  const address = await underLock(folders, async () => {
    const running = await ensureRunning(folders)
    joined.set(folders.root, (joined.get(folders.root) ?? 0) + 1)
    fs.writeFileSync(join(folders.holders, String(process.pid)), ownMark())
    return running
  })
  const watch = setInterval(() => void keepRunning(), WATCH_MS).unref()
  let busy = false
  let left = false
  /** Sessions reconnect by themselves; that there is something to connect to is our part. */
  async function keepRunning(): Promise<void> {
    if (busy || postmasterOf(folders) !== undefined) return
    busy = true
    try {
      await underLock(folders, async () => {
        if (left || postmasterOf(folders) !== undefined) return
        log?.warn({ event: 'the embedded database had stopped and is started again' })
        await startNew(folders)
      })
    } catch (error) {
      log?.error({ event: 'the embedded database could not be started again', error })
    } finally {
      busy = false
    }
  }
  return {
    connection: { ...address, user: CLUSTER_USER, keepAlive: true },
    async leave() {
      if (left) return
      left = true
      clearInterval(watch)
      await underLock(folders, () => leave(folders))
    },
  }
}

function underLock<T>(folders: Folders, work: () => Promise<T>): Promise<T> {
  return withFileLock(join(folders.root, 'start.lock'), work)
}

async function leave(folders: Folders): Promise<void> {
  const others = (joined.get(folders.root) ?? 1) - 1
  joined.set(folders.root, others)
  if (others > 0) return
  fs.rmSync(join(folders.holders, String(process.pid)), { force: true })
  if (!isHeld(folders)) await stop(folders)
}

function isHeld({ holders }: Folders): boolean {
  let held = false
  for (const pid of fs.readdirSync(holders)) {
    const path = join(holders, pid)
    const mark = fs.readFileSync(path, 'utf8') || pid
    if (isMarkAlive(mark)) held = true
    else fs.rmSync(path, { force: true })
  }
  return held
}

async function ensureRunning(folders: Folders): Promise<Address> {
  const pid = postmasterOf(folders)
  if (pid === undefined) return startNew(folders)
  const address = readAddress(folders)
  if (address !== undefined && (await answers(address, () => isAlive(pid)))) return address
  if (!isAlive(pid)) return startNew(folders)
  throw new Fault(
    `the embedded database runs but does not answer (process ${pid})`,
    folders.log,
    'Stop that process and start again.',
    1,
  )
}

/** The running server of this folder, if there is one. */
function postmasterOf({ cluster }: Folders): number | undefined {
  try {
    const pid = Number(fs.readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0])
    return isAlive(pid) && mayServe(pid, cluster) ? pid : undefined
  } catch {
    return undefined
  }
}

/** Process numbers come round again: another program may have the number of the server that died. */
function mayServe(pid: number, cluster: string): boolean {
  try {
    const words = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    if (words[0] === '') return isLeaving(pid)
    if (!words[0]!.includes('postgres')) return false
    const flag = words.indexOf('-D')
    return flag < 0 || fs.realpathSync(words[flag + 1]!) === fs.realpathSync(cluster)
  } catch {
    return true
  }
}

async function startNew(folders: Folders): Promise<Address> {
  makeLinks()
  const runner = chooseRunner(folders)
  if (!fs.existsSync(join(folders.cluster, 'PG_VERSION'))) initialise(folders, runner)
  const pidFile = join(folders.cluster, 'postmaster.pid')
  const killed = fs.existsSync(pidFile)
  // PostgreSQL clears away the file of a dead server, but not one whose number another program has now.
  if (killed && isAlive(Number(fs.readFileSync(pidFile, 'utf8').split('\n')[0]))) {
    fs.rmSync(pidFile, { force: true })
  }
  const address = await chooseAddress(folders)
  const end = Date.now() + LEAVING_MS_MAX
  while (!(await startOnce(folders, runner, address))) {
    if (!killed || Date.now() > end) throw notStarted(folders)
    await sleep(200)
  }
  return address
}

function notStarted({ root, log }: Folders): Fault {
  if (isDiskFull(root)) {
    return new Fault('the disk is full: the database cannot start', root, 'Make room there.', 1)
  }
  return new Fault(
    'the embedded database did not start',
    log,
    'Read its last lines, or give a server in DATABASE_URL.',
  )
}

async function startOnce(folders: Folders, runner: Runner, address: Address): Promise<boolean> {
  const log = fs.openSync(folders.log, 'a', 0o600)
  const local = address.host.startsWith('/')
  const settings = {
    ...CONFIGURATION,
    port: String(address.port),
    listen_addresses: local ? '' : '127.0.0.1',
    unix_socket_directories: local ? folders.socket : '',
    unix_socket_permissions: '0700',
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const [command, ...first] = runner(binary('postgres'))
  const child = spawn(command!, [...first, '-D', folders.cluster, ...flags], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  })
  child.unref()
  fs.closeSync(log)
  let died = false
  child.once('exit', () => {
    died = true
  })
  child.once('error', () => {
    died = true
  })
  return answers(address, () => !died)
}

async function chooseAddress(folders: Folders): Promise<Address> {
  const password = fs.readFileSync(join(folders.root, 'password'), 'utf8')
  const path = join(folders.socket, '.s.PGSQL.5432')
  const fits = Buffer.byteLength(path) <= SOCKET_PATH_MAX && process.platform !== 'win32'
  const address = fits
    ? { host: folders.socket, port: 5432, password }
    : // The port it had before, where nobody else took it: open sessions then find it again.
      { host: '127.0.0.1', port: await freePort(readAddress(folders)?.port), password }
  fs.writeFileSync(join(folders.root, 'address.json'), JSON.stringify({ ...address, password: '' }))
  return address
}

function readAddress(folders: Folders): Address | undefined {
  try {
    const address = JSON.parse(
      fs.readFileSync(join(folders.root, 'address.json'), 'utf8'),
    ) as Address
    return { ...address, password: fs.readFileSync(join(folders.root, 'password'), 'utf8') }
  } catch {
    return undefined
  }
}

async function answers(
  address: Address,
  mayStill: () => boolean,
  milliseconds = START_MS_MAX,
): Promise<boolean> {
  const end = Date.now() + milliseconds
  while (Date.now() < end) {
    const client = new Client({ ...address, user: CLUSTER_USER, database: 'postgres' })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.end()
      return true
    } catch {
      if (!mayStill()) return false
      await sleep(20)
    }
  }
  return false
}

async function stop(folders: Folders): Promise<void> {
  const pid = postmasterOf(folders)
  if (pid === undefined) return
  // Its file goes before the process does: who moves or deletes the folder next must not meet it.
  const runs = () => isAlive(pid) && mayServe(pid, folders.cluster)
  // Asked to stop while it recovers, as after a full disk, it can stay between the two for ever.
  const address = readAddress(folders)
  const ready = address !== undefined && (await answers(address, runs, RECOVERING_MS_MAX))
  for (const [signal, milliseconds] of ready ? STOPPING : STOPPING.slice(1)) {
    if (!runs()) return
    process.kill(pid, signal)
    for (const end = Date.now() + milliseconds; runs() && Date.now() < end; ) await sleep(10)
  }
}

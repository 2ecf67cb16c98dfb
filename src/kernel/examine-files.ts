import * as fs from 'node:fs'
import { join } from 'node:path'
import { type Finding, right, wanting } from './finding.ts'
import type { Settings } from './settings.ts'
import { formatCount } from './words.ts'

const GIB = 1024 ** 3
const FREE_BYTES_MIN = 2 * GIB
const BACKUP_HOURS_MAX = 26
const HOUR_MS = 3_600_000
/** Below the data folder: what signs the log, opens links, and logs into the database. */
const SECRETS = ['trail/log.key', 'links.key', 'database']
const LAST_BACKUP = 'backup.json'

/** The data folder: whose it is, who may read the secrets in it, what is free, when it was last backed up. */
export function examineFiles(settings: Settings, now: Date): Finding[] {
  const { dataFolder, logKeyFile, issuers } = settings
  if (!fs.existsSync(dataFolder)) {
    const first = 'Make it for the user that runs the place: install -d -m 700 FOLDER.'
    return [wanting('files', `there is no data folder ${dataFolder}`, first)]
  }
  const secrets = [
    ...SECRETS.map((name) => join(dataFolder, name)),
    ...issuers.flatMap(({ secretFile }) => secretFile ?? []),
    ...(logKeyFile === undefined ? [] : [logKeyFile]),
  ]
  return [
    writable(dataFolder),
    ...secretFiles(secrets),
    freeSpace(dataFolder),
    lastBackup(dataFolder, now),
  ]
}

function writable(folder: string): Finding {
  try {
    fs.accessSync(folder, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK)
  } catch {
    return wanting(
      'files',
      `this user may not write to the data folder ${folder}`,
      'Run doctor as the user that runs the place, or give the folder to it: chown.',
    )
  }
  return right('files', `the data folder ${folder} can be written to`)
}

/** What others on the machine may read is no secret. */
function secretFiles(paths: readonly string[]): Finding[] {
  const files = paths.flatMap((path) => filesAt(path))
  const open = files.filter((path) => (fs.statSync(path).mode & 0o077) !== 0)
  if (open.length > 0) {
    return open.map((path) =>
      wanting(
        'keys',
        `others on this machine may read ${path}`,
        `Take that from them: chmod 600 ${path}`,
      ),
    )
  }
  if (files.length === 0) return []
  return [right('keys', 'nobody but their owner may read the keys and secrets')]
}

function filesAt(path: string): string[] {
  const stat = fs.statSync(path, { throwIfNoEntry: false })
  if (stat?.isDirectory()) return fs.readdirSync(path).flatMap((name) => filesAt(join(path, name)))
  return stat?.isFile() ? [path] : []
}

function freeSpace(folder: string): Finding {
  const { bavail, bsize } = fs.statfsSync(folder)
  const free = bavail * bsize
  const words = `${formatCount(Math.floor(free / GIB))} GB are free where the data folder is`
  if (free >= FREE_BYTES_MIN) return right('disk', words)
  return wanting('disk', words, 'Make room: without any, nothing more can be written down.')
}

/** Written beside the place when a backup has got its name, and nowhere else. */
export function noteBackup(dataFolder: string, file: string, at: Date): void {
  const path = join(dataFolder, LAST_BACKUP)
  fs.writeFileSync(`${path}.${process.pid}`, JSON.stringify({ at: at.toISOString(), file }))
  fs.renameSync(`${path}.${process.pid}`, path)
}

function lastBackup(dataFolder: string, now: Date): Finding {
  const at = backupAt(join(dataFolder, LAST_BACKUP))
  const how = 'Run concordat backup each night, and take the file to another machine.'
  if (at === undefined) return wanting('backup', 'this place was never backed up', how)
  const hours = Math.floor((now.getTime() - at.getTime()) / HOUR_MS)
  const words = `the last backup was made ${hours === 0 ? 'within the hour' : `${formatCount(hours)} h ago`}`
  return hours > BACKUP_HOURS_MAX ? wanting('backup', words, how) : right('backup', words)
}

function backupAt(path: string): Date | undefined {
  try {
    const { at } = JSON.parse(fs.readFileSync(path, 'utf8')) as { at?: unknown }
    const time = new Date(String(at))
    return Number.isNaN(time.getTime()) ? undefined : time
  } catch {
    return undefined
  }
}

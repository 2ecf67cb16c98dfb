import * as fs from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import {
  type BackupWriter,
  byteStream,
  createBackupFile,
  nowhere,
  openBackupFile,
} from './backup-file.ts'
import { BACKUP_FORMAT, type BackupManifest, type BackupTable } from './backup-manifest.ts'
import type { Clock } from './clock.ts'
import type { CopyingTransaction, Database, Queryable } from './database.ts'
import { Fault } from './fault.ts'
import { withFileLock } from './file-lock.ts'
import { whyNoFile } from './plain-file.ts'
import * as queries from './queries.ts'
import * as copying from './queries-backup.ts'

/** The share of the work that is done before the file is read back. */
const WRITING_SHARE = 0.8

export type BackupRequest = {
  owner: Database
  /** where the backup goes; an older one there is replaced when the new one is proved */
  out: string
  /** what the place keeps outside the database; `name` is its path below the data folder */
  files: { name: string; path: string }[]
  /** settings that the restored place must be given again; never a secret */
  settings: Record<string, string>
  clock: Clock
  signal?: AbortSignal
  /** from 0 to 1 */
  onProgress?(share: number): void
}

export type BackupResult = {
  file: string
  bytes: number
  tables: number
  rows: number
  /** of the whole file: what `sha256sum` prints */
  sha256: string
  seconds: number
}

/**
 * Every table of ours in one snapshot, written beside `out`, synced, read back and compared, then
 * renamed: `out` is a whole backup or it is not there.
 */
export async function backUp(request: BackupRequest): Promise<BackupResult> {
  const began = performance.now()
  const out = resolve(request.out)
  refuseBadTarget(out)
  const partial = `${out}.partial`
  try {
    return await withFileLock(`${out}.lock`, async () => {
      const { tables } = await write(partial, request)
      const proved = await prove(partial, request)
      await rename(partial, out)
      await syncFolder(dirname(out))
      const rows = tables.reduce((sum, table) => sum + table.rows.lines, 0)
      const seconds = Math.round(performance.now() - began) / 1000
      return { file: out, tables: tables.length, rows, seconds, ...proved }
    })
  } catch (error) {
    await rm(partial, { force: true })
    throw asFault(error, out, request.signal)
  }
}

function refuseBadTarget(out: string): void {
  const there = fs.statSync(out, { throwIfNoEntry: false })
  if (there !== undefined && !there.isFile()) {
    throw new Fault('the backup cannot be written: there is no file', out, 'Give a file name.')
  }
  try {
    fs.accessSync(dirname(out), fs.constants.W_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Fault(
      `the backup cannot be written: ${code}`,
      dirname(out),
      'Make the folder, or give another file.',
    )
  }
}

async function write(partial: string, request: BackupRequest): Promise<BackupManifest> {
  const { owner, clock, settings } = request
  const writer = await createBackupFile(partial)
  try {
    // Before the snapshot: a witness must not have confirmed more than the tables of the backup hold.
    const files = await writeFiles(writer, request)
    const snapshot = { isolation: 'repeatable read', readOnly: true } as const
    const inDatabase = await owner.copying(async (tx) => {
      await copying.prepareCopy(tx)
      const migrations = await queries.migrationsDone(tx)
      await refuseWrongDatabase(tx, migrations.length)
      const tables = await writeTables(tx, writer, request)
      const sequences = await copying.ownSequences(tx)
      return { migrations, tables, sequences, postgres: await copying.serverVersion(tx) }
    }, snapshot)
    const manifest: BackupManifest = {
      format: BACKUP_FORMAT,
      madeAt: clock.now().toISOString(),
      settings,
      ...inDatabase,
      files,
    }
    await writer.finish(manifest)
    return manifest
  } finally {
    await writer.close()
  }
}

async function refuseWrongDatabase(tx: Queryable, migrations: number): Promise<void> {
  if (migrations === 0) {
    throw new Fault(
      'there is no place in this database',
      'kernel.migration',
      'Give the data folder or the server of a place that has been started once.',
    )
  }
  if (await queries.hasCitus(tx)) {
    throw new Fault(
      'this place is on a Citus cluster',
      'DATABASE_URL',
      'Use the cluster’s own backup: a snapshot of one server would not hold together.',
      1,
    )
  }
}

async function writeTables(
  tx: CopyingTransaction,
  writer: BackupWriter,
  { signal, onProgress }: BackupRequest,
): Promise<BackupTable[]> {
  const tables = inOrderOfNeed(await copying.ownTables(tx))
  const all = tables.reduce((sum, { size }) => sum + Number(size), 1)
  const written: BackupTable[] = []
  let done = 0
  for (const { schema, name, columns, size } of tables) {
    const source = tx.copyOut(copying.copyOutText({ schema, name, columns }))
    written.push({ schema, name, columns, rows: await writer.add(source, signal) })
    done += Number(size)
    onProgress?.((WRITING_SHARE * done) / all)
  }
  return written
}

async function writeFiles(
  writer: BackupWriter,
  { files, signal }: BackupRequest,
): Promise<BackupManifest['files']> {
  const written: BackupManifest['files'] = []
  for (const { name, path } of files) {
    const bytes = readOutside(path)
    written.push({ name, content: await writer.add(byteStream(bytes), signal) })
  }
  return written
}

function readOutside(path: string): Buffer {
  try {
    // What a setting names may be a link; what never ends is no file of the place.
    const why = whyNoFile(fs.statSync(path))
    if (why !== undefined) {
      throw new Fault(why, path, 'Nothing was written. Put the file itself there.', 1)
    }
    return fs.readFileSync(path)
  } catch (error) {
    if (error instanceof Fault) throw error
    const { code } = error as NodeJS.ErrnoException
    const what = `a file that the place needs cannot be read: ${code}`
    throw new Fault(what, path, 'Nothing was written. Put it back, or give the right setting.', 1)
  }
}

/** A table comes after those that its foreign keys name; otherwise in the order of the catalogue. */
export function inOrderOfNeed<T extends { schema: string; name: string; needs: string[] }>(
  tables: readonly T[],
): T[] {
  const ordered: T[] = []
  const placed = new Set<string>()
  let waiting = [...tables]
  while (waiting.length > 0) {
    const ready = waiting.filter(({ needs }) => needs.every((need) => placed.has(need)))
    if (ready.length === 0) {
      const names = waiting.map(({ schema, name }) => `${schema}.${name}`).join(', ')
      throw new Error(`foreign keys go round in a circle: ${names}`)
    }
    for (const table of ready) placed.add(`${table.schema}.${table.name}`)
    ordered.push(...ready)
    waiting = waiting.filter((table) => !ready.includes(table))
  }
  return ordered
}

/** What the disk gives back is what was written: the whole file, and each section unpacked. */
async function prove(
  partial: string,
  { signal, onProgress }: BackupRequest,
): Promise<{ bytes: number; sha256: string }> {
  const reader = await openBackupFile(partial)
  let read = 0
  const onBytes = (count: number) => {
    read += count
    onProgress?.(Math.min(1, WRITING_SHARE + ((1 - WRITING_SHARE) * read) / (2 * reader.bytes)))
  }
  const sha256 = await reader.verifyFile({ signal, onBytes })
  for (const { rows } of reader.manifest.tables)
    await reader.read(rows, nowhere(), { signal, onBytes })
  for (const { content } of reader.manifest.files) await reader.read(content, nowhere(), { signal })
  return { bytes: reader.bytes, sha256 }
}

/** A rename is durable when the folder that holds the name is. */
async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder to sync it; there the rename itself is what there is.
  if (process.platform === 'win32') return
  const handle = await fs.promises.open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

function asFault(error: unknown, out: string, signal?: AbortSignal): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (signal?.aborted) {
    return new Fault('the backup was interrupted', out, 'Nothing was written. Run it again.', 1)
  }
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return new Fault(
      'there is no room for the backup',
      out,
      'Nothing was written. Make room, or give a file on another disk.',
      1,
    )
  }
  return error
}

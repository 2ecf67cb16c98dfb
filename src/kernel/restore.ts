import * as fs from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { plural } from '../kernel/index.ts'
import { type BackupReader, nowhere, openBackupFile, type Watch } from './backup-file.ts'
import type { BackupManifest, BackupTable } from './backup-manifest.ts'
import type { Database, Queryable } from './database.ts'
import { openDatabases } from './databases.ts'
import { isDiskFull } from './disk.ts'
import { Fault } from './fault.ts'
import type { Log } from './log.ts'
import { type MigrationFile, migrate, migrationFiles, type RoomSchema } from './migrate.ts'
import * as copying from './queries-backup.ts'

/** Reading the file for its hash, unpacking it to compare, unpacking it to load. */
const READINGS = 3

export type RestoreRequest = {
  file: string
  /** a folder that is empty or not there yet: the data folder of the restored place */
  into: string
  rooms: readonly RoomSchema[]
  log: Log
  signal?: AbortSignal
  /** from 0 to 1 */
  onProgress?(share: number): void
}

export type RestoreResult = {
  into: string
  madeAt: string
  tables: number
  rows: number
  files: string[]
  /** with which settings the place was backed up */
  settings: Record<string, string>
}

/**
 * Makes a place on an embedded server of its own from a backup. Everything is verified before anything is
 * written, and everything is written in a folder that gets its name at the end: `into` holds the whole
 * place, or it is as it was.
 */
export async function restoreBackup(request: RestoreRequest): Promise<RestoreResult> {
  const into = resolve(request.into)
  refuseTaken(into)
  const reader = await openBackupFile(resolve(request.file))
  const { manifest } = reader
  refuseOtherVersion(manifest, request)
  const watch = watchOver(reader, request)
  let made: string | undefined
  try {
    await verify(reader, watch)
    made = fs.mkdirSync(into, { recursive: true })
    await fill(into, reader, request, watch)
  } catch (error) {
    const fault = asFault(error, request)
    fs.rmSync(join(into, 'restoring'), { recursive: true, force: true })
    if (made !== undefined) removeEmpty(into, made)
    throw fault
  }
  return {
    into,
    madeAt: manifest.madeAt,
    tables: manifest.tables.length,
    rows: manifest.tables.reduce((sum, { rows }) => sum + rows.lines, 0),
    files: manifest.files.map(({ name }) => name),
    settings: manifest.settings,
  }
}

function refuseTaken(into: string): void {
  const stat = fs.statSync(into, { throwIfNoEntry: false })
  if (stat === undefined) return
  if (!stat.isDirectory()) {
    throw new Fault('the target is not a folder', into, 'Give a folder that is empty or new.')
  }
  const found = fs.readdirSync(into)
  if (found.length === 0) return
  const what =
    found.join() === 'restoring'
      ? 'the target holds what an interrupted restore left'
      : 'the target is not empty'
  throw new Fault(what, into, 'Nothing was written. Empty it, or give a folder that is new.', 1)
}

/** The migrations of this version, as far as the backup had come, must make the same tables. */
function refuseOtherVersion(manifest: BackupManifest, { rooms, file }: RestoreRequest): void {
  const ours = migrationFiles(rooms)
  for (const { room, name, sha256 } of manifest.migrations) {
    const same = ours.find((migration) => migration.room === room && migration.name === name)
    if (same?.sha256 === sha256) continue
    const why =
      same === undefined
        ? `the backup was made by a newer version: this one does not know ${room}/${name}`
        : `the backup was made by another version: its ${room}/${name} differs from this one’s`
    throw new Fault(
      why,
      file,
      'Nothing was written. Restore it with the version that made it, or a later one.',
      1,
    )
  }
}

function watchOver({ bytes }: BackupReader, { signal, onProgress }: RestoreRequest): Watch {
  let read = 0
  return {
    signal,
    onBytes(count) {
      read += count
      onProgress?.(Math.min(1, read / (READINGS * bytes)))
    },
  }
}

async function verify(reader: BackupReader, watch: Watch): Promise<void> {
  await reader.verifyFile(watch)
  for (const { rows } of reader.manifest.tables) await reader.read(rows, nowhere(), watch)
  for (const { content } of reader.manifest.files) await reader.read(content, nowhere(), watch)
}

async function fill(
  into: string,
  reader: BackupReader,
  { rooms, log }: RestoreRequest,
  watch: Watch,
): Promise<void> {
  const staging = join(into, 'restoring')
  fs.mkdirSync(staging, { mode: 0o755 })
  for (const { name, content } of reader.manifest.files) {
    fs.mkdirSync(dirname(join(staging, name)), { recursive: true, mode: 0o700 })
    const file = fs.createWriteStream(join(staging, name), { mode: 0o600, flush: true })
    await reader.read(content, file, watch)
  }
  const databases = await openDatabases({ dataFolder: staging }, log)
  try {
    const had = new Set(reader.manifest.migrations.map(({ room, name }) => `${room}/${name}`))
    const only = ({ room, name }: MigrationFile) => had.has(`${room}/${name}`)
    await migrate(databases.owner, rooms, { only })
    await load(databases.owner, reader, watch)
    await copying.analyse(databases.owner.short)
    watch.signal?.throwIfAborted()
  } finally {
    await databases.close()
  }
  moveOut(staging, into)
}

async function load(owner: Database, reader: BackupReader, watch: Watch): Promise<void> {
  const { manifest } = reader
  await owner.copying(async (tx) => {
    await copying.prepareCopy(tx)
    await refuseOtherTables(tx, manifest)
    await copying.emptyTables(tx, manifest.tables)
    for (const table of manifest.tables) {
      await reader.read(table.rows, tx.copyIn(copying.copyInText(table)), watch)
      const count = await copying.countRows(tx, table)
      if (count !== table.rows.lines) {
        throw new Error(
          `${table.schema}.${table.name}: ${plural(count, 'row')}, not ${table.rows.lines}`,
        )
      }
    }
    for (const sequence of manifest.sequences) await copying.setSequence(tx, sequence)
  })
}

async function refuseOtherTables(tx: Queryable, { tables }: BackupManifest): Promise<void> {
  const describe = ({ schema, name, columns }: Pick<BackupTable, 'schema' | 'name' | 'columns'>) =>
    `${schema}.${name} (${columns.toSorted().join(', ')})`
  const there = (await copying.ownTables(tx)).map(describe)
  const wanted = tables.map(describe)
  const odd = [
    ...wanted.filter((table) => !there.includes(table)),
    ...there.filter((table) => !wanted.includes(table)),
  ]
  if (odd.length === 0) return
  throw new Fault(
    `the backup has other tables than its migrations make: ${odd.slice(0, 3).join('; ')}`,
    'schema',
    'Nothing was written. Restore it with the version that made it.',
    1,
  )
}

/** The server's folder is what makes a place: it comes last. */
function moveOut(staging: string, into: string): void {
  const names = fs.readdirSync(staging).filter((name) => name !== 'postgres')
  for (const name of [...names, 'postgres']) fs.renameSync(join(staging, name), join(into, name))
  fs.rmdirSync(staging)
}

/** Takes back the folders that were made for it, as far as nobody else has put anything there. */
function removeEmpty(from: string, to: string): void {
  for (let folder = from; folder.length >= to.length; folder = dirname(folder)) {
    if (!fs.existsSync(folder)) continue
    if (fs.readdirSync(folder).length > 0) return
    fs.rmdirSync(folder)
  }
}

function asFault(error: unknown, { into, signal }: RestoreRequest): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (signal?.aborted) {
    return new Fault('the restore was interrupted', into, 'Nothing was written. Run it again.', 1)
  }
  // 53100: PostgreSQL's own word for a full disk
  if (['ENOSPC', 'EDQUOT', '53100'].includes(code ?? '') || isDiskFull(into)) {
    return new Fault('there is no room for the place', into, 'Nothing was written. Make room.', 1)
  }
  return error
}

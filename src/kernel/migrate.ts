import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { join } from 'node:path'
import type { Database, Queryable } from './database.ts'
import { Fault } from './fault.ts'
import * as queries from './queries.ts'

/**
 * Each room's `schema/NNN-name.sql` runs once, in the order of the rooms and of the names, in one
 * transaction a file. A file that has run must not change: its hash is kept.
 *
 * Two comment lines are directions for a Citus cluster and mean nothing elsewhere (storage.md, rule 2):
 * `-- distribute: room.table by column` and `-- reference: room.table`.
 */
export type RoomSchema = { room: string; folder: string }

export async function migrate(
  owner: Database,
  rooms: readonly RoomSchema[],
  { only = () => true }: { only?: (file: MigrationFile) => boolean } = {},
): Promise<number> {
  const files = migrationFiles(rooms).filter(only)
  return owner.transaction(async (tx) => {
    await queries.lockMigrations(tx)
    const done = await queries.migrationsDone(tx)
    const missing = files.filter((file) => !isDone(file, done))
    const citus = missing.length > 0 && (await queries.hasCitus(tx))
    for (const file of missing) await run(tx, file, citus)
    return missing.length
  })
}

/** True where every migration of this version has run: what `/readyz` asks. */
export async function isMigrated(db: Queryable, rooms: readonly RoomSchema[]): Promise<boolean> {
  const done = await queries.migrationsDone(db)
  return migrationFiles(rooms).every((file) => isDone(file, done))
}

export function migrationFiles(rooms: readonly RoomSchema[]): MigrationFile[] {
  return rooms.flatMap(readFiles)
}

export type MigrationFile = {
  room: string
  name: string
  text: string
  sha256: string
  path: string
}

function readFiles({ room, folder }: RoomSchema): MigrationFile[] {
  if (!fs.existsSync(folder)) return []
  const names = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  return names.map((name) => {
    const path = join(folder, name)
    const text = fs.readFileSync(path, 'utf8').replaceAll('\r\n', '\n')
    return { room, name, text, path, sha256: createHash('sha256').update(text).digest('hex') }
  })
}

function isDone(file: MigrationFile, done: queries.MigrationRow[]): boolean {
  const row = done.find(({ room, name }) => room === file.room && name === file.name)
  if (row === undefined) return false
  if (row.sha256 === file.sha256) return true
  throw new Fault(
    'a migration that has already run was changed',
    file.path,
    'Put its old text back and write the change as a new file.',
    1,
  )
}

async function run(tx: Queryable, file: MigrationFile, citus: boolean): Promise<void> {
  try {
    await tx.query(file.text)
    if (citus) await distribute(tx, file.text)
  } catch (error) {
    throw new Fault(
      `a migration failed: ${(error as Error).message}`,
      file.path,
      'Nothing of it was kept. Correct the file or the database and start again.',
      1,
    )
  }
  await queries.markMigration(tx, file)
}

async function distribute(tx: Queryable, text: string): Promise<void> {
  for (const [, table, column] of text.matchAll(/^-- distribute: (\S+) by (\S+)$/gm)) {
    await tx.query('select create_distributed_table($1::regclass, $2)', [table, column])
  }
  for (const [, table] of text.matchAll(/^-- reference: (\S+)$/gm)) {
    await tx.query('select create_reference_table($1::regclass)', [table])
  }
}

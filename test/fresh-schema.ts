import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Databases,
  describeSchema,
  migrate,
  openDatabases,
  openLog,
  roomSchemas,
} from '../src/kernel/index.ts'

/** The committed description of what every migration makes; `test/schema.test.ts` compares with it. */
export const MANIFEST = join(import.meta.dirname, '../src/schema.manifest.txt')
export const WRITE_COMMAND = 'bin/run test/write-manifest.ts'

export async function manifestOf({ owner }: Databases): Promise<string> {
  const lines = await describeSchema(owner.short)
  const title = `Written by ${WRITE_COMMAND}: what every room's migrations make of an empty database.`
  return `${title}\n\n${lines.join('\n')}\n`
}

/** The manifest of a database made for it on a server of its own. */
export async function freshManifest(): Promise<string> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'concordat-schema-'))
  try {
    const databases = await openDatabases({ dataFolder }, openLog('silent'))
    try {
      await migrate(databases.owner, roomSchemas())
      return await manifestOf(databases)
    } finally {
      await databases.close()
    }
  } finally {
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

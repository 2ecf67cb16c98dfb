import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { openDatabases } from './databases.ts'
import { withFileLock } from './file-lock.ts'
import { openLog } from './log.ts'
import { describeMigrations } from './manifest.ts'
import { migrate } from './migrate.ts'
import { roomSchemas } from './rooms.ts'
import { TEST_DATA } from './testing.ts'

/** Of a data folder, what a server is: the rest is made anew at each start. */
const OF_THE_SERVER = ['cluster', 'password']

/**
 * Puts a server into a data folder as the first start leaves it, with every migration run: a copy, because making one
 * costs more than a second of CPU. For tests of what comes after.
 */
export async function layServer(dataFolder: string): Promise<void> {
  const made = await madeOnce()
  const to = join(dataFolder, 'postgres')
  fs.mkdirSync(to, { recursive: true, mode: 0o700 })
  for (const part of OF_THE_SERVER) {
    fs.cpSync(join(made, 'postgres', part), join(to, part), {
      recursive: true,
      mode: fs.constants.COPYFILE_FICLONE,
    })
  }
}

/** Kept from one run to the next, as long as the migrations are the same. */
async function madeOnce(): Promise<string> {
  const digest = createHash('sha256').update(describeMigrations(roomSchemas())).digest('hex')
  const made = join(TEST_DATA, `server-${digest.slice(0, 12)}`)
  await withFileLock(join(TEST_DATA, 'server.lock'), async () => {
    if (fs.existsSync(made)) return
    for (const name of fs.readdirSync(TEST_DATA)) {
      if (name.startsWith('server-')) fs.rmSync(join(TEST_DATA, name), { recursive: true })
    }
    const making = join(TEST_DATA, 'server-unfinished')
    const databases = await openDatabases({ dataFolder: making }, openLog('silent'))
    await migrate(databases.owner, roomSchemas())
    await databases.close()
    fs.renameSync(making, made)
  })
  return made
}

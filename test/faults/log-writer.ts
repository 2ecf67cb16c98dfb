import {
  migrate,
  openDatabases,
  openLog,
  readSettings,
  roomSchemas,
  systemClock,
} from '../../src/kernel/index.ts'
import { writeEntry } from '../../src/trail/entry.ts'
import { openTrail } from '../../src/trail/index.ts'
import { copyEntries } from '../../src/trail/queries.ts'

/** A process to be killed: writes so many entries, a thousand a transaction, and numbers them meanwhile. */
const settings = readSettings()
const log = openLog('silent')
const databases = await openDatabases(settings, log)
await migrate(databases.owner, roomSchemas())
const trail = await openTrail({ databases, clock: systemClock, log, settings })
trail.start()
for (let left = Number(process.argv[2]); left > 0; left -= 1_000) {
  const entries = Array.from({ length: Math.min(left, 1_000) }, (_, at) =>
    writeEntry('command', new Date(), { command: 'fault.log', entry: { at } }),
  )
  await databases.care.copying((tx) => copyEntries(tx, entries))
  process.stdout.write(`${left}\n`)
}
await trail.sequence()
await trail.close()
await databases.close()

import { setTimeout as sleep } from 'node:timers/promises'
import { joinEmbeddedServer, openEmbedded, openLog, systemClock } from '../../src/kernel/index.ts'
import { type Command, openTrail } from '../../src/trail/index.ts'
import { lockLog } from '../../src/trail/queries-log.ts'
import { coordinator } from '../../src/trail/testing.ts'

/** A process to be frozen or killed while it holds what others wait for: the sequencer's lock, or a command's key. */
export type Holds = 'the lock of the log' | 'a key'

export const held: Command<string, string> = {
  name: 'fault.held',
  basis: 'public',
  async run({ tx }, text) {
    if (process.argv[1] === import.meta.filename) {
      await tx.query('select 1')
      await hold()
    }
    return { result: text, entry: { text } }
  },
}

if (process.argv[1] === import.meta.filename) {
  const [, , testData, database, dataFolder, what] = process.argv
  const { connection } = await joinEmbeddedServer(testData!)
  const log = openLog('silent')
  const databases = await openEmbedded(connection, database!, log, async () => {})
  if (what === 'a key') {
    const settings = { dataFolder: dataFolder!, logName: 'southmere.example/trail', witnesses: [] }
    const trail = await openTrail({ databases, clock: systemClock, log, settings })
    await trail.run(held, { viewer: coordinator, input: 'once', key: 'held' })
  } else {
    await databases.log.transaction(async (tx) => {
      await lockLog(tx)
      await hold()
    })
  }
}

async function hold(): Promise<void> {
  process.stdout.write('held\n')
  await sleep(600_000)
}

import {
  derivedId,
  migrate,
  openDatabases,
  openLog,
  readSettings,
  roomSchemas,
  systemActor,
  systemClock,
  toPersonId,
} from '../../src/kernel/index.ts'
import { type Command, openTrail, type Trail } from '../../src/trail/index.ts'

/**
 * A process to be killed: runs commands and looks as fast as it can, numbers them in the background, and
 * says what was acknowledged, one JSON line each, after it was. A connection that is lost is not the end.
 */
export type Acknowledged = { key?: string; person?: string; number?: number; entryId: string }

const WORKERS = 8
const PEOPLE = 12
const viewer = { actor: systemActor('fault run'), purpose: 'governance' }

export const note: Command<{ text: string }, { at: string }> = {
  basis: 'public',
  name: 'fault.note',
  async run({ now, announce }, { text }) {
    announce('fault', text)
    return { result: { at: now.toISOString() }, entry: { text } }
  },
}

/** Committed together with others: its row, its key and its entry come or go together. */
export const brief: Command<{ text: string }, { at: string }> = {
  ...note,
  name: 'fault.brief',
  brief: true,
  async run(context, input) {
    await context.tx.query('insert into kernel.news (topic, key) values ($1, $2)', [
      'fault.brief',
      input.text,
    ])
    return note.run(context, input)
  },
}

export function noteCall(key: string) {
  return { viewer, input: { text: key }, key }
}

if (process.argv[1] === import.meta.filename) await write(process.argv[2]!)

async function write(run: string): Promise<void> {
  const settings = readSettings()
  const log = openLog('silent')
  const databases = await openDatabases(settings, log)
  await migrate(databases.owner, roomSchemas())
  const trail = await openTrail({ databases, clock: systemClock, log, settings })
  trail.start()
  await Promise.all(Array.from({ length: WORKERS }, (_, n) => work(trail, `${run}-${n}`)))
}

async function work(trail: Trail, name: string): Promise<void> {
  for (let n = 0; ; n++) {
    const key = `${name}-${n}`
    try {
      if (n % 3 !== 2) {
        await trail.run(n % 3 === 0 ? note : brief, noteCall(key))
        say({ key, entryId: '' })
      } else {
        const person = toPersonId(derivedId('fault', String(n % PEOPLE)))
        const look = { identity: [person], what: key, outcome: 'allowed' as const, clause: '1.1' }
        const [receipt] = await trail.look(viewer, [look])
        say({ person, number: receipt!.numbers[person]!, entryId: receipt!.entryId })
      }
    } catch {
      // Not acknowledged: it may be there or not, and the next one is tried.
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

function say(line: Acknowledged): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

import {
  type Errand,
  newId,
  openDatabases,
  openErrands,
  openLog,
  type Queryable,
  readSettings,
  systemActor,
  systemClock,
} from '../../src/kernel/index.ts'
import { type Command, openTrail, type Trail } from '../../src/trail/index.ts'

/**
 * A process to be killed: makes changes and does what follows from them, each effect counted. Where it is told to, it
 * kills itself: after the change and before its errands, in the middle of an effect, or when it was committed.
 */
export type DiesAt = 'after-change' | 'in-effect' | 'in-command' | 'in-timer' | 'any-time' | 'never'

export const SUBSCRIBERS = ['fault.plain', 'fault.command', 'fault.timer']
const KEYS = 3
const TIMER_MS = 30
const WAITS_MS = 60_000
const viewer = { actor: systemActor('fault run'), purpose: '' }

const change: Command<{ text: string }, null> = {
  name: 'fault.change',
  basis: 'public',
  async run({ announce }, { text }) {
    announce('fault.changed', text)
    return { result: null, entry: { text } }
  },
}

const effect: Command<{ text: string }, null> = {
  name: 'fault.effect',
  basis: 'public',
  async run({ tx }, { text }) {
    await count(tx, 'fault.command', text)
    return { result: null, entry: { text } }
  },
}

if (process.argv[1] === import.meta.filename) {
  const [, , rounds, at] = process.argv
  await work(rounds!.split(','), at as DiesAt)
}

async function work(rounds: readonly string[], at: DiesAt): Promise<void> {
  const settings = readSettings()
  const log = openLog('silent')
  const databases = await openDatabases(settings, log)
  const { care } = databases
  let trail: Trail | undefined
  const errands = openErrands(subscribers(at), {
    care,
    clock: systemClock,
    log,
    place: () => trail!,
  })
  const { subscribers: waiting } = errands
  trail = await openTrail({ databases, clock: systemClock, log, settings, subscribers: waiting })
  process.stdout.write('ready\n')
  for (const round of rounds) {
    for (let n = 0; n < KEYS; n++) {
      const key = `${round}-${n}`
      await trail.run(change, { viewer, input: { text: key }, key: `change ${key}` })
      process.stdout.write(`${key}\n`)
    }
    dieIf(at === 'after-change')
  }
  while ((await errands.waiting({ limit: 1 })).length > 0) {
    if ((await errands.runDue()) === 0) await new Promise((next) => setTimeout(next, TIMER_MS))
  }
  // Whoever is to be killed at any time does not end before: it may have been quicker.
  if (at === 'any-time') await new Promise((ended) => setTimeout(ended, WAITS_MS))
  await trail.close()
  await databases.close()
}

function subscribers(at: DiesAt): Errand<Trail>[] {
  return [
    {
      name: 'fault.plain',
      does: 'have an effect',
      on: 'fault.changed',
      async run({ tx }, key) {
        await count(tx, 'fault.plain', key)
        dieIf(at === 'in-effect')
        return undefined
      },
    },
    {
      name: 'fault.command',
      does: 'have an effect by a command',
      on: 'fault.changed',
      async run({ tx }, key, trail) {
        // A key of its own each time: it is the errand that must not be done twice, whatever the trail would say.
        await trail.within(tx, effect, { viewer, input: { text: key }, key: newId() })
        dieIf(at === 'in-command')
        return undefined
      },
    },
    {
      name: 'fault.timer',
      does: 'have an effect later',
      on: 'fault.changed',
      async run({ now, ask }, key) {
        ask('fault.timed', key, new Date(now.getTime() + TIMER_MS))
        return undefined
      },
    },
    {
      name: 'fault.timed',
      does: 'have the later effect',
      async run({ tx }, key) {
        await count(tx, 'fault.timer', key)
        dieIf(at === 'in-timer')
        return undefined
      },
    },
  ]
}

async function count(tx: Queryable, subscriber: string, key: string): Promise<void> {
  await tx.query(
    `insert into public.effect as e (subscriber, key, times) values ($1, $2, 1)
     on conflict (subscriber, key) do update set times = e.times + 1`,
    [subscriber, key],
  )
}

function dieIf(now: boolean): void {
  if (now) process.kill(process.pid, 'SIGKILL')
}

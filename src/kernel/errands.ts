import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from './clock.ts'
import type { Database, Transaction } from './database.ts'
import { Fault } from './fault.ts'
import { type Following, openFollowing, type Subscribers, writeFollowing } from './follow.ts'
import type { Log } from './log.ts'
import * as queries from './queries-errands.ts'

/** Something that must follow from a change, done once in a transaction of its own however often it is tried. */
export type Errand<P> = {
  /** room and verb: `intake.watch-feed` */
  readonly name: string
  /** to follow `what could not be done: `: `ask why a feed is late` */
  readonly does: string
  /** the topic whose news asks for it, with the news' key; without one only another errand or a command does */
  readonly on?: string
} & (
  | {
      /** Answers when it is due again, or undefined where it is done. What it throws leaves it undone, nothing else. */
      run(context: ErrandContext, key: string, place: P): Promise<Date | undefined>
    }
  | {
      /**
       * Does what waits under many keys in one transaction, by one runner at a time. Where it throws, each key is tried
       * by itself, so that one bad thing stops nothing else.
       */
      runAll(context: ErrandContext, keys: readonly string[], place: P): Promise<void>
    }
)

export type ErrandContext = Pick<Following, 'announce' | 'follow' | 'ask'> & {
  /** the errand is taken away where this commits */
  readonly tx: Transaction
  readonly now: Date
}

/** Undone for so many tries that somebody is told. */
const TRIES_MAX = 5
const AT_ONCE = 4
const BATCH = 200
const POLL_MS = 1_000
const MANY = 50
const GATHER_MS = 25

export type Undone = {
  readonly name: string
  readonly does: string
  readonly count: number
  readonly since: string
  /** what it failed of, in words or by its code; never what it was about */
  readonly fault?: string
}

export type Waiting = { readonly name: string; readonly does: string; key: string; at: string }

export type Errands = {
  readonly subscribers: Subscribers
  /** Does what is due in the background, until closed. */
  start(): void
  /** something may have become due */
  wake(): void
  /** Does everything that is due now, once each; how many were done. */
  runDue(): Promise<number>
  /** what somebody must look at */
  undone(): Promise<Undone[]>
  /** since when something waits that follows a topic and was never tried; undefined where nothing does */
  waitsSince(topic: string): Promise<Date | undefined>
  waiting(options: { before?: Date; limit: number }): Promise<Waiting[]>
  close(): Promise<void>
}

export type ErrandDeps<P> = { care: Database; clock: Clock; log: Log; place: () => P }

/** What one transaction does: one key, or many of an errand that does them together. */
type Task = { readonly name: string; readonly keys: string[] }

export function openErrands<P>(errands: readonly Errand<P>[], deps: ErrandDeps<P>): Errands {
  return new Runner(errands, deps)
}

/**
 * Whoever runs an errand holds its name and key by a lock that asking for it does not need: a change never waits for
 * an effect. What is asked for while it runs raises the version, and the errand stays. A process that is killed leaves
 * the errand as it was, and no lock.
 */
class Runner<P> implements Errands {
  readonly #errands: ReadonlyMap<string, Errand<P>>
  readonly #names: readonly string[]
  readonly #deps: ErrandDeps<P>
  readonly #stop = new AbortController()
  #wake = new AbortController()
  #running: Promise<void> | undefined

  constructor(errands: readonly Errand<P>[], deps: ErrandDeps<P>) {
    this.#errands = new Map(errands.map((errand) => [errand.name, errand]))
    this.#names = [...this.#errands.keys()]
    this.#deps = deps
    if (this.#names.length < errands.length) throw new Error('two errands have the same name')
  }

  readonly subscribers: Subscribers = (topic) =>
    [...this.#errands.values()].filter(({ on }) => on === topic).map(({ name }) => name)

  start(): void {
    this.#running ??= this.#loop()
  }

  /** To stop what is stopped already would cost an error each time, with where it was thrown. */
  wake(): void {
    if (!this.#wake.signal.aborted) this.#wake.abort()
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  async #loop(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      this.#wake = new AbortController()
      const done = await this.runDue().catch((error) => {
        this.#deps.log.warn({ event: 'errands could not be read', room: 'kernel', error })
        return 0
      })
      if (done >= MANY) continue
      // What arrives one by one is gathered for a moment: each round costs as much for one as for twenty.
      if (done > 0) {
        await sleep(GATHER_MS, undefined, { signal, ref: false }).catch(() => {})
        continue
      }
      const either = AbortSignal.any([signal, this.#wake.signal])
      await sleep(POLL_MS, undefined, { signal: either, ref: false }).catch(() => {})
    }
  }

  async runDue(): Promise<number> {
    const { care, clock } = this.#deps
    const due = await queries.dueErrands(care.short, this.#names, clock.now(), BATCH)
    const tasks = this.#tasksOf(due)
    let done = 0
    const lane = async () => {
      for (let next = tasks.shift(); next !== undefined; next = tasks.shift()) {
        if (this.#stop.signal.aborted) return
        const more = await this.#attempt(next)
        done += more
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
    return done
  }

  /** What is done together is one task; everything else is one each. */
  #tasksOf(due: readonly queries.ErrandRow[]): Task[] {
    const tasks = new Map<string, Task>()
    for (const { name, key } of due) {
      const id = JSON.stringify('runAll' in this.#errands.get(name)! ? [name] : [name, key])
      const task = tasks.get(id) ?? { name, keys: [] }
      task.keys.push(key)
      tasks.set(id, task)
    }
    return [...tasks.values()]
  }

  /** How many were done. */
  async #attempt({ name, keys }: Task): Promise<number> {
    const { care, clock, log } = this.#deps
    try {
      return await care.transaction((tx) => this.#run(tx, name, keys))
    } catch (error) {
      // Two that waited for each other: nothing was done, and it is due still.
      if (isCollision(error)) return 0
      if (keys.length > 1) {
        let done = 0
        for (const key of keys) {
          const more = await this.#attempt({ name, keys: [key] })
          done += more
        }
        return done
      }
      log.warn({ event: 'an errand was not done', room: 'kernel', code: name, error })
      await queries
        .noteFailure(care.short, { name, key: keys[0]! }, faultOf(error), clock.now())
        .catch(() => {
          // The database is gone too: it is due still, and tried again when the database is back.
        })
      return 0
    }
  }

  async #run(tx: Transaction, name: string, keys: readonly string[]): Promise<number> {
    const now = this.#deps.clock.now()
    const errand = this.#errands.get(name)!
    const together = 'runAll' in errand
    if (!(await queries.tryHoldErrand(tx, name, together ? '' : keys[0]!))) return 0
    const held = await queries.heldErrands(tx, name, keys, now)
    if (held.length === 0) return 0
    const following = openFollowing(this.subscribers)
    const { announce, follow, ask } = following
    const context = { tx, now, announce, follow, ask }
    const place = this.#deps.place()
    let again: Date | undefined
    if (together) {
      await errand.runAll(
        context,
        held.map(({ key }) => key),
        place,
      )
    } else again = await errand.run(context, keys[0]!, place)
    const rows = writeFollowing([following.gathered], now)
    if (rows !== undefined) tx.post(rows)
    // Last, because whoever asks for the same errand waits from here to the commit.
    await queries.settleErrands(tx, held, again)
    return held.length
  }

  async undone(): Promise<Undone[]> {
    const rows = await queries.undoneErrands(this.#deps.care.short, this.#names, TRIES_MAX)
    return rows.map(({ name, count, since, fault }) => ({
      name,
      does: this.#doesOf(name),
      count: Number(count),
      since: since.toISOString(),
      ...(fault === null ? {} : { fault }),
    }))
  }

  waitsSince(topic: string): Promise<Date | undefined> {
    const { care, clock } = this.#deps
    return queries.oldestDue(care.short, this.subscribers(topic), clock.now())
  }

  async waiting({ before, limit }: { before?: Date; limit: number }): Promise<Waiting[]> {
    const rows = await queries.waitingErrands(this.#deps.care.short, before, limit)
    return rows.map(({ name, key, at }) => {
      return { name, does: this.#doesOf(name), key, at: at.toISOString() }
    })
  }

  #doesOf(name: string): string {
    return (
      this.#errands.get(name)?.does ?? 'do something that this version of the program does not know'
    )
  }
}

function isCollision(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return code === '40P01' || code === '40001'
}

/** Only what we have written ourselves is kept in words: another's message may quote what it was about. */
function faultOf(error: unknown): string {
  if (error instanceof Fault) return error.message
  const { code, name } = error as { code?: unknown; name?: unknown }
  return typeof code === 'string' ? code : String(name ?? 'unknown')
}

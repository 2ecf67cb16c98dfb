import type { Database, HeldConnection } from './database.ts'
import type { Log } from './log.ts'
import { type NewsCursor, newsAfter, pruneNews, readSeen } from './queries-news.ts'

/**
 * News for screens: a room announces in the transaction that makes it true; whoever cares has subscribed. One
 * sender (the trail's sequencer) wakes the listeners, because a NOTIFY in each transaction would make commits
 * wait for one another. News may come twice, never not at all, and carries no state: it is thrown away after an
 * hour. What must follow from a change is an errand (errands.ts).
 */
export const NEWS_CHANNEL = 'concordat_news'

const BATCH = 500
/** The longest that news waits if the wake-up is lost. */
const POLL_MS = 1_000
const KEPT_SECONDS = 3_600
const PRUNE_MS = 10 * 60_000
/** Away for longer than this, a listener may have missed what was thrown away. */
const AWAY_MS = (KEPT_SECONDS / 2) * 1_000
/** The key of news of which nobody knows any more what it was about. */
export const MISSED = ''

export type News = { id: string; topic: string; key: string }
export type Subscriber = (news: News) => void | Promise<void>

export type NewsHub = {
  /** `topic` is exact, or `*` for all. Returns how to stop. */
  subscribe(topic: string, react: Subscriber): () => void
  start(): Promise<void>
  close(): Promise<void>
}

/** `pruner`: the login that may throw old news away; without it none is. */
export function openNews(
  care: Database,
  log: Log,
  pruner?: Database,
  pollMs: number = POLL_MS,
): NewsHub {
  return new Hub(care, log, pruner, pollMs)
}

class Hub implements NewsHub {
  readonly #care: Database
  readonly #log: Log
  readonly #pruner: Database | undefined
  readonly #pollMs: number
  readonly #subscribers = new Map<string, Set<Subscriber>>()
  #cursor: NewsCursor | undefined
  #lastId = '0'
  #connection: HeldConnection | undefined
  #timer: NodeJS.Timeout | undefined
  #reading: Promise<void> | undefined
  #again = false
  #closed = false
  #readAt = Date.now()
  #prunedAt = 0

  constructor(care: Database, log: Log, pruner: Database | undefined, pollMs: number) {
    this.#pollMs = pollMs
    this.#care = care
    this.#pruner = pruner
    this.#log = log
  }

  subscribe(topic: string, react: Subscriber): () => void {
    const set = this.#subscribers.get(topic) ?? new Set()
    this.#subscribers.set(topic, set.add(react))
    return () => set.delete(react)
  }

  async start(): Promise<void> {
    this.#cursor = { seen: (await readSeen(this.#care.short)).seen }
    this.#timer = setInterval(() => void this.#wake(), this.#pollMs)
    this.#timer.unref()
    await this.#listen()
  }

  async #listen(): Promise<void> {
    const connection = await this.#care.connect()
    connection.onNotice(() => void this.#wake())
    connection.onLost(() => {
      // Polling goes on; a new connection is tried with the next successful read.
      this.#connection = undefined
    })
    await connection.query(`listen ${NEWS_CHANNEL}`)
    this.#connection = connection
  }

  async #wake(): Promise<void> {
    this.#again = true
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined
    })
    await this.#reading
  }

  async #read(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false
      try {
        const cursor = this.#cursor!
        const { now, news } = await newsAfter(this.#care.short, cursor, BATCH)
        await this.#sayMissed()
        for (const one of news) {
          await this.#deliver(one)
          this.#lastId = one.id
        }
        const until = cursor.until ?? now
        this.#again ||= news.length === BATCH
        this.#cursor =
          news.length === BATCH ? { ...cursor, until, after: news.at(-1)! } : { seen: until }
        await this.#prune()
        if (this.#connection === undefined && !this.#closed) await this.#listen()
      } catch (error) {
        this.#log.warn({ event: 'news could not be read', room: 'kernel', error })
      }
    }
  }

  /** After a long sleep every subscriber is told once that something may have been. */
  async #sayMissed(): Promise<void> {
    const away = Math.abs(Date.now() - this.#readAt)
    this.#readAt = Date.now()
    if (away < AWAY_MS) return
    for (const topic of this.#subscribers.keys()) {
      await this.#deliver({ id: this.#lastId, topic, key: MISSED })
    }
  }

  async #prune(): Promise<void> {
    if (this.#pruner === undefined || Math.abs(Date.now() - this.#prunedAt) < PRUNE_MS) return
    this.#prunedAt = Date.now()
    await pruneNews(this.#pruner.short, KEPT_SECONDS)
  }

  async #deliver({ id, topic, key }: News): Promise<void> {
    const reactors = [
      ...(this.#subscribers.get(topic) ?? []),
      ...(this.#subscribers.get('*') ?? []),
    ]
    for (const react of reactors) {
      try {
        await react({ id, topic, key })
      } catch (error) {
        this.#log.error({ event: 'a subscriber failed', room: 'kernel', code: topic, error })
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#timer)
    await this.#reading
    await this.#connection?.release()
  }
}

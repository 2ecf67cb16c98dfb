import type { Socket } from 'node:net'
import { Client, type ClientConfig, Pool, type PoolClient } from 'pg'
import type { Log } from './log.ts'
import {
  type CopyingTransaction,
  runCopying,
  runTransaction,
  send,
  type Transaction,
  type TransactionOptions,
  withCode,
} from './transaction.ts'

/**
 * Two ways to the same database. `short` pipelines single statements of many requests over few
 * connections: three times the point reads of a pool, and no place for a transaction, because another
 * request's statement would run inside it. `transaction` has a connection of its own (transaction.ts).
 */

const SHORT_CONNECTIONS = 4
const LONG_CONNECTIONS = 16
const COPYING_CONNECTIONS = 4
/** To the server, and for one of our own connections to be free: who waits longer is told, and not kept. */
const CONNECT_MS_MAX = 20_000

/**
 * A short statement is found by its keys whatever they are, so it is planned once for all of them: PostgreSQL would
 * plan one with `= any($1)` anew at every call, because a plan for any number of keys seems dearer to it.
 */
const PLANNED_ONCE = { plan_cache_mode: 'force_generic_plan' }

export type Row = Record<string, unknown>
export type Statement = { name?: string; text: string; values?: readonly unknown[] }
export type Answer<R> = { rows: R[]; rowCount: number }
export type Queryable = {
  query<R = Row>(statement: string | Statement, values?: readonly unknown[]): Promise<Answer<R>>
}

export type Database = {
  /** Single, short statements, each its own transaction. */
  readonly short: Queryable
  /** Runs `work` on a connection of its own and resolves only after COMMIT was answered with COMMIT. */
  transaction<T>(work: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** The same for what is copied in or out. */
  copying<T>(work: (tx: CopyingTransaction) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** A connection kept for LISTEN or an advisory lock; the caller releases it. */
  connect(): Promise<HeldConnection>
  close(): Promise<void>
}

export type HeldConnection = Queryable & {
  onNotice(react: (channel: string, payload: string) => void): void
  /** called once if the server drops the connection */
  onLost(react: () => void): void
  release(): Promise<void>
}

export type Login = {
  connection: ClientConfig
  role?: string
  /** of the session, by the names that PostgreSQL gives them */
  settings?: Readonly<Record<string, string>>
  log: Log
  short?: number
  long?: number
  /** false: each connection is closed as soon as its work is done */
  kept?: boolean
}

export function openDatabase(login: Login): Database {
  const { connection, role, settings, log, short, long, kept = true } = login
  // What was answered as done is on the disk, and names and moments mean what they say, whatever the server, the
  // database or the login is set to.
  const session = {
    TimeZone: 'UTC',
    DateStyle: 'ISO',
    bytea_output: 'hex',
    search_path: 'public',
    synchronous_commit: 'on',
    ...settings,
  }
  const configOf = (more: Readonly<Record<string, string>> = {}) => {
    const own = Object.entries({ ...session, ...more })
    const ours = [
      role === undefined ? '' : `-c role=${role}`,
      ...own.map(([name, value]) => `-c ${name}=${value}`),
    ]
    const patient = { connectionTimeoutMillis: CONNECT_MS_MAX, keepAlive: true }
    return withOptions({ ...patient, ...connection }, ours.filter(Boolean).join(' '))
  }
  const config = configOf()
  const max = long ?? LONG_CONNECTIONS
  const uses = kept ? Number.POSITIVE_INFINITY : 1
  const pool = openPool({ ...config, pipeline: true } as ClientConfig, { max, uses }, log)
  const copiers = openPool(config, { max: Math.min(max, COPYING_CONNECTIONS), uses }, log)
  const lanes = kept
    ? new Lanes(configOf(PLANNED_ONCE), short ?? SHORT_CONNECTIONS, log)
    : openOnce(pool)
  return {
    short: { query: (statement, values) => lanes.query(statement, values) },
    transaction: (work, how) => onPool(pool, (client) => runTransaction(client, work, how ?? {})),
    copying: (work, how) => onPool(copiers, (client) => runCopying(client, work, how ?? {})),
    connect: () => hold(config, log),
    close: () => Promise.all([pool.end(), copiers.end(), lanes.end()]).then(() => {}),
  }
}

/** The last one counts, so ours come after those that an address brings; by itself the driver would take only its. */
function withOptions(connection: ClientConfig, ours: string): ClientConfig {
  const { connectionString: address, options } = connection
  const given = address === undefined ? null : /([?&]options=)([^&#]*)/.exec(address)
  if (given === null) return { ...connection, options: [options, ours].filter(Boolean).join(' ') }
  const theirs = decodeURIComponent(given[2]!.replaceAll('+', ' '))
  const all = `${given[1]}${encodeURIComponent(`${theirs} ${ours}`)}`
  return { ...connection, connectionString: address!.replace(given[0], () => all) }
}

/** Ends when its connections are gone: a server that stops now would still find us there. */
function openPool(
  config: ClientConfig,
  { max, uses }: { max: number; uses: number },
  log: Log,
): Pick<Pool, 'connect' | 'end'> {
  const pool = new Pool({ ...config, max, maxUses: uses, idleTimeoutMillis: 30_000 })
  pool.on('error', (error) => log.warn({ event: 'database connection lost', error }))
  const open = new Set<PoolClient>()
  pool.on('connect', (client) => {
    client.on('error', () => {})
    open.add(client)
    client.once('end', () => open.delete(client))
  })
  return {
    connect: () => pool.connect(),
    async end() {
      await pool.end()
      await Promise.all([...open].map((client) => new Promise((gone) => client.once('end', gone))))
    },
  }
}

/** Single statements of a login that keeps no connection. */
function openOnce(pool: Pick<Pool, 'connect'>): Pick<Lanes, 'query' | 'end'> {
  return {
    query: (statement, values) =>
      onPool(pool, (client) =>
        send<never>(client, statement, values).then(
          (result) => ({ result }),
          (error: Error) => ({ error }),
        ),
      ),
    end: async () => {},
  }
}

/** A few pipelined connections, used in turn; one that breaks is replaced by the next statement. */
class Lanes {
  readonly #config: ClientConfig
  readonly #log: Log
  readonly #lanes: (Promise<Client> | undefined)[]
  readonly #clients: (Client | undefined)[] = []
  readonly #gathering = new Set<Client>()
  #next = 0
  #chosen: number | undefined
  #closed = false

  constructor(config: ClientConfig, count: number, log: Log) {
    this.#config = config
    this.#log = log
    this.#lanes = new Array(count).fill(undefined)
  }

  async query<R>(statement: string | Statement, values?: readonly unknown[]): Promise<Answer<R>> {
    const lane = this.#lane()
    const opening = this.#lanes[lane] ?? this.#open(lane)
    this.#lanes[lane] = opening
    const client = await opening
    this.#gather(client)
    return send<R>(client, statement, values)
  }

  /** What is asked in one turn leaves in one message: the driver by itself writes each statement to the socket. */
  #gather(client: Client): void {
    if (this.#gathering.has(client)) return
    this.#gathering.add(client)
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
    stream.cork()
    setImmediate(() => {
      this.#gathering.delete(client)
      stream.uncork()
    })
  }

  /** What is asked in one turn of the event loop leaves together: each connection written to wakes two processes. */
  #lane(): number {
    if (this.#chosen === undefined) {
      this.#chosen = this.#next
      this.#next = (this.#next + 1) % this.#lanes.length
      setImmediate(() => {
        this.#chosen = undefined
      })
    }
    return this.#chosen
  }

  async #open(lane: number): Promise<Client> {
    if (this.#closed) throw new Error('the database is closed')
    const client = new Client({ ...this.#config, pipeline: true } as ClientConfig)
    const forget = () => {
      // Both `error` and `end` come; by the second, the lane may have a new connection already.
      if (this.#clients[lane] !== client) return
      this.#clients[lane] = undefined
      this.#lanes[lane] = undefined
    }
    this.#clients[lane] = client
    client.on('error', (error) => {
      this.#log.warn({ event: 'database connection lost', error })
      forget()
    })
    client.on('end', forget)
    try {
      await client.connect()
    } catch (error) {
      forget()
      throw withCode(error as Error)
    }
    return client
  }

  async end(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#lanes.map(async (lane) => (await lane?.catch(() => undefined))?.end()))
  }
}

/** Runs it on a connection of the pool, which gets back only what can still be used. */
async function onPool<T>(
  pool: Pick<Pool, 'connect'>,
  run: (
    client: PoolClient,
  ) => Promise<{ result: T; lost?: Error } | { error: unknown; lost?: Error }>,
): Promise<T> {
  const client = await pool.connect().catch((error: Error) => {
    throw withCode(error)
  })
  const outcome = await run(client)
  client.release(outcome.lost)
  if ('error' in outcome) throw outcome.error
  return outcome.result
}

async function hold(config: ClientConfig, log: Log): Promise<HeldConnection> {
  const client = new Client(config)
  let lost: (() => void) | undefined
  let released = false
  client.on('error', (error) => log.warn({ event: 'database connection lost', error }))
  client.on('end', () => {
    if (!released) lost?.()
  })
  await client.connect().catch((error: Error) => {
    throw withCode(error)
  })
  return {
    query: (statement, values) => send(client, statement, values),
    onNotice: (react) => client.on('notification', (n) => react(n.channel, n.payload ?? '')),
    onLost(react) {
      lost = react
    },
    async release() {
      released = true
      await client.end()
    },
  }
}

export { type CopyingTransaction, Rollback, type Transaction } from './transaction.ts'

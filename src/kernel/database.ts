import type { Readable, Writable } from 'node:stream'
import { Client, type ClientConfig, Pool, type PoolClient } from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import type { Log } from './log.ts'

/**
 * Two ways to the same database. `short` pipelines single statements of many requests over few
 * connections: three times the point reads of a pool, and no place for a transaction, because another
 * request's statement would run inside it. `transaction` has a connection of its own.
 */

const SHORT_CONNECTIONS = 4
const LONG_CONNECTIONS = 16

export type Row = Record<string, unknown>
export type Statement = { name?: string; text: string; values?: readonly unknown[] }
export type Answer<R> = { rows: R[]; rowCount: number }
export type Queryable = {
  query<R = Row>(statement: string | Statement, values?: readonly unknown[]): Promise<Answer<R>>
}

export type TransactionOptions = { isolation?: 'repeatable read'; readOnly?: boolean }

export type Database = {
  /** Single, short statements, each its own transaction. */
  readonly short: Queryable
  /** Runs `work` on a connection of its own and resolves only after COMMIT was answered with COMMIT. */
  transaction<T>(work: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** A connection kept for LISTEN or an advisory lock; the caller releases it. */
  connect(): Promise<HeldConnection>
  close(): Promise<void>
}

export type Transaction = Queryable & {
  /**
   * A write that nobody need wait for: it is made in its turn, and what is asked afterwards comes behind it. The commit
   * waits for it, and where it fails nothing is committed.
   */
  later(write: () => Promise<unknown>): void
  copyIn(text: string): Writable
  copyOut(text: string): Readable
}

export type HeldConnection = Queryable & {
  onNotice(react: (channel: string, payload: string) => void): void
  /** called once if the server drops the connection */
  onLost(react: () => void): void
  release(): Promise<void>
}

/** Thrown inside `transaction` to leave it without an error: everything rolls back, `value` is the result. */
export class Rollback<T> {
  readonly value: T
  constructor(value: T) {
    this.value = value
  }
}

export type Login = {
  connection: ClientConfig
  role?: string
  /** of the session, by the names that PostgreSQL gives them */
  settings?: Readonly<Record<string, string>>
  log: Log
  short?: number
  long?: number
}

export function openDatabase(login: Login): Database {
  const { connection, role, settings, log, short, long } = login
  // What was answered as done is on the disk, whatever the server is set to.
  const session = { TimeZone: 'UTC', synchronous_commit: 'on', ...settings }
  const options = [
    connection.options,
    role === undefined ? '' : `-c role=${role}`,
    ...Object.entries(session).map(([name, value]) => `-c ${name}=${value}`),
  ]
  const config: ClientConfig = { ...connection, options: options.filter(Boolean).join(' ') }
  const pool = new Pool({ ...config, max: long ?? LONG_CONNECTIONS, idleTimeoutMillis: 30_000 })
  pool.on('error', (error) => log.warn({ event: 'database connection lost', error }))
  const open = new Set<PoolClient>()
  pool.on('connect', (client) => {
    client.on('error', () => {})
    open.add(client)
    client.once('end', () => open.delete(client))
  })
  const lanes = new Lanes(config, short ?? SHORT_CONNECTIONS, log)
  return {
    short: { query: (statement, values) => lanes.query(statement, values) },
    transaction: (work, how) => inTransaction(pool, work, how ?? {}),
    connect: () => hold(config, log),
    async close() {
      await Promise.all([pool.end(), lanes.end()])
      // The pool is done when it has said goodbye; a server that stops now would still find us there.
      await Promise.all([...open].map((client) => new Promise((gone) => client.once('end', gone))))
    },
  }
}

/** A few pipelined connections, used in turn; one that breaks is replaced by the next statement. */
class Lanes {
  readonly #config: ClientConfig
  readonly #log: Log
  readonly #lanes: (Promise<Client> | undefined)[]
  readonly #clients: (Client | undefined)[] = []
  #next = 0
  #closed = false

  constructor(config: ClientConfig, count: number, log: Log) {
    this.#config = config
    this.#log = log
    this.#lanes = new Array(count).fill(undefined)
  }

  async query<R>(statement: string | Statement, values?: readonly unknown[]): Promise<Answer<R>> {
    const lane = this.#next
    this.#next = (lane + 1) % this.#lanes.length
    const opening = this.#lanes[lane] ?? this.#open(lane)
    this.#lanes[lane] = opening
    return send<R>(await opening, statement, values)
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
      throw error
    }
    return client
  }

  async end(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#lanes.map(async (lane) => (await lane?.catch(() => undefined))?.end()))
  }
}

async function inTransaction<T>(
  pool: Pool,
  work: (tx: Transaction) => Promise<T>,
  { isolation, readOnly }: TransactionOptions,
): Promise<T> {
  const client = await pool.connect().catch((error: Error) => {
    throw withCode(error)
  })
  const begun: Begun = { streams: [], writes: [], failed: undefined }
  let broken: Error | undefined
  try {
    await client.query(
      `begin${isolation ? ` isolation level ${isolation}` : ''}${readOnly ? ' read only' : ''}`,
    )
    const result = await work(transactionOn(client, begun))
    await Promise.all(begun.writes)
    const { command } = await client.query('commit')
    // After an error that `work` swallowed, the server answers ROLLBACK and reports no failure.
    if (command !== 'COMMIT') throw new Error(`the transaction did not commit: ${command}`)
    return result
  } catch (error) {
    // A COPY that nobody reads to its end would keep ROLLBACK waiting: the connection goes instead.
    if (begun.streams.some((stream) => !stream.readableEnded)) broken = error as Error
    else {
      await Promise.allSettled(begun.writes)
      await client.query('rollback').catch((lost: Error) => {
        broken = lost
      })
    }
    if (error instanceof Rollback) return error.value as T
    // What failed first is why the rest did.
    const cause = begun.failed ?? error
    throw cause instanceof Error ? withCode(cause) : cause
  } finally {
    client.release(broken)
  }
}

/** What is under way in a transaction. */
type Begun = { streams: Readable[]; writes: Promise<unknown>[]; failed: unknown }

function transactionOn(client: PoolClient, begun: Begun): Transaction {
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work)
    last = mine.catch(() => {})
    return mine
  }
  return {
    query: (statement, values) => inTurn(() => send(client, statement, values)),
    later(write) {
      const made = inTurn(write)
      begun.writes.push(made)
      made.catch((error: unknown) => {
        begun.failed ??= error
      })
    },
    copyIn: (text) => client.query(copyFrom(text)),
    copyOut(text) {
      const stream = client.query(copyTo(text))
      begun.streams.push(stream)
      return stream
    },
  }
}

async function hold(config: ClientConfig, log: Log): Promise<HeldConnection> {
  const client = new Client(config)
  let lost: (() => void) | undefined
  let released = false
  client.on('error', (error) => log.warn({ event: 'database connection lost', error }))
  client.on('end', () => {
    if (!released) lost?.()
  })
  await client.connect()
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

async function send<R>(
  client: Client | PoolClient,
  statement: string | Statement,
  values?: readonly unknown[],
): Promise<Answer<R>> {
  const given = typeof statement === 'string' ? { text: statement } : statement
  const bound = values ?? given.values
  const query = { ...given, values: bound as unknown[] | undefined }
  const answer = await client.query(query).catch((error: Error) => {
    throw withCode(error)
  })
  return { rows: answer.rows as R[], rowCount: answer.rowCount ?? 0 }
}

/** The driver gives a lost connection no code of its own, only these words. */
function withCode(error: Error & { code?: string }): Error {
  const lost = /^Connection terminated|is not queryable$/.test(error.message)
  if (lost) error.code ??= 'ECONNRESET'
  return error
}

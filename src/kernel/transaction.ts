import type { Duplex, Readable, Writable } from 'node:stream'
import type { Client, PoolClient, QueryConfig } from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import type { Answer, Queryable, Row, Statement } from './database.ts'
import { Trip } from './trip.ts'
import { turns } from './turns.ts'

/**
 * A transaction in as few trips as its statements allow: each trip wakes two processes. BEGIN travels with the first
 * statement and COMMIT with the last; what is posted travels with whatever is sent next. COMMIT is done only where the
 * server answers it with COMMIT, and the error of what nobody waited for is the transaction's.
 */
export type Transaction = Queryable & {
  /** Sends a statement without waiting: it goes with the next one, or with the commit. */
  post(statement: Statement): void
}

/** A transaction that copies, on a connection of its own kind: COPY and statements on their way do not mix. */
export type CopyingTransaction = Transaction & {
  /**
   * A write that nobody need wait for: it is made in its turn, what is asked afterwards comes behind it, and where it
   * fails nothing is committed.
   */
  later(write: () => Promise<unknown>): void
  copyIn(text: string): Writable
  copyOut(text: string): Readable
}

export type TransactionOptions = { isolation?: 'repeatable read'; readOnly?: boolean }

/** Thrown inside a transaction to leave it without an error: everything rolls back, `value` is the result. */
export class Rollback<T> {
  readonly value: T
  constructor(value: T) {
    this.value = value
  }
}

/** `lost` is set where the connection must not be used again. */
type Outcome<T> = { result: T; lost?: Error } | { error: unknown; lost?: Error }

export async function runTransaction<T>(
  client: PoolClient,
  work: (tx: Transaction) => Promise<T>,
  options: TransactionOptions,
): Promise<Outcome<T>> {
  const flight = new Flight(client, beginning(options))
  try {
    const result = await work(flight)
    await flight.commit()
    return { result }
  } catch (error) {
    // What is left on purpose, as a dry run, is done before it is taken back: it may fail of what was posted.
    const lost = await flight.rollback(error instanceof Rollback)
    // What was posted and failed made the rest fail: it is the reason, whatever was thrown after it.
    return { ...(lost && { lost }), ...leaving<T>(flight.failed ?? error) }
  }
}

class Flight implements Transaction {
  readonly #client: PoolClient
  /** goes with whatever is sent next: BEGIN, and what was posted */
  #posted: Statement[]
  #begun = false
  /** the error of what was posted: a savepoint does not undo that something failed */
  #failed: Error | undefined

  constructor(client: PoolClient, begin: string) {
    this.#client = client
    this.#posted = [always(begin)]
  }

  get failed(): Error | undefined {
    return this.#failed
  }

  query<R = Row>(statement: string | Statement, values?: readonly unknown[]): Promise<Answer<R>> {
    const given = typeof statement === 'string' ? { text: statement } : statement
    return this.#send<R>(values === undefined ? given : { ...given, values })
  }

  post(statement: Statement): void {
    this.#posted.push(statement)
  }

  /** Nothing was asked of the server where nothing was sent. */
  async commit(): Promise<void> {
    if (this.#isNothing()) return
    if (this.#failed !== undefined) throw this.#failed
    const { command } = await this.#send(always('commit'))
    // After an error that `work` swallowed, the server answers ROLLBACK and reports no failure.
    if (command !== 'COMMIT') throw new Error(`the transaction did not commit: ${command}`)
  }

  /** @param all what was posted is done before */
  async rollback(all: boolean): Promise<Error | undefined> {
    if (all && this.#failed === undefined && !this.#isNothing()) {
      await this.#send(always('rollback')).catch(() => {})
      if (this.#failed === undefined) return undefined
    }
    if (!this.#begun) return undefined
    this.#posted = []
    return this.#send(always('rollback')).then(
      () => undefined,
      (lost: Error) => lost,
    )
  }

  #isNothing(): boolean {
    return !this.#begun && this.#posted.length === 1
  }

  #send<R>(statement: Statement): Promise<Told<R>> {
    const { name, values } = statement
    const posted = this.#posted
    this.#posted = []
    this.#begun = true
    if (name !== undefined || values !== undefined) return this.#travel<R>(posted, [statement])
    // A text alone may hold several statements, as a migration does: it goes by itself, behind what was posted.
    if (posted.length > 0) this.#travel(posted).catch(() => {})
    return send<R>(this.#client, statement)
  }

  #travel<R>(posted: readonly Statement[], waitedFor: Statement[] = []): Promise<Told<R>> {
    gather(this.#client)
    return new Promise((answered, failed) => {
      const trip = new Trip([...posted, ...waitedFor], {
        answered: (answer) => answered(answer as Told<R>),
        failed: (error, at) => {
          if (at < posted.length) this.#failed ??= withCode(error)
          failed(withCode(error))
        },
      })
      this.#client.query(trip)
    })
  }
}

type Told<R> = Answer<R> & { command: string }

/** Prepared under its own text: there are few of them. */
function always(text: string): Statement {
  return { name: text, text }
}

export async function runCopying<T>(
  client: PoolClient,
  work: (tx: CopyingTransaction) => Promise<T>,
  options: TransactionOptions,
): Promise<Outcome<T>> {
  const streams: Readable[] = []
  const writes: Promise<unknown>[] = []
  try {
    await send(client, beginning(options))
    const result = await work(copyingOn(client, streams, writes))
    await Promise.all(writes)
    const { command } = await send(client, 'commit')
    if (command !== 'COMMIT') throw new Error(`the transaction did not commit: ${command}`)
    return { result }
  } catch (error) {
    // A COPY that nobody reads to its end would keep ROLLBACK waiting: the connection goes instead.
    const left = streams.some((stream) => !stream.readableEnded)
    const answers = left ? [] : await Promise.allSettled(writes)
    const failed = answers.find((answer) => answer.status === 'rejected')
    const lost = left
      ? (error as Error)
      : await send(client, 'rollback').then(
          () => undefined,
          (gone: Error) => gone,
        )
    // What failed first is why the rest did.
    return { ...(lost && { lost }), ...leaving<T>(failed === undefined ? error : failed.reason) }
  }
}

function copyingOn(
  client: PoolClient,
  streams: Readable[],
  writes: Promise<unknown>[],
): CopyingTransaction {
  const inTurn = turns()
  const later = (write: () => Promise<unknown>) => {
    const made = inTurn(write)
    made.catch(() => {})
    writes.push(made)
  }
  return {
    query: (statement, values) => inTurn(() => send(client, statement, values)),
    post: (statement) => later(() => send(client, statement)),
    later,
    copyIn: (text) => client.query(copyFrom(text)),
    copyOut(text) {
      const stream = client.query(copyTo(text))
      streams.push(stream)
      return stream
    },
  }
}

function beginning({ isolation, readOnly }: TransactionOptions): string {
  return `begin${isolation ? ` isolation level ${isolation}` : ''}${readOnly ? ' read only' : ''}`
}

function leaving<T>(error: unknown): { result: T } | { error: unknown } {
  return error instanceof Rollback ? { result: error.value as T } : { error }
}

/** What is asked in one turn of the event loop goes to the server in one write. */
export function send<R = Row>(
  client: Client | PoolClient,
  statement: string | Statement,
  values?: readonly unknown[],
): Promise<Answer<R> & { command: string }> {
  const given = typeof statement === 'string' ? { text: statement } : statement
  const bound = (values ?? given.values) as unknown[] | undefined
  gather(client)
  return new Promise((answered, failed) => {
    void client.query({ ...given, values: bound } as QueryConfig, (error, answer) => {
      if (error) return failed(withCode(error))
      const { rows, rowCount, command } = answer
      answered({ rows: rows as R[], rowCount: rowCount ?? 0, command })
    })
  })
}

function gather(client: Client | PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection
  if (stream.writableCorked > 0) return
  stream.cork()
  setImmediate(() => stream.uncork())
}

/** The driver gives a lost connection no code of its own, only these words, or that of a pipe that broke. */
export function withCode(error: Error & { code?: string }): Error {
  const lost = /^Connection terminated|is not queryable$/.test(error.message)
  if (lost) error.code ??= 'ECONNRESET'
  if (/^timeout (expired|exceeded when trying to connect)$/.test(error.message)) {
    error.code ??= 'ETIMEDOUT'
  }
  // Elsewhere it means that whoever reads our output went away.
  if (error.code === 'EPIPE') error.code = 'ECONNRESET'
  return error
}

import type { Duplex, Readable, Writable } from 'node:stream'
import type { Client, PoolClient, QueryConfig } from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import type { Answer, Queryable, Row, Statement } from './database.ts'
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
    // What was posted and failed made the rest fail: it is the reason, whatever was thrown after it.
    const reason = (await flight.failure()) ?? error
    const lost = await flight.rollback()
    return { ...(lost && { lost }), ...leaving<T>(reason) }
  }
}

class Flight implements Transaction {
  readonly #client: PoolClient
  #beginning: string | undefined
  #posted: Promise<unknown>[] = []
  /** of a statement that never left: its values could not be written */
  #unsent: unknown
  /** the error of what was posted, once it is known: a savepoint does not undo that something failed */
  #failed: unknown

  constructor(client: PoolClient, begin: string) {
    this.#client = client
    this.#beginning = begin
  }

  query<R = Row>(statement: string | Statement, values?: readonly unknown[]): Promise<Answer<R>> {
    this.#begin()
    return send<R>(this.#client, statement, values)
  }

  post(statement: Statement): void {
    this.#begin()
    this.#keep(
      send(this.#client, statement, undefined, (error) => {
        this.#unsent ??= error
      }),
    )
  }

  /** Nothing was asked of the server where nothing was sent. */
  async commit(): Promise<void> {
    if (this.#beginning !== undefined) return
    const known = this.#unsent ?? this.#failed
    if (known !== undefined) throw known
    const committed = send(this.#client, 'commit')
    committed.catch(() => {})
    const failed = await this.failure()
    if (failed !== undefined) throw failed
    const { command } = await committed
    // After an error that `work` swallowed, the server answers ROLLBACK and reports no failure.
    if (command !== 'COMMIT') throw new Error(`the transaction did not commit: ${command}`)
  }

  async failure(): Promise<unknown> {
    const answers = await Promise.allSettled(this.#posted)
    return answers.find((answer) => answer.status === 'rejected')?.reason
  }

  async rollback(): Promise<Error | undefined> {
    if (this.#beginning !== undefined) return undefined
    return send(this.#client, 'rollback').then(
      () => undefined,
      (lost: Error) => lost,
    )
  }

  #begin(): void {
    const text = this.#beginning
    if (text === undefined) return
    this.#beginning = undefined
    this.#keep(send(this.#client, text))
  }

  /** It is waited for at the end; until then nobody else needs to hear of it. */
  #keep(answer: Promise<unknown>): void {
    answer.catch((error) => {
      this.#failed ??= error
    })
    this.#posted.push(answer)
  }
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
  onFailure?: (error: Error) => void,
): Promise<Answer<R> & { command: string }> {
  const given = typeof statement === 'string' ? { text: statement } : statement
  const bound = (values ?? given.values) as unknown[] | undefined
  gather(client)
  return new Promise((answered, failed) => {
    void client.query({ ...given, values: bound } as QueryConfig, (error, answer) => {
      if (error) {
        // At once where the statement never left; a promise would tell it a turn too late.
        onFailure?.(error)
        failed(withCode(error))
      } else {
        const { rows, rowCount, command } = answer
        answered({ rows: rows as R[], rowCount: rowCount ?? 0, command })
      }
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

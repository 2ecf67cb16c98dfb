import { Query } from 'pg'
import values from 'pg/lib/utils.js'
import type { Statement } from './database.ts'

/**
 * Statements that travel together and are answered together, because only the last is followed by a Sync: one message
 * to the server and one back, however many they are. Each message wakes two processes, and costs more than many a
 * statement does. Where one fails, the server does none of those behind it.
 */
export type TripAnswer = { rows: unknown[]; rowCount: number; command: string }

/** What fails is told at once, with the place of its statement; one whose values cannot be written never left. */
export type TripEnd = {
  answered(answer: TripAnswer): void
  failed(error: Error, at: number): void
}

/** What the driver's connection does; its own types leave most of it out. */
type Wire = {
  readonly parsedStatements: Record<string, string | undefined>
  readonly submittedNamedStatements: Record<string, string | undefined>
  parse(message: { name: string; text: string }): void
  bind(message: { statement: string; values: readonly unknown[]; valueMapper: unknown }): void
  describe(message: { type: 'P' }): void
  execute(message: object): void
  close(message: { type: 'S'; name: string }): void
  sync(): void
}

/** The driver's own gathering of rows, of which its types know nothing either. */
type Rows = {
  readonly rows: unknown[]
  readonly rowCount: number | null
  readonly command: string
  addFields(fields: unknown): void
  parseRow(cells: unknown): unknown
  addRow(row: unknown): void
  addCommandComplete(message: unknown): void
}

const NOTHING: readonly unknown[] = []

/** A query to the driver, by its type too: nothing else may travel on a connection that is written to ahead. */
export class Trip extends Query {
  readonly callback = () => {}
  readonly #statements: readonly Statement[]
  readonly #end: TripEnd
  /** how many are done */
  #done = 0
  /** what went wrong on this side of the wire */
  #ours: Error | undefined
  #wire: Wire | undefined
  /** names that are prepared with it, each with the place of its statement */
  #preparing: { name: string; text: string; at: number }[] = []

  constructor(statements: readonly Statement[], end: TripEnd) {
    super('')
    this.#statements = statements
    this.#end = end
  }

  override readonly submit = (connection: unknown): null => {
    const wire = connection as Wire
    this.#wire = wire
    const last = this.#statements.length - 1
    try {
      for (const [at, statement] of this.#statements.entries()) {
        this.#prepare(wire, statement, at)
        const bound = { statement: statement.name ?? '', valueMapper: values.prepareValue }
        wire.bind({ ...bound, values: statement.values ?? NOTHING })
        if (at === last) wire.describe({ type: 'P' })
        wire.execute(NOTHING)
      }
    } catch (error) {
      this.#ours = error as Error
    }
    wire.sync()
    return null
  }

  /** A name of which it is not sure that it is there is closed before: to close one that is not is no error. */
  #prepare(wire: Wire, { name = '', text }: Statement, at: number): void {
    const prepared =
      name === '' ? undefined : (wire.parsedStatements[name] ?? wire.submittedNamedStatements[name])
    if (prepared === text) return
    if (prepared !== undefined) throw new Error(`two statements have the name ${name}`)
    if (name !== '') {
      wire.close({ type: 'S', name })
      wire.submittedNamedStatements[name] = text
      this.#preparing.push({ name, text, at })
    }
    wire.parse({ name, text })
  }

  /** What was prepared is known from then on; of what failed, or was not come to, nothing is. */
  #prepared(): void {
    for (const { name, text, at } of this.#preparing) {
      delete this.#wire!.submittedNamedStatements[name]
      if (at < this.#done) this.#wire!.parsedStatements[name] = text
    }
  }

  get #rows(): Rows {
    return (this as unknown as { _result: Rows })._result
  }

  handleRowDescription({ fields }: { fields: unknown }): void {
    this.#rows.addFields(fields)
  }

  /** Of the last alone, which was described; what the others answer is for nobody. */
  handleDataRow({ fields }: { fields: unknown }): void {
    if (this.#done < this.#statements.length - 1) return
    try {
      this.#rows.addRow(this.#rows.parseRow(fields))
    } catch (error) {
      this.#ours ??= error as Error
    }
  }

  handleCommandComplete(message: unknown): void {
    this.#done += 1
    if (this.#done === this.#statements.length) this.#rows.addCommandComplete(message)
  }

  handleError(error: Error): void {
    if (this.#wire !== undefined) this.#prepared()
    this.#end.failed(this.#ours ?? error, this.#done)
  }

  handleReadyForQuery(): void {
    this.#prepared()
    const { rows, rowCount, command } = this.#rows
    if (this.#ours !== undefined) this.#end.failed(this.#ours, this.#done)
    else this.#end.answered({ rows, rowCount: rowCount ?? 0, command })
  }
}

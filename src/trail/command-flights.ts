import { isRefusal, type Refusal, type Statement, type Transaction } from '../kernel/index.ts'
import type { Command, CommandCall } from './command.ts'
import {
  type Attempt,
  attemptOf,
  type Done,
  perform,
  refusedEntry,
  type Written,
  writing,
} from './perform.ts'
import { keyRows, type NewKey, usedKeys } from './queries.ts'
import { type CommandDeps, runCommand } from './run-command.ts'

/**
 * Brief commands that wait are committed together: one transaction, and each has a savepoint, an entry, a key and an
 * answer of its own. One that is refused takes back what it did and nothing else. What goes wrong otherwise – an
 * exception, a key that was used before, two transactions that waited for each other – is done again by itself, where
 * the transaction is its own; nothing of it was committed. A flight holds what each of its commands locked until the
 * last of them is done, so only a command that says that it is brief comes along.
 */
const FLIGHTS_MAX = 4
const COMMANDS_MAX = 64

type Waiting = {
  readonly command: Command<unknown, unknown, string>
  readonly call: CommandCall<unknown>
  readonly answered: (answer: Promise<Done<unknown> | Refusal>) => void
}

/** What a flight has of one of its commands; undefined where it must be done by itself. */
type Flown = { taken: NewKey; written: Written; answer: Done<unknown> | Refusal } | undefined

export class CommandFlights {
  readonly #deps: () => CommandDeps
  readonly #keys = new Set<string>()
  #waiting: Waiting[] = []
  #flights = 0

  constructor(deps: () => CommandDeps) {
    this.#deps = deps
  }

  run<I, O>(command: Command<I, O, string>, call: CommandCall<I>): Promise<Done<O> | Refusal> {
    const together = command.brief === true && command.login === undefined && !call.dryRun
    if (!together) return runCommand(this.#deps(), command, call)
    return new Promise((answered) => {
      const waiting = { command, call, answered } as unknown as Waiting
      this.#waiting.push(waiting)
      this.#depart()
    })
  }

  #depart(): void {
    while (this.#flights < FLIGHTS_MAX) {
      const boarding = this.#board()
      if (boarding.length === 0) return
      this.#flights++
      void this.#fly(boarding).finally(() => {
        for (const { call } of boarding) this.#keys.delete(call.key)
        this.#flights--
        this.#depart()
      })
    }
  }

  /** The same key twice is the second asking after the first: it waits for it. */
  #board(): Waiting[] {
    const boarding: Waiting[] = []
    const staying: Waiting[] = []
    for (const one of this.#waiting) {
      const { key } = one.call
      if (boarding.length === COMMANDS_MAX || this.#keys.has(key)) staying.push(one)
      else {
        boarding.push(one)
        this.#keys.add(key)
      }
    }
    this.#waiting = staying
    return boarding
  }

  async #fly(boarding: readonly Waiting[]): Promise<void> {
    const deps = this.#deps()
    const alone = boarding.length === 1
    const flown = alone ? [] : await this.#together(deps, boarding).catch((): Flown[] => [])
    const answers = boarding.map(({ command, call, answered }, at) => {
      const one = flown[at]
      const answer =
        one === undefined ? runCommand(deps, command, call) : Promise.resolve(one.answer)
      answered(answer)
      return answer
    })
    await Promise.allSettled(answers)
  }

  #together(deps: CommandDeps, boarding: readonly Waiting[]): Promise<Flown[]> {
    return deps.databases.care.transaction(async (tx) => {
      const all: Flown[] = []
      for (const [at, { command, call }] of boarding.entries()) {
        const own = new Savepoint(tx, `command_${at}`)
        all.push(await flyOne(own, deps, command, call).catch(() => own.takeBack()))
      }
      const flown = await withoutAnswered(tx, all)
      const kept = flown.filter((one) => one !== undefined)
      if (kept.length === 0) return flown
      const keys = kept.filter(({ answer }) => !isRefusal(answer)).map(({ taken }) => taken)
      if (keys.length > 0) tx.post(keyRows(keys))
      const written = kept.map((one) => one.written)
      for (const statement of writing(written, deps.clock.now())) tx.post(statement)
      return flown
    })
  }
}

/** What is refused takes no key; where its key was used before, the answer of then counts. */
async function withoutAnswered(tx: Transaction, flown: readonly Flown[]): Promise<Flown[]> {
  const refused = flown.flatMap((one) => (one && isRefusal(one.answer) ? [one.taken.key] : []))
  if (refused.length === 0) return [...flown]
  const used = new Set(await usedKeys(tx, refused))
  return flown.map((one) => (one && used.has(one.taken.key) ? undefined : one))
}

async function flyOne(
  own: Savepoint,
  deps: CommandDeps,
  command: Command<unknown, unknown, string>,
  call: CommandCall<unknown>,
): Promise<Flown> {
  const attempt = attemptOf(command, call, deps.clock.now())
  const { taken } = attempt
  const performed = await perform(own, deps, command, call, attempt)
  if (isRefusal(performed)) {
    await own.takeBack()
    return { taken, written: refused(command, call, performed, attempt), answer: performed }
  }
  own.keep()
  return { taken, written: performed.written, answer: performed.done }
}

function refused(
  { name }: Command<unknown, unknown, string>,
  { viewer }: CommandCall<unknown>,
  refusal: Refusal,
  { now }: Attempt,
): Written {
  const entry = refusedEntry(name, viewer, refusal, now)
  return { entry: { entry }, deeds: [], following: { told: [], asked: [] } }
}

/**
 * Set before the first statement of which a command waits for the answer: what it only posts is kept back until the
 * command is done, and thrown away with it. Each has a name of its own: after an error the server sets no further one,
 * and to go back to one of the same name would go back to that of a command that has its answer already, and make the
 * transaction fit to commit without it.
 */
class Savepoint implements Transaction {
  readonly #tx: Transaction
  readonly #name: string
  #posted: Statement[] = []
  #set = false

  constructor(tx: Transaction, name: string) {
    this.#tx = tx
    this.#name = name
  }

  query<R>(statement: string | Statement, values?: readonly unknown[]) {
    if (!this.#set) this.#tx.post(always(`savepoint ${this.#name}`))
    this.#set = true
    this.keep()
    return this.#tx.query<R>(statement, values)
  }

  post(statement: Statement): void {
    this.#posted.push(statement)
  }

  /** What it posted goes with whatever is sent next. */
  keep(): void {
    for (const statement of this.#posted) this.#tx.post(statement)
    this.#posted = []
  }

  /** Waited for: whatever was posted and failed before it is known then, and is not committed as if it had not. */
  async takeBack(): Promise<undefined> {
    this.#posted = []
    if (this.#set) await this.#tx.query(always(`rollback to savepoint ${this.#name}`))
    return undefined
  }
}

/** Prepared under its own text. */
function always(text: string): Statement {
  return { name: text, text }
}

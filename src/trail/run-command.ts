import {
  type Clock,
  type Databases,
  isRefusal,
  type Queryable,
  type Refusal,
  Rollback,
  refuse,
  type Transaction,
} from '../kernel/index.ts'
import { NotCanonical } from './canonical.ts'
import type { Command, CommandCall } from './command.ts'
import {
  type Attempt,
  attemptOf,
  type Done,
  type Performing,
  perform,
  refusedEntry,
  writing,
} from './perform.ts'
import { insertEntry, isKeyUsed, keyRow, readAnswer } from './queries.ts'

const TRIES_MAX = 5

export type CommandDeps = Performing & {
  readonly databases: Pick<Databases, 'care' | 'adopt'>
  readonly clock: Clock
}

/**
 * Asks the agreement and does it, in one transaction with one entry. A refusal changes nothing and is an entry too,
 * so that what was tried is known; a dry run is the same path and leaves nothing at all. The key is taken with BEGIN
 * and not waited for: where it was used before, nothing of what follows is done.
 */
export async function runCommand<I, O>(
  deps: CommandDeps,
  command: Command<I, O, string>,
  call: CommandCall<I>,
): Promise<Done<O> | Refusal> {
  const { databases, clock } = deps
  const database = databases[command.login ?? 'care']
  for (let tries = 1; ; tries++) {
    const attempt = attemptOf(command, call, clock.now())
    try {
      const work = (tx: Transaction) => once(tx, deps, command, call, attempt)
      const done = command.copies ? database.copying(work) : database.transaction(work)
      const answer = await done.catch((error) => {
        if (isKeyUsed(error)) return answerAgain<O>(database.short, attempt)
        throw error
      })
      if (isRefusal(answer) && !call.dryRun) {
        // In a transaction of its own: the command's was rolled back, and what it would have done with it.
        await insertEntry(
          database.short,
          refusedEntry(command.name, call.viewer, answer, attempt.now),
        )
      }
      return answer
    } catch (error) {
      if (error instanceof NotCanonical && error.reason === 'lone surrogate')
        return unwritable(error)
      if (!isCollision(error) || tries === TRIES_MAX) throw error
    }
  }
}

async function once<I, O>(
  tx: Transaction,
  deps: CommandDeps,
  command: Command<I, O, string>,
  call: CommandCall<I>,
  attempt: Attempt,
): Promise<Done<O>> {
  tx.post(keyRow(attempt.taken))
  const performed = await perform(tx, deps, command, call, attempt)
  if (isRefusal(performed)) throw new Rollback(performed)
  for (const statement of writing([performed.written], attempt.now)) tx.post(statement)
  if (call.dryRun) throw new Rollback(performed.done)
  return performed.done
}

/**
 * The same inside a transaction that is under way, such as an errand's. A refusal takes back what the command did and
 * nothing else of it.
 */
export async function runWithin<I, O>(
  tx: Transaction,
  deps: CommandDeps,
  command: Command<I, O, string>,
  call: CommandCall<I>,
): Promise<Done<O> | Refusal> {
  const attempt = attemptOf(command, call, deps.clock.now())
  tx.post({ text: 'savepoint command' })
  const takeBack = () => tx.post({ text: 'rollback to savepoint command' })
  try {
    await tx.query(keyRow(attempt.taken))
  } catch (error) {
    if (!isKeyUsed(error)) throw error
    takeBack()
    return answerAgain(tx, attempt)
  }
  const performed = await perform(tx, deps, command, call, attempt)
  if (isRefusal(performed) || call.dryRun) takeBack()
  if (!isRefusal(performed)) {
    if (!call.dryRun)
      for (const statement of writing([performed.written], attempt.now)) tx.post(statement)
    return performed.done
  }
  if (!call.dryRun) {
    await insertEntry(tx, refusedEntry(command.name, call.viewer, performed, attempt.now))
  }
  return performed
}

async function answerAgain<O>(
  db: Queryable,
  { taken: { key, input } }: Attempt,
): Promise<Done<O> | Refusal> {
  const answer = await readAnswer(db, key)
  if (answer === undefined || !answer.input.equals(input)) {
    return refuse(
      'key-used',
      'This was already sent with other content, so it was not done again.',
      {
        next: 'Go back, load the page again and repeat what you want to do.',
      },
    )
  }
  const result = (answer.result === null ? undefined : JSON.parse(answer.result)) as O
  return { entry: answer.entry, result }
}

function unwritable({ path }: NotCanonical): Refusal {
  return refuse(
    'unwritable-text',
    `The text holds half of a character (${path}), so it cannot be kept as it is.`,
    {
      next: 'Type it again, or leave out the picture character.',
    },
  )
}

/** Two transactions that waited for each other, or met in the same rows: nothing was done, so again. */
function isCollision(error: unknown): boolean {
  const { code } = error as { code?: string }
  return code === '40P01' || code === '40001'
}

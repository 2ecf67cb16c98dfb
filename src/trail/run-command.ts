import {
  type Clock,
  type Database,
  type Databases,
  isRefusal,
  newId,
  openFollowing,
  PUBLIC,
  type Queryable,
  type Refusal,
  Rollback,
  refuse,
  type Subscribers,
  type Transaction,
  type Viewer,
} from '../kernel/index.ts'
import { NotCanonical } from './canonical.ts'
import type { Command, CommandCall, CommandContext, Decide } from './command.ts'
import { describeViewer, type Entry, writeEntry } from './entry.ts'
import { inputHash } from './input-hash.ts'
import { insertDeeds, insertEntry, readAnswer, takeKey } from './queries.ts'
import { sha256 } from './tree.ts'

const TRIES_MAX = 5
const KEY_LENGTH_MAX = 200

/** What was done: the entry that says so, and what the command answered. The same key gives the same again. */
export type Done<O> = { readonly entry: string; readonly result: O }

export type CommandDeps = {
  databases: Pick<Databases, 'care' | 'adopt'>
  clock: Clock
  decide: Decide
  subscribers?: Subscribers
}

/**
 * Asks the agreement and does it, in one transaction with one entry. A refusal changes nothing and is an entry too,
 * so that what was tried is known; a dry run is the same path and leaves nothing at all.
 */
export async function runCommand<I, O>(
  deps: CommandDeps,
  command: Command<I, O>,
  call: CommandCall<I>,
): Promise<Done<O> | Refusal> {
  if (call.key === '' || call.key.length > KEY_LENGTH_MAX)
    throw new RangeError('key: 1 to 200 characters')
  // The same key from another actor, or for another command, is another input.
  const { viewer } = call
  const input = inputHash([command.name, viewer.actor.id, viewer.purpose, call.input])
  for (let tries = 1; ; tries++) {
    try {
      const now = deps.clock.now()
      const database = deps.databases[command.login ?? 'care']
      const answer = await database.transaction((tx) =>
        attempt(tx, deps, command, call, input, now),
      )
      if (isRefusal(answer) && !call.dryRun) await noteRefusal(database, command, call, answer, now)
      return answer
    } catch (error) {
      if (error instanceof NotCanonical && error.reason === 'lone surrogate')
        return unwritable(error)
      if (!isCollision(error) || tries === TRIES_MAX) throw error
    }
  }
}

/**
 * The same inside a transaction that is under way, such as an errand's. A refusal takes back what the command did and
 * nothing else of it.
 */
export async function runWithin<I, O>(
  tx: Transaction,
  deps: CommandDeps,
  command: Command<I, O>,
  call: CommandCall<I>,
): Promise<Done<O> | Refusal> {
  const { viewer, key } = call
  const input = inputHash([command.name, viewer.actor.id, viewer.purpose, call.input])
  const now = deps.clock.now()
  if (key === '' || key.length > KEY_LENGTH_MAX) throw new RangeError('key: 1 to 200 characters')
  await tx.query('savepoint command')
  try {
    return await attempt(tx, deps, command, call, input, now)
  } catch (error) {
    if (!(error instanceof Rollback)) throw error
    await tx.query('rollback to savepoint command')
    const answer = error.value as Done<O> | Refusal
    if (isRefusal(answer) && !call.dryRun) {
      await insertEntry(tx, refusedEntry(command.name, viewer, answer, now))
    }
    return answer
  }
}

async function attempt<I, O>(
  tx: Transaction,
  { decide, subscribers }: CommandDeps,
  command: Command<I, O>,
  call: CommandCall<I>,
  hash: Buffer,
  now: Date,
): Promise<Done<O> | Refusal> {
  const { viewer, input, key, dryRun } = call
  const entryId = newId()
  if (!(await takeKey(tx, { key, input: hash, entryId }))) return answerAgain(tx, key, hash)
  const { announce, ask, write } = openFollowing(subscribers)
  const context = { tx, viewer, now, entryId, clause: '', announce, ask }
  const permit = await permitFor(decide, command, context, call)
  if (isRefusal(permit)) throw new Rollback(permit)
  const { clause } = permit
  const outcome = await command.run({ ...context, clause }, input)
  if (isRefusal(outcome)) throw new Rollback(outcome)
  const about = [...new Set(outcome.about ?? [])].sort()
  const result = JSON.stringify(outcome.result) as string | undefined
  const content = {
    ...describeViewer(viewer),
    command: command.name,
    ...(clause === '' ? {} : { clause }),
    entry: outcome.entry,
    // What stands in other columns and tables is held to these.
    key,
    input: hash.toString('base64'),
    answer: result === undefined ? undefined : sha256(Buffer.from(result)).toString('base64'),
    ...(about.length === 0 ? {} : { about }),
  }
  const kind = viewer.actor.via === 'system' ? 'system' : 'command'
  const entry = writeEntry(kind, now, content, entryId)
  await insertEntry(tx, entry, result)
  if (about.length > 0) await insertDeeds(tx, about, entryId, now)
  await write(tx, now)
  const done = { entry: entryId, result: outcome.result }
  if (dryRun) throw new Rollback(done)
  return done
}

async function permitFor<I, O>(
  decide: Decide,
  command: Command<I, O>,
  context: CommandContext,
  { viewer, input, under }: CommandCall<I>,
): Promise<{ clause: string } | Refusal> {
  const { basis } = command
  if (basis === PUBLIC) return { clause: '' }
  const facts = (await command.facts?.(context, input)) ?? {}
  return decide({ command: command.name, basis, viewer, facts, under })
}

/** In a transaction of its own: the command's was rolled back, and what it would have done with it. */
async function noteRefusal<I, O>(
  database: Database,
  command: Command<I, O>,
  { viewer }: CommandCall<I>,
  refusal: Refusal,
  now: Date,
): Promise<void> {
  const entry = refusedEntry(command.name, viewer, refusal, now)
  await database.transaction((tx) => insertEntry(tx, entry))
}

function refusedEntry(
  command: string,
  viewer: Viewer,
  { code, sentence, clause }: Refusal,
  now: Date,
): Entry {
  const refused = { code, sentence, ...(clause === undefined ? {} : { clause }) }
  const kind = viewer.actor.via === 'system' ? 'system' : 'command'
  return writeEntry(kind, now, { ...describeViewer(viewer), command, refused })
}

async function answerAgain<O>(
  tx: Queryable,
  key: string,
  hash: Buffer,
): Promise<Done<O> | Refusal> {
  const answer = await readAnswer(tx, key)
  if (answer === undefined || !answer.input.equals(hash)) {
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

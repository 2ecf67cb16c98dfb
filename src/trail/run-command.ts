import {
  announce,
  type Clock,
  type Databases,
  isRefusal,
  newId,
  type Queryable,
  type Refusal,
  Rollback,
  refuse,
  type Viewer,
} from '../kernel/index.ts'
import { type JsonValue, NotCanonical } from './canonical.ts'
import { describeViewer, writeEntry } from './entry.ts'
import { inputHash } from './input-hash.ts'
import { insertEntry, readAnswer, takeKey } from './queries.ts'
import { sha256 } from './tree.ts'

/** The only way that anything changes: one transaction and one entry, or a refusal and nothing. */
export type Command<I, O> = {
  /** room and verb: `intake.receive` */
  name: string
  /** the database login that it needs, where care has no right to do this */
  login?: 'adopt'
  /**
   * `entry` is what is written down: canonical JSON, money and decimals as text. `result` is kept and
   * given again to the same key, so it must survive being JSON.
   */
  run(context: CommandContext, input: I): Promise<{ result: O; entry: JsonValue } | Refusal>
}

export type CommandContext = {
  tx: Queryable
  viewer: Viewer
  now: Date
  /** the id of the entry that will be written */
  entryId: string
  announce(topic: string, key: string): Promise<void>
}

export type CommandCall<I> = { viewer: Viewer; input: I; key: string; dryRun?: boolean }

const TRIES_MAX = 5
const KEY_LENGTH_MAX = 200

export async function runCommand<I, O>(
  { databases, clock }: { databases: Pick<Databases, 'care' | 'adopt'>; clock: Clock },
  command: Command<I, O>,
  call: CommandCall<I>,
): Promise<O | Refusal> {
  if (call.key === '' || call.key.length > KEY_LENGTH_MAX)
    throw new RangeError('key: 1 to 200 characters')
  // The same key from another actor, or for another command, is another input.
  const { viewer } = call
  const input = inputHash([command.name, viewer.actor.id, viewer.purpose, call.input])
  for (let tries = 1; ; tries++) {
    try {
      const database = databases[command.login ?? 'care']
      return await database.transaction((tx) => attempt(tx, command, call, input, clock.now()))
    } catch (error) {
      if (error instanceof NotCanonical && error.reason === 'lone surrogate')
        return unwritable(error)
      if (!isCollision(error) || tries === TRIES_MAX) throw error
    }
  }
}

async function attempt<I, O>(
  tx: Queryable,
  command: Command<I, O>,
  { viewer, input, key, dryRun }: CommandCall<I>,
  hash: Buffer,
  now: Date,
): Promise<O | Refusal> {
  const entryId = newId()
  if (!(await takeKey(tx, { key, input: hash, entryId }))) return answerAgain(tx, key, hash)
  const tell = (topic: string, about: string) => announce(tx, topic, about)
  const outcome = await command.run({ tx, viewer, now, entryId, announce: tell }, input)
  if (isRefusal(outcome)) throw new Rollback(outcome)
  const result = JSON.stringify(outcome.result) as string | undefined
  const content = {
    ...describeViewer(viewer),
    command: command.name,
    entry: outcome.entry,
    // What stands in other columns and tables is held to these.
    key,
    input: hash.toString('base64'),
    answer: result === undefined ? undefined : sha256(Buffer.from(result)).toString('base64'),
  }
  const kind = viewer.actor.via === 'system' ? 'system' : 'command'
  const entry = writeEntry(kind, now, content, entryId)
  await insertEntry(tx, entry, result)
  if (dryRun) throw new Rollback(outcome.result)
  return outcome.result
}

async function answerAgain<O>(tx: Queryable, key: string, hash: Buffer): Promise<O | Refusal> {
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
  return (answer.result === null ? undefined : JSON.parse(answer.result)) as O
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

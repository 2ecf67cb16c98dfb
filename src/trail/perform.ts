import {
  type Gathered,
  isRefusal,
  newId,
  openFollowing,
  PUBLIC,
  type Refusal,
  type Statement,
  type Subscribers,
  type Transaction,
  type Viewer,
  writeFollowing,
} from '../kernel/index.ts'
import type { Command, CommandCall, CommandContext, Decide } from './command.ts'
import { describeViewer, type Entry, writeEntry } from './entry.ts'
import { inputHash } from './input-hash.ts'
import { entryRow, entryRows, type NewEntry, type NewKey } from './queries.ts'
import { deedRows, type NewDeed } from './queries-deeds.ts'
import { sha256 } from './tree.ts'

/** What is asked of the agreement and done, and what then has to be written down: by one command, or by many. */
const KEY_LENGTH_MAX = 200

/** What was done: the entry that says so, and what the command answered. The same key gives the same again. */
export type Done<O> = { readonly entry: string; readonly result: O }

export type Performing = { readonly decide: Decide; readonly subscribers?: Subscribers | undefined }

/** A call that is under way: the id of its entry, and the key that it takes. */
export type Attempt = { readonly now: Date; readonly entryId: string; readonly taken: NewKey }

/** What is kept of a command, beside what it changed itself. */
export type Written = {
  readonly entry: NewEntry
  readonly deeds: NewDeed[]
  readonly following: Gathered
}

export function attemptOf<I, O>(
  { name }: Command<I, O, string>,
  { viewer, key, input }: CommandCall<I>,
  now: Date,
): Attempt {
  if (key === '' || key.length > KEY_LENGTH_MAX) throw new RangeError('key: 1 to 200 characters')
  const entryId = newId()
  // The same key from another actor, or for another command, is another input.
  const hash = inputHash([name, viewer.actor.id, viewer.purpose, input])
  return { now, entryId, taken: { key, input: hash, entryId } }
}

/** Writes nothing of the log itself: a refusal, or what is to be written with the transaction's last statement. */
export async function perform<I, O>(
  tx: Transaction,
  { decide, subscribers }: Performing,
  command: Command<I, O, string>,
  call: CommandCall<I>,
  { now, entryId, taken }: Attempt,
): Promise<{ done: Done<O>; written: Written } | Refusal> {
  const { viewer, input } = call
  const following = openFollowing(subscribers)
  const { announce, follow, ask } = following
  const { key } = taken
  const context = { tx, viewer, now, entryId, clause: '', key, announce, follow, ask }
  const permit = await permitFor(decide, command, context, call)
  if (isRefusal(permit)) return permit
  const { clause } = permit
  const outcome = await command.run({ ...context, clause }, input)
  if (isRefusal(outcome)) return outcome
  const about = [...new Set(outcome.about ?? [])].sort()
  const result = JSON.stringify(outcome.result) as string | undefined
  const content = {
    ...describeViewer(viewer),
    command: command.name,
    ...(clause === '' ? {} : { clause }),
    entry: outcome.entry,
    // What stands in other columns and tables is held to these.
    key: taken.key,
    input: taken.input.toString('base64'),
    answer: result === undefined ? undefined : sha256(Buffer.from(result)).toString('base64'),
    ...(about.length === 0 ? {} : { about }),
  }
  const entry = writeEntry(kindOf(viewer), now, content, entryId)
  const deeds = about.map((personId) => ({ personId, entryId, at: entry.at }))
  const written = { entry: { entry, result }, deeds, following: following.gathered }
  return { done: { entry: entryId, result: outcome.result }, written }
}

/** The statements of what was written by one or by several, in the order in which all of them are sent. */
export function writing(all: readonly Written[], now: Date): Statement[] {
  const deeds = all.flatMap((one) => one.deeds)
  const following = writeFollowing(
    all.map((one) => one.following),
    now,
  )
  return [
    all.length === 1 ? entryRow(all[0]!.entry) : entryRows(all.map(({ entry }) => entry)),
    ...(deeds.length === 0 ? [] : [deedRows(deeds)]),
    ...(following === undefined ? [] : [following]),
  ]
}

/** A refused command is an entry too, so that what was tried is known. */
export function refusedEntry(
  command: string,
  viewer: Viewer,
  { code, sentence, clause }: Refusal,
  now: Date,
): Entry {
  const refused = { code, sentence, ...(clause === undefined ? {} : { clause }) }
  return writeEntry(kindOf(viewer), now, { ...describeViewer(viewer), command, refused })
}

async function permitFor<I, O>(
  decide: Decide,
  command: Command<I, O, string>,
  context: CommandContext,
  { viewer, input, under }: CommandCall<I>,
): Promise<{ clause: string } | Refusal> {
  const { basis } = command
  if (basis === PUBLIC) return { clause: '' }
  const facts = (await command.facts?.(context, input)) ?? {}
  return decide({ command: command.name, basis, viewer, facts, under })
}

function kindOf({ actor }: Viewer): 'system' | 'command' {
  return actor.via === 'system' ? 'system' : 'command'
}

import type { Queryable, SourceId } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { CommandContext } from '../trail/index.ts'
import {
  type Applied,
  applyReadings,
  classingOf,
  type Ready,
  readyOf,
  telling,
} from './apply-readings.ts'
import { feedAsAgreed } from './feed-as-agreed.ts'
import { foreignKind } from './feed-limit.ts'
import { fileOf, type ItemContext } from './item-context.ts'
import { keepOwn } from './keep-own.ts'
import { feedContext } from './own-server.ts'
import * as inbox from './queries-inbox.ts'
import { addTally } from './queries-tally.ts'
import { readItem } from './read-item.ts'
import type { Verdict } from './reading.ts'
import { monthOf, Tally } from './tally.ts'
import { type Why, whyNotKept } from './why-not.ts'

/** An item as the inbox has it. */
export type KeptItem = {
  id: string
  hash: string
  bytes?: Buffer
  /** its place in the order in which its file tells */
  sequence: number
  context: ItemContext | null
}

/** Items of one source and kind that arrived together. */
export type KeptItems = {
  source: SourceId
  kind: string
  receivedAt: Date
  items: readonly KeptItem[]
}

/** A verdict on each, and what it makes of the record. */
export type ReadAgain = { verdicts: Verdict[]; applied: Applied }

const NOTHING_READ = { warnings: [], passedOver: [], undated: false }

/**
 * Reads items again, with what the program and the agreement have learnt since, and brings what can be read now
 * into the record. They are taken as of the time when they arrived, so that they never override what came later.
 * The caller holds the source's lock.
 */
export async function readAgain(
  command: CommandContext,
  { source, kind, receivedAt, items }: KeptItems,
  place: Pick<Place, 'settings' | 'agreement' | 'fileKinds'>,
): Promise<ReadAgain> {
  const { tx, now, announce } = command
  const agreed = feedAsAgreed(place, source)
  const foreign = foreignKind(place, source, kind)
  const feed = foreign === undefined ? agreed : { ...agreed, held: notGiven(foreign) }
  const known = await feedContext(tx, source, feed)
  const told = { source, kind, receivedAt: receivedAt.toISOString(), turn: 0, feed }
  const classing = classingOf(place)
  const verdicts: Verdict[] = []
  const ready: Ready[] = []
  for (const { id, hash, bytes, sequence, context } of items) {
    const about = { ...told, hash, sequence, file: fileOf(context, known) }
    let verdict = readItem({ kind, bytes }, about, place.fileKinds)
    try {
      if (verdict.ok) ready.push(readyOf(source, verdict.reading, classing))
    } catch (error) {
      verdict = { ok: false, ...whyNotKept(error) }
    }
    verdicts.push(verdict)
    await inbox.writeVerdict(tx, id, rowOf(verdict), now)
  }
  const tally = new Tally()
  for (const verdict of verdicts) {
    if (verdict.ok) tally.readAgain(verdict.reading.passedOver.length === 0)
  }
  addTally(tx, source, monthOf(now), tally.lines)
  if (ready.length === 0) return { verdicts, applied: { new: 0, changed: 0 } }
  const applied = await applyReadings(command, source, now, ready, classing, feed.issuing)
  const agreement = place.agreement?.current()
  const tell = telling(command, source, now, classing, feed.issuing)
  await keepOwn(place.fileKinds, kind, { ...command, source, agreement, tell }, ready)
  announce('intake.received', source)
  return { verdicts, applied }
}

/** An item that was read and could not be kept stays where it is, for that reason. */
export function leaveUnread(tx: Queryable, id: string, why: Why, now: Date): Promise<void> {
  return inbox.writeVerdict(tx, id, rowOf({ ok: false, ...why }), now)
}

function notGiven({ holds, clause }: { holds: string; clause: string }): string {
  return `it holds ${holds}, and clause ${clause} does not let its feed give that`
}

function rowOf(verdict: Verdict): inbox.NewVerdict {
  if (!verdict.ok) {
    return { reason: verdict.reason, reasonPlace: verdict.place ?? null, ...NOTHING_READ }
  }
  const { warnings, passedOver, undated = false } = verdict.reading
  return { reason: null, reasonPlace: null, warnings, passedOver, undated }
}

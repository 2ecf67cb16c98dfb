import { setImmediate } from 'node:timers/promises'
import type { SourceId } from '../kernel/index.ts'
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
import { monthOf, Tally, toldBy } from './tally.ts'
import { type Why, whyNotKept } from './why-not.ts'

/** An item as the inbox has it. */
export type KeptItem = {
  hash: string
  bytes?: Buffer
  /** its place in the order in which its file tells */
  sequence: number
  context: ItemContext | null
  receivedAt: Date
  /** whether it is in quarantine */
  unread: boolean
}

/** Items of one source and kind. */
export type KeptItems = {
  source: SourceId
  kind: string
  items: readonly KeptItem[]
  /** when the feed was first heard, of what is brought into the record as it arrives */
  beganAt?: Date | undefined
}

/** A verdict on each, and what it makes of the record. */
export type ReadAgain = { verdicts: Verdict[]; applied: Applied }

const NOTHING_READ = { warnings: [], passedOver: [], undated: false }
/** Items that are read in one stretch. */
const READ_AT_ONCE = 50

/**
 * Reads items of the inbox, with what the program and the agreement have learnt since they came, and brings what can be
 * read into the record. They are taken as of the time when they arrived, so that they never override what came later.
 * The caller holds the source's lock.
 */
export async function readAgain(
  command: CommandContext,
  { source, kind, items, beganAt }: KeptItems,
  place: Pick<Place, 'settings' | 'agreement' | 'fileKinds'>,
): Promise<ReadAgain> {
  const { tx, now, announce } = command
  const agreed = feedAsAgreed(place, source)
  const foreign = foreignKind(place, source, kind)
  const feed = foreign === undefined ? agreed : { ...agreed, held: notGiven(foreign) }
  const known = await feedContext(tx, source, feed)
  const told = { source, kind, turn: 0, feed }
  const classing = classingOf(place)
  const verdicts: Verdict[] = []
  const tally = new Tally()
  const changed: inbox.NewVerdict[] = []
  const ready: Ready[] = []
  for (const [at, { hash, bytes, sequence, context, receivedAt, unread }] of items.entries()) {
    // Senders wait for their answers meanwhile.
    if (at % READ_AT_ONCE === 0) await setImmediate()
    const arrived = { hash, sequence, receivedAt: receivedAt.toISOString() }
    const about = { ...told, ...arrived, file: fileOf(context, known) }
    let verdict = readItem({ kind, bytes }, about, place.fileKinds)
    try {
      if (verdict.ok) ready.push(readyOf(source, verdict.reading, classing))
    } catch (error) {
      verdict = { ok: false, ...whyNotKept(error) }
    }
    verdicts.push(verdict)
    // What waits in quarantine was counted as that.
    if (!unread || verdict.ok) {
      const said = toldBy(verdict.ok ? verdict.reading : undefined)
      if (unread) tally.readAgain(verdictOf(verdict))
      else tally.item(verdictOf(verdict))
      tally.fields(said)
      if (beganAt !== undefined) tally.fresh(said, arrived.receivedAt, beganAt.toISOString())
    }
    if (unread || !verdict.ok) changed.push(rowOf(hash, verdict, unread ? now : null))
  }
  inbox.postVerdicts(tx, source, changed)
  addTally(tx, source, monthOf(now), tally.lines)
  if (ready.length === 0) return { verdicts, applied: { new: 0, changed: 0 } }
  const applied = await applyReadings(command, source, now, ready, classing, feed.issuing)
  const agreement = place.agreement?.current()
  const tell = telling(command, source, now, classing, feed.issuing)
  await keepOwn(place.fileKinds, kind, { ...command, source, agreement, tell }, ready)
  announce('intake.received', source)
  return { verdicts, applied }
}

/** An item that was read and could not be kept is in quarantine, for that reason. */
export function leaveUnread(
  { tx, now }: Pick<CommandContext, 'tx' | 'now'>,
  source: SourceId,
  { hash, unread }: Pick<KeptItem, 'hash' | 'unread'>,
  why: Why,
): void {
  if (!unread) {
    const tally = new Tally()
    tally.item('unread')
    addTally(tx, source, monthOf(now), tally.lines)
  }
  inbox.postVerdicts(tx, source, [rowOf(hash, { ok: false, ...why }, unread ? now : null)])
}

function verdictOf(verdict: Verdict): 'whole' | 'in-part' | 'unread' {
  if (!verdict.ok) return 'unread'
  return verdict.reading.passedOver.length > 0 ? 'in-part' : 'whole'
}

function notGiven({ holds, clause }: { holds: string; clause: string }): string {
  return `it holds ${holds}, and clause ${clause} does not let its feed give that`
}

function rowOf(hash: string, verdict: Verdict, replayedAt: Date | null): inbox.NewVerdict {
  const about = { hash, replayedAt }
  if (!verdict.ok) {
    const { reason, place = null } = verdict
    return { ...about, reason, reasonPlace: place, ...NOTHING_READ }
  }
  const { warnings, passedOver, undated = false } = verdict.reading
  return { ...about, reason: null, reasonPlace: null, warnings, passedOver, undated }
}

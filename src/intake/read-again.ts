import type { SourceId } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { CommandContext } from '../trail/index.ts'
import { applyReadings, classingOf, readyOf } from './apply-readings.ts'
import { feedAsAgreed } from './feed-as-agreed.ts'
import { foreignKind } from './feed-limit.ts'
import { fileOf, type ItemContext } from './item-context.ts'
import { keepOwn } from './keep-own.ts'
import { feedContext } from './own-server.ts'
import * as inbox from './queries-inbox.ts'
import { readItem } from './read-item.ts'
import type { Verdict } from './reading.ts'

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
): Promise<Verdict[]> {
  const { tx, now, announce } = command
  const agreed = feedAsAgreed(place, source)
  const foreign = foreignKind(place, source, kind)
  const feed = foreign === undefined ? agreed : { ...agreed, held: notGiven(foreign) }
  const known = await feedContext(tx, source, feed)
  const told = { source, kind, receivedAt: receivedAt.toISOString(), turn: 0, feed }
  const verdicts: Verdict[] = []
  for (const { id, hash, bytes, sequence, context } of items) {
    const about = { ...told, hash, sequence, file: fileOf(context, known) }
    const verdict = readItem({ kind, bytes }, about, place.fileKinds)
    verdicts.push(verdict)
    await inbox.writeVerdict(tx, id, rowOf(verdict), now)
  }
  const classing = classingOf(place)
  const ready = verdicts.flatMap((one) => (one.ok ? readyOf(source, one.reading, classing) : []))
  if (ready.length === 0) return verdicts
  await applyReadings(command, source, now, ready, classing, feed.issuing)
  await keepOwn(place.fileKinds, kind, { ...command, source }, ready)
  announce('intake.received', source)
  return verdicts
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

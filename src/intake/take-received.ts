import { type Errand, isRefusal, type SourceId, systemActor } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { Command, CommandContext } from '../trail/index.ts'
import { feedOf } from './ask-late.ts'
import { HELD } from './feed-as-agreed.ts'
import { BATCH_BYTES_MAX, BATCH_ITEMS_MAX, itemHash } from './item.ts'
import { unpack } from './pack.ts'
import { lockSource, noteArrival, noteLoad } from './queries.ts'
import * as waiting from './queries-waiting.ts'
import { type KeptItem, leaveUnread, readAgain } from './read-again.ts'
import { OVER_NETWORK } from './reading.ts'
import { takeOrSplit } from './split-batch.ts'
import { type Why, whyNotKept } from './why-not.ts'

const TAKER = { actor: systemActor('bring what was received into the record'), purpose: '' }
export const TAKE_RECEIVED = 'intake.take-received'
/** Packed, of what is read at once; unpacked it is measured again. */
const PACKED_BYTES_MAX = 2 * 1024 * 1024
/** From so many items on a transaction that copies is the cheaper one. */
const COPIES_MIN = 50
const NOTHING = Buffer.alloc(0)

/** An item of a pack that waits; whether it is the last of it. */
type Waiting = Omit<KeptItem, 'context' | 'unread'> & {
  id: string
  pack: string
  loadId: string
  last: boolean
}
type Batch = { source: SourceId; kind: string; items: readonly Waiting[] }
/** By the numbers of the first item and the last. */
type Input = { feed: string; items: number; first: string; last: string }

/**
 * What was received, and not brought into the record with it, goes there: what came over the network, as soon as it was
 * acknowledged; what came before a clause named its source, as soon as one does. The oldest first, up to a thousand
 * at a time, each time a command of its own transaction: one that fails of an item is halved until that item is alone.
 * A process that is killed leaves what it had not brought there as it was, and to bring it twice changes nothing.
 */
export const takeReceived: Errand<Place> = {
  name: TAKE_RECEIVED,
  does: 'bring into the record what a feed sent',
  async run({ now }, source, place) {
    const feed = feedOf(place, source)
    if (feed === undefined) return undefined
    const batch = await nextBatch(place, feed.id)
    if (batch === undefined) return undefined
    const take = async (items: readonly Waiting[], why?: Why) => {
      const [first, last] = [items[0]!.id, items.at(-1)!.id]
      const input = { feed: source, items: items.length, first, last }
      const key = [TAKE_RECEIVED, source, first, last, why?.reason ?? '']
      const done = await place.trail.run(takeItems({ ...batch, items }, place, why), {
        viewer: TAKER,
        input,
        key: key.join(':'),
        under: feed.clause,
      })
      if (isRefusal(done)) throw new Error(`what was received was refused: ${done.code}`)
    }
    await takeOrSplit(batch.items, take, (one, error) => take([one], whyNotKept(error)))
    return now
  },
}

/** The oldest of what waits, of one kind; undefined where nothing does. */
async function nextBatch(place: Place, source: SourceId): Promise<Batch | undefined> {
  const most = { packs: BATCH_ITEMS_MAX, bytes: PACKED_BYTES_MAX }
  const packs = await waiting.waitingPacks(place.databases.care.short, source, most)
  const [oldest] = packs
  if (oldest === undefined) return undefined
  const items: Waiting[] = []
  let bytes = 0
  for (const pack of packs) {
    if (pack.kind !== oldest.kind) break
    const packed = unpack(pack.bytes)
    bytes += packed.reduce((sum, { size }) => sum + size, 0)
    const full = items.length + packed.length > BATCH_ITEMS_MAX || bytes > BATCH_BYTES_MAX
    if (items.length > 0 && full) break
    items.push(
      ...packed.map(({ bytes: own, sequence }, at) => ({
        id: String(BigInt(pack.first) + BigInt(at)),
        pack: pack.first,
        loadId: pack.load_id,
        last: at === packed.length - 1,
        hash: itemHash(own ?? NOTHING),
        bytes: own,
        sequence,
        receivedAt: pack.received_at,
      })),
    )
  }
  return { source, kind: oldest.kind, items }
}

/** @param why the reason for which an item cannot be kept, where it was tried by itself and failed */
function takeItems(
  { source, kind, items }: Batch,
  place: Place,
  why: Why | undefined,
): Command<Input, { unread: number }> {
  return {
    name: TAKE_RECEIVED,
    basis: { under: ['feed'] },
    copies: items.length >= COPIES_MIN,
    async run(command, input) {
      const { tx, now } = command
      await lockSource(tx, source)
      const kept = await stillToTake(command, items)
      const last = kept.at(-1)
      const news = { items: kept.length, asAt: undefined, server: undefined }
      const heard = last && (await noteArrival(tx, source, news, last.receivedAt))
      // What waited for its clause was counted when it came, as quarantined.
      for (const [loadId, taken] of countLoads(kept.filter(({ unread }) => !unread))) {
        noteLoad(tx, { source, kind, loadId }, { taken, quarantined: 0, file: OVER_NETWORK }, now)
      }
      if (why !== undefined) for (const one of kept) leaveUnread(command, source, one, why)
      const read = why === undefined ? kept : []
      const arrived = { source, kind, items: read, beganAt: heard?.beganAt }
      const { verdicts } = await readAgain(command, arrived, place)
      const ended = items.filter(({ last: isLast }) => isLast).map(({ pack }) => pack)
      waiting.postTaken(tx, ended)
      const unread = verdicts.filter(({ ok }) => !ok).length + kept.length - read.length
      return { result: { unread }, entry: { ...input, unread } }
    },
  }
}

/** But for what is in quarantine for a reason of its own, and what somebody has read again meanwhile. */
async function stillToTake(
  { tx }: Pick<CommandContext, 'tx'>,
  items: readonly Waiting[],
): Promise<(Waiting & KeptItem)[]> {
  const packs = [...new Set(items.map(({ pack }) => pack))]
  const wait = new Set(await waiting.stillWaiting(tx, packs))
  const unread = new Map((await waiting.onceUnread(tx, packs)).map((one) => [one.id, one]))
  return items.flatMap((item) => {
    const once = unread.get(item.id)
    if (!wait.has(item.pack) || (once !== undefined && once.reason !== HELD)) return []
    const { hash = item.hash, context = null } = once ?? {}
    return [{ ...item, hash, context, unread: once !== undefined }]
  })
}

function countLoads(items: readonly Waiting[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { loadId } of items) counts.set(loadId, (counts.get(loadId) ?? 0) + 1)
  return counts
}

import { type Errand, isRefusal, systemActor } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { Command } from '../trail/index.ts'
import { feedOf } from './ask-late.ts'
import { HELD } from './feed-as-agreed.ts'
import { unpack } from './pack.ts'
import { lockSource } from './queries.ts'
import * as inbox from './queries-inbox.ts'
import { leaveUnread, readAgain } from './read-again.ts'
import { takeOrSplit } from './split-batch.ts'
import { type Why, whyNotKept } from './why-not.ts'

const TAKER = { actor: systemActor('take in what waited for its clause'), purpose: '' }
export const TAKE_HELD = 'intake.take-held'

type Input = { feed: string; pack: string; items: number }

/**
 * What a source sent before a clause named it goes in as soon as one does, a pack at a time, the oldest first. Each is
 * a command of its own transaction, because one that fails of an item is halved until that item is alone: it stays in
 * quarantine for its own reason, and what came after it goes in.
 */
export const takeHeld: Errand<Place> = {
  name: TAKE_HELD,
  does: 'take in what a feed sent before a clause named it',
  async run({ now }, source, place) {
    const feed = feedOf(place, source)
    if (feed === undefined) return undefined
    const held = await inbox.firstHeldPack(place.databases.care.short, feed.id, HELD)
    if (held === undefined) return undefined
    const take = async (items: inbox.HeldPack['items'], why?: Why) => {
      const key = [TAKE_HELD, source, held.first, items[0]!.id, items.length, why?.reason ?? '']
      const done = await place.trail.run(takePack({ ...held, items }, place, why), {
        viewer: TAKER,
        input: { feed: source, pack: held.first, items: items.length },
        key: key.join(':'),
        under: feed.clause,
      })
      if (isRefusal(done)) throw new Error(`what waited was refused: ${done.code}`)
    }
    await takeOrSplit(held.items, take, (one, error) => take([one], whyNotKept(error)))
    return now
  },
}

/** @param why the reason for which an item stays where it is, where it was tried by itself and failed */
function takePack(
  { source, kind, first, received_at: receivedAt, bytes, items }: inbox.HeldPack,
  place: Place,
  why: Why | undefined,
): Command<Input, { unread: number }> {
  return {
    name: TAKE_HELD,
    basis: { under: ['feed'] },
    async run(command, input) {
      const { tx, now } = command
      await lockSource(tx, source)
      // Somebody may have read one of them again meanwhile.
      const waiting = new Set(await inbox.waitingInPack(tx, { source, first }, HELD))
      const packed = unpack(bytes)
      const kept = items
        .filter(({ id }) => waiting.has(id))
        .map((item) => ({ ...item, ...packed[item.at]! }))
      if (why !== undefined) for (const { id } of kept) await leaveUnread(tx, id, why, now)
      const read = why === undefined ? kept : []
      const held = { source, kind, receivedAt, items: read }
      const { verdicts } = await readAgain(command, held, place)
      const unread = verdicts.filter(({ ok }) => !ok).length + kept.length - read.length
      return { result: { unread }, entry: { ...input, unread } }
    },
  }
}

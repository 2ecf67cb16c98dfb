import { type Errand, systemActor } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { Command } from '../trail/index.ts'
import { feedOf } from './ask-late.ts'
import { HELD } from './feed-as-agreed.ts'
import { unpack } from './pack.ts'
import { lockSource } from './queries.ts'
import * as inbox from './queries-inbox.ts'
import { readAgain } from './read-again.ts'

const TAKER = { actor: systemActor('take in what waited for its clause'), purpose: '' }
export const TAKE_HELD = 'intake.take-held'

type Input = { feed: string; pack: string; items: number }

/** What a source sent before a clause named it goes in as soon as one does, a pack at a time, the oldest first. */
export const takeHeld: Errand<Place> = {
  name: TAKE_HELD,
  does: 'take in what a feed sent before a clause named it',
  async run({ tx, now }, source, place) {
    const feed = feedOf(place, source)
    if (feed === undefined) return undefined
    await lockSource(tx, feed.id)
    const held = await inbox.firstHeldPack(tx, feed.id, HELD)
    if (held === undefined) return undefined
    await place.trail.within(tx, takePack(held, place), {
      viewer: TAKER,
      input: { feed: source, pack: held.first, items: held.items.length },
      key: `${TAKE_HELD}:${source}:${held.first}:${held.items[0]!.id}`,
      under: feed.clause,
    })
    return now
  },
}

function takePack(held: inbox.HeldPack, place: Place): Command<Input, { unread: number }> {
  return {
    name: TAKE_HELD,
    basis: { under: ['feed'] },
    async run(command, input) {
      const { source, kind, received_at: receivedAt, items } = held
      const packed = unpack(held.bytes)
      const kept = items.map((item) => ({ ...item, ...packed[item.at]! }))
      const verdicts = await readAgain(command, { source, kind, receivedAt, items: kept }, place)
      const unread = verdicts.filter(({ ok }) => !ok).length
      return { result: { unread }, entry: { ...input, unread } }
    },
  }
}

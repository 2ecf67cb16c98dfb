import { z } from 'zod'
import { failedOfContent, isRefusal, type Refusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { unpack } from './pack.ts'
import * as queries from './queries.ts'
import * as inbox from './queries-inbox.ts'
import { readAgain } from './read-again.ts'
import { personOf } from './receive-items.ts'
import { whyNotKept } from './why-not.ts'

export type Replayed = { id: string; parsed: boolean; reason?: string; place?: string }

/**
 * Reads a quarantined item again, with what the program has learnt since. It is taken as of the time
 * when it arrived, so that it never overrides what came later.
 */
export const replay = namedCommand({
  name: 'intake.replay',
  says: 'Reads again an item that could not be read',
  basis: {
    action: 'intake.replay',
    does: 'read again what could not be read',
    under: ['feed'],
  },
  input: z.strictObject({
    id: z
      .string()
      .regex(/^[1-9]\d{0,17}$/, 'is not the number of an item')
      .meta({ label: 'Item', hint: 'Its number in the list of quarantine', hidden: true }),
  }),
  refuses: ['no-such-item', 'not-quarantined', 'cannot-be-kept'],
  label: 'Read it again',
  preview({ id, parsed, reason }: Replayed) {
    if (parsed)
      return `Item ${id} can be read now: what it says goes into the record, as of when it arrived.`
    return `Item ${id} still cannot be read: ${reason}. It stays where it is, and that you tried is written down.`
  },
  leads: () => '/intake/quarantine',
  async run(context, { id }, place: Place) {
    const { tx } = context
    const source = await inbox.sourceOfItem(tx, id)
    if (source === undefined) return unknown(id)
    await queries.lockSource(tx, source)
    const item = (await inbox.readItemRow(tx, id))!
    if (!item.quarantined) {
      return refuse('not-quarantined', `Item ${id} has been read already.`)
    }
    const { kind, hash, received_at: receivedAt } = item
    const { context: file } = item
    const kept = { hash, context: file, receivedAt, unread: true, ...unpack(item.pack)[item.at]! }
    const items = { source, kind, items: [kept] }
    const read = await readAgain(context, items, place).catch((error) => {
      if (!failedOfContent(error)) throw error
      const { reason } = whyNotKept(error)
      return refuse('cannot-be-kept', `Item ${id} can be read, and not kept: ${reason}.`)
    })
    if (isRefusal(read)) return read
    const [verdict] = read
    const entry = { item: hash, source, kind, parsed: verdict!.ok }
    if (!verdict!.ok) {
      const { reason, place: where } = verdict!
      const result: Replayed = { id, parsed: false, reason, place: where }
      return { result, entry }
    }
    const personId = personOf(verdict!.reading)
    const result: Replayed = { id, parsed: true }
    return { result, entry, about: personId === undefined ? [] : [personId] }
  },
})

function unknown(id: string): Refusal<'no-such-item'> {
  return refuse('no-such-item', `There is no item ${id} in quarantine.`, {
    next: 'See the list of what is there.',
  })
}

import { z } from 'zod'
import {
  byCount,
  failedOfContent,
  formatCount,
  isRefusal,
  plural,
  type Refusal,
  refuse,
} from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import type { Applied } from './apply-readings.ts'
import type { FeedRow } from './feed-kind.ts'
import { foreignFeed, REPLAY } from './own-quarantine.ts'
import { unpack } from './pack.ts'
import * as queries from './queries.ts'
import * as inbox from './queries-inbox.ts'
import { readAgain } from './read-again.ts'
import { personOf } from './receive-items.ts'
import { whyNotKept } from './why-not.ts'

/** `new` and `changed`: of how many things it says something for the first time, and something else than before. */
export type Replayed = {
  id: string
  parsed: boolean
  new: number
  changed: number
  reason?: string
  place?: string
}

/**
 * Reads a quarantined item again, with what the program has learnt since. It is taken as of the time
 * when it arrived, so that it never overrides what came later.
 */
export const replay = namedCommand({
  name: REPLAY.name,
  says: 'Reads again an item that could not be read',
  basis: { action: REPLAY.name, does: REPLAY.does, under: ['feed'] },
  input: z.strictObject({
    id: z
      .string()
      .regex(/^[1-9]\d{0,17}$/, 'is not the number of an item')
      .meta({ label: 'Item', hint: 'Its number in the list of quarantine', hidden: true }),
  }),
  refuses: ['no-such-item', 'not-quarantined', 'not-yours', 'cannot-be-kept'],
  label: 'Read it again',
  preview({ id, parsed, reason, ...found }: Replayed) {
    if (parsed) {
      const said = 'what it says goes into the record, as of when it arrived'
      return `Item ${id} can be read now: ${said}. ${appliedWords(found)}`
    }
    return `Item ${id} still cannot be read: ${reason}. It stays where it is, and that you tried is written down.`
  },
  leads: () => '/intake/quarantine',
  async run(context, { id }, place: Place) {
    const { tx } = context
    const source = await inbox.sourceOfItem(tx, id)
    if (source === undefined) return unknown(id)
    const foreign = foreignFeed(place.agreement?.current(), context.viewer, source)
    if (foreign !== undefined) return notYours(foreign)
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
    const { applied } = read
    const [verdict] = read.verdicts
    const entry = { item: hash, source, kind, parsed: verdict!.ok }
    if (!verdict!.ok) {
      const { reason, place: where } = verdict!
      const result: Replayed = { id, parsed: false, ...applied, reason, place: where }
      return { result, entry }
    }
    const personId = personOf(verdict!.reading)
    const result: Replayed = { id, parsed: true, ...applied }
    return { result, entry, about: personId === undefined ? [] : [personId] }
  },
})

/** What reading again makes of the record, in a sentence. */
export function appliedWords({ new: fresh, changed }: Applied): string {
  if (fresh + changed === 0) return 'It says nothing that is not known: nothing changes.'
  const changes = `${formatCount(changed)} ${byCount(changed, 'changes', 'change')}`
  return `${plural(fresh, 'thing is', 'things are')} new, ${changes}.`
}

export function notYours({ name, clause }: FeedRow): Refusal<'not-yours'> {
  return refuse('not-yours', `This came in ${name}, which is another party’s.`, {
    clause,
    next: 'Ask whoever checks for that party.',
  })
}

function unknown(id: string): Refusal<'no-such-item'> {
  return refuse('no-such-item', `There is no item ${id} in quarantine.`, {
    next: 'See the list of what is there.',
  })
}

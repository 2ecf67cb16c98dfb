import { z } from 'zod'
import {
  failedOfContent,
  formatCount,
  isRefusal,
  plural,
  type Refusal,
  refuse,
  type SourceId,
} from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { type CommandContext, namedCommand } from '../trail/index.ts'
import type { FeedRow } from './feed-kind.ts'
import { foreignFeed, REPLAY } from './own-quarantine.ts'
import { unpack } from './pack.ts'
import * as queries from './queries.ts'
import * as inbox from './queries-inbox.ts'
import { readAgain } from './read-again.ts'
import { appliedWords, notYours } from './replay-item.ts'
import { whyNotKept } from './why-not.ts'

/** Of the items that were asked for: how many could be read, and what that made of the record. */
export type ReplayedMany = {
  items: number
  parsed: number
  new: number
  changed: number
  /** how many of them are not looked at yet: a command takes no more than a batch */
  left: number
}

type Chosen = { source: SourceId; reason: string | undefined }

/** As many as arrive in one command. */
const ITEMS_MAX = 1_000

/**
 * Reads again all that a feed sent and nobody could read, or all of it that has one reason: after a mapping or a reader
 * is mended. Each item is taken as of when it arrived. What is tried first says what would change.
 */
export const replayMany = namedCommand({
  name: 'intake.replay-many',
  says: 'Reads again all that a feed sent and that could not be read, or all with one reason',
  basis: { action: REPLAY.name, does: REPLAY.does, under: ['feed'] },
  input: z.strictObject({
    source: z.string().min(1).max(60).meta({ label: 'Feed', hidden: true }),
    reason: z
      .string()
      .min(1)
      .max(2_000)
      .optional()
      .meta({ label: 'Reason', hint: 'As the list of quarantine says it', hidden: true }),
  }),
  refuses: ['nothing-there', 'not-yours', 'cannot-be-kept'],
  label: 'Read them again',
  preview({ items, parsed, left, ...applied }: ReplayedMany) {
    const rest = left === 0 ? '' : ` ${formatCount(left)} more wait: read them again after these.`
    if (parsed === 0) return `None of ${plural(items, 'item', 'items')} can be read yet.${rest}`
    const said = 'what they say goes into the record, as of when they arrived'
    const can = `${formatCount(parsed)} of ${plural(items, 'item', 'items')} can be read now: ${said}.`
    return `${can} ${appliedWords(applied)}${rest}`
  },
  leads: () => '/intake/quarantine',
  async run(context, { source: named, reason }, place: Place) {
    const source = named as SourceId
    const foreign = foreignFeed(place.agreement?.current(), context.viewer, source)
    if (foreign !== undefined) return notYours(foreign satisfies FeedRow)
    await queries.lockSource(context.tx, source)
    const answer = await readChosen(context, { source, reason }, place).catch((error) => {
      if (!failedOfContent(error)) throw error
      const why = `One of them can be read, and not kept: ${whyNotKept(error).reason}.`
      return refuse('cannot-be-kept', why, { next: 'Read them again one by one.' })
    })
    if (isRefusal(answer)) return answer
    return { result: answer, entry: { source, ...(reason && { reason }), ...answer } }
  },
})

async function readChosen(
  context: CommandContext,
  { source, reason }: Chosen,
  place: Place,
): Promise<ReplayedMany | Refusal<'nothing-there'>> {
  const { tx } = context
  const total = await inbox.countOfReason(tx, source, reason)
  if (total === 0) {
    return refuse('nothing-there', 'Nothing of this is in quarantine.', {
      next: 'See the list of what is there.',
    })
  }
  const done = { items: 0, parsed: 0, new: 0, changed: 0, left: 0 }
  for (const pack of await inbox.packsOfReason(tx, source, reason, ITEMS_MAX)) {
    const packed = unpack(await inbox.readPack(tx, pack.first))
    const { kind, received_at: receivedAt } = pack
    const about = { receivedAt, unread: true }
    const items = pack.items.map((item) => ({ ...item, ...about, ...packed[item.at]! }))
    const { verdicts, applied } = await readAgain(context, { source, kind, items }, place)
    done.items += verdicts.length
    done.parsed += verdicts.filter(({ ok }) => ok).length
    done.new += applied.new
    done.changed += applied.changed
  }
  return { ...done, left: total - done.items }
}

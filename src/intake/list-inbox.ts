import type { SourceId } from '../kernel/index.ts'
import { headerOf } from './acknowledgement.ts'
import { feedReading } from './declared-reading.ts'
import { itemHash, knownAs } from './item.ts'
import { fileOf } from './item-context.ts'
import { feedContext } from './own-server.ts'
import { type PackItem, unpack } from './pack.ts'
import * as inbox from './queries-inbox.ts'
import { readItem } from './read-item.ts'
import type { ReadContext } from './reading.ts'
import { type IntakePlace, personOf } from './receive-items.ts'

/** One thing that arrived. Nothing of what it says: its place, its verdict, and whom it is about by our own id. */
export type Received = {
  readonly id: string
  readonly hash: string
  readonly kind: string
  /** as its sender numbered it (MSH-10); null of what has no such number */
  readonly control_id: string | null
  readonly place: string
  readonly verdict: 'parsed' | 'in-part' | 'quarantined'
  /** null where it is about nobody, or is not read, or is not read without its file */
  readonly person: string | null
  readonly received_at: string
}

/** All that a source ever sent, in the order in which it was taken in, after the item with this number. */
export async function eachReceived(
  place: IntakePlace,
  source: SourceId,
  after: string | undefined,
  tell: (received: Received) => void,
): Promise<void> {
  const feed = feedReading(source, place.settings?.placeFolder)
  await place.databases.care.transaction(
    async (tx) => {
      const file = await feedContext(tx, source, feed)
      await inbox.openInbox(tx, source, after ?? '0')
      let packed: { first: string; items: PackItem[] } | undefined
      for (;;) {
        const rows = await inbox.nextOfInbox(tx)
        if (rows.length === 0) return
        for (const row of rows) {
          if (packed?.first !== row.first) {
            packed = { first: row.first, items: unpack(await inbox.readPack(tx, row.first)) }
          }
          const item = packed.items[row.at]!
          const { kind, hash, received_at } = row
          const receivedAt = received_at.toISOString()
          const about = { source, kind, hash, receivedAt, turn: 0, sequence: item.sequence, feed }
          const context = { ...about, file: fileOf(row.context, file) }
          tell(receivedOf(place, row, item, context))
        }
      }
    },
    { readOnly: true, isolation: 'repeatable read' },
  )
}

/** Its whole hash where that is of its bytes alone: what stood in a bundle may be known by that too. */
function wholeOf(hash: string, bytes: Buffer | undefined): string {
  const whole = bytes === undefined ? '' : itemHash(bytes)
  return knownAs(whole) === hash ? whole : hash
}

function receivedOf(
  { fileKinds }: IntakePlace,
  { id, verdict }: inbox.InboxRow,
  item: PackItem,
  { kind, hash, ...context }: ReadContext,
): Received {
  const { bytes, place } = item
  const control = bytes === undefined ? '' : headerOf(bytes)(10)
  const found = readItem({ kind, bytes }, { kind, hash, ...context }, fileKinds)
  const person = verdict !== 'quarantined' && found.ok ? personOf(found.reading) : undefined
  return {
    ...{
      id,
      hash: wholeOf(hash, bytes),
      kind,
      control_id: control === '' ? null : control,
      place,
      verdict,
    },
    ...{ person: person ?? null, received_at: context.receivedAt },
  }
}

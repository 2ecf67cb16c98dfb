import { refuseBoundless } from './bounds.ts'
import type { Item } from './item.ts'
import type { FileKind } from './kind.ts'
import { ownKinds } from './own-kinds.ts'
import type { ReadContext, Verdict } from './reading.ts'
import { whyUnread } from './why-not.ts'

/** Reads an item, or says why it cannot be read and where in it. Pure; never throws, whatever came. */
export function readItem(
  { kind, bytes }: Pick<Item, 'kind' | 'bytes'>,
  context: ReadContext,
  kinds: readonly FileKind[] = ownKinds,
): Verdict {
  if (bytes === undefined) {
    return { ok: false, reason: 'the item is larger than 16 MB, and was not kept' }
  }
  if (context.feed.held !== undefined) return { ok: false, reason: context.feed.held }
  const known = kinds.find(({ id }) => id === kind)
  // What a room took in that is no longer here waits until it is back.
  if (known === undefined) return { ok: false, reason: 'it is of a kind that is not read here' }
  try {
    const reading = known.read(bytes, context)
    refuseBoundless(reading)
    return { ok: true, reading }
  } catch (error) {
    return { ok: false, ...whyUnread(error) }
  }
}

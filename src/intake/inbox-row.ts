import type { Item } from './item.ts'
import { contextOf } from './item-context.ts'
import type { PackItem } from './pack.ts'
import type { NewItem } from './queries-inbox.ts'
import type { FileContext, Verdict } from './reading.ts'

/** An item as the inbox keeps it, with the verdict on it. */
export function rowOf(
  { hash, place, size, bytes }: Item,
  verdict: Verdict,
  file: FileContext,
): NewItem {
  if (verdict.ok) {
    const { warnings, passedOver, undated = false } = verdict.reading
    const unread = { reason: undefined, reasonPlace: undefined, context: undefined }
    return { hash, place, size, ...unread, warnings, passedOver, undated }
  }
  return {
    hash,
    place,
    size,
    reason: verdict.reason,
    reasonPlace: verdict.place,
    context: contextOf(bytes, file),
    warnings: [],
    passedOver: [],
    undated: false,
  }
}

/** The same as its pack keeps it. */
export function keptOf({ place, size, bytes }: Item, sequence: number): PackItem {
  return { place, sequence, size, bytes }
}

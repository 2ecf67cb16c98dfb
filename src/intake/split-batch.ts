import { failedOfContent } from '../kernel/index.ts'
import { isItemHeld } from './queries-inbox.ts'

/**
 * Takes all of a batch together. Where that fails of what is in it, each half by itself and in order, until the one of
 * which it fails is alone: a thousand with one bad among them take ten more commands, and none is lost for another's
 * sake. What fails of the place is thrown, and so is that somebody else has put some of them in.
 */
export async function takeOrSplit<T, R>(
  batch: readonly T[],
  take: (part: readonly T[]) => Promise<R>,
  alone: (one: T, error: unknown) => Promise<R>,
): Promise<R[]> {
  try {
    return [await take(batch)]
  } catch (error) {
    if (isItemHeld(error) || !failedOfContent(error)) throw error
    const [one] = batch
    if (batch.length === 1) return [await alone(one!, error)]
    const half = batch.length >> 1
    const first = await takeOrSplit(batch.slice(0, half), take, alone)
    return [...first, ...(await takeOrSplit(batch.slice(half), take, alone))]
  }
}

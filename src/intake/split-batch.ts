import { failedOfContent } from '../kernel/index.ts'
import { isItemHeld } from './queries-inbox.ts'

/** Class of SQLSTATE: a row that contradicts another. */
const CONTRADICTS = '23'

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
    if (batch.length === 1) return [await oneAlone(one!, error, take, alone)]
    const half = batch.length >> 1
    const first = await takeOrSplit(batch.slice(0, half), take, alone)
    return [...first, ...(await takeOrSplit(batch.slice(half), take, alone))]
  }
}

/** What contradicts what is kept may only have met it half written by somebody else: it is tried once more. */
async function oneAlone<T, R>(
  one: T,
  error: unknown,
  take: (part: readonly T[]) => Promise<R>,
  alone: (one: T, error: unknown) => Promise<R>,
): Promise<R> {
  const { code } = error as { code?: unknown }
  if (typeof code !== 'string' || !code.startsWith(CONTRADICTS)) return alone(one, error)
  try {
    return await take([one])
  } catch (again) {
    if (isItemHeld(again) || !failedOfContent(again)) throw again
    return alone(one, again)
  }
}

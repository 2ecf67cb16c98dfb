import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { type Comparable, comparePairs, type Keys, type Pairs } from './match-pairs.ts'

/** Fewer pairs are compared sooner than a thread is started. */
const WORTH = 200_000

/** Compares in so many threads, of which this is one; the pairs found are the same for any number. */
export async function compareIn(
  threads: number,
  data: Comparable,
  rules: readonly (Keys & { readonly pairs: number })[],
): Promise<Pairs[]> {
  const pairs = rules.reduce((sum, rule) => sum + rule.pairs, 0)
  const parts = pairs < WORTH ? 1 : threads
  const keys = rules.map(({ left, right }) => ({ left, right }))
  const others = Array.from({ length: parts - 1 }, async (_, at) => {
    const workerData = { data, rules: keys, part: at + 1, parts }
    const worker = new Worker(new URL('./match-worker.ts', import.meta.url), { workerData })
    const [found] = (await once(worker, 'message')) as [Pairs]
    return found
  })
  return [comparePairs(data, keys, { part: 0, parts }), ...(await Promise.all(others))]
}

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { Part, type Shared } from './match-part.ts'

export type Step = 'keys' | 'compare' | 'score'

/** Threads that do a step of the work together, each its part; this one has the first. */
export class Threads {
  readonly #own: Part
  readonly #others: readonly Worker[]

  constructor(shared: Omit<Shared, 'part' | 'parts'>, parts: number) {
    this.#own = new Part({ ...shared, part: 0, parts })
    this.#others = Array.from({ length: parts - 1 }, (_, at) => {
      const workerData = { ...shared, part: at + 1, parts }
      return new Worker(new URL('./match-worker.ts', import.meta.url), { workerData })
    })
  }

  /** Done by all when it is answered; the answers in the order of the parts. */
  async all<S extends Step>(
    step: S,
    ...words: Parameters<Part[S]>
  ): Promise<ReturnType<Part[S]>[]> {
    const others = this.#others.map(async (worker) => {
      worker.postMessage({ step, words })
      const [found] = await once(worker, 'message')
      return found
    })
    const work = this.#own[step].bind(this.#own) as (...given: typeof words) => ReturnType<Part[S]>
    return [work(...words), ...(await Promise.all(others))]
  }

  async close(): Promise<void> {
    await Promise.all(this.#others.map((worker) => worker.terminate()))
  }
}

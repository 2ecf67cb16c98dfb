import { parentPort, workerData } from 'node:worker_threads'
import { Part, type Shared } from './match-part.ts'
import type { Step } from './match-threads.ts'

// One part of the pairs, in a thread of its own: what it reads is shared, what it found is handed over.
const part = new Part(workerData as Shared)
parentPort!.on('message', ({ step, words }: { step: Step; words: Parameters<Part[Step]> }) => {
  const work = part[step].bind(part) as (...given: typeof words) => unknown
  parentPort!.postMessage(work(...words))
})

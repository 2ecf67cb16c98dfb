import { parentPort, workerData } from 'node:worker_threads'
import { comparePairs, type PartOfPairs } from './match-pairs.ts'

// One part of the pairs, in a thread of its own: what it reads is shared, what it found is handed over.
const { data, rules, part, parts } = workerData as PartOfPairs
const pairs = comparePairs(data, rules, { part, parts })
parentPort!.postMessage(pairs, [
  pairs.left.buffer as ArrayBuffer,
  pairs.right.buffer as ArrayBuffer,
  pairs.pattern.buffer as ArrayBuffer,
])

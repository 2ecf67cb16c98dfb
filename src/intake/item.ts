import { hash } from 'node:crypto'

export { formatCount as counted } from '../kernel/index.ts'

/** One thing that arrived: an entry, a resource, a message or a row, as its bytes. */
export type Item = {
  kind: string
  /** where in the file, in words: `entry 57, byte 12,345`; never what it says */
  place: string
  /** which row, message, entry or line it is, counted from 1 as `place` says it, and the line on which it stands */
  number?: number
  line?: number
  /** SHA-256, hexadecimal: what makes the same thing the same */
  hash: string
  size: number
  /** absent where the item is larger than `ITEM_BYTES_MAX`: then it is only noted that it came */
  bytes?: Buffer
}

/** Larger than any resource with a scan of a letter in it; one item is held in memory at a time. */
export const ITEM_BYTES_MAX = 16 * 1024 * 1024

/** Items of one command: as many as this, or as many bytes. */
export const BATCH_ITEMS_MAX = 1_000
export const BATCH_BYTES_MAX = 8 * 1024 * 1024

export function itemHash(bytes: Buffer): string {
  return hash('sha256', bytes, 'hex')
}

/** By what the inbox knows it: the first half of its hash, which no two things of a source share by chance. */
export function knownAs(hash: string): string {
  return hash.slice(0, 32)
}

/** What names things by words of its own bundle is another thing in the next one, though its bytes are the same. */
export function scoped(item: Item, scope: string): Item {
  if (scope === '') return item
  return { ...item, hash: hash('sha256', scope + item.hash, 'hex') }
}

/** Root of a Merkle tree over the items' hashes (RFC 9162, 2.1.1): what the trail holds of a batch. */
export function rootOf(hashes: readonly string[]): string {
  if (hashes.length === 0) return hash('sha256', '', 'hex')
  return subtree(hashes, 0, hashes.length)
}

/** Groups what arrives into batches for one command each. */
export async function* batchesOf(
  stretches: AsyncIterable<readonly Item[]>,
): AsyncGenerator<Item[]> {
  let batch: Item[] = []
  let bytes = 0
  for await (const items of stretches) {
    for (const item of items) {
      const size = item.bytes?.length ?? 0
      if (batch.length > 0 && (batch.length >= BATCH_ITEMS_MAX || bytes + size > BATCH_BYTES_MAX)) {
        yield batch
        batch = []
        bytes = 0
      }
      batch.push(item)
      bytes += size
    }
  }
  if (batch.length > 0) yield batch
}

/** A node of the tree: its mark, and the hashes of its two halves. */
const NODE = Buffer.alloc(65)
const LEAF = NODE.subarray(0, 33)

function subtree(hashes: readonly string[], from: number, to: number): string {
  if (to - from === 1) return nodeHash(0x00, hashes[from]!)
  let half = 1
  while (half * 2 < to - from) half *= 2
  return nodeHash(0x01, subtree(hashes, from, from + half), subtree(hashes, from + half, to))
}

function nodeHash(prefix: number, first: string, second?: string): string {
  NODE[0] = prefix
  NODE.write(first, 1, 'hex')
  if (second === undefined) return hash('sha256', LEAF, 'hex')
  NODE.write(second, 33, 'hex')
  return hash('sha256', NODE, 'hex')
}

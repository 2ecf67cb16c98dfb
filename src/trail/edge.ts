import { type FullTile, TILE_HEIGHT, TILE_WIDTH } from './tile.ts'
import { EMPTY_ROOT, type Hash, nodeHash } from './tree.ts'

/**
 * The right edge of a tree: all that is needed to append to it, to know its root at every size on the
 * way, and to cut its tiles. About two hashes for each leaf, whatever the size.
 */
export type Edge = {
  size: number
  /** the roots of the perfect subtrees that the tree is made of, the largest first */
  peaks: Hash[]
  /** the hashes of the unfinished tile of each level */
  open: Hash[][]
}

export function emptyEdge(): Edge {
  return { size: 0, peaks: [], open: [[]] }
}

/** Takes up a tree again from the unfinished tiles of its levels, level 0 first. */
export function resumeEdge(size: number, open: readonly (readonly Hash[])[]): Edge {
  const edge: Edge = { size, peaks: [], open: open.map((hashes) => [...hashes]) }
  for (const hashes of open.toReversed()) {
    hashes.forEach((hash, at) => {
      edge.peaks.push(merge(edge.peaks, hash, at))
    })
  }
  return edge
}

export function copyEdge({ size, peaks, open }: Edge): Edge {
  return { size, peaks: [...peaks], open: open.map((hashes) => [...hashes]) }
}

/** Appends one leaf hash; returns the tiles that it filled. */
export function append(edge: Edge, leaf: Hash): FullTile[] {
  const filled: FullTile[] = []
  let hash = leaf
  let index = edge.size
  for (let level = 0; ; level++) {
    const hashes = edge.open[level] ?? []
    edge.open[level] = hashes
    hashes.push(hash)
    hash = merge(edge.peaks, hash, index % TILE_WIDTH)
    if (hashes.length < TILE_WIDTH) break
    const n = Math.floor(index / TILE_WIDTH)
    filled.push({ level, n, hashes, root: hash })
    edge.open[level] = []
    index = n
  }
  edge.peaks.push(hash)
  edge.size++
  return filled
}

export function rootOf({ peaks }: Edge): Hash {
  return (
    peaks.reduceRight<Hash | undefined>(
      (right, left) => (right === undefined ? left : nodeHash(left, right)),
      undefined,
    ) ?? EMPTY_ROOT
  )
}

/** Joins a hash with the peaks that it completes, inside one tile: at most `TILE_HEIGHT` times. */
function merge(peaks: Hash[], hash: Hash, place: number): Hash {
  let [merged, rest] = [hash, place]
  for (let height = 0; height < TILE_HEIGHT && rest % 2 === 1; height++) {
    merged = nodeHash(peaks.pop()!, merged)
    rest = (rest - 1) / 2
  }
  return merged
}

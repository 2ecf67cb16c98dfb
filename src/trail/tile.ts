import { type Hash, type NodeReader, nodeHash } from './tree.ts'

/**
 * The tree cut into tiles (C2SP tlog-tiles): 256 hashes wide, 8 heights high, so that a log of any size is a
 * set of small files that never change. A tile of level L holds subtrees of 256^L leaves.
 */
export const TILE_WIDTH = 256
export const TILE_HEIGHT = 8
const HASH_BYTES = 32

export type TileAddress = { level: number; n: number; width: number }
export type Tile = { level: number; n: number; hashes: readonly Hash[] }
/** A tile with the hashes between its own and the one above, as far as they were needed. */
export type JoinedTile = Tile & { joined: (Hash | undefined)[] }
/** A tile of 256 hashes and the hash over them, which stands in the tile above. */
export type FullTile = Tile & { root: Hash }

/** `tile/0/x001/x234/067` or, for a tile that is not full, `tile/0/x001/x234/067.p/8`. */
export function tilePath({ level, n, width }: TileAddress): string {
  return `tile/${level}/${indexPath(n, width)}`
}

export function bundlePath({ n, width }: Omit<TileAddress, 'level'>): string {
  return `tile/entries/${indexPath(n, width)}`
}

/** Reads what follows `tile/<L>/` or `tile/entries/`. Undefined for anything but the one right spelling. */
export function readIndexPath(text: string): { n: number; width: number } | undefined {
  const match = /^((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(text)
  if (!match) return undefined
  const n = Number(match[1]!.replaceAll(/[x/]/g, ''))
  const width = match[2] === undefined ? TILE_WIDTH : Number(match[2])
  if (!Number.isSafeInteger(n) || (match[2] !== undefined && width >= TILE_WIDTH)) return undefined
  return indexPath(n, width) === text ? { n, width } : undefined
}

/** How many hashes a tile has in a tree of this size; 0 where the tree does not reach it. */
export function widthOf(level: number, n: number, size: number): number {
  const whole = Math.floor(size / TILE_WIDTH ** level)
  return Math.max(0, Math.min(TILE_WIDTH, whole - n * TILE_WIDTH))
}

/** The last tile of each level, if it is not full: what a tree goes on growing from. */
export function edgeOf(size: number): TileAddress[] {
  const edge: TileAddress[] = []
  for (let level = 0; TILE_WIDTH ** level <= size; level++) {
    const whole = Math.floor(size / TILE_WIDTH ** level)
    const width = whole % TILE_WIDTH
    if (width > 0) edge.push({ level, n: (whole - width) / TILE_WIDTH, width })
  }
  return edge
}

/** Which tiles `work` will read: runs it once against empty hashes and notes where it looks. */
export function tilesFor(size: number, work: (node: NodeReader) => unknown): TileAddress[] {
  const wanted = new Map<string, TileAddress>()
  const nothing = Buffer.alloc(HASH_BYTES)
  work((height, index) => {
    const { level, n } = tileOf(height, index)
    const address = { level, n, width: widthOf(level, n, size) }
    wanted.set(`${level}/${n}`, address)
    return nothing
  })
  return [...wanted.values()]
}

export function joinable(tile: Tile): JoinedTile {
  return { ...tile, joined: new Array(TILE_WIDTH) }
}

export function readNodes(tiles: Iterable<Tile | JoinedTile>): NodeReader {
  const found = new Map<string, JoinedTile>()
  for (const tile of tiles) {
    found.set(`${tile.level}/${tile.n}`, 'joined' in tile ? tile : joinable(tile))
  }
  return (height, index) => {
    const { level, n, first, count } = tileOf(height, index)
    const tile = found.get(`${level}/${n}`)
    if (tile === undefined || tile.hashes.length < first + count) {
      throw new RangeError(`tile ${level}/${n} is too short`)
    }
    return joinedHash(tile, first, count)
  }
}

export function joinHashes(hashes: readonly Hash[]): Buffer {
  return Buffer.concat(hashes as Hash[])
}

/** Undefined where the bytes are not a whole number of hashes. */
export function splitHashes(bytes: Buffer): Hash[] | undefined {
  if (bytes.length % HASH_BYTES !== 0) return undefined
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, at) =>
    bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  )
}

/** An entry bundle: each entry after its length as a big-endian uint16. */
export function joinEntries(entries: readonly Buffer[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(entry.length)
      return [length, entry]
    }),
  )
}

/** Undefined where the bytes end inside an entry. */
export function splitEntries(bytes: Buffer): Buffer[] | undefined {
  const entries: Buffer[] = []
  let at = 0
  while (at < bytes.length) {
    if (at + 2 > bytes.length) return undefined
    const end = at + 2 + bytes.readUInt16BE(at)
    if (end > bytes.length) return undefined
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  return entries
}

/** The hash over `count` (a power of two) neighbouring hashes of a tile; worked out once. */
function joinedHash(tile: JoinedTile, first: number, count: number): Hash {
  if (count === 1) return tile.hashes[first]!
  const place = (first + TILE_WIDTH) / count
  const known = tile.joined[place]
  if (known !== undefined) return known
  const half = count / 2
  const hash = nodeHash(joinedHash(tile, first, half), joinedHash(tile, first + half, half))
  tile.joined[place] = hash
  return hash
}

function tileOf(height: number, index: number) {
  const level = Math.floor(height / TILE_HEIGHT)
  const count = 2 ** (height - level * TILE_HEIGHT)
  const n = Math.floor((index * count) / TILE_WIDTH)
  return { level, n, first: index * count - n * TILE_WIDTH, count }
}

function indexPath(n: number, width: number): string {
  const groups = String(n)
    .padStart(Math.ceil(String(n).length / 3) * 3, '0')
    .match(/\d{3}/g)!
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
  return width === TILE_WIDTH ? path : `${path}.p/${width}`
}

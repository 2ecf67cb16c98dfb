import type { Queryable } from '../kernel/index.ts'
import { fullTiles, leafData, tileRoots } from './queries-log.ts'
import {
  readNodes,
  splitHashes,
  TILE_WIDTH,
  type Tile,
  type TileAddress,
  tilesFor,
} from './tile.ts'
import { type Hash, leafHash, type NodeReader } from './tree.ts'

/**
 * Reads tiles, and proofs from tiles. A tile of a given width never changes, so what was read once is
 * kept: 8 KB each, the least recently used goes first.
 */
const KEPT_MAX = 1_000

export class TreeReader {
  readonly #db: Queryable
  readonly #kept = new Map<string, readonly Hash[]>()

  constructor(db: Queryable) {
    this.#db = db
  }

  /** What `work` computes from the nodes of the tree as it was at `size`. */
  async compute<T>(size: number, work: (node: NodeReader) => T): Promise<T> {
    return work(readNodes(await this.tiles(tilesFor(size, work))))
  }

  /** All of them in one flight. Throws RangeError where the tree does not hold one of them. */
  async tiles(addresses: readonly TileAddress[]): Promise<Tile[]> {
    const missing = addresses.filter((address) => !this.#kept.has(keyOf(address)))
    const full = missing.filter(({ width }) => width === TILE_WIDTH)
    const open = missing.filter(({ width }) => width < TILE_WIDTH)
    const [rows, ...lists] = await Promise.all([
      full.length === 0 ? [] : fullTiles(this.#db, full),
      ...open.map((address) => this.#openTile(address)),
    ])
    const read = new Map(open.map((address, at) => [keyOf(address), lists[at]!]))
    for (const { level, n, hashes } of rows) {
      read.set(keyOf({ level, n: Number(n), width: TILE_WIDTH }), splitHashes(hashes)!)
    }
    return addresses.map((address) => {
      const hashes = read.get(keyOf(address)) ?? this.#kept.get(keyOf(address))
      if (hashes?.length !== address.width) {
        throw new RangeError(`the tree does not hold tile ${keyOf(address)}`)
      }
      this.#keep(keyOf(address), hashes)
      return { level: address.level, n: address.n, hashes }
    })
  }

  async #openTile({ level, n, width }: TileAddress): Promise<Hash[]> {
    const first = n * TILE_WIDTH
    if (level > 0) return tileRoots(this.#db, level - 1, first, width)
    return (await leafData(this.#db, first, width)).map(leafHash)
  }

  #keep(key: string, hashes: readonly Hash[]): void {
    this.#kept.delete(key)
    this.#kept.set(key, hashes)
    if (this.#kept.size > KEPT_MAX) this.#kept.delete(this.#kept.keys().next().value!)
  }
}

function keyOf({ level, n, width }: TileAddress): string {
  return `${level}/${n}/${width}`
}

import type { Queryable } from '../kernel/index.ts'
import { fullTiles, leafData, tileRoots } from './queries-log.ts'
import {
  type JoinedTile,
  joinable,
  readNodes,
  splitHashes,
  TILE_WIDTH,
  type TileAddress,
  tilesFor,
} from './tile.ts'
import { type Hash, leafHash, type NodeReader } from './tree.ts'

/**
 * Reads tiles, and proofs from tiles. A tile of a given width never changes, so what was read once is
 * kept, with the hashes that were worked out over it; the least recently used goes first.
 */
const KEPT_MAX = 400

export class TreeReader {
  readonly #db: Queryable
  readonly #kept = new Map<string, JoinedTile>()

  constructor(db: Queryable) {
    this.#db = db
  }

  /** What `work` computes from the nodes of the tree as it was at `size`. */
  async compute<T>(size: number, work: (node: NodeReader) => T): Promise<T> {
    return work(readNodes(await this.tiles(tilesFor(size, work))))
  }

  /** All of them in one flight. Throws RangeError where the tree does not hold one of them. */
  async tiles(addresses: readonly TileAddress[]): Promise<JoinedTile[]> {
    const kept = addresses.map((address) => this.#kept.get(keyOf(address)))
    const read = await this.#read(addresses.filter((_, at) => kept[at] === undefined))
    return addresses.map((address, at) => {
      const tile = kept[at] ?? read.get(keyOf(address))
      if (tile?.hashes.length !== address.width) {
        throw new RangeError(`the tree does not hold tile ${keyOf(address)}`)
      }
      this.#keep(keyOf(address), tile)
      return tile
    })
  }

  async #read(addresses: readonly TileAddress[]): Promise<Map<string, JoinedTile>> {
    const full = addresses.filter(({ width }) => width === TILE_WIDTH)
    const open = addresses.filter(({ width }) => width < TILE_WIDTH)
    const [rows, ...lists] = await Promise.all([
      full.length === 0 ? [] : fullTiles(this.#db, full),
      ...open.map((address) => this.#openTile(address)),
    ])
    const tiles = rows.map(({ level, n, hashes }) => {
      const address = { level, n: Number(n), width: TILE_WIDTH }
      return [keyOf(address), joinable({ ...address, hashes: splitHashes(hashes)! })] as const
    })
    const edge = open.map(
      (address, at) => [keyOf(address), joinable({ ...address, hashes: lists[at]! })] as const,
    )
    return new Map([...tiles, ...edge])
  }

  #keep(key: string, tile: JoinedTile): void {
    this.#kept.delete(key)
    this.#kept.set(key, tile)
    if (this.#kept.size > KEPT_MAX) this.#kept.delete(this.#kept.keys().next().value!)
  }

  async #openTile({ level, n, width }: TileAddress): Promise<Hash[]> {
    const first = n * TILE_WIDTH
    if (level > 0) return tileRoots(this.#db, level - 1, first, width)
    return (await leafData(this.#db, first, width)).map(leafHash)
  }
}

function keyOf({ level, n, width }: TileAddress): string {
  return `${level}/${n}/${width}`
}

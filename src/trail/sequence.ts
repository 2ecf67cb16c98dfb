import { type Clock, type Database, Fault, type Transaction } from '../kernel/index.ts'
import { openCheckpoint, signCheckpoint } from './checkpoint.ts'
import { append, type Edge, emptyEdge, resumeEdge, rootOf } from './edge.ts'
import type { Signer } from './note.ts'
import {
  insertCheckpoint,
  insertTiles,
  newestCheckpoint,
  numberEntries,
  readHorizon,
  tryLockLog,
  wakeNews,
} from './queries-log.ts'
import { TreeReader } from './read-tree.ts'
import { edgeOf, type FullTile } from './tile.ts'
import { leafHash } from './tree.ts'

/**
 * Numbers the entries that are not numbered yet, extends the tree and signs its new head, in one
 * transaction: either all of it is there or nothing. Which entries are new is told by the snapshot that
 * the last batch left behind, so a transaction that commits late is never missed however long it took.
 */
const CHUNK = 20_000
const BEFORE_ALL = { xid: '0', id: '00000000-0000-0000-0000-000000000000' }

export type Head = { size: number; note: string }

export class Sequencer {
  readonly #database: Database
  readonly #clock: Clock
  readonly #signer: Signer
  #edge: Edge | undefined

  constructor(database: Database, clock: Clock, signer: Signer) {
    this.#database = database
    this.#clock = clock
    this.#signer = signer
  }

  /**
   * One batch: the new head, or undefined where nothing was new. `busy` where another process is
   * numbering at this moment. Throws Fault where the log was signed with another key.
   */
  async batch(): Promise<Head | undefined | 'busy'> {
    const known = this.#edge
    this.#edge = undefined
    try {
      const done = await this.#database.transaction((tx) => this.#number(tx, known), {
        isolation: 'repeatable read',
      })
      if (done === 'busy') return 'busy'
      this.#edge = done.edge
      return done.head
    } catch (error) {
      // Our snapshot was older than another process's batch: it numbered what we were about to.
      if (['23505', '40001'].includes((error as { code?: string }).code ?? '')) return 'busy'
      throw error
    }
  }

  async #number(
    tx: Transaction,
    known: Edge | undefined,
  ): Promise<{ edge: Edge; head?: Head } | 'busy'> {
    if (!(await tryLockLog(tx))) return 'busy'
    const last = await newestCheckpoint(tx)
    const before = Number(last?.size ?? 0)
    const edge = known?.size === before ? known : await this.#resume(tx, before, last?.note)
    const horizon = await readHorizon(tx)
    // Transaction numbers of another cluster say nothing here: after a restore, look at everything once.
    const here = horizon.cluster === horizon.here
    const from = here
      ? { xmax: horizon.xmax, running: horizon.running }
      : { xmax: '0', running: '{}' }
    const filled: FullTile[] = []
    let after = BEFORE_ALL
    for (let more = true; more; ) {
      const rows = await numberEntries(tx, { ...from, after, size: edge.size, limit: CHUNK })
      for (const { data } of rows) filled.push(...append(edge, leafHash(data)))
      more = rows.length === CHUNK
      after = rows.at(-1) ?? after
    }
    if (last !== undefined && edge.size === before) return { edge }
    if (filled.length > 0) await insertTiles(tx, filled)
    const head = this.#sign(edge)
    const at = this.#clock.now().toISOString()
    await insertCheckpoint(tx, { ...head, at, cluster: horizon.here, seen: horizon.now })
    await wakeNews(tx)
    return { edge, head }
  }

  #sign(edge: Edge): Head {
    const { size } = edge
    const checkpoint = { origin: this.#signer.verifier.name, size, root: rootOf(edge) }
    return { size, note: signCheckpoint(checkpoint, this.#signer) }
  }

  /** Never signs on from a head that this key did not sign, or from tiles that do not lead to it. */
  async #resume(tx: Transaction, size: number, note: string | undefined): Promise<Edge> {
    if (note === undefined) return emptyEdge()
    const head = openCheckpoint(note, this.#signer.verifier)
    if (typeof head === 'string') {
      throw new Fault(
        `the newest checkpoint of the log ${head}`,
        'CONCORDAT_LOG_KEY, CONCORDAT_LOG_NAME',
        'Give the key and the name with which this log was begun.',
        1,
      )
    }
    const edge = await this.#readEdge(tx, size)
    if (head.size === size && edge !== undefined && rootOf(edge).equals(head.root)) return edge
    throw new Fault(
      `the tree of ${size} entries does not have the root that was signed`,
      'trail.leaf, trail.tile',
      'Nothing more is signed. Run concordat trail verify, then restore a backup.',
      1,
    )
  }

  async #readEdge(tx: Transaction, size: number): Promise<Edge | undefined> {
    try {
      const tiles = await new TreeReader(tx).tiles(edgeOf(size))
      const levels = Math.max(0, ...tiles.map(({ level }) => level)) + 1
      const hashesOf = (level: number) => tiles.find((tile) => tile.level === level)?.hashes ?? []
      return resumeEdge(
        size,
        Array.from({ length: levels }, (_, level) => hashesOf(level)),
      )
    } catch (error) {
      if (error instanceof RangeError) return undefined
      throw error
    }
  }
}

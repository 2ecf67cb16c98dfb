import { type Clock, type Database, Fault, type Transaction } from '../kernel/index.ts'
import { checkpointText, openCheckpoint, signCheckpoint } from './checkpoint.ts'
import { append, type Edge, emptyEdge, resumeEdge, rootOf } from './edge.ts'
import { wrongLogKey } from './logged-entry.ts'
import { type Mark, type MarkedHead, rolledBack } from './mark.ts'
import type { Signer } from './note.ts'
import {
  type HeadRow,
  type HorizonRow,
  hasLeaves,
  insertCheckpoint,
  insertTiles,
  LOG_IS_LOCKED,
  lockLog,
  newestCheckpoint,
  numberEntries,
  readHorizon,
  wakeNews,
} from './queries-log.ts'
import { TreeReader } from './read-tree.ts'
import { HandOvers } from './succession.ts'
import { edgeOf, splitHashes } from './tile.ts'
import { leafHash } from './tree.ts'

/**
 * Numbers the entries that are not numbered yet, extends the tree and signs its new head, in one
 * transaction: either all of it is there or nothing. Which entries are new is told by the snapshot that
 * the last batch left behind, so a transaction that commits late is never missed however long it took.
 */
const CHUNK = 20_000
const OVERTAKEN_MAX = 50

export type Head = { size: number; note: string }

export type SequencerDeps = {
  database: Database
  clock: Clock
  signer: Signer
  mark: Mark
  /** the largest size of this log that any witness shows to have confirmed; undefined where none answers */
  witnessed(): Promise<number | undefined>
}

export class Sequencer {
  readonly #database: Database
  readonly #clock: Clock
  readonly #signer: Signer
  readonly #mark: Mark
  readonly #witnessed: SequencerDeps['witnessed']
  #edge: Edge | undefined
  /** witnesses are asked once, before the first signature of this process */
  #asked = false

  constructor({ database, clock, signer, mark, witnessed }: SequencerDeps) {
    this.#database = database
    this.#clock = clock
    this.#signer = signer
    this.#mark = mark
    this.#witnessed = witnessed
  }

  /**
   * Numbers all that is committed now: the new head, or undefined where nothing was new. Waits for
   * another process that is numbering. Throws Fault where the log cannot be continued.
   */
  async batch(): Promise<Head | undefined> {
    for (let overtaken = 0; ; ) {
      const done = await this.#attempt()
      if (done === 'overtaken' && ++overtaken > OVERTAKEN_MAX) throw doesNotFit()
      if (done !== 'overtaken' && done !== 'busy') return done.head
    }
  }

  async #attempt(): Promise<{ edge: Edge; head?: Head } | 'busy' | 'overtaken'> {
    const known = this.#edge
    this.#edge = undefined
    try {
      const done = await this.#database.transaction((tx) => this.#number(tx, known), {
        isolation: 'repeatable read',
      })
      this.#edge = done.edge
      if (done.head !== undefined) await this.#mark.commit(headOf(done.edge))
      return done
    } catch (error) {
      const { code } = error as { code?: string }
      if (code === LOG_IS_LOCKED) return 'busy'
      // Our snapshot was older than another process's batch: it numbered what we were about to.
      if (['23505', '40001'].includes(code ?? '')) return 'overtaken'
      throw error
    }
  }

  async #number(tx: Transaction, known: Edge | undefined): Promise<{ edge: Edge; head?: Head }> {
    await lockLog(tx)
    const last = await newestCheckpoint(tx)
    const edge = this.#isHead(known, last) ? known : await this.#resume(tx, last)
    const before = headOf(edge)
    await this.#unlessOvertaken(before, () => this.#mark.check(before))
    const horizon = await readHorizon(tx)
    // Transaction numbers of another cluster say nothing here: after a restore, look at everything once.
    const here = horizon.cluster === horizon.here
    const from = here
      ? { xmax: horizon.xmax, running: horizon.running }
      : { xmax: '0', running: '{}' }
    let after: { xid: string; id: string } | undefined
    let head: Head | undefined
    for (;;) {
      const next = await numberEntries(tx, { ...from, after, size: edge.size, limit: CHUNK })
      // The very first batch signs the empty tree too: a log that says nothing yet says that.
      if (next.leaves === null && (head ?? last) !== undefined) break
      head = await this.#extend(tx, edge, next.leaves ?? Buffer.alloc(0), horizon)
      if (Number(next.count) < CHUNK) break
      after = { xid: next.xid!, id: next.id! }
    }
    if (head !== undefined) {
      await this.#unlessOvertaken(before, () => this.#askFirst(before.size))
      await wakeNews(tx)
      // From the commit on this head may be seen: that it was signed is on the disk before.
      await this.#mark.prepare(before, headOf(edge))
    }
    return { edge, head }
  }

  /** What looks like a database that was put back may be a snapshot from before another process's batch. */
  async #unlessOvertaken({ size }: MarkedHead, check: () => void | Promise<void>): Promise<void> {
    try {
      await check()
    } catch (error) {
      const newest = await newestCheckpoint(this.#database.short)
      if (Number(newest?.size ?? 0) > size)
        throw Object.assign(new Error('overtaken'), { code: '40001' })
      throw error
    }
  }

  /** A database may have been put back together with the mark: then the witnesses know more. */
  async #askFirst(size: number): Promise<void> {
    if (this.#asked) return
    const witnessed = await this.#witnessed()
    if (witnessed !== undefined && witnessed > size)
      throw rolledBack(witnessed, size, 'the witnesses')
    if (witnessed === undefined && size > 0 && this.#mark.signed === undefined) throw unmarked()
    this.#asked = true
  }

  async #extend(
    tx: Transaction,
    edge: Edge,
    leaves: Buffer,
    { here, now }: HorizonRow,
  ): Promise<Head> {
    const filled = splitHashes(leaves)!.flatMap((data) => append(edge, leafHash(data)))
    if (filled.length > 0) await insertTiles(tx, filled)
    const head = this.#sign(edge)
    const at = this.#clock.now().toISOString()
    await insertCheckpoint(tx, { ...head, at, leaves, cluster: here, seen: now })
    return head
  }

  #sign(edge: Edge): Head {
    const { size } = edge
    const checkpoint = { origin: this.#signer.verifier.name, size, root: rootOf(edge) }
    return { size, note: signCheckpoint(checkpoint, this.#signer) }
  }

  #isHead(edge: Edge | undefined, last: HeadRow | undefined): edge is Edge {
    if (edge === undefined || last === undefined) return false
    const { name: origin } = this.#signer.verifier
    const text = checkpointText({ origin, size: edge.size, root: rootOf(edge) })
    return last.note.startsWith(`${text}\n`)
  }

  /** Never signs on from a head that this key did not sign, or from tiles that do not lead to it. */
  async #resume(tx: Transaction, last: HeadRow | undefined): Promise<Edge> {
    if (last === undefined) {
      if (await hasLeaves(tx)) throw doesNotFit()
      return emptyEdge()
    }
    const head = await this.#openHead(tx, last.note)
    if (typeof head === 'string') {
      throw wrongLogKey(head)
    }
    const edge = await this.#readEdge(tx, head.size)
    if (Number(last.size) !== head.size || !edge || !rootOf(edge).equals(head.root)) {
      throw doesNotFit()
    }
    return edge
  }

  /** Signed with our key, or with the one that handed the log over to ours. */
  async #openHead(tx: Transaction, note: string) {
    const head = openCheckpoint(note, this.#signer.verifier)
    if (typeof head !== 'string') return head
    const handOvers = new HandOvers(this.#signer.verifier)
    await handOvers.read(tx)
    return handOvers.open(note)
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

function headOf(edge: Edge): MarkedHead {
  return { size: edge.size, root: rootOf(edge).toString('base64') }
}

function unmarked(): Fault {
  return new Fault(
    'what the key of the log has signed is not kept beside it, and no witness answers',
    'CONCORDAT_LOG_KEY, CONCORDAT_WITNESSES',
    'Nothing is signed until a witness of this log answers, or the file of the mark is put back.',
    1,
  )
}

function doesNotFit(): Fault {
  return new Fault(
    'the entries that are numbered do not lead to the head of the log that was signed',
    'trail.leaf, trail.tile, trail.checkpoint',
    'Nothing more is signed. Run concordat trail verify, then restore a backup.',
    1,
  )
}

import { type Checkpoint, openCheckpoint } from './checkpoint.ts'
import { append, copyEdge, type Edge, emptyEdge, rootOf } from './edge.ts'
import { entryData } from './entry.ts'
import { Misplaced } from './misplaced.ts'
import type { Verifier } from './note.ts'
import type { FullTile } from './tile.ts'
import { type Hash, leafHash } from './tree.ts'

/**
 * Checks a log from its first entry to its last and says in words what was done to it. Pure: rows go in,
 * in the order of their numbers, one batch of the sequencer at a time; faults come out.
 */

/** `entry` is an entry's id; where only its number is known, `number 17`; of the whole log, empty. */
export type TrailFault = { entry: string; what: string }

export type AuditedLeaf = {
  index: number
  entryId: string
  /** the data that the log holds */
  leaf: Hash
  /** the entry as it stands now; absent where it was removed */
  entry?: AuditedEntry
}

export type AuditedEntry = {
  kind: string
  at: string
  text: string
  salt: Buffer
  /** the column, which should be the hash of the two before */
  data?: Hash
  result?: string | null
}

/** A checkpoint, and the leaves that the sequencer numbered for it. */
export type AuditedBatch = { size: number; at?: Date; note: string; leaves: readonly Hash[] }

/** A head of the log that somebody outside the database holds: this caller's own memory, or a witness. */
export type Pin = Checkpoint & { by: string }

export class LogAudit {
  readonly faults: TrailFault[] = []
  /** the keys under which heads of this log could be read */
  readonly signers = new Set<string>()
  readonly #keyFor: (note: string) => Verifier
  readonly #pins: readonly Pin[]
  readonly #agreed = new Set<Pin>()
  readonly #misplaced = new Misplaced()
  readonly #gone = new Map<string, number>()
  readonly #erased = new Set<string>()
  #edge: Edge
  /** after a change that cannot be placed, roots say nothing more */
  #lost = false

  /**
   * `from`: the edge of a tree that was checked before, to go on from. `keyFor`: which key signed a
   * checkpoint, where the log was handed over to another.
   */
  constructor(
    log: Verifier,
    pins: readonly Pin[],
    { from, keyFor }: { from?: Edge; keyFor?: (note: string) => Verifier } = {},
  ) {
    this.#pins = pins
    this.#edge = from === undefined ? emptyEdge() : copyEdge(from)
    this.#keyFor = keyFor ?? (() => log)
  }

  get size(): number {
    return this.#edge.size
  }

  get root(): Hash {
    return rootOf(this.#edge)
  }

  get edge(): Edge {
    return copyEdge(this.#edge)
  }

  /** Those whose head this log was found to continue. */
  get agreed(): Pin[] {
    return [...this.#agreed]
  }

  get erased(): number {
    return [...this.#gone.keys()].filter((id) => this.#erased.has(id)).length
  }

  /** Entries whose texts an erasure names. */
  erase(ids: readonly string[]): void {
    for (const id of ids) this.#erased.add(id)
  }

  /** The rows that stand now where the batch was numbered. Returns the tiles that it filled. */
  batch(batch: AuditedBatch, rows: readonly AuditedLeaf[]): FullTile[] {
    for (const row of rows) this.#checkEntry(row)
    const start = this.#edge.size
    const now = grow(this.#edge, rows.map(leafOf), this.#pins)
    const inPlace = rows.every(({ index }, at) => index === start + at)
    const head = this.#openHead(batch)
    if (head === undefined || this.#lost) return this.#adopt(now)
    if (inPlace && leadsTo(now.edge, head)) {
      const kept = batch.leaves.every((leaf, at) => rows[at]?.leaf.equals(leaf))
      if (!kept || batch.leaves.length !== rows.length) this.faults.push(otherLeaves(batch.size))
      return this.#adopt(now)
    }
    const genuine = grow(this.#edge, batch.leaves, this.#pins)
    if (leadsTo(genuine.edge, head)) {
      this.#misplaced.compare(start, batch.leaves, rows)
      return this.#adopt(genuine)
    }
    this.faults.push(unexplained(start, batch.size, rows))
    this.#lost = true
    return this.#adopt(now)
  }

  /** Rows after the last checkpoint: the sequencer signs in the transaction in which it numbers. */
  beyond(rows: readonly AuditedLeaf[]): void {
    for (const { index, entryId } of rows) {
      const what = `It was put into the log at number ${index}, after the last checkpoint, unsigned.`
      this.faults.push({ entry: entryId, what })
    }
  }

  finish(): void {
    this.#adopt(grow(this.#edge, [], this.#pins))
    this.faults.push(...this.#misplaced.faults())
    for (const [id, index] of this.#gone)
      if (!this.#erased.has(id)) this.faults.push(removed(id, index))
    for (const pin of this.#pins) {
      if (pin.size > this.size) this.faults.push(truncated(pin, this.size))
      else if (!this.#agreed.has(pin)) this.faults.push(forked(pin))
    }
  }

  #adopt({ edge, filled, agreed }: Growth): FullTile[] {
    this.#edge = edge
    for (const pin of agreed) this.#agreed.add(pin)
    return filled
  }

  #openHead({ size, note }: AuditedBatch): Checkpoint | undefined {
    const key = this.#keyFor(note)
    const opened = openCheckpoint(note, key)
    if (typeof opened !== 'string' && opened.size === size) {
      this.signers.add(key.vkey)
      return opened
    }
    const why = typeof opened === 'string' ? opened : `speaks of ${opened.size} entries`
    this.faults.push({
      entry: `number ${size - 1}`,
      what: `The checkpoint of ${size} entries ${why}.`,
    })
    return undefined
  }

  #checkEntry({ index, entryId, leaf, entry }: AuditedLeaf): void {
    if (entry === undefined) return void this.#gone.set(entryId, index)
    const told = tellingOf(leaf, entry)
    const what = typeof told === 'string' ? told : telling(told, entryId, entry)
    if (what !== undefined) this.faults.push({ entry: entryId, what: `${what} (number ${index}).` })
  }
}

/** What an entry's text says of itself. */
type Told = { id?: string; at?: string; kind?: string }

/** The text, if it is what was recorded; else in words why not. */
function tellingOf(leaf: Hash, { salt, text }: AuditedEntry): Told | string {
  if (!entryData(salt, text).equals(leaf)) {
    return 'Its text was changed: text and salt no longer give the hash that was recorded'
  }
  try {
    return JSON.parse(text) as Told
  } catch {
    return 'It was written past the rooms: its text is not JSON'
  }
}

function telling(
  told: Told,
  id: string,
  { at, kind, data, text, salt }: AuditedEntry,
): string | undefined {
  if (told.id !== id) return 'It stands under another id than the one in its text'
  if (told.at !== at || told.kind !== kind)
    return 'Its time or its kind was changed: the text says otherwise'
  if (data !== undefined && !data.equals(entryData(salt, text)))
    return 'The hash beside it was changed: it is not that of its text'
  return undefined
}

type Growth = { edge: Edge; filled: FullTile[]; agreed: Pin[] }

function grow(from: Edge, leaves: readonly Hash[], pins: readonly Pin[]): Growth {
  const edge = copyEdge(from)
  const filled: FullTile[] = []
  const agreed: Pin[] = []
  const compare = () => {
    for (const pin of pins) {
      if (pin.size === edge.size && pin.root.equals(rootOf(edge))) agreed.push(pin)
    }
  }
  for (const leaf of leaves) {
    compare()
    filled.push(...append(edge, leafHash(leaf)))
  }
  compare()
  return { edge, filled, agreed }
}

function leadsTo(edge: Edge, { size, root }: Checkpoint): boolean {
  return edge.size === size && rootOf(edge).equals(root)
}

function leafOf({ leaf }: AuditedLeaf): Hash {
  return leaf
}

function otherLeaves(size: number): TrailFault {
  const what = `The hashes kept with the checkpoint of ${size} entries were changed.`
  return { entry: `number ${size - 1}`, what }
}

function removed(id: string, index: number): TrailFault {
  return {
    entry: id,
    what: `It was removed: the log holds its hash at number ${index}, what was written is gone.`,
  }
}

function unexplained(start: number, size: number, rows: readonly AuditedLeaf[]): TrailFault {
  const entry = rows[0]?.entryId ?? `number ${start}`
  if (size - start === 1) {
    return {
      entry,
      what: `It was rewritten or removed: number ${start} does not lead to the signed root.`,
    }
  }
  return {
    entry,
    what:
      `Something was rewritten, removed or put in between number ${start} (this entry) and ` +
      `number ${size - 1}: they do not lead to the root that was signed.`,
  }
}

function truncated({ by, size }: Pin, now: number): TrailFault {
  return {
    entry: `number ${now}`,
    what: `The end was cut off: ${by} holds a checkpoint of ${size} entries, and ${now} are left.`,
  }
}

function forked({ by, size }: Pin): TrailFault {
  return {
    entry: size === 0 ? '' : `number ${size - 1}`,
    what: `This is another log than the one that ${by} knows: their first ${size} entries differ.`,
  }
}

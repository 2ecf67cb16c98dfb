import type { Queryable } from '../kernel/index.ts'
import { openCheckpoint, type SignedCheckpoint } from './checkpoint.ts'
import { entryData } from './entry.ts'
import { readVerifier, type Verifier } from './note.ts'
import { closingRows } from './queries-log.ts'

/**
 * One log after another: a closing entry names the successor by origin and key. The successor holds the same
 * tree and goes on with it, so every proof of before holds in it too. This is how a key is changed, and how
 * a log goes on whose database was rolled back: then the entry says how much of the old one is lost.
 */
export const CLOSE = 'trail.close'

export type Closing = {
  closed: { origin: string; vkey: string }
  successor: { origin: string; vkey: string }
  /** where the old log was longer than what is left of it */
  lost?: { from: number; to: number }
  reason: string
}
export type HandOver = Closing & { entryId: string; at: string; by: string }

/** The keys that have signed this log, from the last back to the first. */
export class HandOvers {
  readonly #log: Verifier
  #all: HandOver[] = []

  constructor(log: Verifier) {
    this.#log = log
  }

  /** Only those that lead to the key that is trusted: a closing entry of somebody else leads nowhere. */
  async read(db: Queryable): Promise<void> {
    const known = (await closingRows(db)).flatMap(readHandOver)
    let { vkey } = this.#log
    this.#all = []
    for (const one of known.toReversed()) {
      if (one.successor.vkey !== vkey) continue
      this.#all.unshift(one)
      vkey = one.closed.vkey
    }
  }

  get all(): readonly HandOver[] {
    return this.#all
  }

  /** The key under which this note can be read: by its origin, the newest of several. */
  keyFor(note: string): Verifier {
    return (
      this.#keys(note).find((key) => typeof openCheckpoint(note, key) !== 'string') ?? this.#log
    )
  }

  open(note: string, witnesses: readonly Verifier[] = []): SignedCheckpoint | string {
    return openCheckpoint(note, this.keyFor(note), witnesses)
  }

  #keys(note: string): Verifier[] {
    const origin = note.slice(0, note.indexOf('\n'))
    const old = this.#all.flatMap(({ closed }) => readVerifier(closed.vkey) ?? []).reverse()
    return [this.#log, ...old].filter(({ name }) => name === origin)
  }
}

function readHandOver(row: {
  id: string
  text: string
  salt: Buffer
  leaf: Buffer | null
}): HandOver[] {
  if (row.leaf !== null && !entryData(row.salt, row.text).equals(row.leaf)) return []
  try {
    const { command, at, entry, actor } = JSON.parse(row.text) as {
      command?: string
      at: string
      entry?: Closing
      actor?: { name?: string }
    }
    const whole = command === CLOSE && entry?.closed?.vkey && entry.successor?.vkey
    return whole ? [{ ...entry, entryId: row.id, at, by: actor?.name ?? '' }] : []
  } catch {
    return []
  }
}

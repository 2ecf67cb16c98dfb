import { Fault } from '../kernel/index.ts'
import { readFile, rewriteFile } from './durable-file.ts'

/**
 * The high-water mark beside the key: the head that this key has signed last. It is on the disk before the
 * batch is committed, so a database that was put back to an older state is told from one that only stopped.
 */
export type MarkedHead = { size: number; root: string }
type Kept = { origin: string; last: MarkedHead; next?: MarkedHead }

export class Mark {
  readonly #path: string
  readonly #origin: string

  constructor(path: string, origin: string) {
    this.#path = path
    this.#origin = origin
  }

  /** The largest head that the key may have signed. */
  get signed(): MarkedHead | undefined {
    const kept = this.#read()
    return kept?.next ?? kept?.last
  }

  /**
   * Throws Fault where the key has signed more than the database holds, or something else of the same size.
   * A batch that was prepared and never committed has left its head as `next`: nobody has seen that one.
   */
  check(head: MarkedHead): void {
    const kept = this.#read()
    if (kept === undefined) return
    const { last, next } = kept
    if (isSame(head, last) || (next && isSame(head, next))) return
    if (head.size > Math.max(last.size, next?.size ?? 0)) return
    throw rolledBack(Math.max(last.size, next?.size ?? 0), head.size, this.#path)
  }

  /** Before the batch is committed: from then on its head may be seen. */
  prepare(last: MarkedHead, next: MarkedHead): Promise<void> {
    return this.#write({ origin: this.#origin, last, next })
  }

  /** The batch is committed. Another process may have gone on meanwhile: then its mark stands. */
  async commit(head: MarkedHead): Promise<void> {
    const isNext = () => {
      const next = this.#read()?.next
      return next !== undefined && isSame(next, head)
    }
    if (isNext()) await this.#write({ origin: this.#origin, last: head }, isNext)
  }

  #read(): Kept | undefined {
    const text = readFile(this.#path)
    if (text === undefined) return undefined
    try {
      const kept = JSON.parse(text) as Kept
      if (!Number.isSafeInteger(kept.last.size)) throw new TypeError('no size')
      // The key of another origin in the same file: the log was handed over, and this is its new beginning.
      return kept.origin === this.#origin ? kept : undefined
    } catch {
      throw new Fault(
        'what the key of the log has signed cannot be read',
        this.#path,
        'Put an undamaged copy of the file back: without it nothing is signed.',
        1,
      )
    }
  }

  #write(kept: Kept, still?: () => boolean): Promise<void> {
    return rewriteFile(this.#path, `${JSON.stringify(kept)}\n`, still)
  }
}

export function rolledBack(signed: number, left: number, where: string): Fault {
  const what =
    signed === left
      ? `the key has signed another log of ${signed} entries than the one in this database`
      : `the key has signed ${signed} entries, and this database holds ${left}`
  return new Fault(
    `this database was rolled back: ${what}`,
    where,
    'Nothing more is signed. Put the newest backup in, or begin a successor: concordat trail hand-over.',
    1,
  )
}

function isSame(a: MarkedHead, b: MarkedHead): boolean {
  return a.size === b.size && a.root === b.root
}

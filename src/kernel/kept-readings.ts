import type { Queryable } from './database.ts'
import { changedSince, type NewsVersion, type Watched } from './news-version.ts'

/** How far what is kept was known to be so: for whoever reads what is not kept, and puts it here. */
export type Reading = {
  readonly at: number
  /** whose effects wait; undefined where nobody can say whose do */
  readonly moving: ReadonlySet<string> | undefined
}

/**
 * What was read of some keys, kept in this process until something changes of them. A change waits as an errand from
 * its own commit on, and when the errand is done news is told in its commit: so one statement says of whom something is
 * otherwise, whichever process changed it, and what is kept is what would be read. Only that may be kept of which news
 * is told whenever it changes. Whoever reads what is kept must not change it.
 */
export class KeptReadings<V> {
  readonly #watched: Watched
  readonly #most: number
  readonly #kept = new Map<string, V>()
  /** of what changed, since when by the count of our own askings */
  readonly #changed = new Map<string, number>()
  #version: NewsVersion | undefined
  #at = 0
  #emptied = 0

  constructor(watched: Watched, most: number) {
    this.#watched = watched
    this.#most = most
  }

  /** Forgets what is not so any more. To be awaited before anything is taken, in each request. */
  async refresh(db: Queryable): Promise<Reading> {
    const found = await changedSince(db, this.#watched, this.#version)
    this.#at += 1
    if (found.keys === undefined || this.#changed.size > this.#most) this.#empty()
    for (const key of found.keys ?? []) {
      this.#kept.delete(key)
      this.#changed.set(key, this.#at)
    }
    this.#version = found.version
    return { at: this.#at, moving: found.waiting && new Set(found.waiting) }
  }

  get(key: string): V | undefined {
    return this.#kept.get(key)
  }

  /** What was read after `reading`: left out where it may have changed since then, or waits for an effect. */
  put(key: string, value: V, { at, moving }: Reading): void {
    if (moving === undefined || moving.has(key)) return
    if (this.#emptied > at || (this.#changed.get(key) ?? 0) > at) return
    this.#kept.delete(key)
    if (this.#kept.size >= this.#most) this.#kept.delete(this.#kept.keys().next().value!)
    this.#kept.set(key, value)
  }

  #empty(): void {
    this.#kept.clear()
    this.#changed.clear()
    this.#emptied = this.#at
  }
}

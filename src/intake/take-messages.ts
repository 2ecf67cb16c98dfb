import type { Agreement } from '../agreement/index.ts'
import { newId, type SourceId } from '../kernel/index.ts'
import { feedAsAgreed } from './feed-as-agreed.ts'
import type { FeedReading } from './feed-reading.ts'
import { BATCH_BYTES_MAX, BATCH_ITEMS_MAX, type Item } from './item.ts'
import { NO_FILE, OVER_NETWORK } from './reading.ts'
import {
  type Arrived,
  arrivedNow,
  type Batch,
  type IntakePlace,
  type Prepared,
  prepareBatch,
} from './receive-items.ts'

/** Why an item is in quarantine; undefined where it was taken, or known already. */
export type Taken = { readonly reason: string | undefined }

type Waiting = {
  readonly item: Item
  readonly taken: (taken: Taken) => void
  readonly failed: (error: unknown) => void
}

/** For so long at most a source is read as it was declared before. */
const READING_MS = 500

/**
 * Takes items as they come over connections. Those of one source that wait are committed together, whoever sent them,
 * and each is answered after the commit; while one batch is committed, the next is read. Sources do not wait for each
 * other. What the items say goes into the record behind the answer.
 */
export class MessageTaker {
  readonly #place: IntakePlace
  readonly #kind: string
  readonly #sources = new Map<SourceId, SourceQueue>()

  constructor(place: IntakePlace, kind: string) {
    this.#place = place
    this.#kind = kind
  }

  /** Rejects where the place could not keep it (a database that is gone): it is not answered, and comes again. */
  take(source: SourceId, item: Item): Promise<Taken> {
    let queue = this.#sources.get(source)
    if (queue === undefined) {
      queue = new SourceQueue(this.#place, source, this.#kind)
      this.#sources.set(source, queue)
    }
    return queue.take(item)
  }
}

class SourceQueue {
  readonly #place: IntakePlace
  readonly #about: Pick<Batch, 'source' | 'kind' | 'file'>
  #waiting: Waiting[] = []
  #first = 0
  #known: { feed: FeedReading; agreement: Agreement | undefined; until: number } | undefined
  #loading: { hour: string; id: string } | undefined
  /** whether something of the last batch had come before */
  #knows = false
  #reading = false
  #committing: Promise<void> = Promise.resolve()

  constructor(place: IntakePlace, source: SourceId, kind: string) {
    this.#place = place
    this.#about = { source, kind, file: OVER_NETWORK }
  }

  take(item: Item): Promise<Taken> {
    return new Promise((taken, failed) => {
      this.#waiting.push({ item, taken, failed })
      if (!this.#reading) void this.#goOn()
    })
  }

  async #goOn(): Promise<void> {
    this.#reading = true
    for (let batch = this.#next(); batch.length > 0; batch = this.#next()) await this.#read(batch)
    this.#reading = false
  }

  #next(): Waiting[] {
    let bytes = 0
    let count = 0
    for (const { item } of this.#waiting) {
      bytes += item.bytes?.length ?? 0
      if (count > 0 && (count >= BATCH_ITEMS_MAX || bytes > BATCH_BYTES_MAX)) break
      count += 1
    }
    return this.#waiting.splice(0, count)
  }

  async #read(batch: readonly Waiting[]): Promise<void> {
    try {
      const place = this.#place
      const arrived = arrivedNow(place.clock)
      const prepared = await prepareBatch(place, {
        ...this.#about,
        items: batch.map(({ item }) => item),
        first: this.#first,
        arrived,
        loadId: this.#load(arrived),
        context: NO_FILE,
        feed: this.#feed(),
        waitedFor: true,
        unseen: !this.#knows,
      })
      this.#first += batch.length
      await this.#committing
      this.#commit(batch, prepared)
    } catch (error) {
      for (const { failed } of batch) failed(error)
    }
  }

  /** As it was a moment ago: to look into the files of its place costs as much as to read a message. */
  #feed(): FeedReading {
    const agreement = this.#place.agreement?.current()
    const known = this.#known
    if (known !== undefined && known.agreement === agreement && known.until > performance.now())
      return known.feed
    const feed = feedAsAgreed(this.#place, this.#about.source)
    this.#known = { feed, agreement, until: performance.now() + READING_MS }
    return feed
  }

  /** What comes within an hour is one load. */
  #load({ at }: Arrived): string {
    const hour = at.slice(0, 13)
    if (this.#loading?.hour !== hour) this.#loading = { hour, id: newId() }
    return this.#loading.id
  }

  #commit(batch: readonly Waiting[], prepared: Prepared): void {
    this.#committing = prepared.commit().then(
      ({ unchanged }) => {
        // A sender that repeats itself does so for a while: then what is known is looked for first.
        this.#knows = unchanged > 0
        for (const { item, taken } of batch) taken({ reason: prepared.reasons.get(item.hash) })
        this.#place.errands?.wake()
      },
      (error: unknown) => {
        for (const { failed } of batch) failed(error)
      },
    )
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { Fault, type Log } from '../kernel/index.ts'

/**
 * Keeps the log up to date in the background: numbers what was committed, then asks the witnesses. What
 * arrives within one pace is numbered together; a quiet log is looked at once a second, because another
 * process may have written.
 */
const PACE_MS = 100
const POLL_MS = 1_000
const FAILED_MS = 5_000
const WITNESS_CHECK_MS = 10_000

export type KeepUpWork = {
  /** true where the log grew */
  sequence(): Promise<boolean>
  /** asks the witnesses that are behind, or that were last heard long ago */
  askWitnesses(): Promise<void>
  log: Log
}

export class KeepUp {
  readonly #work: KeepUpWork
  readonly #stop = new AbortController()
  #running: Promise<unknown> | undefined
  #wake: (() => void) | undefined
  #awake = true
  #halted: string | undefined

  constructor(work: KeepUpWork) {
    this.#work = work
  }

  /** the last try to number what was committed worked */
  get works(): boolean {
    return this.#halted === undefined
  }

  /** in words, why it did not */
  get halted(): string | undefined {
    return this.#halted
  }

  /** Numbers now, and remembers whether that worked. */
  async sequence(): Promise<boolean> {
    try {
      const grew = await this.#work.sequence()
      this.#halted = undefined
      return grew
    } catch (error) {
      this.#halted = error instanceof Fault ? error.message : 'the log cannot be continued'
      throw error
    }
  }

  start(): void {
    this.#running ??= Promise.all([this.#sequencing(), this.#witnessing()])
  }

  /** Something was committed in this process. */
  nudge(): void {
    this.#awake = true
    this.#wake?.()
  }

  async close(): Promise<void> {
    this.#stop.abort()
    this.nudge()
    await this.#running
  }

  async #sequencing(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#awake = false
      let pause = PACE_MS
      try {
        if (await this.sequence()) void this.#ask()
      } catch (error) {
        const event = error instanceof Fault ? error.line : 'the log cannot be continued'
        this.#work.log.error({ event, room: 'trail', error })
        pause = FAILED_MS
      }
      await this.#rest(pause)
      if (!this.#awake) await this.#rest(POLL_MS, true)
    }
  }

  async #witnessing(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#ask()
      await this.#rest(WITNESS_CHECK_MS)
    }
  }

  async #ask(): Promise<void> {
    try {
      await this.#work.askWitnesses()
    } catch (error) {
      this.#work.log.warn({ event: 'the witnesses could not be asked', room: 'trail', error })
    }
  }

  async #rest(milliseconds: number, untilNudged = false): Promise<void> {
    const { signal } = this.#stop
    const nudged = new AbortController()
    if (untilNudged) this.#wake = () => nudged.abort()
    await sleep(milliseconds, undefined, {
      signal: AbortSignal.any([signal, nudged.signal]),
      ref: false,
    }).catch(() => {})
    if (untilNudged) this.#wake = undefined
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { Fault, type Log } from '../kernel/index.ts'

/**
 * Keeps the log up to date in the background: numbers what was committed, then asks the witnesses. What arrives within
 * one pace is numbered together; where numbering takes long, because the machine is busy, the pace is slower: whoever
 * waits for a page goes before. A quiet log is looked at once a second, because another process may have written.
 * Witnesses are others' machines, each of which writes down durably what it confirms: they are asked at once where the
 * log was quiet, and once a second while it grows.
 */
const PACE_MS = 100
const PACE_MS_MAX = 500
/** how often as long as it took to number is rested after it */
const RESTS = 5
const WITNESS_PACE_MS = 1_000
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
  readonly #committed = new Call()
  readonly #grown = new Call()
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
    this.#committed.call()
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  async #sequencing(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#committed.answered()
      const begun = performance.now()
      let pause = PACE_MS
      try {
        if (await this.sequence()) this.#grown.call()
        pause = Math.min(PACE_MS_MAX, Math.max(PACE_MS, RESTS * (performance.now() - begun)))
      } catch (error) {
        const event = error instanceof Fault ? error.line : 'the log cannot be continued'
        this.#work.log.error({ event, room: 'trail', error })
        pause = FAILED_MS
      }
      await rest(pause, this.#stop.signal)
      await this.#committed.wait(POLL_MS, this.#stop.signal)
    }
  }

  async #witnessing(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#grown.answered()
      await this.#ask()
      await rest(WITNESS_PACE_MS, this.#stop.signal)
      await this.#grown.wait(WITNESS_CHECK_MS, this.#stop.signal)
    }
  }

  async #ask(): Promise<void> {
    try {
      await this.#work.askWitnesses()
    } catch (error) {
      this.#work.log.warn({ event: 'the witnesses could not be asked', room: 'trail', error })
    }
  }
}

/** That there is something to do: kept until it is answered, whenever it came. */
class Call {
  #called = true
  #wake: (() => void) | undefined

  call(): void {
    this.#called = true
    this.#wake?.()
  }

  answered(): void {
    this.#called = false
  }

  /** Until somebody calls, or has called already; for so long at most. */
  async wait(milliseconds: number, stop: AbortSignal): Promise<void> {
    if (this.#called) return
    const woken = new AbortController()
    this.#wake = () => woken.abort()
    await rest(milliseconds, AbortSignal.any([stop, woken.signal]))
    this.#wake = undefined
  }
}

async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal, ref: false }).catch(() => {})
}

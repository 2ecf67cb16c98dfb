import type { CliCall } from './command.ts'

const SHOW_AFTER_MS = 1_000
const EVERY_MS = 100
const WIDTH = 30

/** A bar on a terminal, once the work has taken a second. `show(0.5)` is half; `end` clears the line. */
export type Progress = { show(share: number): void; end(): void }

export function openProgress({ json }: Pick<CliCall, 'json'>, what: string): Progress {
  if (json || !process.stderr.isTTY) return { show() {}, end() {} }
  const began = performance.now()
  let shown = 0
  return {
    show(share) {
      const now = performance.now()
      if (now - began < SHOW_AFTER_MS || now - shown < EVERY_MS) return
      shown = now
      const full = Math.floor(Math.min(1, share) * WIDTH)
      const bar = `${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}`
      process.stderr.write(`\r${bar} ${Math.floor(share * 100)}% ${what}`)
    },
    end() {
      if (shown > 0) process.stderr.write('\r\x1b[K')
    },
  }
}

import * as fs from 'node:fs'
import { dirname, join } from 'node:path'

/** Of one day, where clocks are not put forward or back. */
export const DAY_MS = 86_400_000

/** Where every room takes the time from, so that a test can hold it still. */
export type Clock = { now(): Date }

export const systemClock: Clock = { now: () => new Date() }

/**
 * The clock of a place: the machine's. That of a made-up place may begin at another time, and runs on from there in
 * every process of its data folder, until it is told to begin anew.
 */
export function clockOf({ now, dataFolder }: { now?: Date; dataFolder: string }): Clock {
  if (now === undefined) return systemClock
  const ahead = now.getTime() - begunAt(now, join(dataFolder, 'clock.json'))
  return { now: () => new Date(Date.now() + ahead) }
}

/** The machine's time at which a place first began at `now`. */
function begunAt(now: Date, path: string): number {
  const asked = now.toISOString()
  try {
    const kept: unknown = JSON.parse(fs.readFileSync(path, 'utf8'))
    const { from, begun } = kept as { from?: unknown; begun?: unknown }
    if (from === asked && typeof begun === 'number') return begun
  } catch {
    // Not there, or cut off: it begins now.
  }
  const begun = Date.now()
  fs.mkdirSync(dirname(path), { recursive: true })
  const beside = `${path}.${process.pid}`
  fs.writeFileSync(beside, JSON.stringify({ from: asked, begun }))
  fs.renameSync(beside, path)
  return begun
}

/** A clock that stands where it is put. For tests and for `--as-of`. */
export function fixedClock(at: string): Clock & { set(at: string): void } {
  let time = new Date(at)
  return {
    now: () => new Date(time),
    set(next) {
      time = new Date(next)
    },
  }
}

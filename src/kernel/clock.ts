/** Where every room takes the time from, so that a test can hold it still. */
export type Clock = { now(): Date }

export const systemClock: Clock = { now: () => new Date() }

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

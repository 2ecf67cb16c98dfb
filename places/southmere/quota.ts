/**
 * Takes people out of a stream, in proportion to their weight and yet as many as were meant, without knowing the
 * stream: the weights are summed, and whoever carries the sum over the next whole number is taken.
 */
export type Quota = {
  add(weight: number): void
  /** true once for each whole number that the sum has passed */
  take(): boolean
}

/** `step` is how many are taken for a weight of 1; `start`, from 0 to 1, is where the sum begins. */
export function quotaOf(step: number, start: number): Quota {
  let due = Math.min(start, 0.99)
  return {
    add: (weight) => {
      due += weight * step
    },
    take: () => {
      if (due < 1) return false
      due -= 1
      return true
    },
  }
}

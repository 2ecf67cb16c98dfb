export type Quality = {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly bestF1: number
  /** the probability from which on pairs are taken where F1 is best */
  readonly bestThreshold: number
}

/**
 * How well pairs agree with the truth, at a threshold and where they agree best.
 *
 * @param pairs likeliest first, down to where none could be right
 * @param truths how many pairs there are in truth
 */
export function qualityOf(
  pairs: readonly { readonly probability: number; readonly right: boolean }[],
  truths: number,
  threshold: number,
): Quality {
  let right = 0
  let best = { bestF1: 0, bestThreshold: 1 }
  let at = { precision: 0, recall: 0, f1: 0 }
  pairs.forEach((pair, index) => {
    if (pair.right) right += 1
    const taken = index + 1
    // Pairs of one probability are taken together.
    if (pairs[index + 1]?.probability === pair.probability) return
    const measured = measure(right, taken, truths)
    if (measured.f1 > best.bestF1) best = { bestF1: measured.f1, bestThreshold: pair.probability }
    if (pair.probability >= threshold) at = measured
  })
  return { ...at, ...best }
}

function measure(right: number, taken: number, truths: number) {
  const precision = taken === 0 ? 0 : right / taken
  const recall = truths === 0 ? 0 : right / truths
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
  return { precision, recall, f1 }
}

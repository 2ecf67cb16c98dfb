/** Of 95 in 100: the 97.5th percentile of the normal distribution. */
export const Z_95 = 1.959963984540054

/** Wilson’s limits of a share (1927), nineteen times of twenty: right for few and for none. `of` is above nought. */
export function wilson(found: number, of: number): [low: number, high: number] {
  const share = found / of
  const square = Z_95 ** 2 / of
  const middle = (share + square / 2) / (1 + square)
  const reach = (Z_95 / (1 + square)) * Math.sqrt((share * (1 - share)) / of + square / (4 * of))
  return [
    found === 0 ? 0 : Math.max(0, middle - reach),
    found === of ? 1 : Math.min(1, middle + reach),
  ]
}

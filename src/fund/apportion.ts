import type { Pence } from '../kernel/index.ts'

/**
 * A sum cut by parts, to the penny: the shares come to the sum. Pennies that do not divide go to whom they fall short
 * most, and of those who fall short alike to whoever stands first in the text that gives the parts. Below nothing it is
 * cut as it is above.
 * @param parts whole numbers from 0, not all of them 0
 */
export function apportion(sum: Pence, parts: readonly bigint[]): Pence[] {
  const all = parts.reduce((whole, part) => whole + part, 0n)
  if (sum < 0n) return apportion(-sum, parts).map((share) => -share)
  const shares = parts.map((part) => (sum * part) / all)
  const short = parts.map((part, at) => sum * part - shares[at]! * all)
  let left = sum - shares.reduce((whole, share) => whole + share, 0n)
  const order = parts.map((_, at) => at).sort((a, b) => Number(short[b]! - short[a]!) || a - b)
  for (const at of order) {
    if (left === 0n) break
    shares[at]! += 1n
    left -= 1n
  }
  return shares
}

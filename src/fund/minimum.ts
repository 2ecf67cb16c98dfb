import { type Pence, parsePounds } from '../kernel/index.ts'

/** Exactly, and a part of a penny is a penny: `£1,000` and `1.039` are £1,039.00. */
export function needed(baseline: string, uplift: string): Pence {
  const [whole = '0', part = ''] = uplift.split('.')
  const scale = 10n ** BigInt(part.length)
  const product = parsePounds(baseline)! * BigInt(whole + part)
  return (product + scale - 1n) / scale
}

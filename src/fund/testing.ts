import type { Databases } from '../kernel/index.ts'
import { fill } from './queries-testing.ts'

/** Fills books with so many transfers between a thousand pairs of accounts, for benchmarks; one of the accounts. */
export function fillTransfers(
  owner: Databases['owner'],
  fund: string,
  count: number,
): Promise<string> {
  return fill(owner.short, fund, count)
}

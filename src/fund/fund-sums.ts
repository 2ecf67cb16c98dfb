import type { Pence } from '../kernel/index.ts'
import type { Account, Balance } from './account.ts'

/** What a fund, a scheme or a contribution has: each a sum of accounts, so that it opens down to their transfers. */
export type Sums = {
  /** all that it has been given for the year */
  readonly has: Pence
  /** set apart for something and not paid */
  readonly committed: Pence
  readonly spent: Pence
  /** neither spent nor set apart */
  readonly left: Pence
}

/** What stands in the accounts of a scheme. */
export function sumsOf(accounts: readonly (Account & { readonly balance: Balance })[]): Sums {
  let [left, committed, spent] = [0n, 0n, 0n]
  for (const { kind, balance } of accounts) {
    if (kind === 'commitment') left += balance.posted - balance.goingOut
    if (kind === 'spend') committed += balance.comingIn
    if (kind === 'spend' || kind === 'accrual') spent += balance.posted
  }
  return { has: left + committed + spent, committed, spent, left }
}

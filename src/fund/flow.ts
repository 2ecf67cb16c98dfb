import type { Pence } from '../kernel/index.ts'
import { type Account, type Balance, readAccount } from './account.ts'

/** Money on its way: from a contribution to a scheme, or from a scheme to what it bought. */
export type FlowLink = { readonly from: string; readonly to: string; readonly pence: Pence }

/**
 * Every pound of a fund from where it came to what it bought. Both halves come to the same for each scheme, because
 * what it has not spent is named too.
 */
export type Flow = {
  /** contribution → scheme; what no scheme has goes to `HELD` */
  readonly given: readonly FlowLink[]
  /** scheme → activity; what is not spent goes to `UNSPENT` */
  readonly bought: readonly FlowLink[]
}

/** What no scheme has, and what schemes have not spent: no ids of theirs have a sign. */
export const HELD = '+held'
export const UNSPENT = '+unspent'

/** Of balances as they stood; what is set apart and not paid is not spent. */
export function flowOf(balances: ReadonlyMap<string, Balance>): Flow {
  const given = new Map<string, Pence>()
  const bought = new Map<string, Pence>()
  const add = (to: Map<string, Pence>, key: string, pence: Pence) =>
    to.set(key, (to.get(key) ?? 0n) + pence)
  for (const [id, balance] of balances) {
    const account = readAccount(id)
    if (account === undefined) continue
    const { origin, scheme, activity, kind } = account
    if (kind === 'held') {
      const pence = balance.posted + balance.comingIn - balance.goingOut
      add(given, `${origin} ${HELD}`, pence)
      add(bought, `${HELD} ${UNSPENT}`, pence)
    }
    if (!isOfScheme(account)) continue
    add(given, `${origin} ${scheme}`, balance.posted)
    add(bought, `${scheme} ${kind === 'commitment' ? UNSPENT : activity}`, balance.posted)
  }
  return { given: linksIn(given), bought: linksIn(bought) }
}

function isOfScheme({ kind }: Account): boolean {
  return kind === 'commitment' || kind === 'accrual' || kind === 'spend'
}

function linksIn(sums: ReadonlyMap<string, Pence>): FlowLink[] {
  return [...sums].flatMap(([key, pence]) => {
    const [from = '', to = ''] = key.split(' ')
    return pence > 0n ? [{ from, to, pence }] : []
  })
}

import type { Viewer } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { accountsOf } from './queries.ts'
import type { FundRule, Rules } from './rules.ts'

/** The scheme of the made-up place that spends too little, and what of it is carried over at most; pence. */
const UNDERSPENDS = 'bridging'
const CARRIED_MAX = 30_000_000n

type Years = { readonly from: FundRule; readonly to: FundRule; readonly rules: Rules }

/**
 * What a scheme has not spent of the council's grant by the end of its year goes back, out of that year and into the
 * next, all of it in one command. It keeps where it came from.
 */
export async function carryOver(
  place: Place,
  who: Viewer,
  { from, to, rules }: Years,
): Promise<void> {
  const found = await accountsOf(place.databases.care.short, from.id, [UNDERSPENDS])
  const left = found.find(
    ({ kind, origin, scheme, balance }) =>
      kind === 'commitment' &&
      scheme === UNDERSPENDS &&
      rules.contributions.get(origin)?.source === 'council-grant' &&
      balance.posted - balance.goingOut > 0n,
  )
  if (left === undefined) return
  const { origin, id, balance } = left
  const there = balance.posted - balance.goingOut
  const pence = String(there < CARRIED_MAX ? there : CARRIED_MAX)
  const account = (fund: FundRule, kind: string) => `${fund.id}:${kind}:${origin}`
  const legs = [
    { from: id, to: account(from, 'held'), pence },
    { from: account(from, 'held'), to: account(from, 'carried'), pence },
    { from: account(to, 'carried'), to: account(to, 'held'), pence },
  ]
  const [head, ...also] = legs
  const input = { ...head!, also, reason: 'Not spent, and carried over', at: from.until }
  await place.call('fund.transfer', { viewer: who, input, key: `made-up fund carried ${from.id}` })
}

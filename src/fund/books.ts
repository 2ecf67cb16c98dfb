import { dayInLondon, type Refusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { CommandContext } from '../trail/index.ts'
import type { Balance } from './account.ts'
import * as queries from './queries.ts'
import { type FundRule, fundsOn, type Rules, rulesOf } from './rules.ts'

/** The books of a fund as far as a command needs them, read when no other command is under way. */
export type Books = {
  readonly rules: Rules
  readonly fund: FundRule
  readonly schemes: ReadonlyMap<string, queries.Scheme>
  /** what stands in its accounts; what is kept changes it */
  readonly balances: Map<string, Balance>
  readonly closed: ReadonlySet<string>
  readonly today: string
  /** the number of the last transfer */
  last: number
}

export type NoFund = Refusal<'no-such-fund'>
type Asked = Pick<Place, 'agreement'>

/**
 * Waits until no other command moves money, and reads what those before it have done: accounts of the schemes that are
 * named, and those that are no scheme's.
 */
export async function openBooks(
  { tx, now }: Pick<CommandContext, 'tx' | 'now'>,
  { agreement }: Asked,
  wanted: { readonly fund: string; readonly schemes: readonly string[] },
): Promise<Books | NoFund> {
  const rules = rulesOf(agreement.current())
  const fund = rules.funds.get(wanted.fund)
  if (fund === undefined) return noSuchFund(wanted.fund, rules)
  queries.lockBooks(tx)
  const { schemes, ...read } = await queries.readBooks(tx, fund.id, wanted.schemes)
  return {
    rules,
    fund,
    schemes: new Map(schemes.map((scheme) => [scheme.id, scheme])),
    ...read,
    today: dayInLondon(now),
  }
}

function noSuchFund(id: string, { funds }: Rules): NoFund {
  const known = [...funds.values()].map((fund) => fund.id)
  const next =
    known.length === 0
      ? 'No clause of the agreement makes a fund.'
      : `The agreement has ${known.join(', ')}.`
  return refuse('no-such-fund', `There is no fund ${id} in the agreement.`, { next })
}

/** The fund whose year a day is in; where there is none, or there are several, it must be said. */
export function fundOn(rules: Rules, day: string, said?: string): string | NoFund {
  if (said !== undefined) return said
  const of = fundsOn(rules, day)
  const [fund, other] = of
  if (fund !== undefined && other === undefined) return fund.id
  return fund === undefined
    ? refuse('no-such-fund', `There is no fund in the agreement for the year of ${day}.`)
    : refuse('no-such-fund', `More than one fund is for ${day}.`, {
        next: `Say which: ${of.map(({ id }) => id).join(', ')}.`,
      })
}

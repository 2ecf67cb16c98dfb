import { formatPounds, isRefusal, type Pence } from '../kernel/index.ts'
import { type Account, type Balance, GONE, readAccount } from './account.ts'
import type { Breach } from './breach.ts'
import { fencedOff, permittedActivity, slackOf } from './may-go.ts'
import type { Scheme } from './queries.ts'
import type { Minimum, Rules } from './rules.ts'
import type { Transfer } from './transfer.ts'

/** What went where no clause lets it; and minimums of years that are over and were not reached. */
export function clauseFaults(
  transfers: readonly Transfer[],
  balances: ReadonlyMap<string, Balance>,
  rules: Rules,
  schemes: readonly Scheme[],
  now: Date,
): Breach[] {
  const known = new Set(schemes.map(({ fund, id }) => `${fund} ${id}`))
  const breaches: Breach[] = []
  for (const { debit, number, step } of transfers) {
    const { fund: id, kind, origin, scheme, activity: said } = readAccount(debit) ?? NO_ACCOUNT
    const fund = rules.funds.get(id)
    if (
      fund === undefined ||
      said === '' ||
      kind === 'suspense' ||
      step === 'void' ||
      step === 'expire'
    )
      continue
    const activity = permittedActivity(fund, said)
    const why = isRefusal(activity) ? activity : fencedOff(rules, origin, activity)
    if (why !== undefined)
      breaches.push({
        rule: 'ring-fence',
        clause: why.clause ?? '',
        where: String(number),
        what: why.sentence,
      })
    if (!known.has(`${id} ${scheme}`))
      breaches.push({
        rule: 'scheme',
        clause: '',
        where: String(number),
        what: `There is no scheme ${scheme}.`,
      })
  }
  for (const fund of rules.funds.values()) {
    if (fund.until >= now.toISOString().slice(0, 10)) continue
    for (const minimum of minimumsOf(rules, fund.id)) {
      const spent = spentOn(balances, fund.id, minimum.origins, (activity) =>
        minimum.areas.has(fund.activities.get(activity)?.area ?? ''),
      )
      if (spent === undefined || spent >= minimum.pence) continue
      const what = `${formatPounds(minimum.pence)} was to go to ${minimum.name}, and ${formatPounds(spent)} did.`
      breaches.push({ rule: 'minimum', clause: minimum.clause, where: fund.id, what })
    }
  }
  return breaches
}

const NO_ACCOUNT: Account = { fund: '', kind: 'held', origin: '', scheme: '', activity: '' }

/** Those that are promised of money of a fund. */
export function minimumsOf({ minimums, contributions }: Rules, fund: string): Minimum[] {
  return minimums.filter(({ origins }) =>
    [...origins].some((one) => contributions.get(one)?.fund === fund),
  )
}

/** Undefined where nothing of it was ever paid in: then no minimum was promised of anything. */
function spentOn(
  balances: ReadonlyMap<string, Balance>,
  fund: string,
  origins: ReadonlySet<string>,
  counts: (activity: string) => boolean,
): Pence | undefined {
  let [spent, any] = [0n, false]
  for (const [id, { posted, comingIn }] of balances) {
    const account = readAccount(id)!
    if (account.fund !== fund || !origins.has(account.origin)) continue
    any = true
    if (['spend', 'accrual'].includes(account.kind) && counts(account.activity))
      spent += posted + comingIn
  }
  return any ? spent : undefined
}

/** For pages: what still may go elsewhere before a minimum is out of reach, with what was spent on it. */
export function minimumsNow(
  rules: Rules,
  fund: string,
  balances: ReadonlyMap<string, Balance>,
): { minimum: Minimum; spent: Pence; slack: Pence }[] {
  const rule = rules.funds.get(fund)!
  return minimumsOf(rules, fund).map((minimum) => {
    const used = [...balances].flatMap(([id, { posted, comingIn }]) => {
      const { kind, origin, activity, fund: of } = readAccount(id)!
      const gone = of === fund && GONE.has(kind)
      return gone ? [{ origin, activity, pence: posted + comingIn }] : []
    })
    const counts = (activity: string) =>
      minimum.areas.has(rule.activities.get(activity)?.area ?? '')
    const spent = spentOn(balances, fund, minimum.origins, counts) ?? 0n
    return { minimum, spent, slack: slackOf(minimum, rule, rules, used) }
  })
}

import { formatPounds, type Pence } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { readSpoken } from '../trail/index.ts'
import {
  type Account,
  accountId,
  available,
  type Balance,
  hasBottom,
  NOTHING,
  readAccount,
} from './account.ts'
import type { Breach } from './breach.ts'
import { clauseFaults } from './clause-faults.ts'
import { heldBooks } from './held-books.ts'
import { periodOf } from './period.ts'
import { allAccounts, allDays, type StoredTransfer, schemesOf } from './queries.ts'
import { auditedEntries } from './queries-audit.ts'
import { type ClosedPeriod, periodsClosed, sealsOf } from './queries-closing.ts'
import { journalOf } from './queries-read.ts'
import { allReturns } from './queries-returns.ts'
import { returnFaults } from './return-faults.ts'
import { periodRoot } from './root.ts'
import { type Rules, rulesOf } from './rules.ts'
import { apply, type Transfer } from './transfer.ts'

export type CheckedBooks = {
  readonly transfers: number
  readonly accounts: number
  readonly origins: number
  readonly breaches: readonly Breach[]
}

/** Works all of the books again from their transfers, and holds them to the clauses, the seals and the log. */
export async function checkBooks({
  databases,
  agreement,
  clock,
}: Pick<Place, 'databases' | 'agreement' | 'clock'>): Promise<CheckedBooks> {
  const db = databases.care.short
  const rules = rulesOf(agreement.current())
  const transfers = await journalOf(db, {})
  const accounts = await allAccounts(db)
  const [schemes, periods, seals] = [
    await schemesOf(db),
    await periodsClosed(db),
    await sealsOf(db),
  ]
  const cached = new Map(accounts.map(({ id, balance }) => [id, balance]))
  const { balances, breaches } = followed(transfers, rules)
  const entries = await readSpoken(db, [
    ...new Set((await auditedEntries(db)).map((one) => one.entryId)),
  ])
  const held = await heldBooks(db, clock, []).audit(entries, true)
  return {
    transfers: transfers.length,
    accounts: accounts.length,
    origins: new Set(accounts.map(({ origin }) => origin)).size,
    breaches: [
      ...breaches,
      ...zeroFaults(balances),
      ...cacheFaults(balances, cached),
      ...dayFaults(transfers, await allDays(db)),
      ...clauseFaults(transfers, balances, rules, schemes, clock.now()),
      ...sealFaults(transfers, periods, seals, rules),
      ...returnFaults(await allReturns(db), transfers),
      ...held.map(({ entry, what }) => ({ rule: 'log', clause: '', where: entry, what })),
    ],
  }
}

/** Follows every transfer in the order in which they were learnt: what stands then, and what could not be. */
function followed(transfers: readonly Transfer[], rules: Rules) {
  const balances = new Map<string, Balance>()
  const breaches: Breach[] = []
  const ends = new Map<string, Transfer>()
  const byId = new Map(transfers.map((one) => [one.id, one]))
  let touched: Account[] = []
  for (const [at, one] of transfers.entries()) {
    const found = [...orderFaults(one, at + 1), ...endFaults(one, byId, ends)]
    const accounts = accountsIn(one)
    if (accounts === undefined) found.push({ rule: 'origin', what: CROSSES })
    else {
      apply(balances, one)
      touched.push(...accounts)
    }
    // Those of one key stand or fall together: what they leave counts.
    if (transfers[at + 1]?.key !== one.key) {
      found.push(...touched.flatMap((account) => belowBottom(account, balances, rules)))
      touched = []
    }
    const where = String(one.number)
    breaches.push(...found.map((fault) => ({ ...fault, clause: one.clause, where })))
  }
  return { balances, breaches: [...breaches, ...backFaults(transfers, byId)] }
}

type Found = Pick<Breach, 'rule' | 'what'>
const CROSSES = 'What leaves one account does not come into one of the same fund and contribution.'

function orderFaults({ number }: Transfer, expected: number): Found[] {
  const what = `The transfer before it is not there: number ${expected} was expected.`
  return number === expected ? [] : [{ rule: 'number', what }]
}

/** Both accounts; undefined where a pound would come out as another's. */
function accountsIn({ debit, credit }: Transfer): Account[] | undefined {
  const [to, from] = [readAccount(debit), readAccount(credit)]
  if (to === undefined || from === undefined) return undefined
  return to.origin === from.origin && to.fund === from.fund ? [from, to] : undefined
}

function backFaults(transfers: readonly Transfer[], byId: ReadonlyMap<string, Transfer>): Breach[] {
  const what = 'More of it was taken back than was posted.'
  return [...takenBack(transfers)]
    .filter(([id, back]) => back > (byId.get(id)?.posted ?? 0n))
    .map(([where]) => ({ rule: 'correction', clause: '', where, what }))
}

function endFaults(
  one: Transfer,
  byId: ReadonlyMap<string, Transfer>,
  ends: Map<string, Transfer>,
): Found[] {
  if (one.of === undefined) return []
  const reserved = byId.get(one.of)
  const before = ends.get(one.of)
  ends.set(one.of, one)
  const all = reserved?.step === 'reserve' && one.reserved === -reserved.reserved
  const same = reserved?.debit === one.debit && reserved.credit === one.credit
  const twice = before && `Transfer ${before.number} has ended the same reservation.`
  const fits = all && same && one.posted <= -one.reserved
  const whats = [twice, fits ? undefined : 'It ends no reservation as it was made.']
  return whats.flatMap((what) => (what === undefined ? [] : [{ rule: 'reservation', what }]))
}

function belowBottom(
  account: Account,
  balances: ReadonlyMap<string, Balance>,
  rules: Rules,
): Found[] {
  const fund = rules.funds.get(account.fund)
  if (fund === undefined || !hasBottom(account.kind)) return []
  const id = accountId(account)
  const left = available(account, balances.get(id) ?? NOTHING, fund.commits)
  const what = `After it, ${id} is ${formatPounds(-left)} below nothing.`
  return left < 0n ? [{ rule: 'below-nothing', what }] : []
}

function takenBack(transfers: readonly Transfer[]): Map<string, Pence> {
  const back = new Map<string, Pence>()
  for (const { reverses, posted } of transfers) {
    if (reverses !== undefined) back.set(reverses, (back.get(reverses) ?? 0n) + posted)
  }
  return back
}

/** All accounts of a fund are nothing together, and so are those of each contribution: no pound is in two places. */
function zeroFaults(balances: ReadonlyMap<string, Balance>): Breach[] {
  const sums = new Map<string, Pence>()
  for (const [id, { posted, comingIn, goingOut }] of balances) {
    const { fund, origin } = readAccount(id)!
    for (const whole of [`fund ${fund}`, `contribution ${origin} in ${fund}`]) {
      sums.set(`posted of ${whole}`, (sums.get(`posted of ${whole}`) ?? 0n) + posted)
      sums.set(
        `reserved of ${whole}`,
        (sums.get(`reserved of ${whole}`) ?? 0n) + comingIn - goingOut,
      )
    }
  }
  return [...sums]
    .filter(([, sum]) => sum !== 0n)
    .map(([of, sum]) => ({
      rule: 'zero',
      clause: '',
      where: of,
      what: `It is ${formatPounds(sum)} and not nothing.`,
    }))
}

function cacheFaults(
  balances: ReadonlyMap<string, Balance>,
  cached: ReadonlyMap<string, Balance>,
): Breach[] {
  const ids = [...new Set([...balances.keys(), ...cached.keys()])]
  return ids.flatMap((id): Breach[] => {
    const [follows, kept] = [balances.get(id) ?? NOTHING, cached.get(id) ?? NOTHING]
    const same =
      follows.posted === kept.posted &&
      follows.comingIn === kept.comingIn &&
      follows.goingOut === kept.goingOut
    const what = `${formatPounds(kept.posted)} is kept, and ${formatPounds(follows.posted)} follows from its transfers.`
    return same ? [] : [{ rule: 'balance', clause: '', where: id, what }]
  })
}

/** What is kept of each day follows from its transfers. */
function dayFaults(
  transfers: readonly Transfer[],
  days: readonly { readonly day: string; readonly moved: Balance }[],
): Breach[] {
  const follows = new Map<string, Balance>()
  for (const [at, own] of Map.groupBy(transfers, (one) => one.at)) {
    const moved = new Map<string, Balance>()
    for (const one of own) apply(moved, one)
    for (const [id, balance] of moved) follows.set(`${id} ${at}`, balance)
  }
  return cacheFaults(follows, new Map(days.map(({ day, moved }) => [day, moved])))
}

function sealFaults(
  transfers: readonly StoredTransfer[],
  periods: readonly ClosedPeriod[],
  seals: readonly { fund: string; period: string; side: string; root: string }[],
  { sides }: Rules,
): Breach[] {
  const byPeriod = Map.groupBy(
    transfers,
    ({ debit, at }) => `${readAccount(debit)?.fund} ${periodOf(at)}`,
  )
  return periods.flatMap(({ fund, period, root }): Breach[] => {
    const where = `${fund} ${period}`
    const own = byPeriod.get(where) ?? []
    const said = seals.filter(
      (one) => one.fund === fund && one.period === period && one.root === root,
    )
    const unsealed = [...sides.keys()].filter((side) => !said.some((one) => one.side === side))
    return [
      ...(periodRoot(own) === root
        ? []
        : [
            {
              rule: 'seal',
              clause: '',
              where,
              what: 'What stands in this month is not what both sides have sealed.',
            },
          ]),
      ...unsealed.map((side) => ({
        rule: 'seal',
        clause: '',
        where,
        what: `It is closed, and ${side} has not sealed it.`,
      })),
    ]
  })
}

import type { Agreement, Replay, Replayed, ReplayedDays } from '../agreement/index.ts'
import { formatPounds, isRefusal, type Pence, type Refusal } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { readSpoken } from '../trail/index.ts'
import { type Balance, GONE, NOTHING, readAccount, SOURCES } from './account.ts'
import { APPROVE } from './approve.ts'
import { mayCommit } from './authority.ts'
import { fencedOff, heldToMinimums, permittedActivity, type Used } from './may-go.ts'
import type { StoredTransfer } from './queries.ts'
import { journalOf } from './queries-read.ts'
import { type FundRule, type Rules, rulesOf } from './rules.ts'
import { apply, type Transfer } from './transfer.ts'

/** Who did something, as its entry has it. */
export type Doer = { readonly role: string; readonly command: string }

/**
 * What the clauses about money of a text would have refused of what was booked between two days. What is refused is not
 * booked in the replay, so that one sum too much is not told of all that came after it.
 */
async function replayFunds(
  { databases }: Place,
  text: Agreement,
  days: ReplayedDays,
): Promise<Replayed[]> {
  const db = databases.care.short
  const transfers = await journalOf(db, { to: days.to })
  const asked = transfers.filter(({ at, step }) => at >= days.from && step === 'reserve')
  const entries = await readSpoken(db, [...new Set(asked.map(({ entryId }) => entryId))])
  const doers = new Map(
    entries.map(({ id, actor, command }) => [id, { role: actor?.role ?? '', command }]),
  )
  return replayTransfers(transfers, rulesOf(text), days.from, doers)
}

export const fundReplay: Replay = {
  of: ['fund', 'contribution', 'minimum', 'permitted', 'ring-fence', 'authority'],
  run: replayFunds,
}

type Booked = Transfer & Partial<Pick<StoredTransfer, 'entryId'>>

/** Pure: the same transfers and rules refuse the same. */
export function replayTransfers(
  transfers: readonly Booked[],
  rules: Rules,
  from: string,
  doers: ReadonlyMap<string, Doer>,
): Replayed[] {
  const balances = new Map<string, Balance>()
  const refused: Replayed[] = []
  const gone = new Set<string>()
  const wholes = Map.groupBy(transfers, ({ key, step }) => `${step} ${key}`)
  for (const one of transfers) {
    if (gone.has(one.of ?? '') || gone.has(one.reverses ?? '')) continue
    const whole = wholes.get(`${one.step} ${one.key}`) ?? [one]
    const why = one.at < from ? undefined : whyNot(one, whole, { rules, balances, doers })
    if (why === undefined) apply(balances, one)
    else {
      gone.add(one.id)
      refused.push({ id: one.id, clause: why.clause ?? '', sentence: why.sentence })
    }
  }
  return refused
}

type Against = {
  readonly rules: Rules
  readonly balances: ReadonlyMap<string, Balance>
  readonly doers: ReadonlyMap<string, Doer>
}

type Why = Pick<Refusal<string>, 'sentence' | 'clause'>

function whyNot(one: Booked, whole: readonly Booked[], against: Against): Why | undefined {
  const { rules, balances, doers } = against
  const [to, from] = [readAccount(one.debit)!, readAccount(one.credit)!]
  const fund = rules.funds.get(to.fund)
  if (fund === undefined) return { sentence: `There would be no fund ${to.fund}.` }
  if (SOURCES.has(from.kind)) return beyondPromise(one, rules, balances)
  if (to.kind !== 'spend' && to.kind !== 'accrual') return undefined
  if (one.step !== 'reserve' && one.step !== 'move') return undefined
  if (one.reverses !== undefined) return undefined
  const activity = permittedActivity(fund, to.activity)
  if (isRefusal(activity)) return activity
  const fenced = fencedOff(rules, to.origin, activity)
  if (fenced !== undefined) return fenced
  const pence = one.posted + one.reserved
  const wanted = [{ origin: to.origin, activity: activity.id, pence }]
  const held = heldToMinimums(rules, fund, wanted, usedIn(balances, fund.id))
  if (isRefusal(held)) return held
  const doer = doers.get(one.entryId ?? '')
  return doer === undefined || one.step === 'move' ? undefined : beyondPower(fund, whole, doer)
}

/** What somebody committed by themselves, and would have needed the other side for. */
function beyondPower(
  fund: FundRule,
  whole: readonly Transfer[],
  { role, command }: Doer,
): Why | undefined {
  if (command === APPROVE) return undefined
  const pence = whole.reduce((sum, { reserved }) => sum + reserved, 0n)
  const may = mayCommit(fund, role, pence)
  if (isRefusal(may)) return may
  if (may.alone) return undefined
  const sentence = `${formatPounds(pence)} would have needed an officer of each side, clause ${may.clause}.`
  return { sentence, clause: may.clause }
}

function beyondPromise(
  { step, credit, posted, reserved }: Transfer,
  { contributions }: Rules,
  balances: ReadonlyMap<string, Balance>,
): Why | undefined {
  if (step === 'void' || step === 'expire') return undefined
  const { origin } = readAccount(credit)!
  const contribution = contributions.get(origin)
  if (contribution === undefined) return { sentence: `There would be no contribution ${origin}.` }
  const before = balances.get(credit) ?? NOTHING
  const promised: Pence = before.goingOut - before.posted + posted + reserved
  const over = promised - contribution.pence
  if (over <= 0n) return undefined
  const { name, clause } = contribution
  const most = formatPounds(contribution.pence)
  const sentence = `${name} would be ${most}: this is ${formatPounds(over)} more, clause ${clause}.`
  return { sentence, clause }
}

function usedIn(balances: ReadonlyMap<string, Balance>, fund: string): Used[] {
  return [...balances].flatMap(([id, { posted, comingIn }]) => {
    const { fund: of, kind, origin, activity } = readAccount(id)!
    const isGone = of === fund && GONE.has(kind)
    return isGone ? [{ origin, activity, pence: posted + comingIn }] : []
  })
}

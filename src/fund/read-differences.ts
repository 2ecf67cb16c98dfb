import { addDays, capital, DAY_MS, dayInLondon, formatPounds, type Pence } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { formatDate } from '../shell/index.ts'
import { type AccountKind, readAccount } from './account.ts'
import {
  type Matched,
  matchBooks,
  type OurPayment,
  type Reason,
  type TheirLine,
} from './match-books.ts'
import { lastDayOf, nextPeriod, periodOf } from './period.ts'
import { schemesOf } from './queries.ts'
import { type CostCentre, costCentres, costCentresOn } from './queries-cost-centres.ts'
import { type KeptLine, linesBetween } from './queries-lines.ts'
import { journalOf } from './queries-read.ts'
import { type FundRule, type Rules, rulesOf } from './rules.ts'
import type { Transfer } from './transfer.ts'

/** Whose books ours are held against. */
export const BANK = 'bank'

/** One thing of which the books of a month do not say the same. */
export type Difference = {
  /** a side, or the bank */
  readonly side: string
  readonly reason: Reason
  readonly scheme: string
  readonly supplier: string
  /** what stands in the month; nothing where it stands in another */
  readonly ours: Pence
  readonly theirs: Pence
  readonly says: string
  /** the side that has to settle it */
  readonly owner: string
  readonly ageDays: number
  readonly transfers: readonly string[]
  readonly line?: TheirLine
}

export type Balances = {
  readonly side: string
  readonly ours: Pence
  readonly theirs: Pence
  /** payments and lines that agree */
  readonly agreed: number
}

export type Differences = {
  readonly fund: FundRule
  readonly period: string
  readonly balances: readonly Balances[]
  readonly lines: readonly Difference[]
  readonly mapping: readonly CostCentre[]
}

/** What the books of both sides and of the bank say of a month, beside ours: line by line, nothing made equal. */
export async function readDifferences(
  { databases, agreement, clock }: Pick<Place, 'databases' | 'agreement' | 'clock'>,
  fund: FundRule,
  period: string,
): Promise<Differences> {
  const db = databases.care.short
  const rules = rulesOf(agreement.current())
  const [from, to] = [addDays(`${period}-01`, -62), addDays(`${nextPeriod(period)}-01`, 62)]
  const [transfers, schemes, ledger, bank, mapping] = await Promise.all([
    journalOf(db, { fund: fund.id, from, to }),
    schemesOf(db, fund.id),
    linesBetween(db, 'ledger', from, to),
    linesBetween(db, 'bank', from, to),
    costCentres(db),
  ])
  const sides = sidesOfSchemes(mapping, period)
  const theirs = ledger.flatMap((line) => theirLine(line, rules, mapping))
  const known = new Map(schemes.map(({ id, name }) => [id, name]))
  const today = dayInLondon(clock.now())
  const told: Telling = { fund, period, today, rules, known, mapping }
  const own = paymentsOf(transfers).filter(({ scheme }) => sides.has(scheme))
  const books = matchBooks(own, theirs).map((one) => ({
    ...one,
    side: one.theirs?.side ?? sides.get(one.ours!.scheme)!,
  }))
  const bankLines = bank.map((line) => bankLine(line))
  const atBank = bankLines.length === 0 ? [] : matchBooks(cashOf(transfers), bankLines)
  const all = [...books, ...atBank.map((one) => ({ ...one, side: BANK }))]
  const inMonth = all.filter((one) => isOf(one, period))
  const lines = inMonth.flatMap((one) => differenceOf(one, told))
  const every = [...rules.sides.keys(), ...(bankLines.length === 0 ? [] : [BANK])]
  return {
    fund,
    period,
    balances: every.map((side) => balanceOf(side, inMonth, period)),
    lines: lines.sort((a, b) => b.ageDays - a.ageDays),
    mapping,
  }
}

type Sided = Matched & { readonly side: string }

type Telling = {
  readonly fund: FundRule
  readonly period: string
  readonly today: string
  readonly rules: Rules
  readonly known: ReadonlyMap<string, string>
  readonly mapping: readonly CostCentre[]
}

function isOf({ ours, theirs }: Matched, period: string): boolean {
  return [ours, theirs].some((one) => one !== undefined && periodOf(one.day) === period)
}

function inPeriod(one: { day: string; pence: Pence } | undefined, period: string): Pence {
  return one !== undefined && periodOf(one.day) === period ? one.pence : 0n
}

function balanceOf(side: string, matched: readonly Sided[], period: string): Balances {
  const own = matched.filter((one) => one.side === side)
  const sum = (of: 'ours' | 'theirs') =>
    own.reduce((all, one) => all + inPeriod(one[of], period), 0n)
  const agreed = own.filter(({ reason }) => reason === 'agreed').length
  return { side, ours: sum('ours'), theirs: sum('theirs'), agreed }
}

type Saying = Sided & { readonly reason: Reason }

function differenceOf(one: Sided, told: Telling): Difference[] {
  const { reason, ours, theirs, side } = one
  if (reason === 'agreed') return []
  const first = [ours, theirs].flatMap((of) => (of === undefined ? [] : [of.day])).sort()[0]!
  const host = sideOfHost(told)
  return [
    {
      side,
      reason,
      scheme: ours?.scheme ?? theirs?.scheme ?? '',
      supplier: ours?.supplier || (theirs?.supplier ?? ''),
      ours: inPeriod(ours, told.period),
      theirs: inPeriod(theirs, told.period),
      says: saysOf({ ...one, reason }, told),
      owner: side === BANK || OF_HOST.has(reason) ? host : side,
      ageDays: Math.max(0, Math.round((Date.parse(told.today) - Date.parse(first)) / DAY_MS)),
      transfers: ours?.transfers ?? [],
      ...(theirs === undefined ? {} : { line: theirs }),
    },
  ]
}

/** What whoever keeps our books has to settle: value added tax is dealt with as theirs. */
const OF_HOST = new Set<Reason>(['vat', 'amount', 'not-in-ours'])

function sideOfHost({ fund, rules }: Telling): string {
  return rules.sideOf(fund.host) ?? fund.host
}

function saysOf(one: Saying, told: Telling): string {
  const { reason, ours, theirs, side } = one
  const whose = side === BANK ? 'the bank' : `the books of ${told.rules.sides.get(side) ?? side}`
  const day = (one: { day: string } | undefined) =>
    one === undefined ? '' : formatDate(one.day, new Date(`${told.today}T12:00:00Z`))
  switch (reason) {
    case 'timing':
      return `It stands in ours on ${day(ours)} and in ${whose} on ${day(theirs)}.`
    case 'cost-centre': {
      const meant = told.known.get(ours!.scheme) ?? ours!.scheme
      return `It is of ${meant}, and stands in ${whose} at ${theirs!.costCentre}, ${forWhat(theirs!, told)}.`
    }
    case 'vat':
      return ours === undefined
        ? `It is the value added tax of another line of ${theirs!.supplier}, which our books do not have.`
        : `One has value added tax and the other has not: ${formatPounds(difference(ours, theirs!))}.`
    case 'amount':
      return `The two say different sums of ${theirs!.supplier} in this month: ${formatPounds(
        difference(ours!, theirs!),
      )}.`
    case 'no-mapping':
      return `Nobody has said of which scheme ${theirs!.costCentre} is.`
    case 'not-in-theirs':
      return `${capital(whose)} ${side === BANK ? 'does' : 'do'} not have it.`
    case 'not-in-ours':
      return `Our books do not have it: row ${theirs!.row} of ${theirs!.file}.`
  }
}

function forWhat({ scheme }: TheirLine, { known }: Telling): string {
  return scheme === undefined
    ? 'of which nobody has said for what it is'
    : `which is for ${known.get(scheme) ?? scheme}`
}

function difference(ours: OurPayment, theirs: TheirLine): Pence {
  const apart = theirs.pence - ours.pence
  return apart < 0n ? -apart : apart
}

/** What was spent or accrued, by scheme, supplier and day; what was taken back is below nothing. */
export function paymentsOf(transfers: readonly Transfer[]): OurPayment[] {
  const spent = transfers.flatMap((one) => {
    const [to, from] = [readAccount(one.debit)!, readAccount(one.credit)!]
    const isSpend = (kind: string) => kind === 'spend' || kind === 'accrual' || kind === 'suspense'
    if (one.posted === 0n || isSpend(to.kind) === isSpend(from.kind)) return []
    const [scheme, pence] = isSpend(to.kind) ? [to.scheme, one.posted] : [from.scheme, -one.posted]
    return [{ scheme, supplier: one.supplier ?? '', day: one.at, pence, transfers: [one.id] }]
  })
  return together(spent)
}

/** What came into the pool and what went out of it, as a bank has it: what goes out is below nothing. */
export function cashOf(transfers: readonly Transfer[]): OurPayment[] {
  const moved = transfers.flatMap((one) => {
    const [to, from] = [readAccount(one.debit)!, readAccount(one.credit)!]
    const into = from.kind === 'contribution' || from.kind === 'client-charge' ? one.posted : 0n
    const [gone, back] = [isPaid(to.kind), isPaid(from.kind)]
    const out = gone === back ? 0n : gone ? -one.posted : one.posted
    const pence = into + out
    const [scheme, supplier] = into === 0n ? ['', one.supplier ?? ''] : ['', '']
    return pence === 0n ? [] : [{ scheme, supplier, day: one.at, pence, transfers: [one.id] }]
  })
  // Receipts are one for each contribution, and stay apart.
  const [receipts, payments] = [
    moved.filter(({ pence }) => pence > 0n),
    moved.filter(({ pence }) => pence < 0n),
  ]
  return [...receipts, ...together(payments)]
}

/** Disputed or not, the supplier has it. */
function isPaid(kind: AccountKind): boolean {
  return kind === 'spend' || kind === 'suspense'
}

function together(all: readonly OurPayment[]): OurPayment[] {
  const by = Map.groupBy(all, ({ scheme, supplier, day }) => `${scheme} ${day} ${supplier}`)
  return [...by.values()].map((some) => ({
    ...some[0]!,
    pence: some.reduce((sum, { pence }) => sum + pence, 0n),
    transfers: some.flatMap(({ transfers }) => transfers),
  }))
}

/** In whose books each scheme stands: those of the side that has a cost centre for it. */
function sidesOfSchemes(mapping: readonly CostCentre[], period: string): Map<string, string> {
  const found = costCentresOn(mapping, lastDayOf(period))
  return new Map(
    found.filter(({ scheme }) => scheme !== '').map(({ scheme, side }) => [scheme, side]),
  )
}

function theirLine(line: KeptLine, rules: Rules, mapping: readonly CostCentre[]): TheirLine[] {
  const word = (name: string) => (Object.hasOwn(line.said, name) ? line.said[name]! : '')
  const said = word('side').trim().toLowerCase()
  const side = [...rules.sides].find(([id, name]) => [id, name.toLowerCase()].includes(said))?.[0]
  if (side === undefined) return []
  const costCentre = word('cost_centre')
  const of = costCentresOn(mapping, line.day).find(
    (one) => one.side === side && one.costCentre === costCentre.toUpperCase(),
  )
  const scheme = of === undefined || of.scheme === '' ? undefined : of.scheme
  const { id, day, pence, file, row } = line
  return [{ id, side, costCentre, scheme, supplier: word('supplier'), day, pence, file, row }]
}

function bankLine(line: KeptLine): TheirLine {
  const { id, day, pence, file, row, said } = line
  const reference = Object.hasOwn(said, 'reference') ? said.reference! : ''
  return { id, side: BANK, costCentre: '', scheme: '', supplier: reference, day, pence, file, row }
}

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { actedBy, actorAt, MADE_UP_PLACE } from '../agreement/index.ts'
import { addDays, dayInLondon, type Viewer } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { readPersonas } from '../shell/index.ts'
import { importFile } from './import-file.ts'
import { makeUpBooks } from './made-up-books.ts'
import { carryOver } from './made-up-carry.ts'
import { makeUpDisputes } from './made-up-disputes.ts'
import {
  type MadeUpPayment,
  madeUpMoney,
  madeUpPayments,
  paidWeekly,
  payWeeks,
} from './made-up-payments.ts'
import { nextPeriod, periodOf } from './period.ts'
import { accountsOf, type Scheme, schemesOf } from './queries.ts'
import { openProposals } from './queries-proposals.ts'
import { type Contribution, type FundRule, instalmentsOf, type Rules, rulesOf } from './rules.ts'

/**
 * What the made-up place shows of money: the years that have begun, by the commands that anybody uses, so that the
 * clauses are asked and the log says so. Every figure is made up, and the same day makes the same.
 */
const YEARS_MAX = 3
const AT_ONCE = 64
/** What they may commit alone, by the clauses of Southmere; pence. */
const COMMITS_MAX = 90_000_000n
const MANAGER_MAX = 25_000_000n
const LAST = 'made-up fund waiting'
/** Schemes that spend otherwise than planned, in hundredths: one too little, one too much. */
const PACE = new Map([
  ['bridging', 68],
  ['home-care', 109],
])

export type Hands = { readonly nhs: Viewer; readonly council: Viewer; readonly manager: Viewer }
type Step = {
  readonly who: Viewer
  readonly name: string
  readonly key: string
  readonly input: object
  /** it is there to be refused, or will be where nothing is left */
  readonly mayBeRefused?: boolean
}

export async function makeUpFund(place: Place, tell: (text: string) => void): Promise<void> {
  const rules = rulesOf(place.agreement.current())
  const today = dayInLondon(place.clock.now())
  const years = [...rules.funds.values()].filter(({ from }) => from <= today).slice(-YEARS_MAX)
  const hands = handsOf(place)
  if (hands === undefined || years.length === 0 || (await isMade(place))) return
  tell('Keeping the books of the pooled fund.')
  const payments = madeUpPayments(place)
  for (const [at, fund] of years.entries()) {
    await makeYear(place, rules, fund, hands, { payments, today })
    const to = years[at + 1]
    if (to !== undefined) await carryOver(place, hands.council, { from: fund, to, rules })
    if (to === undefined) await makeUpDisputes(place, fund, hands)
    await seal(place, fund, hands, today)
  }
  await makeUpBooks(place, years.at(-1)!, hands)
  for (const file of booksOf(place)) await importFile(place, file, { viewer: hands.council })
  await leaveWaiting(place, years.at(-1)!, hands)
}

/** What others' books say, beside ours: ledgers of both sides, and invoices of which one has come twice. */
function booksOf({ settings }: Place): string[] {
  const folders = [join(settings.placeFolder, 'fund'), madeUpMoney(settings)]
  return folders.flatMap((folder) => {
    if (!existsSync(folder)) return []
    const files = readdirSync(folder).filter((name) => /^(?:ledger|invoices)-.*\.csv$/.test(name))
    return files.sort().map((name) => join(folder, name))
  })
}

async function isMade({ databases }: Place): Promise<boolean> {
  return (await openProposals(databases.care.short)).some(({ reason }) => reason === WAITS_FOR)
}

function handsOf(place: Place): Hands | undefined {
  const agreement = place.agreement.current()
  const people = readPersonas(place.settings.placeFolder).flatMap((group) => group.people)
  const viewers = people.map((one): Viewer => {
    const actor = actedBy(MADE_UP_PLACE, actorAt(agreement, one))
    return { actor, purpose: 'partnership' }
  })
  const lead = (side: string) =>
    viewers.find(({ actor }) => actor.role === 'finance-lead' && actor.side === side)
  const [nhs, council] = [...(agreement?.sides ?? [])].map(({ id }) => lead(id))
  const manager = viewers.find(({ actor }) => actor.role === 'pool-manager')
  return nhs && council && manager && { nhs, council, manager }
}

type Told = { readonly payments: readonly MadeUpPayment[]; readonly today: string }

async function makeYear(
  place: Place,
  rules: Rules,
  fund: FundRule,
  hands: Hands,
  told: Told,
): Promise<void> {
  const { today } = told
  const own = [...rules.contributions.values()].filter((one) => one.fund === fund.id)
  for (const one of own) await payIn(place, one, fund, hands, today)
  const plan = join(
    place.settings.placeFolder,
    'fund',
    `plan-${fund.from.slice(0, 4)}-${fund.until.slice(2, 4)}.csv`,
  )
  if (!existsSync(plan)) return
  await importFile(place, plan, { viewer: hands.council })
  await payWeeks(place, fund, hands, told)
  await spend(place, fund, hands, told)
}

/** Promised for the year on its first day, a part for each day on which it is due; posted when that has come. */
async function payIn(
  place: Place,
  one: Contribution,
  { id, from: first }: FundRule,
  hands: Hands,
  today: string,
): Promise<void> {
  const who = hands.council
  const parts = instalmentsOf(one).map(({ due, pence }) => ({ due, pence: String(pence) }))
  const [from, to] = [`${id}:contribution:${one.id}`, `${id}:held:${one.id}`]
  const [head, ...rest] = parts.map(({ pence }) => ({ from, to, pence }))
  const also = rest.length === 0 ? {} : { also: rest }
  const input = { ...head!, ...also, reason: 'Promised for the year', at: first, promised: true }
  const promised = await act(place, { who, name: 'transfer', key: one.id, input })
  const ids = (promised as { transfers?: string[] } | undefined)?.transfers ?? []
  const steps = parts.flatMap(({ due }, at): Step[] => {
    if (due > today || ids[at] === undefined) return []
    const paid = { transfer: ids[at], reason: 'The instalment has come', at: due }
    return [{ who, name: 'post', key: `${one.id} ${due}`, input: paid }]
  })
  await actAll(place, steps)
}

/** The older a year, the fewer payments tell it: by the quarter, by the month, twice a month. */
async function spend(
  place: Place,
  fund: FundRule,
  hands: Hands,
  { payments, today }: Told,
): Promise<void> {
  const db = place.databases.care.short
  const schemes = await schemesOf(db, fund.id)
  const accounts = await accountsOf(
    db,
    fund.id,
    schemes.map(({ id }) => id),
  )
  const days = paymentDays(fund, today)
  const yearly = fund.until < addDays(today, -365) ? 4 : 12
  const steps = schemes.flatMap((scheme, which): Step[] => {
    const given = accounts.filter(
      ({ kind, scheme: of }) => of === scheme.id && (kind === 'commitment' || kind === 'spend'),
    )
    const planned = given.reduce((sum, { balance }) => sum + balance.posted, 0n)
    return days.flatMap((at, nth): Step[] => {
      const parts = BigInt(yearly * 10_000)
      const pace = BigInt(PACE.get(scheme.id) ?? 96 + ((which * 7 + nth * 5) % 8))
      const all = (planned * pace * BigInt(94 + ((which * 5 + nth * 11) % 13))) / parts
      // What is paid by the week is a part of it; the rest is bought for people who are not made up here.
      const weekly = paidWeekly(payments, scheme.id, monthsFrom(at, yearly === 4 ? 3 : 1))
      const month = all > weekly ? all - weekly : 0n
      if (month === 0n) return []
      // What is more than one officer may commit is bought in several parts, some days apart.
      const times = month / COMMITS_MAX + 1n
      return Array.from({ length: Number(times) }, (_, part) => {
        const day = addDays(at, part * 3)
        return { at: day, pence: month / times, who: handOf(hands, month / times) }
      })
        .filter((one) => one.at <= today)
        .map((one) => reserving(fund, scheme, one))
    })
  })
  for (let at = 0; at < steps.length; at += AT_ONCE) {
    const some = steps.slice(at, at + AT_ONCE)
    const kept = await Promise.all(some.map((step) => act(place, step)))
    await actAll(
      place,
      kept.flatMap((result, nth) => paying(some[nth]!, result, today, at + nth)),
    )
  }
}

/** So many months, from that of a day on. */
function monthsFrom(day: string, count: number): string[] {
  const months = [periodOf(day)]
  while (months.length < count) months.push(nextPeriod(months.at(-1)!))
  return months
}

function handOf({ council, manager }: Hands, pence: bigint): Viewer {
  return pence > MANAGER_MAX ? council : manager
}

function reserving(
  fund: FundRule,
  scheme: Scheme,
  { at, pence, who }: { at: string; pence: bigint; who: Viewer },
): Step {
  const wanted = {
    scheme: scheme.id,
    activity: scheme.activity,
    pence: String(pence),
    fund: fund.id,
    at,
  }
  const input = { ...wanted, reason: scheme.name, supplier: scheme.provider ?? 'A provider' }
  const key = `${fund.id} ${scheme.id} ${at}`
  // A scheme that spends more than was planned is refused what is left of it by its last payment.
  return { who, name: 'reserve', key, input, mayBeRefused: true }
}

/** What was set apart is paid twelve days later, now and then a little less; what is not due yet stays reserved. */
function paying({ who, key, input }: Step, result: unknown, today: string, nth: number): Step[] {
  const { reservations = [] } = (result ?? {}) as { reservations?: string[] }
  const { at, pence } = input as { at: string; pence: string }
  const paid = addDays(at, 12)
  if (paid > today || periodOf(paid) > periodOf(at)) return []
  return reservations.map((transfer) => {
    const less = nth % 9 === 4 && reservations.length === 1
    const part = less ? { pence: String((BigInt(pence) * 97n) / 100n) } : {}
    return {
      who,
      name: 'post',
      key: `${key} ${transfer}`,
      input: { transfer, reason: 'Paid', at: paid, ...part },
    }
  })
}

/** The fourth of each month, or of each third, that has come. */
function paymentDays({ from, until }: FundRule, today: string): string[] {
  const days: string[] = []
  const step = until < addDays(today, -365) ? 3 : 1
  let period = periodOf(from)
  for (let nth = 0; `${period}-04` <= until && `${period}-04` <= today; nth++) {
    if (nth % step === 0) days.push(`${period}-04`)
    period = nextPeriod(period)
  }
  return days
}

/** Both officers seal every month that is over but the last of them. */
async function seal(
  place: Place,
  fund: FundRule,
  { nhs, council }: Hands,
  today: string,
): Promise<void> {
  let period = periodOf(fund.from)
  while (`${nextPeriod(nextPeriod(period))}-01` <= today && `${period}-01` <= fund.until) {
    for (const who of [nhs, council]) {
      const key = `${fund.id} ${period} ${who.actor.id}`
      await act(place, { who, name: 'seal-period', key, input: { fund: fund.id, period } })
    }
    period = nextPeriod(period)
  }
}

const WAITS_FOR = 'Beds for the winter, until the end of March'

/** A road that is refused, and a sum that waits for the other side. */
async function leaveWaiting(place: Place, fund: FundRule, hands: Hands): Promise<void> {
  const road = {
    scheme: 'running-it',
    activity: 'carriageway repair',
    pence: '4500000',
    fund: fund.id,
  }
  await act(place, {
    who: hands.manager,
    name: 'reserve',
    key: 'road',
    input: { ...road, reason: 'Resurfacing' },
    mayBeRefused: true,
  })
  const [far, near] = [addDays(fund.until, -89), addDays(fund.until, -30)]
  const wards = { scheme: 'bridging', activity: 'short-home-care', fund: fund.id }
  await act(place, {
    who: hands.council,
    name: 'call-off',
    key: 'winter care',
    input: {
      ...{ ...wards, contract: 'Bridging framework', supplier: 'Steady Hands', weekly: '850000' },
      ...{ from: far, until: near, reason: 'More bridging care for the winter' },
    },
    mayBeRefused: true,
  })
  await act(place, {
    who: hands.council,
    name: 'foresee',
    key: 'uplift of homes',
    input: {
      ...{ scheme: 'care-homes', fund: fund.id, from: far, factor: '1.03' },
      reason: 'Care homes are paid 3 in 100 more from January',
    },
  })
  const beds = { scheme: 'care-homes', activity: 'care-homes', pence: '120000000', fund: fund.id }
  await act(place, {
    who: hands.council,
    name: 'reserve',
    key: LAST,
    input: { ...beds, reason: WAITS_FOR },
  })
}

async function actAll(place: Place, steps: readonly Step[]): Promise<void> {
  for (let at = 0; at < steps.length; at += AT_ONCE) {
    await Promise.all(steps.slice(at, at + AT_ONCE).map((step) => act(place, step)))
  }
}

/** What it answers; undefined where it was refused. */
async function act(place: Place, step: Step): Promise<unknown> {
  const { who, name, key, input, mayBeRefused = false } = step
  const answer = await place.call(`fund.${name}`, {
    viewer: who,
    input,
    key: `made-up fund ${key}`,
    mayBeRefused,
  })
  return answer.ok ? answer.result : undefined
}

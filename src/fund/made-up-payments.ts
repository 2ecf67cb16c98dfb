import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addDays, type Pence, readWritten } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { Hands } from './made-up-fund.ts'
import { PAY } from './pay.ts'
import { periodOf } from './period.ts'
import { schemesOf } from './queries.ts'
import type { FundRule } from './rules.ts'

/** What was paid for the care of the people of the made-up county, by the week, as their lives have it. */
export type MadeUpPayment = {
  readonly day: string
  readonly scheme: string
  readonly supplier: string
  readonly pence: Pence
}

/** A week is paid on the Friday after it. */
const PAID_AFTER_DAYS = 11

/** Where the county has been made, what it pays by week, scheme and provider; else nothing. */
export function madeUpPayments({ settings }: Place): MadeUpPayment[] {
  const path = join(madeUpMoney(settings), 'payments.csv')
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\r\n')
    .slice(1)
    .filter((row) => row !== '')
    .map((row): MadeUpPayment => {
      const [week, scheme, , provider, amount] = row.split(',')
      const written = readWritten(amount!)
      const pence = 'pence' in written ? written.pence : 0n
      const supplier = provider === '' ? 'Southmere Council' : provider!
      return { day: addDays(week!, PAID_AFTER_DAYS), scheme: scheme!, supplier, pence }
    })
    .filter(({ pence }) => pence > 0n)
}

/** The folder of what the made-up county pays. */
export function madeUpMoney({ dataFolder }: Place['settings']): string {
  return join(dataFolder, 'made-up', 'fund')
}

/** One run of payments for each week of a year that is over. */
export async function payWeeks(
  place: Place,
  fund: FundRule,
  { council }: Hands,
  { payments, today }: { payments: readonly MadeUpPayment[]; today: string },
): Promise<void> {
  const schemes = new Map(
    (await schemesOf(place.databases.care.short, fund.id)).map((one) => [one.id, one]),
  )
  const own = payments.filter(({ day, scheme }) => isPaid(fund, day, today) && schemes.has(scheme))
  const weeks = [...Map.groupBy(own, ({ day }) => day)].sort(([a], [b]) => (a < b ? -1 : 1))
  await Promise.all(
    weeks.map(([day, run]) => {
      const said = run.map(({ scheme, supplier, pence }) => ({
        ...{ scheme, supplier, pence: String(pence), activity: schemes.get(scheme)!.activity },
        reason: `Care in the week of ${addDays(day, -PAID_AFTER_DAYS)}`,
      }))
      const [head, ...also] = said
      const input = { ...head!, fund: fund.id, at: day, ...(also.length === 0 ? {} : { also }) }
      return place.call(PAY, {
        viewer: council,
        input,
        key: `made-up fund paid ${fund.id} ${day}`,
        mayBeRefused: true,
      })
    }),
  )
}

function isPaid({ from, until }: FundRule, day: string, today: string): boolean {
  return from <= day && day <= until && day <= today
}

/** What of the months from one on is paid by the week, by scheme. */
export function paidWeekly(
  payments: readonly MadeUpPayment[],
  scheme: string,
  months: readonly string[],
): Pence {
  return payments
    .filter((one) => one.scheme === scheme && months.includes(periodOf(one.day)))
    .reduce((sum, { pence }) => sum + pence, 0n)
}

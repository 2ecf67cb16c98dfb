import type { Pence } from '../kernel/index.ts'
import { apportion } from './apportion.ts'

/** A cost of which the partners do not agree who bears it. It is paid, and stands in suspense until they do. */
export type Liability = {
  readonly id: string
  readonly fund: string
  readonly scheme: string
  readonly activity: string
  readonly pence: Pence
  readonly supplier?: string
  /** in a few words that name nobody */
  readonly about: string
  /** the day on which it was paid */
  readonly at: string
  readonly actor: string
  readonly name: string
  readonly learntAt: string
}

/** Who bears how many parts. */
export type Bearer = { readonly party: string; readonly parts: number }

/** As a proposal has it and as the dispute keeps it. */
export function termsOf(bearers: readonly Bearer[]): string {
  return JSON.stringify(bearers.map(({ party, parts }) => [party, parts]))
}

/** Of words alone, and of anything that is not ours, nothing. */
export function bearersIn(terms: string | undefined): Bearer[] {
  if (terms === undefined) return []
  const read: unknown = JSON.parse(terms)
  if (!Array.isArray(read)) return []
  return read.flatMap((one: unknown): Bearer[] => {
    if (!Array.isArray(one)) return []
    const [party, parts] = one as unknown[]
    const fits = typeof party === 'string' && Number.isSafeInteger(parts) && Number(parts) > 0
    return fits ? [{ party, parts: Number(parts) }] : []
  })
}

/** What a party has advanced of it, out of which contribution. */
export type Advanced = { readonly party: string; readonly origin: string; readonly pence: Pence }

/** What becomes of what a party has advanced. */
export type Borne = Advanced & {
  /** what it bears in the end */
  readonly bears: Pence
  /** what it pays others on what they advanced for it; below nothing what it is paid: together they are nothing */
  readonly interest: Pence
}

const YEAR_DAYS = 365n

/**
 * Who bears what in the end, to the penny, and the interest of it. Whoever bears more than they advanced pays it on the
 * difference, for the days for which others had advanced that, and those get it in the parts in which they did.
 * @param rate of the year, in hundredths of one in 100
 */
export function settled(
  advanced: readonly Advanced[],
  bearers: readonly Bearer[],
  { rate, days }: { readonly rate: bigint; readonly days: number },
): Borne[] {
  const whole = advanced.reduce((sum, { pence }) => sum + pence, 0n)
  const parts = advanced.map(({ party }) =>
    BigInt(bearers.find((one) => one.party === party)?.parts ?? 0),
  )
  const bears = apportion(whole, parts)
  const more = advanced.map(({ pence }, at) => bears[at]! - pence)
  const owed = more.map((one) => (one > 0n ? interestOn(one, rate, days) : 0n))
  const all = owed.reduce((sum, one) => sum + one, 0n)
  const lent = more.map((one) => (one < 0n ? -one : 0n))
  const due = all === 0n ? lent.map(() => 0n) : apportion(all, lent)
  return advanced.map((one, at) => ({ ...one, bears: bears[at]!, interest: owed[at]! - due[at]! }))
}

/** To the nearest penny, the half-way up. */
function interestOn(pence: Pence, rate: bigint, days: number): Pence {
  const over = 10_000n * YEAR_DAYS
  return (2n * pence * rate * BigInt(days) + over) / (2n * over)
}

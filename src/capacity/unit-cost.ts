import type { Agreement } from '../agreement/index.ts'
import type { Pence } from '../kernel/index.ts'
import { type Activity, activityWords } from './activity.ts'

/** Payers that are nobody by name: who it is follows from where somebody is and lives. */
export const BY_THE_PERSON = ['their-hospital', 'their-council'] as const

export const PER = ['hour', 'day', 'week'] as const
export type Per = (typeof PER)[number]

/** What so much of an activity costs, as a clause says it. */
export type UnitCost = {
  readonly activity: Activity
  /** whole pence, as text */
  readonly pence: string
  readonly per: Per
  /** `2026-27` */
  readonly priceYear: string
  readonly source: string
  /** absent where it is made up */
  readonly licence?: string
  readonly madeUp: boolean
  /** parts in a hundred, which make the whole: parties, or one of `BY_THE_PERSON` */
  readonly payers: readonly { readonly payer: string; readonly percent: number }[]
  /** how much somebody has a day, in minutes where it is by the hour, and for how many days where nobody says */
  readonly usual?: { readonly minutesADay?: number; readonly days?: number }
  readonly clause: string
}

/** By activity. Empty where the agreement has no such clause. */
export function unitCosts(agreement: Agreement | undefined): ReadonlyMap<Activity, UnitCost> {
  const rows = agreement?.table<UnitCost>('unit-cost') ?? []
  return new Map(rows.map((row) => [row.activity, row]))
}

/** Why there is no price, as a sentence that names what is missing. */
export type NoPrice = { readonly missing: string }

export type Price = {
  readonly cost: UnitCost
  /** of so many days, by payer in the clause's order; together the whole */
  readonly parts: readonly { readonly payer: string; readonly pence: Pence }[]
  readonly pence: Pence
}

/**
 * What so many days of an activity cost, and whom. It is never guessed: where no clause has a price, or nothing says
 * how much of it somebody has a day, it is said what is missing.
 *
 * @param minutesADay of what is paid by the hour, where it is known of this person
 */
export function priceOf(
  costs: ReadonlyMap<Activity, UnitCost>,
  activity: Activity,
  days: number,
  minutesADay?: number,
): Price | NoPrice {
  const cost = costs.get(activity)
  const words = activityWords(activity)
  if (cost === undefined) {
    return { missing: `No price is agreed: no clause of unit costs has one of ${words}.` }
  }
  const minutes = minutesADay ?? cost.usual?.minutesADay
  if (cost.per === 'hour' && minutes === undefined) {
    return {
      missing: `How much of ${words} somebody has a day is not agreed: clause ${cost.clause}.`,
    }
  }
  const [parts, whole] = unitsIn(cost.per, days, minutes ?? 0)
  const pence = divided(BigInt(cost.pence) * parts, whole)
  return { cost, pence, parts: shared(pence, cost.payers) }
}

/** How many units so many days are, as a fraction. */
function unitsIn(per: Per, days: number, minutesADay: number): [parts: bigint, whole: bigint] {
  const many = BigInt(days)
  if (per === 'hour') return [many * BigInt(minutesADay), 60n]
  return per === 'day' ? [many, 1n] : [many, 7n]
}

/** To the nearest penny, half a penny up. */
function divided(parts: bigint, whole: bigint): Pence {
  return (2n * parts + whole) / (2n * whole)
}

/** Each payer's part, cut where the parts up to it end: so they make the whole, and none is below nothing. */
function shared(pence: Pence, payers: UnitCost['payers']): { payer: string; pence: Pence }[] {
  let told = 0n
  let percents = 0n
  return payers.map(({ payer, percent }) => {
    percents += BigInt(percent)
    const upTo = divided(pence * percents, 100n)
    const own = upTo - told
    told = upTo
    return { payer, pence: own }
  })
}

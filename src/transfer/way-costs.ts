import {
  type Activity,
  type NoPrice,
  type Price,
  priceOf,
  type UnitCost,
} from '../capacity/index.ts'
import type { Pence } from '../kernel/index.ts'
import type { Counted } from '../record/index.ts'
import type { TransferRule } from './clock-kind.ts'
import { holdersOf, type Places } from './feed-facts.ts'
import { daysBetween, minuteOf } from './minute.ts'
import type { Stay } from './stay.ts'

/** What could be done now: to stay a day more, or one of the ways home. */
export type Choice = {
  readonly activity: Activity
  /** the way home of which it is a part; undefined of staying */
  readonly pathway: string | undefined
  readonly words: string
}

const CHOICES: readonly Choice[] = [
  { activity: 'hospital-bed', pathway: undefined, words: 'Staying in this bed' },
  { activity: 'home', pathway: '0', words: 'Home with nothing new' },
  { activity: 'home-care', pathway: '1', words: 'Home with care' },
  { activity: 'reablement', pathway: '1', words: 'Home with reablement' },
  { activity: 'recovery-bed', pathway: '2', words: 'A bed to recover in' },
  { activity: 'care-home', pathway: '3', words: 'A place in a care home' },
]

/** What somebody pays: `whose` is a side, or '' for who is on none and for a payer who is not known. */
export type Paid = { readonly whose: string; readonly pence: Pence }

export type ChoiceCost = Choice &
  (
    | {
        readonly cost: UnitCost
        readonly day: readonly Paid[]
        /** over the days for which it is expected to go on; undefined where nobody says how long */
        readonly whole: { readonly days: number; readonly paid: readonly Paid[] } | undefined
        /** whether how much of it they have is this person's own, and not what the clause reckons */
        readonly own: boolean
      }
    | NoPrice
  )

/**
 * Pure: what each choice costs each side, a day and for as long as it is expected to go on. Where no clause says what
 * something costs, it is said which is missing.
 *
 * @param planned services of this person that the viewer may see
 */
export function choiceCosts(
  costs: ReadonlyMap<Activity, UnitCost>,
  stay: Pick<Stay, 'expected'>,
  planned: readonly Counted[],
  { places, rule, now }: { places: Places; rule: TransferRule; now: Date },
): ChoiceCost[] {
  return CHOICES.map((choice): ChoiceCost => {
    const { activity } = choice
    const minutes = activity === 'home-care' ? minutesOf(planned) : undefined
    const day = priceOf(costs, activity, 1, minutes)
    if ('missing' in day) return { ...choice, ...day }
    const days = activity === 'hospital-bed' ? daysLeft(stay, now) : day.cost.usual?.days
    const all = days === undefined ? undefined : priceOf(costs, activity, days, minutes)
    const paid = (price: Price) => paidBy(price, places, rule)
    return {
      ...choice,
      cost: day.cost,
      day: paid(day),
      whole: all === undefined || 'missing' in all ? undefined : { days: days!, paid: paid(all) },
      own: minutes !== undefined,
    }
  })
}

function paidBy({ parts }: Price, places: Places, rule: TransferRule): Paid[] {
  const sums = new Map<string, Pence>()
  for (const { payer, pence } of parts) {
    const named = holdersOf([payer], places)
    const whose = named.length === 1 ? rule.sideOf(named[0]!) : ''
    sums.set(whose, (sums.get(whose) ?? 0n) + pence)
  }
  return [...sums].map(([whose, pence]) => ({ whose, pence }))
}

/** Until the day on which they are expected to leave; undefined where nobody says, or it has passed. */
function daysLeft({ expected }: Pick<Stay, 'expected'>, now: Date): number | undefined {
  const last = expected.at(-1)?.at
  if (last === undefined) return undefined
  const days = daysBetween(minuteOf(now), minuteOf(last))
  return days > 0 ? days : undefined
}

const DAYS_A_WEEK = 7

/** Of home care that is planned or was there before, the newest that tells its hours a week: minutes a day. */
function minutesOf(planned: readonly Counted[]): number | undefined {
  const newest = planned
    .filter(({ kind, hours, label }) => {
      return kind === 'service' && hours !== undefined && /home care|care at home/i.test(label)
    })
    .sort((a, b) => ((a.start ?? '') < (b.start ?? '') ? 1 : -1))[0]
  const hours = Number(newest?.hours)
  return hours > 0 ? Math.round((hours * 60) / DAYS_A_WEEK) : undefined
}

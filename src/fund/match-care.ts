import { addDays, formatPounds, type Pence, plural } from '../kernel/index.ts'
import { formatFullDate } from '../shell/index.ts'

/** What became of a line of an invoice when it was held against the care that was given. */
export const VERDICTS = [
  'agreed',
  'short',
  'over',
  'twice',
  'not-ours',
  'ended',
  'in-hospital',
] as const
export type Verdict = (typeof VERDICTS)[number]

/** A week of somebody's care as a supplier charges it. */
export type Charged = {
  readonly supplier: string
  /** the supplier's number, as the council's feed knows it */
  readonly supplierId: string
  /** a Monday */
  readonly week: string
  /** hours, or weeks; undefined where none can be read */
  readonly units?: number
  readonly unitPrice?: Pence
  readonly pence: Pence
  /** an earlier line charges the same week of the same care */
  readonly again?: boolean
}

/** What is known of somebody's care that bears on what is charged. Days are YYYY-MM-DD, both counted. */
export type CareGiven = {
  readonly services: readonly {
    readonly providerId: string
    readonly from: string
    readonly to?: string
    readonly price?: Pence
    /** what the price is of */
    readonly of: 'hour' | 'week' | 'other'
  }[]
  /** minutes that were given, by day or by the week of that Monday */
  readonly given: readonly {
    readonly providerId: string
    readonly day: string
    readonly minutes: number
  }[]
  readonly stays: readonly { readonly from: string; readonly to?: string }[]
}

export type Judged = { readonly verdict: Verdict; readonly says: string }

const WEEK_DAYS = 7
/** Hours are written in hundredths, so that a minute may be lost in writing. */
const LOST_MINUTES = 1

/**
 * What a line comes to against the care that was given: `short` where less was given than is charged, `over` where the
 * price or the sum is more than was agreed. Undefined care: nobody of ours is called so, or may be seen for this.
 */
export function judgeLine(line: Charged, care: CareGiven | undefined): Judged {
  if (line.again === true)
    return tell('twice', 'An earlier invoice charges the same week of the same care.')
  const own = (care?.services ?? []).filter(({ providerId }) => providerId === line.supplierId)
  if (care === undefined || own.length === 0)
    return tell('not-ours', `No care of ${line.supplier} was arranged for whoever is called so.`)
  const last = addDays(line.week, WEEK_DAYS - 1)
  const here = own.filter(({ from, to }) => from <= last && (to ?? last) >= line.week)
  if (here.length === 0) {
    const ended = own
      .map(({ to }) => to ?? '')
      .filter((to) => to < line.week)
      .sort()
      .at(-1)
    return ended === undefined || ended === ''
      ? tell('not-ours', `No care of ${line.supplier} had begun in that week.`)
      : tell('ended', `The care ended on ${formatFullDate(ended)}, before that week.`)
  }
  return judgePrice(line, here) ?? judgeUnits(line, here, care) ?? AGREED
}

const AGREED: Judged = {
  verdict: 'agreed',
  says: 'It is what was given, at the price that was agreed.',
}

function tell(verdict: Verdict, says: string): Judged {
  return { verdict, says }
}

function judgePrice(
  { units, unitPrice, pence }: Charged,
  here: CareGiven['services'],
): Judged | undefined {
  const prices = here.flatMap(({ price }) => (price === undefined ? [] : [price]))
  const most = [...prices].sort((a, b) => (a < b ? 1 : -1))[0] ?? 0n
  if (unitPrice !== undefined && prices.length > 0 && unitPrice > most)
    return tell(
      'over',
      `${formatPounds(unitPrice)} each is charged, and ${formatPounds(most)} was agreed.`,
    )
  const price = unitPrice ?? (prices.length > 0 ? most : undefined)
  if (units === undefined || price === undefined) return undefined
  const comes = BigInt(Math.round(units * Number(price)))
  return pence > comes
    ? tell(
        'over',
        `${formatPounds(pence)} is charged, and ${units} at ${formatPounds(price)} comes to ${formatPounds(comes)}.`,
      )
    : undefined
}

function judgeUnits(
  { supplierId, week, units, unitPrice, pence }: Charged,
  here: CareGiven['services'],
  { given, stays }: CareGiven,
): Judged | undefined {
  const days = Array.from({ length: WEEK_DAYS }, (_, at) => addDays(week, at))
  const first = here.find((one) => one.price === unitPrice) ?? here[0]
  const price = unitPrice ?? first?.price
  const charged =
    units ?? (price === undefined || price === 0n ? undefined : Number(pence) / Number(price))
  if (first === undefined || charged === undefined || first.of === 'other') return undefined
  if (first.of === 'week') {
    const there = days.filter((day) =>
      here.some(({ from, to }) => from <= day && day <= (to ?? day)),
    )
    const asked = Math.round(charged * WEEK_DAYS)
    if (asked <= there.length) return undefined
    return tell(
      'short',
      `${plural(asked, 'day')} are charged, and they had a place on ${there.length}.`,
    )
  }
  const minutes = given
    .filter((one) => one.providerId === supplierId && days.includes(one.day))
    .reduce((sum, one) => sum + one.minutes, 0)
  const asked = Math.round(charged * 60)
  if (asked <= minutes + LOST_MINUTES) return undefined
  const says = `${hours(asked)} is charged, and ${hours(minutes)} was given.`
  const away = stays.some(({ from, to }) => from <= days.at(-1)! && (to ?? week) >= week)
  return away
    ? tell('in-hospital', `${says} They were in hospital in that week.`)
    : tell('short', says)
}

function hours(minutes: number): string {
  return `${Math.round(minutes / 0.6) / 100} h`
}
